import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Awards, instalments and the ledger, with what the database itself refuses (SUB-5.b, SUB-5.d, SUB-11; INT-16 to INT-18):
 * more than the rate of completed investment, more than approved or allotted, a year beyond the window, a second payment of
 * an instalment, a posting that does not sum to zero, is changed or deleted. The service's role cannot get round it: the
 * sums are kept by triggers that run as the owner, on columns that the role may not write.
 */
export class Money1790000306000 implements MigrationInterface {
  readonly name = 'Money1790000306000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [awards, instalments, instalmentSteps, guard, ledger, keepBalances, sumsToZero, lasts, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was awarded and paid is on record: it is not dropped');
  }
}

const awards = `
  CREATE TABLE award (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    year_id uuid NOT NULL,
    group_id uuid NOT NULL,
    region text NOT NULL,
    lead_credit_code text NOT NULL,
    lead_name text NOT NULL,
    cluster_level text NOT NULL,
    rate numeric NOT NULL CHECK (rate > 0 AND rate <= 1),
    rate_cap numeric NOT NULL CHECK (rate_cap <= 1),
    eligible_fen bigint NOT NULL CHECK (eligible_fen >= 0),
    ceiling_fen bigint NOT NULL,
    approved_fen bigint NOT NULL CHECK (approved_fen >= 0),
    allotted_fen bigint CHECK (allotted_fen >= 0),
    consecutive_years integer NOT NULL CHECK (consecutive_years > 0),
    state text NOT NULL CHECK (state IN ('prepared', 'decided', 'allotted', 'stopped', 'closed', 'withdrawn')),
    version integer NOT NULL DEFAULT 1,
    prepared_by text NOT NULL,
    decided_by text,
    decided_on date,
    verified_fen bigint NOT NULL DEFAULT 0 CHECK (verified_fen >= 0),
    issued_fen bigint NOT NULL DEFAULT 0 CHECK (issued_fen >= 0),
    first_paid_year integer,
    CONSTRAINT award_rate_within_cap CHECK (rate <= rate_cap),
    CONSTRAINT award_ceiling_is_rate_of_investment CHECK (ceiling_fen = floor(rate * eligible_fen)),
    CONSTRAINT award_approved_within_ceiling CHECK (approved_fen <= ceiling_fen),
    CONSTRAINT award_allotted_within_approved CHECK (allotted_fen <= approved_fen),
    CONSTRAINT award_issued_within_allotted CHECK (issued_fen <= coalesce(allotted_fen, 0)),
    CONSTRAINT award_issued_within_completed CHECK (issued_fen <= floor(rate * verified_fen)),
    CONSTRAINT award_decided_by_another CHECK (decided_by <> prepared_by),
    CONSTRAINT award_decided_whole CHECK ((decided_by IS NULL) = (decided_on IS NULL))
  );
  CREATE UNIQUE INDEX award_of_group ON award (group_id) WHERE state <> 'withdrawn';
  CREATE INDEX award_list ON award (tenant, year_id, id);
  CREATE INDEX award_region ON award (tenant, region, id);
  CREATE INDEX award_lead ON award (tenant, lead_credit_code, id)`;

const instalments = `
  CREATE TABLE instalment (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    award_id uuid NOT NULL REFERENCES award,
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    offset_fen bigint NOT NULL DEFAULT 0,
    state text NOT NULL
      CHECK (state IN ('planned', 'authorised', 'held', 'issued', 'confirmed', 'failed', 'in-doubt', 'stopped', 'lapsed')),
    held_from text CHECK (held_from IN ('planned', 'authorised', 'failed')),
    version integer NOT NULL DEFAULT 1,
    attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    proposed_by text NOT NULL,
    authorised_by text,
    issued_by text,
    issued_on date,
    confirmed_on date,
    bank_reference text,
    reason text,
    clause text,
    CONSTRAINT instalment_once_a_year UNIQUE (award_id, year),
    CONSTRAINT instalment_offset_within_amount CHECK (offset_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT instalment_authorised_by_another CHECK (authorised_by <> proposed_by),
    CONSTRAINT instalment_held_whole CHECK ((state = 'held') = (held_from IS NOT NULL)),
    CONSTRAINT instalment_authorised_whole CHECK (state NOT IN ('authorised', 'issued', 'confirmed', 'in-doubt') OR authorised_by IS NOT NULL),
    CONSTRAINT instalment_issued_whole CHECK (state NOT IN ('issued', 'confirmed', 'in-doubt') OR (issued_by IS NOT NULL AND issued_on IS NOT NULL)),
    CONSTRAINT instalment_confirmed_whole CHECK (state <> 'confirmed' OR (confirmed_on IS NOT NULL AND bank_reference IS NOT NULL)),
    CONSTRAINT instalment_not_before_its_year CHECK (extract(year FROM issued_on) >= year)
  );
  CREATE INDEX instalment_state ON instalment (tenant, state, id)`;

// Every way between two states; the lifecycle of the service has the same (tested).
const instalmentSteps = `
  CREATE TABLE instalment_step (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
  );
  INSERT INTO instalment_step VALUES
    ('planned', 'authorised'), ('planned', 'held'), ('planned', 'stopped'), ('planned', 'lapsed'),
    ('authorised', 'planned'), ('authorised', 'issued'), ('authorised', 'held'), ('authorised', 'stopped'), ('authorised', 'lapsed'),
    ('held', 'planned'), ('held', 'authorised'), ('held', 'failed'), ('held', 'stopped'), ('held', 'lapsed'),
    ('issued', 'confirmed'), ('issued', 'failed'), ('issued', 'in-doubt'),
    ('in-doubt', 'confirmed'), ('in-doubt', 'failed'),
    ('confirmed', 'in-doubt'),
    ('failed', 'authorised'), ('failed', 'held'), ('failed', 'stopped'), ('failed', 'lapsed'),
    ('stopped', 'planned')`;

const guard = `
  CREATE FUNCTION instalment_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  DECLARE
    out_before bigint := 0;
    out_after bigint := 0;
    owed award%ROWTYPE;
    opened integer;
  BEGIN
    SELECT * INTO owed FROM award WHERE id = NEW.award_id FOR UPDATE;
    IF owed.tenant <> NEW.tenant THEN
      RAISE EXCEPTION 'an instalment is of the jurisdiction of its award' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_of_tenant';
    END IF;
    IF TG_OP = 'INSERT' THEN
      IF NEW.state <> 'planned' THEN
        RAISE EXCEPTION 'an instalment begins as planned' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_begins_planned';
      END IF;
    ELSE
      IF (NEW.id, NEW.award_id, NEW.year) IS DISTINCT FROM (OLD.id, OLD.award_id, OLD.year) THEN
        RAISE EXCEPTION 'an instalment stays that of its award and year' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_stays';
      END IF;
      IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM instalment_step WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'no way leads from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_step';
      END IF;
      IF NEW.amount_fen <> OLD.amount_fen AND NOT (OLD.state = 'planned' AND NEW.state = 'planned') THEN
        RAISE EXCEPTION 'the amount is fixed once it is authorised' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_amount_fixed';
      END IF;
      IF NEW.offset_fen <> OLD.offset_fen AND OLD.state NOT IN ('planned', 'authorised', 'held', 'failed') THEN
        RAISE EXCEPTION 'an offset is made before the issue' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_offset_fixed';
      END IF;
      IF OLD.state IN ('issued', 'in-doubt', 'confirmed') THEN out_before := OLD.amount_fen; END IF;
    END IF;
    IF NEW.state IN ('issued', 'in-doubt', 'confirmed') THEN out_after := NEW.amount_fen; END IF;
    IF out_after = out_before THEN RETURN NEW; END IF;
    -- Payment years are calendar years and begin with the first in which one is paid (INT-17).
    SELECT min(extract(year FROM issued_on))::integer INTO opened
      FROM instalment WHERE award_id = NEW.award_id AND id <> NEW.id AND state IN ('issued', 'in-doubt', 'confirmed');
    IF out_after > 0 THEN
      IF owed.state <> 'allotted' THEN
        RAISE EXCEPTION 'an award that is % pays nothing', owed.state USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_of_allotted_award';
      END IF;
      IF opened IS NOT NULL AND extract(year FROM NEW.issued_on) >= opened + owed.consecutive_years THEN
        RAISE EXCEPTION 'the window of % years that opened in % is over', owed.consecutive_years, opened
          USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_in_window';
      END IF;
      opened := least(opened, extract(year FROM NEW.issued_on)::integer);
    END IF;
    UPDATE award SET issued_fen = issued_fen + out_after - out_before, first_paid_year = opened WHERE id = NEW.award_id;
    RETURN NEW;
  END $$;
  CREATE TRIGGER instalment_guard BEFORE INSERT OR UPDATE ON instalment FOR EACH ROW EXECUTE FUNCTION instalment_guard()`;

// A balance is kept beside the entries, under a check: a cap that two transactions at once cannot pass together.
const ledger = `
  CREATE TABLE ledger_account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('appropriation', 'available', 'committed', 'in-transit', 'paid', 'released',
      'recoverable', 'claimed', 'interest', 'treasury', 'written-off', 'refundable')),
    reference text NOT NULL,
    balance_fen bigint NOT NULL DEFAULT 0,
    CONSTRAINT ledger_account_once UNIQUE (tenant, kind, reference),
    CONSTRAINT ledger_account_not_overdrawn
      CHECK (CASE WHEN kind IN ('appropriation', 'claimed', 'interest', 'refundable') THEN balance_fen <= 0 ELSE balance_fen >= 0 END)
  ) WITH (fillfactor = 80);
  CREATE TABLE ledger_tx (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    biz_key text NOT NULL,
    kind text NOT NULL,
    posted_on date NOT NULL,
    posted_at timestamptz NOT NULL,
    award_id uuid,
    instalment_id uuid,
    recovery_id uuid,
    decision_id text NOT NULL,
    clause text NOT NULL,
    reason text,
    person text NOT NULL,
    written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT ledger_tx_once UNIQUE (tenant, biz_key)
  );
  CREATE INDEX ledger_tx_award ON ledger_tx (award_id, id) WHERE award_id IS NOT NULL;
  CREATE INDEX ledger_tx_recovery ON ledger_tx (recovery_id, id) WHERE recovery_id IS NOT NULL;
  CREATE INDEX ledger_tx_day ON ledger_tx (tenant, posted_on, id);
  CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tx_id uuid NOT NULL REFERENCES ledger_tx,
    account_id bigint NOT NULL REFERENCES ledger_account,
    amount_fen bigint NOT NULL CHECK (amount_fen <> 0)
  );
  CREATE INDEX ledger_entry_tx ON ledger_entry (tx_id);
  CREATE INDEX ledger_entry_account ON ledger_entry (account_id, id)`;

const keepBalances = `
  CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  DECLARE
    posting ledger_tx%ROWTYPE;
    held_by text;
  BEGIN
    SELECT * INTO posting FROM ledger_tx WHERE id = NEW.tx_id;
    IF posting.written_in IS DISTINCT FROM pg_current_xact_id() THEN
      RAISE EXCEPTION 'a posting is written whole, in one transaction' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_with_its_posting';
    END IF;
    UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen WHERE id = NEW.account_id RETURNING tenant INTO held_by;
    IF held_by IS DISTINCT FROM posting.tenant THEN
      RAISE EXCEPTION 'a posting stays within its jurisdiction' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_of_tenant';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER ledger_entry_guard BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard()`;

const sumsToZero = `
  CREATE FUNCTION ledger_tx_sums_to_zero() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  DECLARE
    total numeric;
    entries integer;
  BEGIN
    SELECT sum(amount_fen), count(*) INTO total, entries FROM ledger_entry WHERE tx_id = NEW.id;
    IF entries < 2 OR total <> 0 THEN
      RAISE EXCEPTION 'posting % has % entries that sum to %', NEW.biz_key, entries, total
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_tx_sums_to_zero';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER ledger_tx_sums_to_zero AFTER INSERT ON ledger_tx
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_tx_sums_to_zero()`;

const lasts = `
  CREATE FUNCTION ledger_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'what was posted stays as it is: post the opposite' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_lasts';
  END $$;
  CREATE TRIGGER ledger_tx_lasts BEFORE UPDATE OR DELETE ON ledger_tx FOR EACH ROW EXECUTE FUNCTION ledger_lasts();
  CREATE TRIGGER ledger_entry_lasts BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_lasts();
  CREATE TRIGGER ledger_tx_is_not_emptied BEFORE TRUNCATE ON ledger_tx EXECUTE FUNCTION ledger_lasts();
  CREATE TRIGGER ledger_entry_is_not_emptied BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_lasts()`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON ledger_tx, ledger_entry, ledger_account, award, instalment FROM %I', service_role);
    EXECUTE format('REVOKE INSERT ON ledger_tx, ledger_account, award FROM %I', service_role);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON instalment_step FROM %I', service_role);
    EXECUTE format('GRANT INSERT (tenant, kind, reference) ON ledger_account TO %I', service_role);
    EXECUTE format('GRANT INSERT (id, tenant, biz_key, kind, posted_on, posted_at, award_id, instalment_id, recovery_id, decision_id, '
      || 'clause, reason, person) ON ledger_tx TO %I', service_role);
    EXECUTE format('GRANT INSERT (id, tenant, programme, policy_version, year_id, group_id, region, lead_credit_code, lead_name, '
      || 'cluster_level, rate, rate_cap, eligible_fen, ceiling_fen, approved_fen, consecutive_years, state, version, prepared_by) '
      || 'ON award TO %I', service_role);
    EXECUTE format('GRANT UPDATE (rate, eligible_fen, ceiling_fen, approved_fen, allotted_fen, state, version, prepared_by, decided_by, decided_on) '
      || 'ON award TO %I', service_role);
    EXECUTE format('GRANT UPDATE (amount_fen, offset_fen, state, held_from, version, attempt, proposed_by, authorised_by, issued_by, issued_on, '
      || 'confirmed_on, bank_reference, reason, clause) ON instalment TO %I', service_role);
  END $$`;
