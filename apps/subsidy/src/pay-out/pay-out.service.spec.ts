import { disbursementContracts, payOutContracts, type BarReason, type CreditListed } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DisbursementBed, PAYER } from '../../test/disbursement-bed.js';

let bed: DisbursementBed;

beforeAll(async () => {
  bed = await DisbursementBed.open();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const listing = (kind: BarReason['kind'] = 'credit-listing'): BarReason =>
  ({ kind, clause: 'SUB-6-2', list: 'serious-violation', id: newId(), from: '2026-03-01' }) as never;
const payOutOf = async (orderId: string) => (await bed.payOuts.list({ limit: 100 }, bed.as('county-finance'))).items.find((one) => one.orderId === orderId);

describe('the local pay-out', () => {
  it('SUB-6-2: the lists are checked again before it; who is listed is held, not paid, and released when the listing has ended', async () => {
    const order = await bed.issued();
    bed.bed.barred.set(order.creditCode, [listing()]);
    expect(await bed.release(order.orderId)).toMatchObject({ state: 'held', hold: { clause: 'SUB-6-2', reason: expect.stringContaining('严重违法失信名单') } });
    const [check] = (await bed.bed.source.query(`SELECT gate, clause, is_clear AS "isClear" FROM standing_check WHERE noun = 'disbursement' AND object_id = $1`, [order.orderId])) as [object];
    expect(check).toEqual({ gate: 'payment', clause: 'SUB-6-2', isClear: false });
    expect(await bed.stateOf(order.instalmentId)).toBe('issued');
    expect((await bed.bed.events(payOutContracts.held)).map(({ orderId }) => orderId)).toContain(order.orderId);
    bed.bed.barred.delete(order.creditCode);
    expect(await bed.release(order.orderId)).toMatchObject({ state: 'authorised' });
    expect(await bed.execute(order)).toMatchObject({ result: 'accepted', state: 'executed' });
  });

  it('INT-19: a ban from later applications does not hold what was awarded', async () => {
    const order = await bed.issued();
    bed.bed.barred.set(order.creditCode, [listing('ban')]);
    expect(await bed.release(order.orderId)).toMatchObject({ state: 'authorised' });
  });

  it('SUB-6-2: who is listed after the release is held again, as long as the bank has not paid', async () => {
    const [open, paid] = [await bed.released(), await bed.released()];
    await bed.execute(paid);
    const hold = async (creditCode: string): Promise<unknown> =>
      await bed.bed.within(async (transaction) => await bed.payOuts.holdAll(transaction, { tenant: 'CN-22', creditCode, clauseFor: () => 'SUB-6-2', reason: '列入名单（样例）' }));
    await hold(open.creditCode);
    await hold(paid.creditCode);
    expect([(await bed.order(open.orderId)).payOut, (await bed.order(paid.orderId)).payOut]).toEqual(['held', 'authorised']);
    expect(await bed.execute(open)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
  });

  it('SUB-6-2, INT-21: the news of a listing holds what was released, told twice or not; its end lets local finance release it anew', async () => {
    const [order, other] = [await bed.released(), await bed.released()];
    const news = { listingId: newId(), list: 'serious-violation', creditCode: order.creditCode, listedFrom: '2026-03-02', source: '信用平台（样例）', loadId: newId() } as CreditListed;
    for (let time = 0; time < 2; time += 1) await bed.bed.within(async (transaction) => await bed.holds.takeListed(news, 1, transaction));
    expect(await payOutOf(order.orderId)).toMatchObject({ state: 'held', hold: { clause: 'SUB-6-2', reason: expect.stringContaining(news.listingId) } });
    expect([(await bed.order(other.orderId)).payOut, await bed.stateOf(order.instalmentId)]).toEqual(['authorised', 'issued']);
    expect((await bed.bed.events(payOutContracts.held)).filter(({ orderId }) => orderId === order.orderId)).toHaveLength(1);
    await bed.bed.within(async (transaction) => await bed.holds.takeEnded(news, 2, transaction));
    expect((await bed.order(order.orderId)).payOut).toBe('held');
    expect(await bed.release(order.orderId)).toMatchObject({ state: 'authorised' });
    // The end that arrived first is not undone by the beginning.
    await bed.bed.within(async (transaction) => await bed.holds.takeListed(news, 1, transaction));
    expect((await bed.order(order.orderId)).payOut).toBe('authorised');
  });

  it('SUB-6-2: a list that the policy does not ask for holds nothing that was released', async () => {
    const order = await bed.released();
    await bed.bed.within(async (transaction) => await bed.payOuts.holdAll(transaction, { tenant: 'CN-22', creditCode: order.creditCode, clauseFor: () => undefined, reason: 'x' }));
    expect((await bed.order(order.orderId)).payOut).toBe('authorised');
  });

  it('SUB-3.b: the finance department of the place releases, nobody else', async () => {
    const order = await bed.issued();
    const which = { id: order.orderId, version: 1 };
    await expect(bed.payOuts.authorise(which, bed.as('county-industry'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.payOuts.authorise(which, bed.as('province-finance', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.payOuts.authorise(which, bed.as('finance-system'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.payOuts.authorise(which, bed.as('county-finance', '220202'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.payOuts.authorise(which, bed.as('county-finance', '650102'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bed.payOuts.authorise(which, bed.as('prefecture-finance', '220100'))).toMatchObject({ state: 'authorised', authorisedBy: 'prefecture-finance-220100' });
    await expect(bed.payOuts.authorise({ id: order.orderId, version: 2 }, bed.as('county-finance'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('SUB-12.b: of two who release at once one is told that it has changed', async () => {
    const order = await bed.issued();
    const both = await Promise.allSettled(['a', 'b'].map(async (person) => await bed.payOuts.authorise({ id: order.orderId, version: 1 }, bed.as('county-finance', PAYER, person))));
    expect(both.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(['VERSION_CONFLICT']);
  });

  it('INT-21: money that is held can be given back: the instalment fails and its money is committed again', async () => {
    const order = await bed.issued();
    bed.bed.barred.set(order.creditCode, [listing()]);
    const held = await bed.release(order.orderId);
    expect(await bed.payOuts.return({ id: order.orderId, version: held.version, reason: '列入名单（样例）' }, bed.as('county-finance'))).toMatchObject({ state: 'returned', isOverdue: false });
    expect([(await bed.order(order.orderId)).state, await bed.stateOf(order.instalmentId), await bed.balance('committed', order.awardId)]).toEqual(['rejected', 'failed', 30_000_000n]);
    await expect(bed.payOuts.return({ id: order.orderId, version: held.version + 1, reason: 'x' }, bed.as('county-finance'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('SUB-13.a: money of an award that was stopped meanwhile goes back, not out', async () => {
    const order = await bed.issued();
    await bed.bed.within(async (transaction) => await bed.instalments.stop(transaction, order.awardId, 'SUB-13.a', '严重违规（样例）', 'case-1'));
    await expect(bed.release(order.orderId)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'award-stopped' } });
    const { version } = (await payOutOf(order.orderId)) ?? { version: 0 };
    await bed.payOuts.return({ id: order.orderId, version, reason: '停止兑现（样例）' }, bed.as('county-finance'));
    expect(await bed.stateOf(order.instalmentId)).toBe('stopped');
  });
});

describe('what is not done in time', () => {
  it('INT-33: the last day of the pay-out counts; the day after it is overdue, is told of, and is listed until it is paid', async () => {
    const [late, held, inTime] = [await bed.released(), await bed.issued(), await bed.released()];
    await bed.execute(inTime);
    bed.bed.barred.set(held.creditCode, [listing()]);
    await bed.release(held.orderId);
    await bed.bed.moveTo('2026-04-01');
    expect(await payOutOf(late.orderId)).toMatchObject({ isOverdue: false, dueOn: '2026-04-01' });
    await bed.bed.moveTo('2026-04-02');
    expect(await payOutOf(late.orderId)).toMatchObject({ isOverdue: true, overdueSince: '2026-04-02' });
    const overdue = async () => (await bed.payOuts.list({ overdue: true, limit: 100 }, bed.as('province-finance', '220000'))).items.map(({ orderId }) => orderId);
    expect(await overdue()).toContain(late.orderId);
    const states = async (state: 'held' | 'authorised') => (await bed.payOuts.list({ state, limit: 100 }, bed.as('county-finance'))).items.map(({ orderId }) => orderId);
    expect([(await states('held')).includes(held.orderId), (await states('authorised')).includes(held.orderId)]).toEqual([true, false]);
    expect(await overdue()).not.toEqual(expect.arrayContaining([held.orderId]));
    const told = async (contract: typeof payOutContracts.deadlinePassed) => (await bed.bed.events(contract)).map(({ orderId }) => orderId);
    expect(await told(payOutContracts.deadlinePassed)).toEqual(expect.arrayContaining([late.orderId]));
    expect(await told(payOutContracts.deadlinePassed)).not.toEqual(expect.arrayContaining([inTime.orderId]));
    await bed.execute(late, { executedOn: '2026-04-02' });
    expect(await overdue()).not.toContain(late.orderId);
    const { regions } = await bed.disbursements.daysToCash({ year: 2026 }, bed.as('province-finance', '220000'));
    expect(regions.find(({ region }) => region === PAYER)).toMatchObject({ late: 1, longest: 31 });
    expect((await bed.disbursements.daysToCash({ year: 2026 }, bed.as('county-finance', '220202'))).regions).toEqual([]);
  });

  it('SUB-12.b: an order that nobody acknowledges is told of, and one that nobody answers comes in doubt in the end; nothing is sent again', async () => {
    const order = await bed.released();
    const from = order.issuedOn;
    await bed.bed.moveTo('2026-04-06');
    const missed = async () => (await bed.bed.events(disbursementContracts.acknowledgementMissed)).filter(({ orderId }) => orderId === order.orderId);
    expect([from, await missed()]).toMatchObject(['2026-04-02', [{ orderId: order.orderId }]]);
    await bed.bed.moveTo('2026-05-12');
    expect((await bed.order(order.orderId)).state).toBe('issued');
    await bed.bed.moveTo('2026-05-13');
    expect(await bed.order(order.orderId)).toMatchObject({ state: 'in-doubt', doubt: { reason: expect.stringContaining('没有') } });
    expect(await bed.stateOf(order.instalmentId)).toBe('in-doubt');
    const sent = (await bed.bed.events(disbursementContracts.issued)).filter(({ orderId }) => orderId === order.orderId);
    expect(sent).toHaveLength(1);
    expect(await bed.execute(order)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
  });

  it('SUB-12.b: of an execution and the deadline of doubt at once either comes first, and nothing is paid twice', async () => {
    const order = await bed.released();
    const call = { caller: bed.as('county-finance').caller, identity: { kind: 'event', consumer: 'test', eventId: newId() } } as const;
    await Promise.all([bed.execute(order), bed.disbursements.doubtSilence(order.orderId, call)]);
    const { state } = await bed.order(order.orderId);
    expect(['executed', 'in-doubt']).toContain(state);
    expect(await bed.balance('paid', order.awardId)).toBe(state === 'executed' ? 1_000_000n : 0n);
    await bed.disbursements.doubtSilence(order.orderId, { ...call, identity: { ...call.identity, eventId: newId() } });
    expect((await bed.order(order.orderId)).state).toBe(state);
  });
});
