import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PartyScope } from '../award-subject/award-parties.js';
import { equal, type ListCondition, listStatement } from '../filtered-list.js';
import type { RecoveryMovement, RecoveryPaymentRow, RecoveryRefundRow, RecoveryRow, RecoveryWriteOffRow } from './recovery.entity.js';

const COLUMNS = `
  id, tenant, award_id AS "awardId", violation_id AS "violationId", group_id AS "groupId", region, lead_credit_code AS "leadCreditCode",
  lead_name AS "leadName", clause, amount_fen::text AS amount, basis, document, demanded_on::text AS "demandedOn", demanded_by AS "demandedBy",
  due_on::text AS "dueOn", interest, state, version, balance_fen::text AS balance, reminders, withdrawal`;
const INSERT = `
  INSERT INTO recovery (id, tenant, award_id, violation_id, group_id, region, lead_credit_code, lead_name, clause, amount_fen, basis, document,
    demanded_on, demanded_by, due_on, interest, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'demanded')`;
const MOVE = `
  UPDATE recovery SET version = version + 1, state = coalesce($3, state), reminders = $4, withdrawal = $5
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM recovery WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_OF_VIOLATION = `SELECT ${COLUMNS} FROM recovery WHERE violation_id = $1 AND tenant = $2 ORDER BY id FOR UPDATE`;
const SELECT = `SELECT ${COLUMNS} FROM recovery o`;
const INSERT_PAYMENT = `
  INSERT INTO recovery_payment (id, tenant, recovery_id, amount_fen, received_on, bank_reference, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT ON CONSTRAINT recovery_payment_once DO NOTHING`;
const PAYMENTS = `
  SELECT id, tenant, recovery_id AS "recoveryId", amount_fen::text AS amount, received_on::text AS "receivedOn", bank_reference AS "bankReference",
    recorded_by AS "recordedBy"
  FROM recovery_payment WHERE recovery_id = $1 ORDER BY id LIMIT 500`;
const WRITE_OFF_COLUMNS = `
  id, tenant, recovery_id AS "recoveryId", amount_fen::text AS amount, state, reason, document, proposed_by AS "proposedBy",
  proposed_client AS "proposedClient", settled_by AS "settledBy"`;
const INSERT_WRITE_OFF = `
  INSERT INTO recovery_write_off (id, tenant, recovery_id, amount_fen, state, reason, document, proposed_by, proposed_client)
  VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8) ON CONFLICT DO NOTHING`;
const SETTLE_WRITE_OFF = `UPDATE recovery_write_off SET state = $2, settled_by = $3 WHERE id = $1 AND state = 'proposed'`;
const WRITE_OFFS = `SELECT ${WRITE_OFF_COLUMNS} FROM recovery_write_off WHERE recovery_id = $1 ORDER BY id LIMIT 30`;
const INSERT_REFUND = `
  INSERT INTO recovery_refund (id, tenant, recovery_id, amount_fen, state, reason, document, proposed_by, proposed_client)
  VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8) ON CONFLICT DO NOTHING`;
const REFUSE_REFUND = `UPDATE recovery_refund SET state = 'refused', settled_by = $2 WHERE id = $1 AND state = 'proposed'`;
// A conflict of the bank's reference is told, not thrown.
const PAY_REFUND = `
  UPDATE recovery_refund SET state = 'paid', settled_by = $2, paid_on = $3, bank_reference = $4
  WHERE id = $1 AND state = 'proposed' AND NOT EXISTS (SELECT FROM recovery_refund other WHERE other.tenant = recovery_refund.tenant AND other.bank_reference = $4)`;
const REFUNDS = `
  SELECT id, tenant, recovery_id AS "recoveryId", amount_fen::text AS amount, state, reason, document, proposed_by AS "proposedBy",
    proposed_client AS "proposedClient", settled_by AS "settledBy", paid_on::text AS "paidOn", bank_reference AS "bankReference"
  FROM recovery_refund WHERE recovery_id = $1 ORDER BY id DESC LIMIT 10`;
// A payment counts from the day of its receipt; everything else from the day on which it was posted.
const MOVEMENTS = `
  SELECT tx.kind, coalesce(payment.received_on, tx.posted_on)::text AS "valuedOn", tx.posted_on::text AS "postedOn", entry.amount_fen::text AS amount,
    tx.instalment_id AS "instalmentId"
  FROM ledger_account account
    JOIN ledger_entry entry ON entry.account_id = account.id
    JOIN ledger_tx tx ON tx.id = entry.tx_id
    LEFT JOIN recovery_payment payment ON tx.biz_key = 'recovery-payment:' || payment.id AND payment.recovery_id::text = account.reference
  WHERE (account.tenant, account.kind, account.reference) = ($1, 'recoverable', $2)
  ORDER BY 2, entry.id LIMIT 2000`;

interface Text {
  readonly amount: string;
}

type Stored<Row extends { readonly amount: bigint }> = Omit<Row, 'amount'> & Text;

const withAmount = <Row extends Text>(row: Row): Omit<Row, 'amount'> & { readonly amount: bigint } => ({ ...row, amount: BigInt(row.amount) });
const toRow = (row: Omit<Stored<RecoveryRow>, 'balance'> & { readonly balance: string }): RecoveryRow => ({ ...withAmount(row), balance: BigInt(row.balance) });

type StoredRecovery = Parameters<typeof toRow>[0];

/** A transfer as the bank names it. */
export interface Transfer {
  readonly paidOn: string;
  readonly bankReference: string;
}

/** Which recoveries of a list. */
export interface RecoveryFilter {
  readonly tenant: string;
  readonly scope: PartyScope;
  readonly state: string | undefined;
  readonly awardId: string | undefined;
  readonly creditCode: string | undefined;
  /** Those that were due before the day and owe something. */
  readonly overdueOn: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about recoveries, their payments and write-offs. */
@Injectable()
export class RecoveryRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, row: Omit<RecoveryRow, 'state' | 'version' | 'balance' | 'reminders' | 'withdrawal'>): Promise<void> {
    const values = [
      row.id, row.tenant, row.awardId, row.violationId, row.groupId, row.region, row.leadCreditCode, row.leadName, row.clause, String(row.amount), row.basis,
      row.document, row.demandedOn, row.demandedBy, row.dueOn, row.interest === null ? null : JSON.stringify(row.interest),
    ];
    await prepared(manager, 'recovery-insert', INSERT, values);
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<RecoveryRow | undefined> {
    return (await prepared<StoredRecovery>(manager, 'recovery-lock', LOCK, [id, tenant])).rows.map(toRow)[0];
  }

  /** The recoveries of a case, locked in the order of their ids. */
  async lockOfViolation(manager: EntityManager, tenant: string, violationId: string): Promise<readonly RecoveryRow[]> {
    return (await prepared<StoredRecovery>(manager, 'recovery-lock-of-violation', LOCK_OF_VIOLATION, [violationId, tenant])).rows.map(toRow);
  }

  /** Counts a change. @param state where the lifecycle says another than the balance does @returns undefined when the version is another */
  async move(manager: EntityManager, row: RecoveryRow, state: RecoveryRow['state'] | null = null): Promise<RecoveryRow | undefined> {
    const withdrawal = row.withdrawal === null ? null : JSON.stringify(row.withdrawal);
    return (await prepared<StoredRecovery>(manager, 'recovery-move', MOVE, [row.id, row.version, state, row.reminders, withdrawal])).rows.map(toRow)[0];
  }

  async find(tenant: string, id: string): Promise<RecoveryRow | undefined> {
    return (await this.reader.read<StoredRecovery>('recovery-find', FIND, [id, tenant])).map(toRow)[0];
  }

  /** Newest first. */
  async list({ tenant, scope, state, awardId, creditCode, overdueOn, before, limit }: RecoveryFilter): Promise<readonly RecoveryRow[]> {
    const overdue: readonly ListCondition[] = overdueOn === undefined ? [] : [{ name: 'overdue', sql: 'o.due_on < $::date AND o.balance_fen > 0', value: overdueOn }];
    const conditions = [...equal('state', state), ...equal('award_id', awardId), ...equal('lead_credit_code', creditCode), ...overdue];
    const { name, text, values } = listStatement('recovery', SELECT, { tenant, scope, before, limit, conditions });
    return (await this.reader.read<StoredRecovery>(name, text, values)).map(toRow);
  }

  /** @returns false when the bank's reference was recorded before */
  async insertPayment(manager: EntityManager, row: RecoveryPaymentRow): Promise<boolean> {
    const values = [row.id, row.tenant, row.recoveryId, String(row.amount), row.receivedOn, row.bankReference, row.recordedBy];
    return (await prepared(manager, 'recovery-payment-insert', INSERT_PAYMENT, values)).rowCount === 1;
  }

  async paymentsIn(manager: EntityManager, id: string): Promise<readonly RecoveryPaymentRow[]> {
    return (await prepared<Stored<RecoveryPaymentRow>>(manager, 'recovery-payments', PAYMENTS, [id])).rows.map(withAmount);
  }

  /** @returns false when one is proposed already */
  async insertWriteOff(manager: EntityManager, row: Omit<RecoveryWriteOffRow, 'state' | 'settledBy'>): Promise<boolean> {
    const values = [row.id, row.tenant, row.recoveryId, String(row.amount), row.reason, row.document, row.proposedBy, row.proposedClient];
    return (await prepared(manager, 'recovery-write-off-insert', INSERT_WRITE_OFF, values)).rowCount === 1;
  }

  async settleWriteOff(manager: EntityManager, id: string, state: 'done' | 'refused', person: string): Promise<void> {
    await prepared(manager, 'recovery-write-off-settle', SETTLE_WRITE_OFF, [id, state, person]);
  }

  async writeOffsIn(manager: EntityManager, id: string): Promise<readonly RecoveryWriteOffRow[]> {
    return (await prepared<Stored<RecoveryWriteOffRow>>(manager, 'recovery-write-offs', WRITE_OFFS, [id])).rows.map(withAmount);
  }

  /** @returns false when one is proposed already, or paid */
  async insertRefund(manager: EntityManager, row: Omit<RecoveryRefundRow, 'state' | 'settledBy' | 'paidOn' | 'bankReference'>): Promise<boolean> {
    const values = [row.id, row.tenant, row.recoveryId, String(row.amount), row.reason, row.document, row.proposedBy, row.proposedClient];
    return (await prepared(manager, 'recovery-refund-insert', INSERT_REFUND, values)).rowCount === 1;
  }

  /** @returns false when the bank's reference was recorded before */
  async payRefund(manager: EntityManager, id: string, person: string, { paidOn, bankReference }: Transfer): Promise<boolean> {
    return (await prepared(manager, 'recovery-refund-pay', PAY_REFUND, [id, person, paidOn, bankReference])).rowCount === 1;
  }

  async refuseRefund(manager: EntityManager, id: string, person: string): Promise<void> {
    await prepared(manager, 'recovery-refund-refuse', REFUSE_REFUND, [id, person]);
  }

  async refundsIn(manager: EntityManager, id: string): Promise<readonly RecoveryRefundRow[]> {
    return (await prepared<Stored<RecoveryRefundRow>>(manager, 'recovery-refunds', REFUNDS, [id])).rows.map(withAmount).toReversed();
  }

  /** What happened to the debt by the ledger, in the order of the days that count. */
  async movements(manager: EntityManager, tenant: string, id: string): Promise<readonly RecoveryMovement[]> {
    return (await prepared<Stored<RecoveryMovement>>(manager, 'recovery-movements', MOVEMENTS, [tenant, id])).rows.map(withAmount);
  }

  /** Reads as of one moment. */
  async snapshot<Result>(read: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.reader.snapshot(read);
  }
}
