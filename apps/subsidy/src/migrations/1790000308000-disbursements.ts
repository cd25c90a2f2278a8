import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Orders to pay instalments, what finance said of them, the local pay-out, and the bank's statements (SUB-12.a, SUB-12.b; INT-33).
 * The database itself refuses a second live order of an instalment, a second execution of an order, and a doubt that ends without a
 * statement's line or two people.
 */
export class Disbursements1790000308000 implements MigrationInterface {
  readonly name = 'Disbursements1790000308000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [payees, orders, steps, guard, messages, payOuts, exports, statements, lines, lasts, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was ordered and paid is on record: it is not dropped');
  }
}

const payees = `
  CREATE TABLE payee_account (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    name text NOT NULL,
    bank text NOT NULL,
    masked_number text NOT NULL,
    payee_ref text NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'verified', 'retired')),
    version integer NOT NULL DEFAULT 1,
    proposed_by text NOT NULL,
    proposed_client text,
    proposed_at timestamptz NOT NULL,
    verified_by text,
    verified_at timestamptz,
    retired_by text,
    reason text,
    CONSTRAINT payee_account_is_masked CHECK (masked_number !~ '[0-9]{5}'),
    CONSTRAINT payee_account_verified_by_another CHECK (verified_by <> proposed_by),
    CONSTRAINT payee_account_verified_whole CHECK (state <> 'verified' OR (verified_by IS NOT NULL AND verified_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX payee_account_once ON payee_account (tenant, credit_code, payee_ref) WHERE state <> 'retired';
  CREATE UNIQUE INDEX payee_account_in_use ON payee_account (tenant, credit_code) WHERE state = 'verified';
  CREATE INDEX payee_account_list ON payee_account (tenant, region, id);
  CREATE INDEX payee_account_code ON payee_account (tenant, credit_code, id)`;

const orders = `
  CREATE TABLE disbursement_order (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    award_id uuid NOT NULL REFERENCES award,
    instalment_id uuid NOT NULL REFERENCES instalment,
    attempt integer NOT NULL CHECK (attempt > 0),
    year integer NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    region text NOT NULL,
    credit_code text NOT NULL,
    payee_name text NOT NULL,
    payee_account_id uuid NOT NULL REFERENCES payee_account,
    payee_ref text NOT NULL,
    bank text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    documents text[] NOT NULL,
    issued_on date NOT NULL,
    issued_by text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('issued', 'acknowledged', 'executed', 'rejected', 'in-doubt', 'settled')),
    outcome text CHECK (outcome IN ('paid', 'not-paid', 'paid-in-excess')),
    version integer NOT NULL DEFAULT 1,
    acknowledgement_missed_on date,
    executed_on date,
    bank_reference text,
    rejected_code text,
    rejected_reason text,
    cause text,
    cause_evidence text,
    cause_by text,
    cause_client text,
    doubt_reason text,
    doubted_at timestamptz,
    proposed_outcome text CHECK (proposed_outcome IN ('paid', 'not-paid')),
    proposed_evidence text,
    proposed_reason text,
    proposed_reference text,
    proposed_executed_on date,
    proposed_by text,
    proposed_client text,
    settled_on date,
    settled_by text,
    settled_statement_id uuid,
    settled_line integer,
    paid_on date,
    paid_reference text,
    CONSTRAINT disbursement_once_an_attempt UNIQUE (instalment_id, attempt),
    CONSTRAINT disbursement_executed_whole CHECK ((executed_on IS NULL) = (bank_reference IS NULL)),
    CONSTRAINT disbursement_executed_after_issue CHECK (executed_on >= issued_on),
    CONSTRAINT disbursement_executed_says_what CHECK (state <> 'executed' OR executed_on IS NOT NULL),
    CONSTRAINT disbursement_rejected_says_why CHECK (state <> 'rejected' OR rejected_code IS NOT NULL),
    CONSTRAINT disbursement_doubt_says_why CHECK (state <> 'in-doubt' OR doubt_reason IS NOT NULL),
    CONSTRAINT disbursement_settled_whole CHECK ((state = 'settled') = (outcome IS NOT NULL) AND (state = 'settled') = (settled_on IS NOT NULL)),
    CONSTRAINT disbursement_settled_by_proof CHECK (state <> 'settled'
      OR (settled_statement_id IS NOT NULL AND settled_line IS NOT NULL)
      OR (proposed_by IS NOT NULL AND settled_by IS NOT NULL AND proposed_by <> settled_by AND proposed_evidence IS NOT NULL
        AND (outcome = 'not-paid') = (proposed_outcome = 'not-paid'))),
    CONSTRAINT disbursement_paid_whole CHECK ((paid_on IS NOT NULL) = (state = 'executed' OR coalesce(outcome IN ('paid', 'paid-in-excess'), false)))
  );
  CREATE UNIQUE INDEX disbursement_one_live ON disbursement_order (instalment_id)
    WHERE state IN ('issued', 'acknowledged', 'executed') OR (state = 'settled' AND outcome = 'paid');
  CREATE INDEX disbursement_list ON disbursement_order (tenant, region, id);
  CREATE INDEX disbursement_state ON disbursement_order (tenant, region, state, id);
  CREATE INDEX disbursement_award ON disbursement_order (award_id, id);
  CREATE INDEX disbursement_instalment ON disbursement_order (instalment_id, id);
  CREATE INDEX disbursement_reference ON disbursement_order (tenant, region, bank_reference) WHERE bank_reference IS NOT NULL;
  CREATE INDEX disbursement_paid_reference ON disbursement_order (tenant, region, paid_reference) WHERE paid_reference IS NOT NULL;
  CREATE INDEX disbursement_paid ON disbursement_order (tenant, region, paid_on) WHERE paid_on IS NOT NULL;
  CREATE INDEX disbursement_year ON disbursement_order (tenant, region, issued_on)`;

// Every way between two states; the lifecycle of the service has the same (tested).
const steps = `
  CREATE TABLE disbursement_step (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
  );
  INSERT INTO disbursement_step VALUES
    ('issued', 'acknowledged'), ('issued', 'executed'), ('issued', 'rejected'), ('issued', 'in-doubt'),
    ('acknowledged', 'executed'), ('acknowledged', 'rejected'), ('acknowledged', 'in-doubt'),
    ('executed', 'in-doubt'), ('rejected', 'in-doubt'), ('in-doubt', 'settled'), ('settled', 'in-doubt')`;

const guard = `
  CREATE FUNCTION disbursement_order_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      IF NEW.state <> 'issued' OR NEW.executed_on IS NOT NULL THEN
        RAISE EXCEPTION 'an order begins as issued' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_begins_issued';
      END IF;
      IF NOT EXISTS (SELECT FROM instalment WHERE id = NEW.instalment_id AND award_id = NEW.award_id AND tenant = NEW.tenant AND state = 'issued'
          AND amount_fen - offset_fen = NEW.amount_fen) THEN
        RAISE EXCEPTION 'an order pays an instalment that is issued, and what of it goes out' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_of_issued_instalment';
      END IF;
      RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM disbursement_step WHERE from_state = OLD.state AND to_state = NEW.state) THEN
      RAISE EXCEPTION 'no way leads from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_step';
    END IF;
    -- The bank took back what its own statement had proved: nothing else opens a settlement again.
    IF OLD.state = 'settled' AND NEW.state <> 'in-doubt' THEN
      RAISE EXCEPTION 'what is settled stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_settled_stays';
    END IF;
    IF OLD.executed_on IS NOT NULL AND (NEW.executed_on, NEW.bank_reference) IS DISTINCT FROM (OLD.executed_on, OLD.bank_reference) THEN
      RAISE EXCEPTION 'an order is executed once' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_executed_once';
    END IF;
    IF OLD.rejected_code IS NOT NULL AND (NEW.rejected_code, NEW.rejected_reason) IS DISTINCT FROM (OLD.rejected_code, OLD.rejected_reason) THEN
      RAISE EXCEPTION 'an order is rejected once' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_rejected_once';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER disbursement_order_guard BEFORE INSERT OR UPDATE ON disbursement_order FOR EACH ROW EXECUTE FUNCTION disbursement_order_guard()`;

const messages = `
  CREATE TABLE disbursement_message (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    order_id uuid NOT NULL REFERENCES disbursement_order,
    kind text NOT NULL CHECK (kind IN ('acknowledge', 'execute', 'reject')),
    content jsonb NOT NULL,
    person text NOT NULL,
    received_at timestamptz NOT NULL,
    answer jsonb NOT NULL
  );
  CREATE UNIQUE INDEX disbursement_message_once ON disbursement_message (order_id, kind, md5(content::text))`;

const payOuts = `
  CREATE TABLE pay_out (
    order_id uuid PRIMARY KEY REFERENCES disbursement_order,
    tenant text NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('awaited', 'held', 'authorised', 'returned')),
    version integer NOT NULL DEFAULT 1,
    due_on date NOT NULL,
    overdue_since date,
    held_clause text,
    held_reason text,
    held_at timestamptz,
    authorised_by text,
    authorised_at timestamptz,
    returned_by text,
    closed_on date,
    CONSTRAINT pay_out_held_says_why CHECK (state <> 'held' OR (held_clause IS NOT NULL AND held_reason IS NOT NULL)),
    CONSTRAINT pay_out_authorised_whole CHECK (state <> 'authorised' OR (authorised_by IS NOT NULL AND authorised_at IS NOT NULL)),
    CONSTRAINT pay_out_returned_whole CHECK (state <> 'returned' OR (returned_by IS NOT NULL AND closed_on IS NOT NULL))
  );
  CREATE INDEX pay_out_list ON pay_out (tenant, region, order_id);
  CREATE INDEX pay_out_state ON pay_out (tenant, region, state, order_id);
  CREATE INDEX pay_out_overdue ON pay_out (tenant, region, order_id) WHERE overdue_since IS NOT NULL AND closed_on IS NULL`;

const exports = `
  CREATE TABLE disbursement_export (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    format text NOT NULL CHECK (format IN ('csv', 'json')),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    exported_by text NOT NULL,
    exported_at timestamptz NOT NULL
  );
  CREATE TABLE disbursement_export_item (
    order_id uuid NOT NULL REFERENCES disbursement_order,
    export_id uuid NOT NULL REFERENCES disbursement_export,
    PRIMARY KEY (order_id, export_id)
  )`;

const statements = `
  CREATE TABLE bank_statement (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    region text NOT NULL,
    account_ref text NOT NULL,
    from_day date NOT NULL,
    through_day date NOT NULL CHECK (through_day >= from_day),
    opening_fen bigint NOT NULL,
    closing_fen bigint NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    state text NOT NULL CHECK (state IN ('open', 'reconciled', 'abandoned')),
    version integer NOT NULL DEFAULT 1,
    uploaded_by text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    reconciled_at timestamptz,
    lines integer NOT NULL DEFAULT 0,
    pending integer NOT NULL DEFAULT 0,
    counts jsonb,
    difference_fen bigint NOT NULL DEFAULT 0,
    CONSTRAINT bank_statement_reconciled_whole CHECK (state <> 'reconciled' OR (reconciled_at IS NOT NULL AND counts IS NOT NULL))
  );
  CREATE UNIQUE INDEX bank_statement_once ON bank_statement (tenant, sha256) WHERE state = 'reconciled';
  CREATE INDEX bank_statement_list ON bank_statement (tenant, region, id);
  CREATE INDEX bank_statement_account ON bank_statement (tenant, region, account_ref, from_day) WHERE state = 'reconciled';
  CREATE TABLE bank_statement_part (
    statement_id uuid NOT NULL REFERENCES bank_statement,
    number integer NOT NULL,
    csv text NOT NULL,
    PRIMARY KEY (statement_id, number)
  )`;

const lines = `
  CREATE TABLE bank_statement_line (
    statement_id uuid NOT NULL REFERENCES bank_statement,
    number integer NOT NULL,
    tenant text NOT NULL,
    region text NOT NULL,
    bank_reference text NOT NULL,
    order_id uuid,
    day date NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen <> 0),
    payee text NOT NULL,
    purpose text NOT NULL,
    matched_order_id uuid REFERENCES disbursement_order,
    result text NOT NULL DEFAULT 'unknown' CHECK (result IN ('matched', 'amount-differs', 'duplicate', 'reversed', 'unknown', 'income')),
    PRIMARY KEY (statement_id, number)
  );
  CREATE INDEX bank_statement_line_order ON bank_statement_line (matched_order_id, statement_id, number) WHERE matched_order_id IS NOT NULL;
  CREATE INDEX bank_statement_line_reference ON bank_statement_line (tenant, region, bank_reference);
  CREATE INDEX bank_statement_line_result ON bank_statement_line (statement_id, result, number);
  CREATE TABLE bank_statement_missing (
    statement_id uuid NOT NULL REFERENCES bank_statement,
    order_id uuid NOT NULL REFERENCES disbursement_order,
    PRIMARY KEY (statement_id, order_id)
  )`;

// A settlement by a line is a settlement by a line that is there, of that order.
const lasts = `
  ALTER TABLE disbursement_order ADD CONSTRAINT disbursement_settled_by_line FOREIGN KEY (settled_statement_id, settled_line) REFERENCES bank_statement_line;
  CREATE FUNCTION disbursement_settled_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  BEGIN
    IF NEW.settled_statement_id IS NOT NULL AND NOT EXISTS (SELECT FROM bank_statement_line
        WHERE statement_id = NEW.settled_statement_id AND number = NEW.settled_line AND matched_order_id = NEW.id) THEN
      RAISE EXCEPTION 'the line is not of this order' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_settled_by_its_line';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER disbursement_settled_line BEFORE UPDATE OF settled_statement_id ON disbursement_order FOR EACH ROW EXECUTE FUNCTION disbursement_settled_line()`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON disbursement_order, disbursement_message, disbursement_export, disbursement_export_item, payee_account, '
      || 'pay_out, bank_statement, bank_statement_line, bank_statement_part FROM %I', service_role);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON disbursement_step FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (state, outcome, version, acknowledgement_missed_on, executed_on, bank_reference, rejected_code, rejected_reason, cause, '
      || 'cause_evidence, cause_by, cause_client, doubt_reason, doubted_at, proposed_outcome, proposed_evidence, proposed_reason, proposed_reference, '
      || 'proposed_executed_on, proposed_by, proposed_client, settled_on, settled_by, settled_statement_id, settled_line, paid_on, paid_reference) '
      || 'ON disbursement_order TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, verified_by, verified_at, retired_by, reason) ON payee_account TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, overdue_since, held_clause, held_reason, held_at, authorised_by, authorised_at, returned_by, closed_on) '
      || 'ON pay_out TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, reconciled_at, lines, pending, counts, difference_fen) ON bank_statement TO %I', service_role);
    EXECUTE format('GRANT UPDATE (matched_order_id, result) ON bank_statement_line TO %I', service_role);
  END $$`;
