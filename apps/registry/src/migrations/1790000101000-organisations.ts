import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Enterprises, institutes and promotion organisations with what they did and who acts for them (AMC-2, AMC-3, XJ-2, XJ-3,
 * XJ-11), and one history of every change of them, which is only ever added to.
 */
export class Organisations1790000101000 implements MigrationInterface {
  readonly name = 'Organisations1790000101000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [changes, enterprises, qualifications, owners, institutes, promotionOrganisations, representatives, activities, grants]) {
      await queryRunner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('The tables of organisations hold the record of what was registered: they are not dropped');
  }
}

const changes = `
  CREATE TABLE register_change (
    noun text NOT NULL,
    object_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    tenant text NOT NULL,
    action text NOT NULL,
    person text NOT NULL,
    reason text,
    recorded_at timestamptz NOT NULL,
    recorded_on date NOT NULL,
    before jsonb,
    after jsonb NOT NULL,
    PRIMARY KEY (noun, object_id, version),
    CHECK ((version = 1) = (before IS NULL)),
    CHECK (version = 1 OR reason IS NOT NULL)
  )`;

const enterprises = `
  CREATE TABLE enterprise (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    name text NOT NULL,
    name_en text,
    name_grams text[] NOT NULL,
    region text NOT NULL,
    industry text NOT NULL,
    scale text NOT NULL CHECK (scale IN ('large', 'medium', 'small', 'micro')),
    state text NOT NULL CHECK (state IN ('active', 'dissolved')),
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (tenant, credit_code)
  );
  CREATE INDEX enterprise_list ON enterprise (tenant, region, id);
  CREATE INDEX enterprise_dissolved ON enterprise (tenant, region, id) WHERE state = 'dissolved';
  CREATE INDEX enterprise_industry ON enterprise (tenant, ltrim(industry, 'ABCDEFGHIJKLMNOPQRST') text_pattern_ops);
  CREATE INDEX enterprise_name ON enterprise USING gin (name_grams)`;

const qualifications = `
  CREATE TABLE enterprise_qualification (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    enterprise_id uuid NOT NULL REFERENCES enterprise (id),
    kind text NOT NULL CHECK (kind IN ('champion', 'little-giant', 'specialised-sme', 'high-tech', 'innovative-sme')),
    certificate_number text,
    valid_from date NOT NULL,
    valid_through date,
    source text NOT NULL,
    struck boolean NOT NULL DEFAULT false,
    CHECK (valid_through >= valid_from)
  );
  CREATE UNIQUE INDEX enterprise_qualification_once ON enterprise_qualification (enterprise_id, kind, valid_from) WHERE NOT struck;
  CREATE INDEX enterprise_qualification_kind ON enterprise_qualification (tenant, kind, enterprise_id) WHERE NOT struck`;

const owners = `
  CREATE TABLE enterprise_owner (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    enterprise_id uuid NOT NULL REFERENCES enterprise (id),
    owned_code text NOT NULL,
    owner_code text NOT NULL,
    share_percent numeric(7, 4) NOT NULL CHECK (share_percent > 0 AND share_percent <= 100),
    owned_from date NOT NULL,
    owned_through date,
    struck boolean NOT NULL DEFAULT false,
    CHECK (owner_code <> owned_code),
    CHECK (owned_through >= owned_from)
  );
  CREATE UNIQUE INDEX enterprise_owner_once ON enterprise_owner (enterprise_id, owner_code, owned_from) WHERE NOT struck;
  CREATE INDEX enterprise_owner_owner ON enterprise_owner (tenant, owner_code) WHERE NOT struck;
  CREATE INDEX enterprise_owner_owned ON enterprise_owner (tenant, owned_code) WHERE NOT struck`;

const institutes = `
  CREATE TABLE institute (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    name text NOT NULL,
    name_en text,
    name_grams text[] NOT NULL,
    region text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('university', 'research-institute', 'laboratory', 'other')),
    state text NOT NULL CHECK (state IN ('active', 'dissolved')),
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (tenant, credit_code)
  );
  CREATE INDEX institute_list ON institute (tenant, region, id);
  CREATE INDEX institute_name ON institute USING gin (name_grams)`;

const promotionOrganisations = `
  CREATE TABLE promotion_organisation (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    name text NOT NULL,
    name_en text,
    name_grams text[] NOT NULL,
    region text NOT NULL,
    founders jsonb NOT NULL,
    conditions jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('registered', 'suspended', 'dissolved')),
    judgement jsonb,
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (tenant, credit_code)
  );
  CREATE INDEX promotion_organisation_list ON promotion_organisation (tenant, region, id);
  CREATE INDEX promotion_organisation_name ON promotion_organisation USING gin (name_grams)`;

const representatives = `
  CREATE TABLE promotion_organisation_representative (
    organisation_id uuid NOT NULL REFERENCES promotion_organisation (id),
    person text NOT NULL,
    tenant text NOT NULL,
    appointed_at timestamptz NOT NULL,
    appointed_by text NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (organisation_id, person, appointed_at)
  );
  CREATE UNIQUE INDEX promotion_organisation_representative_now ON promotion_organisation_representative (tenant, person, organisation_id)
    WHERE removed_at IS NULL`;

const activities = `
  CREATE TABLE activity (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    organisation_id uuid NOT NULL REFERENCES promotion_organisation (id),
    kind text NOT NULL CHECK (
      kind IN ('visit', 'exchange', 'shared-platform', 'matchmaking', 'promotion', 'investment', 'financing', 'training')
    ),
    held_on date NOT NULL,
    title text NOT NULL,
    description text,
    participants integer NOT NULL CHECK (participants >= 0),
    partners jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0)
  );
  CREATE INDEX activity_list ON activity (organisation_id, held_on, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON register_change, promotion_organisation_representative FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (removed_at) ON promotion_organisation_representative TO %I', service_role);
    EXECUTE format('REVOKE DELETE ON enterprise, enterprise_qualification, enterprise_owner, institute, promotion_organisation, activity FROM %I', service_role);
  END $$`;
