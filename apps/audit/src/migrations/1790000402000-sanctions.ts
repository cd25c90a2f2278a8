import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bans, bars and exclusions, and the dishonesty records of the same decisions, each with every step that it took. */
export class Sanctions1790000402000 implements MigrationInterface {
  readonly name = 'Sanctions1790000402000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [sanctions, annulledOrders, steps, records, submissions, recordSteps, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Who was barred is on record: it is not dropped');
  }
}

const matters = `('serious-violation', 'poor-performance', 'fraud')`;

// People who act through one client are one pair of hands: the service compares them; here the person alone.
const sanctions = `
  CREATE TABLE sanction (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    measure text NOT NULL CHECK (measure IN ('ban', 'bar', 'exclusion')),
    clause text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    jurisdiction text NOT NULL,
    matter text NOT NULL CHECK (matter IN ${matters}),
    hard_to_correct boolean NOT NULL,
    order_id uuid,
    document text NOT NULL,
    state text NOT NULL
      CHECK (state IN ('proposed', 'in-force', 'lift-proposed', 'withdrawal-proposed', 'ended', 'lifted', 'withdrawn', 'rejected')),
    version integer NOT NULL DEFAULT 1,
    imposed_from date NOT NULL,
    imposed_through date,
    people_to_lift integer CHECK (people_to_lift > 0),
    proposed_by text,
    proposed_client text,
    confirmed_by text,
    pending jsonb,
    CHECK (order_id IS NOT NULL OR proposed_by IS NOT NULL),
    CHECK (order_id IS NOT NULL OR state IN ('proposed', 'rejected') OR (confirmed_by IS NOT NULL AND confirmed_by <> proposed_by)),
    CHECK ((state IN ('lift-proposed', 'withdrawal-proposed')) = (pending IS NOT NULL)),
    CHECK (imposed_through IS NOT NULL OR state NOT IN ('ended', 'lifted')),
    CHECK (measure <> 'exclusion' OR imposed_through IS NULL),
    CHECK (measure <> 'ban' OR imposed_through IS NOT NULL)
  );
  CREATE UNIQUE INDEX sanction_order ON sanction (tenant, order_id, measure) WHERE order_id IS NOT NULL;
  CREATE UNIQUE INDEX sanction_document ON sanction (tenant, credit_code, measure, document) WHERE order_id IS NULL AND state <> 'rejected';
  CREATE INDEX sanction_standing ON sanction (tenant, credit_code) WHERE state NOT IN ('proposed', 'rejected', 'withdrawn');
  CREATE INDEX sanction_code ON sanction (tenant, credit_code, id);
  CREATE INDEX sanction_list ON sanction (tenant, id);
  CREATE INDEX sanction_state ON sanction (tenant, state, id)`;

// The annulment of an order may come before the order.
const annulledOrders = `
  CREATE TABLE annulled_order (
    tenant text NOT NULL,
    order_id uuid NOT NULL,
    credit_code text NOT NULL,
    decided_on date NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (tenant, order_id)
  )`;

const steps = `
  CREATE TABLE sanction_step (
    sanction_id uuid NOT NULL REFERENCES sanction (id),
    number integer NOT NULL,
    tenant text NOT NULL,
    step text NOT NULL,
    state text NOT NULL,
    imposed_through date,
    reason text,
    document text,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (sanction_id, number)
  )`;

const records = `
  CREATE TABLE dishonesty_record (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    name text,
    clause text NOT NULL,
    programme text NOT NULL,
    matter text NOT NULL CHECK (matter IN ${matters}),
    facts text,
    document text NOT NULL,
    decided_on date NOT NULL,
    order_id uuid,
    state text NOT NULL CHECK (state IN ('in-publication', 'ended', 'withdrawn')),
    version integer NOT NULL DEFAULT 1,
    published_from date NOT NULL,
    published_through date NOT NULL,
    CHECK (published_through >= published_from)
  );
  CREATE UNIQUE INDEX dishonesty_record_order ON dishonesty_record (tenant, order_id) WHERE order_id IS NOT NULL;
  CREATE UNIQUE INDEX dishonesty_record_document ON dishonesty_record (tenant, credit_code, document) WHERE order_id IS NULL;
  CREATE INDEX dishonesty_record_list ON dishonesty_record (tenant, id);
  CREATE INDEX dishonesty_record_code ON dishonesty_record (tenant, credit_code, id);
  CREATE INDEX dishonesty_record_published ON dishonesty_record (tenant, id) WHERE state = 'in-publication'`;

const submissions = `
  CREATE TABLE dishonesty_submission (
    record_id uuid NOT NULL REFERENCES dishonesty_record (id),
    number integer NOT NULL,
    tenant text NOT NULL,
    submitted_on date NOT NULL,
    platform text NOT NULL,
    receipt text NOT NULL,
    export_sha256 text CHECK (export_sha256 ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (record_id, number)
  )`;

const recordSteps = `
  CREATE TABLE dishonesty_step (
    record_id uuid NOT NULL REFERENCES dishonesty_record (id),
    number integer NOT NULL,
    tenant text NOT NULL,
    step text NOT NULL,
    published_through date NOT NULL,
    before jsonb,
    reason text,
    document text,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (record_id, number)
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON sanction, annulled_order, sanction_step, dishonesty_record, dishonesty_submission, dishonesty_step FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, imposed_through, confirmed_by, pending) ON sanction TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, name, facts, document, published_through) ON dishonesty_record TO %I', service_role);
  END $$`;
