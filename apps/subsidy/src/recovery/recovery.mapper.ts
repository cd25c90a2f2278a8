import {
  localDateSchema, moneyOf, regionCodeSchema, socialCreditCodeSchema, type LocalDate, type Recovery, type RecoveryBalance, type RecoveryPage,
} from '@jiqun/contracts';

import { reckon } from './interest.js';
import type { RecoveryMovement, RecoveryOffsetRow, RecoveryPaymentRow, RecoveryRefundRow, RecoveryRow, RecoveryWriteOffRow } from './recovery.entity.js';

const day = (text: string): LocalDate => localDateSchema.parse(text);

/** What belongs to a debt. */
export interface RecoveryParts {
  readonly payments: readonly RecoveryPaymentRow[];
  readonly offsets: readonly RecoveryOffsetRow[];
  readonly writeOffs: readonly RecoveryWriteOffRow[];
  readonly refunds: readonly RecoveryRefundRow[];
}

/** A debt in a list. */
export function toRecoverySummary(row: RecoveryRow): RecoveryPage['items'][number] {
  const { id, version, state, awardId, violationId, leadName, clause, amount, balance, demandedOn, dueOn } = row;
  return {
    id, version, state, awardId, violationId, region: regionCodeSchema.parse(row.region), leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode),
    leadName, clause, amount: moneyOf(amount), outstanding: moneyOf(balance), demandedOn: day(demandedOn), dueOn: day(dueOn),
  };
}

/** A debt with all that happened to it. */
export function toRecovery(row: RecoveryRow, { payments, offsets, writeOffs, refunds }: RecoveryParts): Recovery {
  const { basis, document, demandedBy, interest, reminders, withdrawal } = row;
  return {
    ...toRecoverySummary(row), basis, document, demandedBy, ...(interest === null ? {} : { interest }), reminders,
    payments: payments.map(({ amount, receivedOn, bankReference, recordedBy }) => ({
      amount: moneyOf(amount), receivedOn: day(receivedOn), bankReference, recordedBy,
    })),
    offsets: offsets.map((offset) => ({
      id: offset.id, instalmentId: offset.instalmentId, amount: moneyOf(offset.amount), state: isVoid(offset) ? 'void' as const : offset.state, ...hands(offset),
    })),
    writeOffs: writeOffs.map((one) => ({ id: one.id, amount: moneyOf(one.amount), state: one.state, document: one.document, ...hands(one) })),
    refunds: refunds.map((one) => ({
      id: one.id, amount: moneyOf(one.amount), state: one.state, document: one.document, ...hands(one), ...(one.paidOn === null ? {} : { paidOn: day(one.paidOn) }),
      ...(one.bankReference === null ? {} : { bankReference: one.bankReference }),
    })),
    ...(withdrawal === null ? {} : { withdrawal }),
  };
}

function hands({ proposedBy, settledBy, reason }: Pick<RecoveryOffsetRow, 'proposedBy' | 'settledBy' | 'reason'>) {
  return { proposedBy, ...(settledBy === null ? {} : { settledBy }), reason };
}

/** An instalment that is over without having gone out settles nothing. */
function isVoid({ state, instalmentState }: RecoveryOffsetRow): boolean {
  return state !== 'taken-back' && (instalmentState === 'stopped' || instalmentState === 'lapsed');
}

/** What is owed at the end of a day, interest to that day included, and how it came to that. */
export function toRecoveryBalance({ id, interest }: RecoveryRow, movements: readonly RecoveryMovement[], on: string): RecoveryBalance {
  const known = movements.filter(({ valuedOn }) => valuedOn <= on);
  const sum = (...kinds: readonly RecoveryMovement['kind'][]): bigint =>
    known.filter(({ kind }) => kinds.includes(kind)).reduce((total, { amount }) => total + amount, 0n);
  const { interest: earned, principal, unpaidInterest } = reckon(interest, known, on);
  return {
    id, on: day(on), demanded: moneyOf(sum('recovery-demanded')), interest: moneyOf(earned), paid: moneyOf(-sum('recovery-paid')),
    offset: moneyOf(-sum('issued', 'failed', 'recovery-offset')), writtenOff: moneyOf(-sum('recovery-written-off')), withdrawn: moneyOf(-sum('recovery-withdrawn')),
    outstanding: moneyOf(principal + unpaidInterest),
    movements: movements.map(({ kind, valuedOn, postedOn, amount }) => ({ kind, valuedOn: day(valuedOn), postedOn: day(postedOn), amount: moneyOf(amount) })),
  };
}
