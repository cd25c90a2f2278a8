import { recoveryContracts, type Recovery, type ViolationCase } from '@jiqun/contracts';
import { newId, violatedConstraint } from '@jiqun/service-kit';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { at, CaseBed, type PaidAward } from '../../test/case-bed.js';
import { LedgerReadingRepository } from '../ledger/ledger-reading.repository.js';

jest.setTimeout(120_000);

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});

interface Debt {
  readonly paid: PaidAward;
  readonly violation: ViolationCase;
  readonly recovery: Recovery;
}

const finance = (person: string) => bed.as('province-finance', '220000', person);
const pay = async (of: Recovery, amount: string) =>
  await bed.payments.recordPayment({ ...at(of), amount: amount as never, receivedOn: bed.today, bankReference: newId() }, finance('teller'));
const propose = async (of: Recovery, who = finance('maker')) => await bed.refunds.propose({ ...at(of), reason: '处理决定已撤销', document: '返还决定1号' }, who);
const transfer = (of: Recovery, bankReference = newId(), paidOn = bed.today) => ({ ...at(of), refundId: of.refunds.at(-1)?.id ?? '', paidOn, bankReference });
const balances = async ({ paid, recovery }: Debt) => ({
  claimed: await bed.money.balance('claimed', paid.award.id), recoverable: await bed.money.balance('recoverable', recovery.id),
  interest: await bed.money.balance('interest', recovery.id), refundable: await bed.money.balance('refundable', recovery.id),
});
const nothing = { claimed: 0n, recoverable: 0n, interest: 0n, refundable: 0n };

/** The decision behind a debt is annulled. */
async function annulled({ violation, recovery }: Debt): Promise<Recovery> {
  const proposed = await bed.withdrawals.withdraw({ ...at(violation), document: '复议决定书', reason: '复议撤销' }, bed.as('province-industry', '220000', 'third'));
  await bed.withdrawals.confirmWithdrawal(at(proposed), finance('fourth'));
  return await bed.recovery(recovery.id);
}

it('SUB-13.a: what was paid back on a withdrawn demand is owed to the enterprise, until another of finance has paid it by a bank reference', async () => {
  const debt = await bed.debt('100000.00');
  await pay(debt.recovery, '40000.00');
  const treasury = await bed.money.balance('treasury', 'CN-22');
  const owed = await annulled(debt);
  expect(owed).toMatchObject({ state: 'refund-owed', outstanding: '0.00', withdrawal: { paidBack: '40000.00' }, refunds: [] });
  expect(await balances(debt)).toEqual({ ...nothing, refundable: -4_000_000n });
  expect((await bed.money.bed.events(recoveryContracts.refundOwed)).at(-1)).toMatchObject({ recoveryId: owed.id, refund: '40000.00' });
  const proposed = await propose(owed);
  expect(proposed).toMatchObject({ state: 'refund-owed', refunds: [{ amount: '40000.00', state: 'proposed', proposedBy: 'maker', document: '返还决定1号' }] });
  await expect(bed.refunds.pay(transfer(proposed), finance('maker'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
  await expect(propose(proposed, finance('other'))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const done = await bed.refunds.pay(transfer(proposed, '银行流水-1'), finance('checker'));
  expect(done).toMatchObject({ state: 'refunded', refunds: [{ state: 'paid', settledBy: 'checker', bankReference: '银行流水-1', paidOn: bed.today }] });
  expect([await balances(debt), treasury - (await bed.money.balance('treasury', 'CN-22'))]).toEqual([nothing, 4_000_000n]);
  expect((await bed.money.bed.events(recoveryContracts.refunded)).at(-1)).toMatchObject({ recoveryId: owed.id, refund: '40000.00' });
  await expect(bed.refunds.pay(transfer(done), finance('checker'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
});

it('SUB-13.a: interest that was paid goes back with it, and no account keeps anything of the demand', async () => {
  const debt = await bed.debt('100000.00', { interest: { rate: '0.0365', from: bed.today, dayCount: '365', compounds: 'never' } });
  await bed.moveTo(bed.after(10));
  await pay(debt.recovery, '50100.00');
  expect((await balances(debt)).interest).toBe(-10_000n);
  await bed.moveTo(bed.after(10));
  const owed = await annulled(debt);
  expect([owed.withdrawal?.paidBack, await balances(debt)]).toEqual(['50100.00', { ...nothing, refundable: -5_010_000n }]);
  await bed.refunds.pay(transfer(await propose(owed)), finance('checker'));
  expect(await balances(debt)).toEqual(nothing);
});

it('SUB-13.a: what an instalment settled goes back as money, since the enterprise went without it', async () => {
  const debt = await bed.debt('100000.00');
  const other = await bed.award({ isPaid: false, leadCreditCode: debt.paid.creditCode });
  const offset = await bed.offsets.propose({ ...at(debt.recovery), instalmentId: other.planned.id, amount: '60000.00' as never, reason: '抵扣' }, finance('maker'));
  await bed.offsets.agree({ ...at(offset), offsetId: offset.offsets[0]?.id ?? '' }, finance('checker'));
  await bed.money.paid(await bed.money.instalment(other.planned.id));
  const owed = await annulled(debt);
  expect([owed.state, await balances(debt)]).toEqual(['refund-owed', { ...nothing, refundable: -6_000_000n }]);
  await bed.refunds.pay(transfer(await propose(owed)), finance('checker'));
  expect(await balances(debt)).toEqual(nothing);
});

it('SUB-13.a: what was written off goes with the demand: it can be demanded back by another decision', async () => {
  const debt = await bed.debt('100000.00', { interest: { rate: '0.0365', from: bed.today, dayCount: '365', compounds: 'never' } });
  await bed.moveTo(bed.after(10));
  const part = await pay(debt.recovery, '20100.00');
  const proposed = await bed.writeOffs.propose({ ...at(part), amount: '30000.00' as never, reason: '无法收回', document: '核销1号' }, finance('maker'));
  await bed.writeOffs.writeOff({ ...at(proposed), writeOffId: proposed.writeOffs[0]?.id ?? '' }, finance('checker'));
  await annulled(debt);
  expect([await balances(debt), await bed.money.balance('written-off', debt.recovery.id)]).toEqual([{ ...nothing, refundable: -2_010_000n }, 0n]);
});

it('SUB-13.a: a demand on which nothing came back is withdrawn and owes nothing', async () => {
  const debt = await bed.debt('1000.00');
  const withdrawn = await annulled(debt);
  expect([withdrawn.state, await balances(debt)]).toEqual(['withdrawn', nothing]);
  await expect(propose(withdrawn)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
});

it('SUB-13.a: a refund that is refused is proposed anew; a bank reference counts once; the day lies between the withdrawal and today', async () => {
  const [one, other] = [await bed.debt('1000.00'), await bed.debt('1000.00')];
  for (const { recovery } of [one, other]) await pay(recovery, '1000.00');
  const [first, second] = [await propose(await annulled(one)), await propose(await annulled(other))];
  await expect(bed.refunds.refuse({ ...at(first), refundId: first.refunds[0]?.id ?? '', reason: '账户有误' }, finance('maker'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
  const refused = await bed.refunds.refuse({ ...at(first), refundId: first.refunds[0]?.id ?? '', reason: '账户有误' }, finance('checker'));
  expect(refused).toMatchObject({ state: 'refund-owed', refunds: [{ state: 'refused' }] });
  const again = await propose(refused);
  for (const day of [bed.after(-1), bed.after(1)]) {
    await expect(bed.refunds.pay(transfer(again, newId(), day), finance('checker'))).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'paidOn' }] });
  }
  await expect(bed.refunds.pay({ ...transfer(again), refundId: newId() }, finance('checker'))).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'refundId' }] });
  const reference = newId();
  await bed.refunds.pay(transfer(again, reference), finance('checker'));
  await expect(bed.refunds.pay(transfer(second, reference), finance('checker'))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect((await bed.recovery(second.id)).state).toBe('refund-owed');
});

it('SUB-13.a: of two who pay it at the same moment one is told of the conflict; the database pays no second time, nor for one person', async () => {
  const debt = await bed.debt('1000.00');
  await pay(debt.recovery, '500.00');
  const proposed = await propose(await annulled(debt));
  const [refund] = proposed.refunds;
  const forged = async (sql: string, ...values: unknown[]) => await bed.money.bed.source.query(sql, values).then(() => 'done', violatedConstraint);
  expect(await forged(`UPDATE recovery_refund SET state = 'paid', settled_by = proposed_by, paid_on = now(), bank_reference = 'x' WHERE id = $1`, refund?.id)).toBe('recovery_refund_by_another');
  const outcomes = await Promise.allSettled(['checker', 'other'].map(async (person) => await bed.refunds.pay(transfer(proposed), finance(person))));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
  const second = `INSERT INTO recovery_refund (id, tenant, recovery_id, amount_fen, state, reason, document, proposed_by) VALUES ($1, 'CN-22', $2, 1, 'proposed', 'x', 'x', 'x')`;
  expect(await forged(second, newId(), debt.recovery.id)).toBe('recovery_refund_one');
});

it('SUB-13.a: the verification of the ledger finds refunds sound, owed and paid', async () => {
  const debt = await bed.debt('1000.00');
  await pay(debt.recovery, '1000.00');
  await annulled(debt);
  const { sound, findings } = await new LedgerReadingRepository(bed.money.bed.reader).verify();
  expect([sound, findings]).toEqual([true, []]);
});
