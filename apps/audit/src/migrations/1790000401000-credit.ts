import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credit lists: loads as they came, the listings that they make, the sources that are asked; policies of others that bar by them. */
export class Credit1790000401000 implements MigrationInterface {
  readonly name = 'Credit1790000401000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [policies, loads, parts, rows, listings, sources, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was known of credit is on record: it is not dropped');
  }
}

const lists = `('dishonest-judgement-debtor', 'abnormal-operation', 'serious-violation')`;

const policies = `
  CREATE TABLE policy_copy (
    programme text NOT NULL,
    version text NOT NULL,
    tenant text NOT NULL,
    source text NOT NULL,
    in_force_from date,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (programme, version)
  )`;

const loads = `
  CREATE TABLE credit_load (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    list text NOT NULL CHECK (list IN ${lists}),
    source text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('full', 'delta', 'correction')),
    state text NOT NULL CHECK (state IN ('open', 'faulty', 'checked', 'applying', 'applied', 'abandoned')),
    version integer NOT NULL DEFAULT 1,
    as_of date NOT NULL,
    number integer,
    reason text,
    corrects uuid REFERENCES credit_load (id),
    begun_by text NOT NULL,
    begun_at timestamptz NOT NULL,
    applied_at timestamptz,
    parts integer NOT NULL DEFAULT 0,
    lines integer NOT NULL DEFAULT 0,
    rows integer NOT NULL DEFAULT 0,
    columns text[],
    fault_count integer NOT NULL DEFAULT 0,
    faults jsonb NOT NULL DEFAULT '[]',
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    expected jsonb,
    base uuid,
    phase text CHECK (phase IN ('rows', 'missing', 'undo')),
    cursor_line integer NOT NULL DEFAULT 0,
    cursor_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    done jsonb NOT NULL,
    CHECK ((kind = 'correction') = (corrects IS NOT NULL)),
    CHECK (kind <> 'correction' OR reason IS NOT NULL),
    CHECK ((state = 'applied') = (applied_at IS NOT NULL) AND (state = 'applied') = (number IS NOT NULL)),
    CHECK (state NOT IN ('checked', 'applying', 'applied') OR (fault_count = 0 AND sha256 IS NOT NULL)),
    CHECK (state <> 'abandoned' OR reason IS NOT NULL)
  );
  CREATE INDEX credit_load_list ON credit_load (tenant, id);
  CREATE UNIQUE INDEX credit_load_applying ON credit_load (tenant, list, source) WHERE state = 'applying';
  CREATE UNIQUE INDEX credit_load_number ON credit_load (tenant, list, source, number) WHERE number IS NOT NULL;
  CREATE UNIQUE INDEX credit_load_corrects ON credit_load (corrects) WHERE state <> 'abandoned'`;

const parts = `
  CREATE TABLE credit_load_part (
    load_id uuid NOT NULL REFERENCES credit_load (id),
    number integer NOT NULL,
    tenant text NOT NULL,
    text text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (load_id, number)
  )`;

const rows = `
  CREATE TABLE credit_load_row (
    load_id uuid NOT NULL REFERENCES credit_load (id),
    line integer NOT NULL,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    change text NOT NULL CHECK (change IN ('listed', 'removed')),
    listed_from date,
    listed_through date,
    document text NOT NULL DEFAULT '',
    PRIMARY KEY (load_id, line),
    CHECK (change = 'removed' OR listed_from IS NOT NULL),
    CHECK (listed_through >= listed_from)
  );
  CREATE INDEX credit_load_row_key ON credit_load_row (load_id, credit_code, listed_from, document)`;

// A listing has a version for each load that said something else of it; what is known now has no end of knowledge.
const listings = `
  CREATE TABLE credit_listing (
    id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    list text NOT NULL CHECK (list IN ${lists}),
    source text NOT NULL,
    credit_code text NOT NULL,
    listed_from date NOT NULL,
    listed_through date,
    document text NOT NULL DEFAULT '',
    is_void boolean NOT NULL DEFAULT false,
    load_id uuid NOT NULL REFERENCES credit_load (id),
    known_from timestamptz NOT NULL,
    known_to timestamptz,
    PRIMARY KEY (id, number),
    CHECK (listed_through >= listed_from),
    CHECK (known_to >= known_from)
  );
  CREATE UNIQUE INDEX credit_listing_key ON credit_listing (tenant, list, source, credit_code, listed_from, document)
    WHERE known_to IS NULL AND NOT is_void;
  CREATE INDEX credit_listing_standing ON credit_listing (tenant, credit_code, listed_from) WHERE known_to IS NULL AND NOT is_void;
  CREATE INDEX credit_listing_source ON credit_listing (tenant, list, source, id) WHERE known_to IS NULL AND NOT is_void;
  CREATE INDEX credit_listing_load ON credit_listing (load_id, id);
  CREATE INDEX credit_listing_code ON credit_listing (tenant, credit_code, id);
  CREATE INDEX credit_listing_list ON credit_listing (tenant, list, id);
  CREATE INDEX credit_listing_all ON credit_listing (tenant, id)`;

const sources = `
  CREATE TABLE credit_source (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    list text NOT NULL CHECK (list IN ${lists}),
    source text NOT NULL,
    address text NOT NULL,
    secret_name text,
    page_size integer NOT NULL CHECK (page_size BETWEEN 1 AND 1000),
    every_minutes integer NOT NULL CHECK (every_minutes BETWEEN 1 AND 10080),
    state text NOT NULL CHECK (state IN ('active', 'paused')),
    version integer NOT NULL DEFAULT 1,
    cursor text,
    polled_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    last_error text,
    last_load_id uuid REFERENCES credit_load (id),
    registered_by text NOT NULL,
    UNIQUE (tenant, list, source)
  );
  CREATE INDEX credit_source_list ON credit_source (tenant, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON policy_copy, credit_load_part, credit_load_row, credit_listing FROM %I', service_role);
    EXECUTE format('REVOKE DELETE ON credit_load, credit_source FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (known_to) ON credit_listing TO %I', service_role);
  END $$`;
