import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money demanded back, as debts of their own (SUB-13.a), and instalments that wait for the end of a credit listing (SUB-6-2; INT-21). */
export class Recoveries1790000311000 implements MigrationInterface {
  readonly name = 'Recoveries1790000311000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [recoveries, payments, offsets, writeOffs, refunds, followsLedger, neverMoreThanPaid, listings, holds, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was demanded back is on record: it is not dropped');
  }
}

const recoveries = `
  CREATE TABLE recovery (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    award_id uuid NOT NULL REFERENCES award,
    violation_id uuid NOT NULL REFERENCES violation_case,
    group_id uuid NOT NULL,
    region text NOT NULL,
    lead_credit_code text NOT NULL,
    lead_name text NOT NULL,
    clause text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    basis text NOT NULL,
    document text NOT NULL,
    demanded_on date NOT NULL,
    demanded_by text NOT NULL,
    due_on date NOT NULL,
    interest jsonb,
    state text NOT NULL CHECK (state IN ('demanded', 'part-paid', 'settled', 'written-off', 'withdrawn', 'refund-owed', 'refunded')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    balance_fen bigint NOT NULL DEFAULT 0 CHECK (balance_fen >= 0),
    reminders integer NOT NULL DEFAULT 0,
    withdrawal jsonb,
    CONSTRAINT recovery_due_after_demand CHECK (due_on >= demanded_on),
    CONSTRAINT recovery_settled_owes_nothing CHECK (state NOT IN ('settled', 'written-off', 'withdrawn', 'refund-owed', 'refunded') OR balance_fen = 0),
    CONSTRAINT recovery_withdrawn_whole CHECK (state NOT IN ('withdrawn', 'refund-owed', 'refunded') OR withdrawal IS NOT NULL)
  );
  CREATE INDEX recovery_region ON recovery (tenant, region, id);
  CREATE INDEX recovery_state ON recovery (tenant, region, state, id);
  CREATE INDEX recovery_owing ON recovery (tenant, region, id) WHERE balance_fen > 0;
  CREATE INDEX recovery_award ON recovery (award_id, id);
  CREATE INDEX recovery_group ON recovery (group_id, id);
  CREATE INDEX recovery_violation ON recovery (violation_id, id);
  CREATE INDEX recovery_lead ON recovery (tenant, lead_credit_code, id)`;

const payments = `
  CREATE TABLE recovery_payment (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    recovery_id uuid NOT NULL REFERENCES recovery,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    received_on date NOT NULL,
    bank_reference text NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT recovery_payment_once UNIQUE (tenant, bank_reference)
  );
  CREATE INDEX recovery_payment_of ON recovery_payment (recovery_id, id)`;

const offsets = `
  CREATE TABLE recovery_offset (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    recovery_id uuid NOT NULL REFERENCES recovery,
    instalment_id uuid NOT NULL REFERENCES instalment,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    state text NOT NULL CHECK (state IN ('proposed', 'agreed', 'taken-back')),
    reason text NOT NULL,
    proposed_by text NOT NULL,
    proposed_client text,
    settled_by text,
    CONSTRAINT recovery_offset_agreed_by_another CHECK (state <> 'agreed' OR (settled_by IS NOT NULL AND settled_by <> proposed_by))
  );
  CREATE UNIQUE INDEX recovery_offset_once ON recovery_offset (recovery_id, instalment_id) WHERE state <> 'taken-back';
  CREATE INDEX recovery_offset_instalment ON recovery_offset (instalment_id, id)`;

const writeOffs = `
  CREATE TABLE recovery_write_off (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    recovery_id uuid NOT NULL REFERENCES recovery,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    state text NOT NULL CHECK (state IN ('proposed', 'done', 'refused')),
    reason text NOT NULL,
    document text NOT NULL,
    proposed_by text NOT NULL,
    proposed_client text,
    settled_by text,
    CONSTRAINT recovery_write_off_by_another CHECK (settled_by <> proposed_by),
    CONSTRAINT recovery_write_off_settled_whole CHECK ((state = 'proposed') = (settled_by IS NULL))
  );
  CREATE UNIQUE INDEX recovery_write_off_one_open ON recovery_write_off (recovery_id) WHERE state = 'proposed';
  CREATE INDEX recovery_write_off_of ON recovery_write_off (recovery_id, id)`;

// What was paid back on a demand that was withdrawn goes back whole, once.
const refunds = `
  CREATE TABLE recovery_refund (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    recovery_id uuid NOT NULL REFERENCES recovery,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    state text NOT NULL CHECK (state IN ('proposed', 'paid', 'refused')),
    reason text NOT NULL,
    document text NOT NULL,
    proposed_by text NOT NULL,
    proposed_client text,
    settled_by text,
    paid_on date,
    bank_reference text,
    CONSTRAINT recovery_refund_reference_once UNIQUE (tenant, bank_reference),
    CONSTRAINT recovery_refund_by_another CHECK (settled_by <> proposed_by),
    CONSTRAINT recovery_refund_settled_whole CHECK ((state = 'proposed') = (settled_by IS NULL)),
    CONSTRAINT recovery_refund_paid_whole CHECK ((state = 'paid') = (paid_on IS NOT NULL) AND (state = 'paid') = (bank_reference IS NOT NULL))
  );
  CREATE UNIQUE INDEX recovery_refund_one ON recovery_refund (recovery_id) WHERE state <> 'refused';
  CREATE INDEX recovery_refund_of ON recovery_refund (recovery_id, id)`;

// A debt is what the ledger says: an offset is posted with the issue of an instalment, and undone when that fails, by other nouns.
const followsLedger = `
  CREATE FUNCTION recovery_follows_ledger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  BEGIN
    UPDATE recovery SET balance_fen = NEW.balance_fen, state = CASE
        WHEN NEW.balance_fen = 0 THEN 'settled'
        WHEN NEW.balance_fen < OLD.balance_fen OR state IN ('settled', 'written-off', 'withdrawn', 'refund-owed', 'refunded') THEN 'part-paid'
        ELSE state END
      WHERE id = NEW.reference::uuid AND tenant = NEW.tenant;
    RETURN NULL;
  END $$;
  CREATE TRIGGER recovery_follows_ledger AFTER UPDATE OF balance_fen ON ledger_account
    FOR EACH ROW WHEN (NEW.kind = 'recoverable' AND NEW.balance_fen <> OLD.balance_fen) EXECUTE FUNCTION recovery_follows_ledger()`;

// Never is more demanded back from an award than was paid out to it.
const neverMoreThanPaid = `
  CREATE FUNCTION recovery_within_paid() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  DECLARE
    paid bigint;
  BEGIN
    SELECT balance_fen INTO paid FROM ledger_account WHERE (tenant, kind, reference) = (NEW.tenant, 'paid', NEW.reference) FOR SHARE;
    IF -NEW.balance_fen > coalesce(paid, 0) THEN
      RAISE EXCEPTION 'more is demanded back than was paid out' USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_within_paid';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER recovery_within_paid AFTER UPDATE OF balance_fen ON ledger_account
    FOR EACH ROW WHEN (NEW.kind = 'claimed' AND NEW.balance_fen < OLD.balance_fen) EXECUTE FUNCTION recovery_within_paid()`;

const listings = `
  CREATE TABLE known_listing (
    listing_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    credit_code text NOT NULL,
    list text NOT NULL,
    version integer NOT NULL,
    is_over boolean NOT NULL
  );
  CREATE INDEX known_listing_code ON known_listing (tenant, credit_code) WHERE NOT is_over`;

const holds = `
  CREATE TABLE credit_hold (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    instalment_id uuid NOT NULL REFERENCES instalment,
    award_id uuid NOT NULL REFERENCES award,
    region text NOT NULL,
    credit_code text NOT NULL,
    listing_id uuid NOT NULL,
    list text NOT NULL,
    held_on date NOT NULL,
    released_on date
  );
  CREATE UNIQUE INDEX credit_hold_once ON credit_hold (instalment_id) WHERE released_on IS NULL;
  CREATE INDEX credit_hold_region ON credit_hold (tenant, region, id);
  CREATE INDEX credit_hold_open ON credit_hold (tenant, region, id) WHERE released_on IS NULL;
  CREATE INDEX credit_hold_award ON credit_hold (award_id, id);
  CREATE INDEX credit_hold_code ON credit_hold (tenant, credit_code, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON recovery, recovery_payment, recovery_offset, recovery_write_off, recovery_refund, known_listing, credit_hold FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (version, state, reminders, withdrawal) ON recovery TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, settled_by) ON recovery_offset, recovery_write_off TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, settled_by, paid_on, bank_reference) ON recovery_refund TO %I', service_role);
    EXECUTE format('GRANT UPDATE (version, is_over) ON known_listing TO %I', service_role);
    EXECUTE format('GRANT UPDATE (released_on) ON credit_hold TO %I', service_role);
  END $$`;
