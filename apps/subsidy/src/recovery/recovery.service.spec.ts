import { recoveryContracts, type Instalment, type Recovery } from '@jiqun/contracts';
import { newId, violatedConstraint } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { at, CaseBed } from '../../test/case-bed.js';
import { entriesFor } from '../ledger/postings.js';

jest.setTimeout(120_000);

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});

const finance = (person = 'finance-1') => bed.as('province-finance', '220000', person);
const pay = async (of: Recovery, amount: string, receivedOn: string = bed.today, bankReference = newId()) =>
  await bed.payments.recordPayment({ ...at(of), amount: amount as never, receivedOn: receivedOn as never, bankReference }, finance());
const owed = async (id: string): Promise<bigint> => await bed.money.balance('recoverable', id);
const interest = (changes: object = {}) => ({ interest: { rate: '0.0365', from: bed.today, dayCount: '365', compounds: 'never', ...changes } });

/** A debt, and a planned instalment of another award of the same enterprise. */
async function withLater(amount = '100000.00'): Promise<{ recovery: Recovery; later: Instalment; awardId: string }> {
  const { paid, recovery } = await bed.debt(amount);
  const other = await bed.award({ isPaid: false, leadCreditCode: paid.creditCode });
  return { recovery, later: other.planned, awardId: other.award.id };
}
async function agreed(recovery: Recovery, later: Instalment, amount: string): Promise<Recovery> {
  const proposed = await bed.offsets.propose({ ...at(recovery), instalmentId: later.id, amount: amount as never, reason: '抵扣' }, finance('maker'));
  return await bed.offsets.agree({ ...at(proposed), offsetId: proposed.offsets.at(-1)?.id ?? '' }, finance('checker'));
}

describe('a recovery', () => {
  it('SUB-13.a: is a debt of its own: part paid, then settled, each payment once for its bank reference, and posted on both sides', async () => {
    const { recovery, paid } = await bed.debt('100000.00');
    expect(await bed.money.balance('claimed', paid.award.id)).toBe(-10_000_000n);
    const treasury = await bed.money.balance('treasury', 'CN-22');
    const reference = newId();
    const part = await pay(recovery, '40000.00', bed.today, reference);
    expect(part).toMatchObject({ state: 'part-paid', outstanding: '60000.00', payments: [{ amount: '40000.00', bankReference: reference, recordedBy: 'finance-1' }] });
    await expect(pay(part, '1.00', bed.today, reference)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(pay(part, '60000.01')).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-13.a', params: { what: 'owed' } });
    expect(await pay(part, '60000.00')).toMatchObject({ state: 'settled', outstanding: '0.00' });
    expect(await owed(recovery.id)).toBe(0n);
    expect((await bed.money.balance('treasury', 'CN-22')) - treasury).toBe(10_000_000n);
    expect((await bed.money.bed.events(recoveryContracts.settled)).at(-1)).toMatchObject({ recoveryId: recovery.id, outstanding: '0.00' });
  });

  it('SUB-13.a: is paid back when it was demanded and not before, nor tomorrow', async () => {
    const { recovery } = await bed.debt('100.00');
    for (const day of [bed.after(-1), bed.after(1)]) await expect(pay(recovery, '1.00', day)).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'receivedOn' }] });
  });

  it('SUB-13.a: bears interest by day where the decision says so; a payment covers it first', async () => {
    const { recovery } = await bed.debt('100000.00', interest());
    await bed.moveTo(bed.after(10));
    // 0.01% of 100,000 yuan a day: 10 yuan, ten days.
    const part = await pay(recovery, '50100.00');
    expect(part).toMatchObject({ state: 'part-paid', outstanding: '50000.00' });
    await bed.moveTo(bed.after(3));
    const charged = await bed.payments.chargeInterest({ ...at(part), on: bed.today }, finance());
    expect(charged.outstanding).toBe('50015.00');
    expect(await bed.payments.chargeInterest({ ...at(charged), on: bed.today }, finance())).toMatchObject({ outstanding: '50015.00' });
    expect(await bed.money.balance('interest', recovery.id)).toBe(-11_500n);
  });

  it('SUB-13.a: bears none where the decision is silent', async () => {
    const { recovery } = await bed.debt('1000.00');
    await bed.moveTo(bed.after(100));
    await expect(bed.payments.chargeInterest({ ...at(await bed.recovery(recovery.id)), on: bed.today }, finance())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', params: { what: 'interest-terms' },
    });
    expect(await bed.recoveries.balance({ id: recovery.id }, finance())).toMatchObject({ interest: '0.00', outstanding: '1000.00' });
  });

  it('SUB-13.a: a payment that is recorded late has made less interest: the opposite is posted', async () => {
    const { recovery } = await bed.debt('100000.00', interest());
    const arrived = bed.after(5);
    await bed.moveTo(bed.after(10));
    const charged = await bed.payments.chargeInterest({ ...at(recovery), on: bed.today }, finance());
    expect(charged.outstanding).toBe('100100.00');
    // 50 yuan to the fifth day; the payment covers them and half of the debt, whose rest earns 25 yuan in five days.
    expect((await pay(charged, '50050.00', arrived)).outstanding).toBe('50025.00');
    expect((await bed.recoveries.balance({ id: recovery.id }, finance())).movements.map(({ kind, amount }) => `${kind} ${amount}`).slice(-2)).toEqual([
      'interest-charged 100.00', 'interest-charged -25.00',
    ]);
  });

  it('SUB-13.a: says what was owed on any day, interest of that day included', async () => {
    const { recovery } = await bed.debt('100000.00', interest());
    const demandedOn = bed.today;
    await bed.moveTo(bed.after(10));
    await pay(recovery, '30100.00');
    await bed.moveTo(bed.after(10));
    const on = async (days: number) => await bed.recoveries.balance({ id: recovery.id, on: bed.after(days, demandedOn) }, finance());
    expect([await on(-1), await on(0), await on(9), await on(10), await on(20)].map(({ outstanding, paid, interest: earned }) => [outstanding, paid, earned])).toEqual([
      ['0.00', '0.00', '0.00'], ['100000.00', '0.00', '0.00'], ['100090.00', '0.00', '90.00'], ['70000.00', '30100.00', '100.00'], ['70070.00', '30100.00', '170.00'],
    ]);
  });

  it('SUB-13.a: is told of when it is overdue, and again while it is owed; not when it is settled', async () => {
    const { recovery } = await bed.debt('1000.00');
    const { recovery: settled } = await bed.debt('1000.00');
    await pay(settled, '1000.00');
    await bed.moveTo(bed.after(1, recovery.dueOn));
    expect((await bed.recovery(recovery.id)).reminders).toBe(1);
    await bed.moveTo(bed.after(60));
    expect((await bed.recovery(recovery.id)).reminders).toBe(3);
    const told = (await bed.money.bed.events(recoveryContracts.overdue)).map(({ recoveryId }) => recoveryId);
    expect([told.filter((id) => id === recovery.id).length, told.includes(settled.id)]).toEqual([3, false]);
    const { items } = await bed.recoveries.list({ overdue: true }, finance());
    expect([items.some(({ id }) => id === recovery.id), items.some(({ id }) => id === settled.id)]).toEqual([true, false]);
  });

  it('SUB-13.a: never more than was paid out: the database refuses a posting beyond it, whoever writes it', async () => {
    const { recovery, paid } = await bed.debt('300000.00');
    const beyond = bed.money.bed.within(async (transaction) =>
      await bed.money.ledger.post(transaction.manager, {
        tenant: 'CN-22', bizKey: newId(), kind: 'recovery-demanded', postedOn: bed.today, postedAt: transaction.now, decisionId: 'x', clause: 'SUB-13.a', person: 'x',
        entries: entriesFor.recoveryDemanded(recovery.id, paid.award.id, 1n),
      }));
    expect(await beyond.then(() => 'done', violatedConstraint)).toBe('recovery_within_paid');
    await expect(bed.money.bed.source.query(`UPDATE recovery SET state = 'settled' WHERE id = $1`, [recovery.id])).rejects.toMatchObject({ constraint: 'recovery_settled_owes_nothing' });
    await expect(bed.money.bed.source.query(`UPDATE recovery SET balance_fen = 0 WHERE id = $1`, [recovery.id])).rejects.toMatchObject({ code: '42501' });
  });

  it('SUB-13.a: what was on its way when the case was decided is demanded back when it has arrived, by another person', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    await bed.money.issue(await bed.money.authorise(planned));
    const violation = await bed.decisions.establish(bed.establish(await bed.ripe(award.id)), bed.decider());
    const demand = { violationId: violation.id, amount: '300000.00' as never, basis: '到账后追回', dueOn: bed.after(30), document: '通知2号' };
    await expect(bed.withdrawals.demand(demand, finance())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'paid-out' } });
    await bed.money.bed.within(async (transaction) => {
      await bed.money.instalments.confirm(transaction, planned.id, { bankReference: newId(), executedOn: transaction.today, decisionId: 'x' });
    });
    await expect(bed.withdrawals.demand(demand, bed.decider())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await bed.withdrawals.demand(demand, finance())).toMatchObject({ state: 'demanded', outstanding: '300000.00', violationId: violation.id });
  });
});

describe('an offset', () => {
  it('SUB-13.a: a later instalment of the same enterprise is paid net, and the debt is settled with its issue', async () => {
    const { recovery, later, awardId } = await withLater('100000.00');
    const proposed = await bed.offsets.propose({ ...at(recovery), instalmentId: later.id, amount: '100000.00' as never, reason: '抵扣' }, finance('maker'));
    const settle = { ...at(proposed), offsetId: proposed.offsets[0]?.id ?? '' };
    await expect(bed.offsets.agree(settle, finance('maker'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await bed.offsets.agree(settle, finance('checker'))).toMatchObject({ state: 'demanded', offsets: [{ state: 'agreed', proposedBy: 'maker', settledBy: 'checker' }] });
    const authorised = await bed.money.authorise(await bed.money.instalment(later.id));
    await bed.money.issue(authorised);
    expect(bed.money.orders.at(-1)).toMatchObject({ net: 20_000_000n });
    expect(await bed.recovery(recovery.id)).toMatchObject({ state: 'settled', outstanding: '0.00' });
    expect(await bed.money.balance('in-transit', awardId)).toBe(20_000_000n);
    expect(await bed.recoveries.balance({ id: recovery.id }, finance())).toMatchObject({ offset: '100000.00', outstanding: '0.00' });
  });

  it('SUB-13.a: is undone when the money did not arrive: the debt is owed again, and settled with the next try', async () => {
    const { recovery, later } = await withLater('100000.00');
    await agreed(recovery, later, '100000.00');
    await bed.money.issue(await bed.money.authorise(await bed.money.instalment(later.id)));
    await bed.money.bed.within(async (transaction) => {
      await bed.money.instalments.fail(transaction, later.id, { reason: '账户有误', decisionId: 'x' });
    });
    expect(await bed.recovery(recovery.id)).toMatchObject({ state: 'part-paid', outstanding: '100000.00' });
    const again = await bed.money.authorisations.proposeAgain({ ...at(await bed.money.instalment(later.id)), cause: '账户已更正' }, bed.money.industry());
    await bed.money.issue(await bed.money.authorise(again));
    expect((await bed.recovery(recovery.id)).state).toBe('settled');
  });

  it('SUB-13.a: is made against an instalment of the same enterprise that has not gone out, for no more than it pays and is owed', async () => {
    const { recovery, later } = await withLater('100000.00');
    const stranger = await bed.award({ isPaid: false });
    const propose = async (instalmentId: string, amount: string, of = recovery) =>
      await bed.offsets.propose({ ...at(of), instalmentId, amount: amount as never, reason: 'x' }, finance('maker'));
    await expect(propose(stranger.planned.id, '1.00')).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'instalmentId' }] });
    await expect(propose(later.id, '100000.01')).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'room' } });
    const proposed = await propose(later.id, '60000.00');
    await expect(propose(later.id, '1.00', proposed)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const settled = await bed.offsets.agree({ ...at(proposed), offsetId: proposed.offsets[0]?.id ?? '' }, finance('checker'));
    // What is to be offset is not paid in cash as well, nor written off.
    await expect(pay(settled, '40000.01')).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'owed' } });
    await expect(bed.writeOffs.propose({ ...at(settled), amount: '40000.01' as never, reason: 'x', document: 'x' }, finance())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    const back = await bed.offsets.takeBack({ ...at(settled), offsetId: settled.offsets[0]?.id ?? '', reason: 'x' }, finance());
    expect(back.offsets).toMatchObject([{ state: 'taken-back' }]);
    expect((await pay(back, '40000.01')).outstanding).toBe('59999.99');
  });

  it('SUB-13.a: stays once its instalment has gone out', async () => {
    const { recovery, later } = await withLater('100000.00');
    const settled = await agreed(recovery, later, '50000.00');
    await bed.money.issue(await bed.money.authorise(await bed.money.instalment(later.id)));
    const after = await bed.recovery(recovery.id);
    expect(after).toMatchObject({ state: 'part-paid', outstanding: '50000.00' });
    await expect(bed.offsets.takeBack({ ...at(after), offsetId: settled.offsets[0]?.id ?? '', reason: 'x' }, finance())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'instalment-open' } });
  });

  it('SUB-13.a: is void with an instalment that is stopped, so that the debt can be paid; with the stop withdrawn it counts as far as it is owed', async () => {
    const { recovery, later, awardId } = await withLater('100000.00');
    await agreed(recovery, later, '80000.00');
    const violation = await bed.decisions.establish(bed.establish(await bed.ripe(awardId)), bed.decider());
    const stopped = await bed.recovery(recovery.id);
    expect(stopped.offsets).toMatchObject([{ state: 'void' }]);
    await pay(stopped, '30000.00');
    const proposed = await bed.withdrawals.withdraw({ ...at(violation), document: 'x', reason: 'x' }, bed.as('province-industry', '220000', 'third'));
    await bed.withdrawals.confirmWithdrawal(at(proposed), finance('fourth'));
    // 70,000 are owed: the 80,000 agreed are no longer, and the instalment pays in full.
    expect((await bed.recovery(recovery.id)).offsets).toMatchObject([{ state: 'taken-back' }]);
    await bed.money.issue(await bed.money.authorise(await bed.money.instalment(later.id)));
    expect(bed.money.orders.at(-1)).toMatchObject({ net: 30_000_000n });
  });

  it('SUB-13.a: falls with the demand that it was to settle, also on an instalment that is held: this pays in full', async () => {
    const { paid, violation, recovery } = await bed.debt('100000.00');
    const [open, held] = [await bed.award({ isPaid: false, leadCreditCode: paid.creditCode }), await bed.award({ isPaid: false, leadCreditCode: paid.creditCode })];
    await agreed(await agreed(recovery, open.planned, '40000.00'), held.planned, '30000.00');
    await bed.money.bed.within(async (transaction) => {
      await bed.money.instalments.hold(transaction, held.planned.id, '失信名单', 'SUB-6-2');
    });
    const proposed = await bed.withdrawals.withdraw({ ...at(violation), document: 'x', reason: 'x' }, bed.as('province-industry', '220000', 'third'));
    await bed.withdrawals.confirmWithdrawal(at(proposed), finance('fourth'));
    expect(await bed.recovery(recovery.id)).toMatchObject({ state: 'withdrawn', offsets: [{ state: 'taken-back' }, { state: 'taken-back' }] });
    await bed.money.bed.within(async (transaction) => {
      await bed.money.instalments.release(transaction, held.planned.id, '名单结束', 'SUB-6-2');
    });
    for (const { planned } of [open, held]) {
      await bed.money.issue(await bed.money.authorise(await bed.money.instalment(planned.id)));
      expect(bed.money.orders.at(-1)).toMatchObject({ net: 30_000_000n });
    }
  });

  it('SUB-13.a: that is taken back while its instalment is stopped is not deducted when the stop is withdrawn', async () => {
    const { recovery, later, awardId } = await withLater('100000.00');
    await agreed(recovery, later, '80000.00');
    const violation = await bed.decisions.establish(bed.establish(await bed.ripe(awardId)), bed.decider());
    const stopped = await bed.recovery(recovery.id);
    await bed.offsets.takeBack({ ...at(stopped), offsetId: stopped.offsets[0]?.id ?? '', reason: 'x' }, finance());
    const proposed = await bed.withdrawals.withdraw({ ...at(violation), document: 'x', reason: 'x' }, bed.as('province-industry', '220000', 'third'));
    await bed.withdrawals.confirmWithdrawal(at(proposed), finance('fourth'));
    await bed.money.issue(await bed.money.authorise(await bed.money.instalment(later.id)));
    expect(bed.money.orders.at(-1)).toMatchObject({ net: 30_000_000n });
  });
});

describe('a write-off', () => {
  it('SUB-13.a: needs two people, a reason and a document; in part the rest is owed', async () => {
    const { recovery } = await bed.debt('1000.00');
    const proposed = await bed.writeOffs.propose({ ...at(recovery), amount: '400.00' as never, reason: '破产清算', document: '裁定书1号' }, finance('maker'));
    const settle = { ...at(proposed), writeOffId: proposed.writeOffs[0]?.id ?? '' };
    await expect(bed.writeOffs.writeOff(settle, finance('maker'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.writeOffs.propose({ ...at(proposed), amount: '1.00' as never, reason: 'x', document: 'x' }, finance())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const part = await bed.writeOffs.writeOff(settle, finance('checker'));
    expect(part).toMatchObject({ state: 'part-paid', outstanding: '600.00', writeOffs: [{ state: 'done', document: '裁定书1号', settledBy: 'checker' }] });
    await expect(bed.writeOffs.writeOff({ ...settle, version: part.version }, finance('checker'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const rest = await bed.writeOffs.propose({ ...at(part), amount: '600.00' as never, reason: 'x', document: 'x' }, finance('maker'));
    const done = await bed.writeOffs.writeOff({ ...at(rest), writeOffId: rest.writeOffs[1]?.id ?? '' }, finance('checker'));
    expect(done).toMatchObject({ state: 'written-off', outstanding: '0.00' });
    expect(await bed.money.balance('written-off', recovery.id)).toBe(100_000n);
  });

  it('SUB-13.a: that is refused leaves the debt as it was', async () => {
    const { recovery } = await bed.debt('1000.00');
    const proposed = await bed.writeOffs.propose({ ...at(recovery), amount: '1000.00' as never, reason: 'x', document: 'x' }, finance('maker'));
    const settle = { ...at(proposed), writeOffId: proposed.writeOffs[0]?.id ?? '', reason: '仍可执行' };
    await expect(bed.writeOffs.refuse(settle, finance('maker'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await bed.writeOffs.refuse(settle, finance('checker'))).toMatchObject({ state: 'demanded', outstanding: '1000.00', writeOffs: [{ state: 'refused' }] });
  });
});

describe('at once', () => {
  it('SUB-13.a: of payments, an offset and a write-off of one debt at the same moment one is done, the others are told of the conflict', async () => {
    const { recovery, later } = await withLater('1000.00');
    const results = await Promise.allSettled([
      pay(recovery, '1000.00'), pay(recovery, '1000.00'),
      bed.offsets.propose({ ...at(recovery), instalmentId: later.id, amount: '1000.00' as never, reason: 'x' }, finance()),
      bed.writeOffs.propose({ ...at(recovery), amount: '1000.00' as never, reason: 'x', document: 'x' }, finance()),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const lost of results) if (lost.status === 'rejected') expect(lost.reason).toMatchObject({ code: 'VERSION_CONFLICT', params: { noun: 'recovery' } });
    expect((await bed.recovery(recovery.id)).version).toBe(recovery.version + 1);
  });

  it('SUB-13.a: a payment that meets the issue of an instalment that settles the debt: the debt is never below nothing', async () => {
    const { recovery, later } = await withLater('100000.00');
    const settled = await agreed(recovery, later, '60000.00');
    const authorised = await bed.money.authorise(await bed.money.instalment(later.id));
    const results = await Promise.allSettled([pay(settled, '40000.00'), bed.money.issue(authorised)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await bed.recovery(recovery.id)).toMatchObject({ state: 'settled', outstanding: '0.00' });
  });
});
