import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What awards, budgets, allocation plans and instalments keep besides the sums of the money core (SUB-4.b, SUB-11, SUB-12.a; INT-20). */
export class Awards1790000307000 implements MigrationInterface {
  readonly name = 'Awards1790000307000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [awards, awardVersions, refreshVerified, instalments, budgets, budgetChanges, plans, signatures, shares, grants]) {
      await queryRunner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('By what an award was decided is on record: it is not dropped');
  }
}

const awards = `
  ALTER TABLE award
    ADD COLUMN cluster_name text NOT NULL DEFAULT '',
    ADD COLUMN prepared_client text,
    ADD COLUMN decided_client text,
    ADD COLUMN number integer NOT NULL DEFAULT 1 CHECK (number > 0),
    ADD COLUMN plan_id uuid,
    ADD CONSTRAINT award_decided_when_it_stands CHECK (state IN ('prepared', 'withdrawn') OR decided_by IS NOT NULL),
    ADD CONSTRAINT award_allotted_by_a_plan CHECK ((allotted_fen IS NULL) = (plan_id IS NULL))`;

// The question to policy-core and its answer, as the texts that the hash is of: the award is derived again from them alone.
const awardVersions = `
  CREATE TABLE award_version (
    award_id uuid NOT NULL REFERENCES award,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    lines text NOT NULL,
    approved_fen bigint NOT NULL CHECK (approved_fen >= 0),
    ceiling_fen bigint NOT NULL,
    reasons text NOT NULL,
    prepared_by text NOT NULL,
    prepared_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (award_id, number)
  )`;

/**
 * The service cannot say what was completed: this sums what the locality verified, line by line (SUB-4.b). One day for all
 * payments: a line completed after it does not count yet.
 */
const refreshVerified = `
  CREATE FUNCTION award_refresh_verified(owed_award uuid, through date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  DECLARE
    owed award%ROWTYPE;
    total bigint;
  BEGIN
    SELECT * INTO owed FROM award a WHERE a.id = award_refresh_verified.owed_award FOR UPDATE;
    SELECT coalesce(sum(line.verified_fen), 0) INTO total FROM investment_line line
      WHERE line.group_id = owed.group_id AND line.tenant = owed.tenant AND NOT line.removed AND line.outcome IN ('accepted', 'cut')
        AND line.eligibility <> 'ineligible' AND line.completed_on <= award_refresh_verified.through
        AND NOT EXISTS (SELECT FROM proposed_project p WHERE (p.group_id, p.project_id) = (line.group_id, line.project_id) AND p.state <> 'proposed');
    -- What went out stands on what was verified then; a line that is cut afterwards is a matter of recovery, not of a payment that never
    -- was. As much as carries what went out is left, and not a fen that would carry more.
    total := greatest(total, ceil(owed.issued_fen / owed.rate)::bigint);
    UPDATE award a SET verified_fen = total WHERE a.id = owed.id AND a.verified_fen <> total;
    RETURN total;
  END $$`;

const instalments = `
  ALTER TABLE instalment
    ADD COLUMN proposed_client text,
    ADD COLUMN authorised_client text,
    ADD COLUMN document text,
    ADD COLUMN planned_on date NOT NULL DEFAULT '0001-01-01'`;

const budgets = `
  CREATE TABLE budget (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    year_id uuid NOT NULL,
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    source text NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'approved')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    recorded_by text NOT NULL,
    CONSTRAINT budget_once_a_source UNIQUE (tenant, year_id, source)
  );
  CREATE INDEX budget_list ON budget (tenant, id);
  CREATE INDEX budget_year ON budget (year_id, id)`;

const budgetChanges = `
  CREATE TABLE budget_change (
    budget_id uuid NOT NULL REFERENCES budget,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('initial', 'supplement', 'reduction')),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    document text NOT NULL,
    reason text,
    recorded_by text NOT NULL,
    recorded_client text,
    recorded_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'dropped')),
    approval_document text,
    approved_on date,
    settled_by text,
    settled_at timestamptz,
    PRIMARY KEY (budget_id, number),
    CONSTRAINT budget_change_begins CHECK ((kind = 'initial') = (number = 1)),
    CONSTRAINT budget_change_approved_whole CHECK ((state = 'approved') = (approval_document IS NOT NULL AND approved_on IS NOT NULL)),
    CONSTRAINT budget_change_settled_whole CHECK ((state = 'draft') = (settled_by IS NULL)),
    CONSTRAINT budget_change_approved_by_another CHECK (state <> 'approved' OR settled_by <> recorded_by)
  );
  CREATE UNIQUE INDEX budget_change_one_open ON budget_change (budget_id) WHERE state = 'draft'`;

const plans = `
  CREATE TABLE allocation_plan (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    year_id uuid NOT NULL,
    budget_id uuid NOT NULL REFERENCES budget,
    region text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    state text NOT NULL CHECK (state IN ('draft', 'signed', 'submitted', 'government-approved', 'effective', 'returned', 'replaced')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    budget_fen bigint NOT NULL CHECK (budget_fen >= 0),
    claims_fen bigint NOT NULL CHECK (claims_fen >= 0),
    total_fen bigint NOT NULL CHECK (total_fen >= 0 AND total_fen <= budget_fen AND total_fen <= claims_fen),
    awards integer NOT NULL CHECK (awards > 0),
    question_sha256 text NOT NULL,
    reason text,
    drafted_by text NOT NULL,
    drafted_at timestamptz NOT NULL,
    government_document text,
    government_on date,
    congress_document text,
    effective_on date,
    CONSTRAINT allocation_plan_number UNIQUE (year_id, budget_id, number),
    CONSTRAINT allocation_plan_exact CHECK (total_fen = least(budget_fen, claims_fen)),
    CONSTRAINT allocation_plan_approved_whole CHECK ((government_document IS NULL) = (government_on IS NULL)),
    CONSTRAINT allocation_plan_approved CHECK (state NOT IN ('government-approved', 'effective') OR government_on IS NOT NULL),
    CONSTRAINT allocation_plan_effective CHECK ((state = 'effective') = (effective_on IS NOT NULL))
  );
  CREATE UNIQUE INDEX allocation_plan_one_alive ON allocation_plan (budget_id) WHERE state IN ('draft', 'signed', 'submitted', 'government-approved');
  CREATE INDEX allocation_plan_list ON allocation_plan (tenant, id);
  CREATE INDEX allocation_plan_year ON allocation_plan (year_id, id)`;

// Industry and finance sign, two people; neither signs for the other (SUB-3.a, SUB-3.b, SUB-11).
const signatures = `
  CREATE TABLE allocation_signature (
    plan_id uuid NOT NULL REFERENCES allocation_plan,
    role text NOT NULL,
    tenant text NOT NULL,
    person text NOT NULL,
    client text,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (plan_id, role),
    CONSTRAINT allocation_plan_signed_by_two UNIQUE (plan_id, person)
  )`;

const shares = `
  CREATE TABLE allocation_share (
    plan_id uuid NOT NULL REFERENCES allocation_plan,
    award_id uuid NOT NULL REFERENCES award,
    tenant text NOT NULL,
    award_number integer NOT NULL,
    claim_fen bigint NOT NULL CHECK (claim_fen >= 0),
    share_fen bigint NOT NULL CHECK (share_fen >= 0),
    down_fen bigint NOT NULL CHECK (down_fen >= 0),
    remainder numeric NOT NULL CHECK (remainder >= 0),
    rank integer,
    PRIMARY KEY (plan_id, award_id),
    CONSTRAINT allocation_share_within_claim CHECK (share_fen <= claim_fen),
    CONSTRAINT allocation_share_one_fen CHECK (share_fen - down_fen IN (0, 1))
  );
  CREATE INDEX allocation_share_award ON allocation_share (award_id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE 'REVOKE EXECUTE ON FUNCTION award_refresh_verified(uuid, date) FROM PUBLIC';
    EXECUTE format('GRANT EXECUTE ON FUNCTION award_refresh_verified(uuid, date) TO %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON award_version, budget, budget_change, allocation_plan, allocation_signature, allocation_share FROM %I', service_role);
    EXECUTE format('GRANT INSERT (cluster_name, prepared_client, number) ON award TO %I', service_role);
    EXECUTE format('GRANT UPDATE (cluster_level, prepared_client, decided_client, number, plan_id) ON award TO %I', service_role);
    EXECUTE format('GRANT UPDATE (decided_by, decided_at) ON award_version TO %I', service_role);
    EXECUTE format('GRANT UPDATE (proposed_client, authorised_client, document, planned_on) ON instalment TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version) ON budget TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, approval_document, approved_on, settled_by, settled_at) ON budget_change TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, government_document, government_on, congress_document, effective_on) ON allocation_plan TO %I', service_role);
    EXECUTE format('GRANT DELETE ON allocation_signature TO %I', service_role);
  END $$`;
