import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases of serious violation and fraud, the complaints that led to them, and their evidence (SUB-13, SUB-17; INT-27). */
export class Violations1790000310000 implements MigrationInterface {
  readonly name = 'Violations1790000310000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [cases, intakes, evidence, statements, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Cases of violation are on record: they are not dropped');
  }
}

const cases = `
  CREATE TABLE violation_case (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    award_id uuid NOT NULL REFERENCES award,
    group_id uuid NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    region text NOT NULL,
    lead_credit_code text NOT NULL,
    lead_name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('serious-violation', 'fraud')),
    origin text NOT NULL CHECK (origin IN ('finding', 'inspection', 'complaint')),
    intake_id uuid,
    facts text NOT NULL,
    clauses text[] NOT NULL CHECK (cardinality(clauses) > 0),
    state text NOT NULL CHECK (state IN ('opened', 'notified', 'hearing-asked', 'heard', 'not-established', 'correction-ordered', 'corrected',
      'established', 'withdrawn', 'dropped')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    opened_on date NOT NULL,
    opened_by text NOT NULL,
    opened_client text,
    served_on date,
    defence_ends_on date,
    notice jsonb,
    hearing jsonb,
    decided_on date,
    decided_by text,
    decided_client text,
    decision jsonb,
    decision_inputs text,
    decision_sha256 text CHECK (decision_sha256 ~ '^[0-9a-f]{64}$'),
    correct_by date,
    correction jsonb,
    withdrawal jsonb,
    withdrawal_proposed_by text,
    withdrawal_proposed_client text,
    withdrawn_by text,
    ending jsonb,
    CONSTRAINT violation_decided_by_another CHECK (decided_by <> opened_by),
    CONSTRAINT violation_withdrawn_by_another CHECK (withdrawn_by <> withdrawal_proposed_by),
    CONSTRAINT violation_withdrawal_not_by_who_decided CHECK (withdrawn_by <> decided_by AND withdrawal_proposed_by <> decided_by),
    CONSTRAINT violation_served_whole CHECK ((served_on IS NULL) = (notice IS NULL) AND (served_on IS NULL) = (defence_ends_on IS NULL)),
    CONSTRAINT violation_decided_after_defence CHECK (decided_on IS NULL OR decided_on > defence_ends_on),
    CONSTRAINT violation_decided_whole CHECK (state NOT IN ('not-established', 'correction-ordered', 'corrected', 'established', 'withdrawn')
      OR (decided_on IS NOT NULL AND decided_by IS NOT NULL AND decision IS NOT NULL AND served_on IS NOT NULL)),
    CONSTRAINT violation_correction_whole CHECK (state NOT IN ('correction-ordered', 'corrected') OR (correction IS NOT NULL AND correct_by IS NOT NULL)),
    CONSTRAINT violation_withdrawn_whole CHECK (state <> 'withdrawn' OR (withdrawal IS NOT NULL AND withdrawn_by IS NOT NULL)),
    CONSTRAINT violation_dropped_whole CHECK (state <> 'dropped' OR ending IS NOT NULL)
  );
  CREATE UNIQUE INDEX violation_case_pending ON violation_case (award_id) WHERE state IN ('opened', 'notified', 'hearing-asked', 'heard', 'correction-ordered');
  CREATE INDEX violation_case_region ON violation_case (tenant, region, id);
  CREATE INDEX violation_case_state ON violation_case (tenant, region, state, id);
  CREATE INDEX violation_case_kind ON violation_case (tenant, region, kind, id);
  CREATE INDEX violation_case_award ON violation_case (award_id, id);
  CREATE INDEX violation_case_group ON violation_case (group_id, id);
  CREATE INDEX violation_case_lead ON violation_case (tenant, lead_credit_code, id)`;

const intakes = `
  CREATE TABLE violation_intake (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    complaint_id uuid NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'case-opened', 'dismissed')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    referred jsonb NOT NULL,
    violation_id uuid REFERENCES violation_case,
    settled_by text,
    settled_on date,
    reason text,
    CONSTRAINT violation_intake_once UNIQUE (tenant, complaint_id),
    CONSTRAINT violation_intake_settled_whole CHECK ((state = 'open') = (settled_by IS NULL) AND (state = 'case-opened') = (violation_id IS NOT NULL)
      AND (state <> 'dismissed' OR reason IS NOT NULL))
  );
  CREATE INDEX violation_intake_region ON violation_intake (tenant, region, id);
  CREATE INDEX violation_intake_state ON violation_intake (tenant, region, state, id)`;

// Each piece holds the hash of the one before it: one that is taken out or changed later breaks the chain.
const evidence = `
  CREATE TABLE violation_evidence (
    case_id uuid NOT NULL REFERENCES violation_case,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    name text NOT NULL,
    added_by text NOT NULL,
    added_on date NOT NULL,
    chain text NOT NULL CHECK (chain ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (case_id, number)
  )`;

const statements = `
  CREATE TABLE violation_statement (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    case_id uuid NOT NULL REFERENCES violation_case,
    by text NOT NULL,
    received_on date NOT NULL,
    in_time boolean NOT NULL,
    text text NOT NULL,
    document text,
    recorded_by text NOT NULL
  );
  CREATE INDEX violation_statement_case ON violation_statement (case_id, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON violation_case, violation_intake, violation_evidence, violation_statement FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, violation_id, settled_by, settled_on, reason) ON violation_intake TO %I', service_role);
    EXECUTE format('GRANT UPDATE (kind, state, version, served_on, defence_ends_on, notice, hearing, decided_on, decided_by, decided_client, decision, '
      || 'decision_inputs, decision_sha256, correct_by, correction, withdrawal, withdrawal_proposed_by, withdrawal_proposed_client, withdrawn_by, ending) '
      || 'ON violation_case TO %I', service_role);
  END $$`;
