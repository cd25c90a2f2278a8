import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Titles with everything that happened to them and how they stand by days, plaques, the cultivation library and the
 * supports granted (AMC-5, AMC-8, AMC-11, SME-12, XJ-7-3.c, SEI-4, XJ-9). What happened is only ever added.
 */
export class Titles1790000103000 implements MigrationInterface {
  readonly name = 'Titles1790000103000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [titles, changes, standings, plaques, entries, plans, supports, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The tables of titles hold the record of what was decided: they are not dropped');
  }
}

const titles = `
  CREATE TABLE title (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    cluster_name text NOT NULL,
    name_grams text[] NOT NULL,
    programme text NOT NULL,
    policy_version text,
    level text NOT NULL CHECK (level IN ('world', 'national', 'provincial')),
    region text NOT NULL,
    source text NOT NULL CHECK (source IN ('recognition', 'document', 'historic')),
    document jsonb,
    application_id uuid,
    recognised_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('valid', 'under-re-review', 'expired', 'revoked')),
    valid_through date,
    ends_with_term boolean NOT NULL,
    plaque_number text,
    plaque_awarded_on date,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK (valid_through >= recognised_on),
    CHECK (NOT ends_with_term OR valid_through IS NOT NULL),
    CONSTRAINT provincial_titles_are_granted CHECK ((level = 'provincial') = (source <> 'document') OR source = 'historic'),
    CHECK ((source = 'recognition') = (application_id IS NOT NULL)),
    CHECK ((source = 'recognition') = (document IS NULL)),
    CHECK ((plaque_number IS NULL) = (plaque_awarded_on IS NULL))
  );
  CREATE UNIQUE INDEX title_application ON title (application_id);
  CREATE UNIQUE INDEX title_recorded ON title (cluster_id, programme, level, recognised_on) WHERE source <> 'recognition';
  CREATE INDEX title_list ON title (tenant, region, id);
  CREATE INDEX title_cluster ON title (cluster_id, id);
  CREATE INDEX title_name_grams ON title USING gin (name_grams)`;

const changes = `
  CREATE TABLE title_change (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    title_id uuid NOT NULL REFERENCES title (id),
    kind text NOT NULL CHECK (kind IN (
      'granted', 'recorded', 'plaque-awarded', 're-review-opened', 're-review-applied-for', 're-review-passed', 're-review-failed',
      'term-ended', 'revoked', 'reinstated'
    )),
    reference text NOT NULL,
    happened_on date NOT NULL,
    detail jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    person text NOT NULL
  );
  CREATE UNIQUE INDEX title_change_once ON title_change (title_id, kind, reference)`;

const standings = `
  CREATE TABLE title_standing (
    title_id uuid NOT NULL REFERENCES title (id),
    from_on date NOT NULL,
    through_on date,
    state text NOT NULL CHECK (state IN ('valid', 'under-re-review', 'expired', 'revoked')),
    valid_through date,
    PRIMARY KEY (title_id, from_on),
    CHECK (through_on >= from_on)
  );
  CREATE UNIQUE INDEX title_standing_last ON title_standing (title_id) WHERE through_on IS NULL`;

const plaques = `
  CREATE TABLE plaque (
    application_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    number text NOT NULL,
    awarded_on date NOT NULL
  )`;

const entries = `
  CREATE TABLE cultivation_entry (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    cluster_name text NOT NULL,
    title_id uuid NOT NULL REFERENCES title (id),
    programme text NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('in-library', 'left')),
    entered_on date NOT NULL,
    left_on date,
    agreed_with text,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    CHECK ((state = 'left') = (left_on IS NOT NULL))
  );
  CREATE UNIQUE INDEX cultivation_entry_title ON cultivation_entry (title_id);
  CREATE INDEX cultivation_entry_list ON cultivation_entry (tenant, region, id);
  CREATE TABLE cultivation_stay (
    entry_id uuid NOT NULL REFERENCES cultivation_entry (id),
    tenant text NOT NULL,
    number integer NOT NULL,
    entered_on date NOT NULL,
    left_on date,
    PRIMARY KEY (entry_id, number),
    CHECK (left_on >= entered_on)
  );
  CREATE UNIQUE INDEX cultivation_stay_present ON cultivation_stay (entry_id) WHERE left_on IS NULL`;

const plans = `
  CREATE TABLE cultivation_item (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    entry_id uuid NOT NULL REFERENCES cultivation_entry (id),
    kind text NOT NULL CHECK (kind IN ('goal', 'task')),
    text text NOT NULL,
    due_on date NOT NULL,
    percent integer NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    set_on date NOT NULL,
    dropped_on date
  );
  CREATE INDEX cultivation_item_of ON cultivation_item (entry_id, id);
  CREATE TABLE cultivation_progress (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    item_id uuid NOT NULL REFERENCES cultivation_item (id),
    reported_on date NOT NULL,
    percent integer NOT NULL CHECK (percent BETWEEN 0 AND 100),
    note text NOT NULL,
    person text NOT NULL
  );
  CREATE INDEX cultivation_progress_of ON cultivation_progress (item_id, position)`;

const supports = `
  CREATE TABLE support (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL REFERENCES cluster (id),
    title_id uuid NOT NULL REFERENCES title (id),
    programme text NOT NULL,
    region text NOT NULL,
    clause text NOT NULL,
    kind text NOT NULL,
    amount_fen bigint CHECK (amount_fen >= 0),
    beneficiary_code text,
    beneficiary_name text,
    granted_on date NOT NULL,
    document jsonb NOT NULL,
    description text NOT NULL,
    state text NOT NULL DEFAULT 'granted' CHECK (state IN ('granted', 'withdrawn')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    recorded_at timestamptz NOT NULL,
    CHECK (beneficiary_code IS NULL OR beneficiary_name IS NOT NULL)
  );
  CREATE INDEX support_list ON support (tenant, region, id);
  CREATE INDEX support_cluster ON support (cluster_id, id);
  CREATE TABLE support_change (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    support_id uuid NOT NULL REFERENCES support (id),
    kind text NOT NULL CHECK (kind IN ('granted', 'corrected', 'withdrawn')),
    before jsonb NOT NULL,
    reason text,
    recorded_at timestamptz NOT NULL,
    person text NOT NULL,
    CHECK (kind = 'granted' OR reason IS NOT NULL)
  );
  CREATE INDEX support_change_of ON support_change (support_id, position)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON title_change, plaque, cultivation_progress, support_change FROM %I', service_role);
    EXECUTE format('REVOKE DELETE ON title, cultivation_entry, cultivation_stay, cultivation_item, support FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE ON title, title_standing FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE ON cultivation_entry, cultivation_stay, cultivation_item, support FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (state, left_on, agreed_with, version) ON cultivation_entry TO %I', service_role);
    EXECUTE format('GRANT UPDATE (left_on) ON cultivation_stay TO %I', service_role);
    EXECUTE format('GRANT UPDATE (kind, text, due_on, percent, dropped_on) ON cultivation_item TO %I', service_role);
    EXECUTE format('GRANT UPDATE (title_id, clause, kind, amount_fen, beneficiary_code, beneficiary_name, granted_on, document, description, state, version) '
      || 'ON support TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, valid_through, plaque_number, plaque_awarded_on, version, changed_on) ON title TO %I', service_role);
  END $$`;
