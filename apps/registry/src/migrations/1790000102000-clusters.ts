import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Clusters with the regions that they cover, their members, the history of every change, and the reports of major
 * changes (AMC-2, SME-2, XJ-2, SME-14-4). What happened to a cluster is only ever added.
 */
export class Clusters1790000102000 implements MigrationInterface {
  readonly name = 'Clusters1790000102000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [clusters, regions, changes, members, overlap, reports, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The tables of clusters hold the record of what was changed: they are not dropped');
  }
}

const clusters = `
  CREATE TABLE cluster (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    name text NOT NULL,
    name_en text,
    region text NOT NULL,
    lead_prefecture text,
    area_km2 numeric CHECK (area_km2 > 0),
    leading_industry text NOT NULL,
    industry_code text,
    operating_body_code text,
    operating_body_name text,
    promotion_organisation_id uuid REFERENCES promotion_organisation (id),
    since date NOT NULL,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    registered_at timestamptz NOT NULL,
    registered_by text NOT NULL,
    name_grams text[] NOT NULL,
    CHECK ((operating_body_code IS NULL) = (operating_body_name IS NULL))
  );
  CREATE UNIQUE INDEX cluster_name ON cluster (tenant, name);
  CREATE INDEX cluster_name_grams ON cluster USING gin (name_grams);
  CREATE INDEX cluster_promotion_organisation ON cluster (promotion_organisation_id, id) WHERE promotion_organisation_id IS NOT NULL`;

const regions = `
  CREATE TABLE cluster_region (
    tenant text NOT NULL,
    region text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    PRIMARY KEY (tenant, region, cluster_id)
  );
  CREATE INDEX cluster_region_of ON cluster_region (cluster_id)`;

const changes = `
  CREATE TABLE cluster_change (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    kind text NOT NULL CHECK (kind IN (
      'registered', 'name', 'region', 'area', 'leading-industry', 'operating-body', 'promotion-organisation', 'member-joined', 'member-left'
    )),
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    changed_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    person text NOT NULL,
    reason text NOT NULL
  );
  CREATE UNIQUE INDEX cluster_change_order ON cluster_change (cluster_id, changed_on, position);
  CREATE INDEX cluster_change_list ON cluster_change (cluster_id, position)`;

const members = `
  CREATE TABLE cluster_member (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    member_kind text NOT NULL CHECK (member_kind IN ('enterprise', 'institute')),
    credit_code text NOT NULL,
    role text NOT NULL CHECK (role IN ('leading', 'member')),
    from_on date NOT NULL,
    through_on date,
    CHECK (through_on >= from_on)
  );
  CREATE UNIQUE INDEX cluster_member_present ON cluster_member (cluster_id, credit_code) WHERE through_on IS NULL;
  CREATE INDEX cluster_member_list ON cluster_member (cluster_id, id);
  CREATE INDEX cluster_member_code ON cluster_member (tenant, credit_code)`;

// An exclusion constraint over a uuid, a text and a range needs an extension, which the owner may not install.
const overlap = `
  CREATE FUNCTION refuse_overlapping_member() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM cluster WHERE id = NEW.cluster_id FOR UPDATE;
    IF EXISTS (
      SELECT 1 FROM cluster_member m
      WHERE m.cluster_id = NEW.cluster_id AND m.credit_code = NEW.credit_code AND m.id <> NEW.id
        AND daterange(m.from_on, m.through_on, '[]') && daterange(NEW.from_on, NEW.through_on, '[]')
    ) THEN
      RAISE EXCEPTION 'the member is in the cluster at that time already' USING ERRCODE = '23P01', CONSTRAINT = 'cluster_member_overlap';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER cluster_member_overlap BEFORE INSERT OR UPDATE ON cluster_member FOR EACH ROW EXECUTE FUNCTION refuse_overlapping_member()`;

const reports = `
  CREATE TABLE cluster_change_report (
    change_id uuid PRIMARY KEY REFERENCES cluster_change (id),
    tenant text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    region text NOT NULL,
    clause text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'reported', 'overdue', 'reported-late')),
    reported_on date,
    reported_by text,
    note text,
    CHECK ((reported_on IS NOT NULL) = (state IN ('reported', 'reported-late'))),
    CHECK ((reported_on IS NULL) = (reported_by IS NULL)),
    CHECK (state <> 'reported' OR reported_on <= due_on),
    CHECK (state <> 'reported-late' OR reported_on > due_on)
  );
  CREATE INDEX cluster_change_report_list ON cluster_change_report (tenant, region, change_id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON cluster_change FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE ON cluster FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (name, name_en, name_grams, region, lead_prefecture, area_km2, leading_industry, industry_code, '
      || 'operating_body_code, operating_body_name, promotion_organisation_id, version) ON cluster TO %I', service_role);
    EXECUTE format('REVOKE UPDATE ON cluster_region FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE ON cluster_member, cluster_change_report FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (through_on) ON cluster_member TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, reported_on, reported_by, note) ON cluster_change_report TO %I', service_role);
  END $$`;
