import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Complaints and reports of violations, their chains of evidence, and, apart, where complainants can be reached. */
export class Complaints1790000403000 implements MigrationInterface {
  readonly name = 'Complaints1790000403000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [complaints, contacts, evidence, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Complaints are on record: they are not dropped');
  }
}

const complaints = `
  CREATE TABLE complaint (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    region text NOT NULL,
    programme text,
    credit_code text,
    about_noun text,
    about_id uuid,
    text text NOT NULL,
    text_grams text[] NOT NULL,
    source text,
    recorded_by text,
    filed_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('filed', 'referred', 'rejected', 'answered')),
    version integer NOT NULL DEFAULT 1,
    receiver text CHECK (receiver IN ('subsidy', 'evaluation')),
    referral jsonb,
    rejection jsonb,
    answer jsonb,
    CHECK ((state IN ('referred', 'answered')) = (referral IS NOT NULL) AND (receiver IS NULL) = (referral IS NULL)),
    CHECK ((state = 'rejected') = (rejection IS NOT NULL)),
    CHECK ((state = 'answered') = (answer IS NOT NULL)),
    CHECK ((source IS NULL) = (recorded_by IS NULL))
  );
  CREATE INDEX complaint_region ON complaint (tenant, region, id);
  CREATE INDEX complaint_code ON complaint (tenant, credit_code, id);
  CREATE INDEX complaint_state ON complaint (tenant, state, id);
  CREATE INDEX complaint_words ON complaint USING gin (text_grams)`;

const contacts = `
  CREATE TABLE complaint_contact (
    complaint_id uuid PRIMARY KEY REFERENCES complaint (id),
    tenant text NOT NULL,
    contact text NOT NULL
  )`;

const evidence = `
  CREATE TABLE complaint_evidence (
    complaint_id uuid NOT NULL REFERENCES complaint (id),
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    description text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    previous text NOT NULL CHECK (previous ~ '^[0-9a-f]{64}$'),
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (complaint_id, number)
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON complaint, complaint_evidence FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE ON complaint_contact FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, programme, receiver, referral, rejection, answer) ON complaint TO %I', service_role);
  END $$`;
