import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Performance targets, reports and evaluations (SUB-12.a, SUB-15, SUB-16), and what of audit's sanctions rests on orders of this service. */
export class Performances1790000309000 implements MigrationInterface {
  readonly name = 'Performances1790000309000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [performances, reports, orderedSanctions, imposedSanctions, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('How awards performed is on record: it is not dropped');
  }
}

const performances = `
  CREATE TABLE performance (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    award_id uuid NOT NULL REFERENCES award,
    group_id uuid NOT NULL,
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    programme text NOT NULL,
    policy_version text NOT NULL,
    region text NOT NULL,
    lead_credit_code text NOT NULL,
    lead_name text NOT NULL,
    state text NOT NULL CHECK (state IN ('set', 'confirmed', 'evaluated', 'concluded', 'sanctioned', 'annulled')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    indicators jsonb NOT NULL,
    breakdown jsonb NOT NULL,
    document text NOT NULL,
    set_by text NOT NULL,
    set_client text,
    set_on date NOT NULL,
    confirmed_by text,
    confirmed_on date,
    evaluation jsonb,
    evaluation_inputs text,
    evaluation_sha256 text CHECK (evaluation_sha256 ~ '^[0-9a-f]{64}$'),
    evaluated_by text,
    evaluated_client text,
    objections jsonb NOT NULL DEFAULT '[]',
    corrections jsonb NOT NULL DEFAULT '[]',
    conclusion jsonb,
    concluded_by text,
    concluded_client text,
    annulment jsonb,
    annulment_proposed_by text,
    annulment_proposed_client text,
    annulled_by text,
    CONSTRAINT performance_once_a_year UNIQUE (award_id, year),
    CONSTRAINT performance_confirmed_by_another CHECK (confirmed_by <> set_by),
    CONSTRAINT performance_concluded_by_another CHECK (concluded_by <> evaluated_by),
    CONSTRAINT performance_confirmed_whole CHECK ((state = 'set') = (confirmed_by IS NULL) AND (confirmed_by IS NULL) = (confirmed_on IS NULL)),
    CONSTRAINT performance_evaluated_whole CHECK ((state IN ('set', 'confirmed')) = (evaluation IS NULL)
      AND (evaluation IS NULL) = (evaluated_by IS NULL) AND (evaluation IS NULL) = (evaluation_inputs IS NULL)),
    CONSTRAINT performance_concluded_whole CHECK ((state IN ('concluded', 'sanctioned', 'annulled')) = (conclusion IS NOT NULL)
      AND (conclusion IS NULL) = (concluded_by IS NULL)),
    CONSTRAINT performance_annulled_by_others CHECK (annulment_proposed_by <> concluded_by AND annulled_by <> concluded_by
      AND annulled_by <> annulment_proposed_by),
    CONSTRAINT performance_annulled_whole CHECK ((state = 'annulled') = (annulled_by IS NOT NULL)
      AND (annulment IS NULL) = (annulment_proposed_by IS NULL) AND (annulled_by IS NULL OR annulment IS NOT NULL)),
    CONSTRAINT performance_sanctioned_only_poor CHECK (state <> 'sanctioned'
      OR ((evaluation ->> 'poor')::boolean AND (conclusion ->> 'hardToCorrect')::boolean))
  );
  CREATE INDEX performance_region ON performance (tenant, region, id);
  CREATE INDEX performance_state ON performance (tenant, region, state, id);
  CREATE INDEX performance_year ON performance (tenant, region, year, id);
  CREATE INDEX performance_group ON performance (group_id, id)`;

const reports = `
  CREATE TABLE performance_report (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    performance_id uuid NOT NULL REFERENCES performance,
    kind text NOT NULL CHECK (kind IN ('monitoring', 'self-evaluation')),
    region text NOT NULL,
    through date NOT NULL,
    recorded_on date NOT NULL,
    actuals jsonb NOT NULL,
    used_as_declared boolean NOT NULL,
    score text,
    text text NOT NULL,
    evidence text[] NOT NULL,
    recorded_by text NOT NULL,
    CHECK (kind = 'self-evaluation' OR score IS NULL)
  );
  CREATE INDEX performance_report_of ON performance_report (performance_id, id)`;

const orderedSanctions = `
  CREATE TABLE ordered_sanction (
    order_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    matter text NOT NULL CHECK (matter IN ('serious-violation', 'poor-performance', 'fraud')),
    credit_code text NOT NULL,
    ordered_on date NOT NULL,
    withdrawn_on date,
    withdrawal_document text,
    withdrawal_confirmed_on date,
    CHECK ((withdrawn_on IS NULL) = (withdrawal_document IS NULL) AND (withdrawal_confirmed_on IS NULL OR withdrawn_on IS NOT NULL))
  )`;

const imposedSanctions = `
  CREATE TABLE imposed_sanction (
    sanction_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    order_id uuid NOT NULL REFERENCES ordered_sanction,
    measure text NOT NULL CHECK (measure IN ('ban', 'bar', 'exclusion')),
    clause text NOT NULL,
    imposed_from date NOT NULL,
    imposed_through date,
    state text NOT NULL CHECK (state IN ('in-force', 'lifted', 'ended'))
  );
  CREATE INDEX imposed_sanction_order ON imposed_sanction (order_id, sanction_id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON performance_report, ordered_sanction, imposed_sanction, performance FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (withdrawn_on, withdrawal_document, withdrawal_confirmed_on) ON ordered_sanction TO %I', service_role);
    EXECUTE format('GRANT UPDATE (imposed_through, state) ON imposed_sanction TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, indicators, breakdown, document, set_by, set_client, set_on, confirmed_by, confirmed_on, evaluation, '
      || 'evaluation_inputs, evaluation_sha256, evaluated_by, evaluated_client, objections, corrections, conclusion, concluded_by, '
      || 'concluded_client, annulment, annulment_proposed_by, annulment_proposed_client, annulled_by) ON performance TO %I', service_role);
  END $$`;
