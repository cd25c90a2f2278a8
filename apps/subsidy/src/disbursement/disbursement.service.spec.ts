import { disbursementContracts, type DisbursementOrder } from '@jiqun/contracts';
import { newId, violatedConstraint } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DisbursementBed, PAYER } from '../../test/disbursement-bed.js';
import { debtOn, offsetBy } from '../../test/settled-debts.js';
import { disbursementLifecycle } from './disbursement.lifecycle.js';

let bed: DisbursementBed;

beforeAll(async () => {
  bed = await DisbursementBed.open();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const refusedBy = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'done', (error: unknown) => violatedConstraint(error) ?? String(error));
const about = ({ awardId, instalmentId, orderId }: DisbursementOrder) => ({ awardId, instalmentId, orderId });
const stateOf = async ({ orderId, instalmentId }: DisbursementOrder): Promise<string[]> => [(await bed.order(orderId)).state, await bed.stateOf(instalmentId)];

describe('the order to pay', () => {
  it('SUB-12.a: goes out in the transaction of the issue, once, with the account by reference and the last day of the pay-out', async () => {
    const order = await bed.issued();
    const [sent] = (await bed.bed.events(disbursementContracts.issued)).filter(({ orderId }) => orderId === order.orderId);
    expect(sent).toMatchObject({ ...about(order), amount: '10000.00', issuedOn: '2026-03-02', dueOn: '2026-04-01', region: PAYER, attempt: 1, documents: ['吉财产指〔2026〕18号（样例）'] });
    expect(sent?.payeeRef).toBe(`P-${order.creditCode}`);
    expect(JSON.stringify(sent)).not.toMatch(/6222|0183/);
    expect(await bed.balance('in-transit', order.awardId)).toBe(1_000_000n);
  });

  it('INT-33: the issue can set another number of days for the local pay-out', async () => {
    const { awardId, creditCode } = await bed.award();
    await bed.payee(creditCode);
    expect(await bed.issue(await bed.authorised(awardId), { payOutDays: 10 })).toMatchObject({ dueOn: '2026-03-12' });
  });

  it('SUB-12.a: nothing is issued to an enterprise without an account that two people have verified and finance of its place pays', async () => {
    const { awardId, creditCode } = await bed.award();
    const instalment = await bed.authorised(awardId);
    const refusal = { code: 'CLAUSE_FORBIDS', clause: 'SUB-12.a', params: { what: 'verified-payee-account' } };
    await expect(bed.issue(instalment)).rejects.toMatchObject(refusal);
    await bed.payee(creditCode, '220200');
    await expect(bed.issue(instalment)).rejects.toMatchObject(refusal);
    expect(await bed.stateOf(instalment.id)).toBe('authorised');
    expect(await bed.balance('in-transit', awardId)).toBe(0n);
  });

  it('SUB-12.b: executed, it confirms the instalment and the ledger has it as paid', async () => {
    const order = await bed.released();
    expect(await bed.acknowledge(order.orderId)).toMatchObject({ result: 'accepted', state: 'acknowledged' });
    expect(await bed.execute(order)).toMatchObject({ result: 'accepted', state: 'executed' });
    expect(await bed.order(order.orderId)).toMatchObject({ state: 'executed', bankReference: `B-${order.orderId}`, daysToCash: 0, messages: [{ kind: 'acknowledge' }, { kind: 'execute' }] });
    expect([await bed.stateOf(order.instalmentId), await bed.balance('paid', order.awardId), await bed.balance('in-transit', order.awardId)]).toEqual(['confirmed', 1_000_000n, 0n]);
  });

  it('SUB-12.b: the same message again gets the first answer and does nothing; an acknowledgement behind it changes nothing', async () => {
    const order = await bed.released();
    const first = await bed.execute(order);
    expect(await bed.execute(order)).toEqual(first);
    expect(await bed.execute(order, { amount: '10000' })).toEqual(first);
    expect(await bed.acknowledge(order.orderId)).toMatchObject({ result: 'accepted', state: 'executed' });
    expect((await bed.order(order.orderId)).messages).toHaveLength(2);
    expect(await bed.balance('paid', order.awardId)).toBe(1_000_000n);
  });

  it('SUB-3.b: only the paying department and its own system speak for it', async () => {
    const order = await bed.released();
    const say = async (role: 'finance-system' | 'county-finance' | 'county-industry' | 'province-finance', region: string) => await bed.execute(order, {}, bed.as(role, region));
    await expect(say('finance-system', '220100')).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(say('finance-system', '220000')).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(say('county-finance', '220202')).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(say('county-industry', PAYER)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(say('province-finance', '220000')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(say('finance-system', '650100')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.order(order.orderId)).messages).toEqual([]);
    const listed = async (region: string) => (await bed.disbursements.list({ awardId: order.awardId }, bed.as('finance-system', region))).items.length;
    expect([await listed(PAYER), await listed('220100'), await listed('650100')]).toEqual([1, 0, 0]);
  });

  it('SUB-12.b: a day before the issue or to come is corrected, not recorded', async () => {
    const order = await bed.released();
    for (const executedOn of ['2026-03-01', '2099-01-01']) await expect(bed.execute(order, { executedOn })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'executedOn' }] });
  });
});

describe('messages that contradict each other', () => {
  it.each([
    ['another reference', { bankReference: 'OTHER-1' }],
    ['another amount', { amount: '9999.99' }],
  ])('SUB-12.b: executed again with %s: not obeyed, both kept, in doubt', async (_, changes) => {
    const order = await bed.released();
    await bed.execute(order);
    expect(await bed.execute(order, changes)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect(await stateOf(order)).toEqual(['in-doubt', 'in-doubt']);
    expect((await bed.order(order.orderId)).messages.map(({ result }) => result)).toEqual(['accepted', 'contradicted']);
    expect([await bed.balance('paid', order.awardId), await bed.balance('in-transit', order.awardId)]).toEqual([0n, 1_000_000n]);
    expect((await bed.bed.events(disbursementContracts.contradicted)).map(({ orderId }) => orderId)).toContain(order.orderId);
  });

  it('SUB-12.b: rejected behind an execution, or paid another amount than ordered, comes in doubt', async () => {
    const [one, other] = [await bed.released(), await bed.released()];
    await bed.execute(one);
    expect(await bed.reject(one.orderId)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect(await bed.execute(other, { amount: '10000.01' })).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect([await stateOf(one), await stateOf(other)]).toEqual([['in-doubt', 'in-doubt'], ['in-doubt', 'in-doubt']]);
  });

  it('SUB-12.b: paid before local finance had released it comes in doubt', async () => {
    const order = await bed.issued();
    expect(await bed.execute(order)).toMatchObject({ result: 'contradicted', state: 'in-doubt', contradiction: { en: expect.stringContaining('before the local pay-out') } });
  });

  it("SUB-12.b: one payment of the bank does not pay two orders", async () => {
    const [one, other] = [await bed.released(), await bed.released()];
    await bed.execute(one, { bankReference: 'SAME-1' });
    expect(await bed.execute(other, { bankReference: 'SAME-1' })).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect(await stateOf(one)).toEqual(['executed', 'confirmed']);
  });

  it('SUB-12.b: executed behind a rejection: the order is in doubt, and nothing more of the award is issued until it is settled', async () => {
    const order = await bed.released();
    await bed.reject(order.orderId);
    expect(await stateOf(order)).toEqual(['rejected', 'failed']);
    await bed.recordCause(order.orderId);
    expect(await bed.execute(order)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect(await stateOf(order)).toEqual(['in-doubt', 'failed']);
    const again = await bed.authorise(order.instalmentId);
    await expect(bed.issue(again)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'order-in-doubt' } });
    const next = await bed.authorised(order.awardId, 2025);
    await expect(bed.issue(next)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'order-in-doubt' } });
    expect(await bed.settle(order.orderId, 'paid')).toMatchObject({ outcome: 'paid' });
    expect([await bed.stateOf(order.instalmentId), await bed.balance('paid', order.awardId)]).toEqual(['confirmed', 1_000_000n]);
    expect(await bed.issue(next)).toMatchObject({ state: 'issued' });
  });

  it('SUB-12.b: of an execution and a rejection at once, and of two clients at once, one is obeyed and nothing is paid twice', async () => {
    const [race, clients] = [await bed.released(), await bed.released()];
    const first = await Promise.all([bed.execute(race), bed.reject(race.orderId)]);
    expect(first.map(({ result }) => result).toSorted()).toEqual(['accepted', 'contradicted']);
    expect((await bed.order(race.orderId)).state).toBe('in-doubt');
    const second = await Promise.all(['system-1', 'system-2'].map(async (person) => await bed.execute(clients, {}, bed.as('finance-system', PAYER, person))));
    expect(second[0]).toEqual(second[1]);
    expect(await bed.balance('paid', clients.awardId)).toBe(1_000_000n);
  });
});

describe('a rejected order', () => {
  it('SUB-12.b: fails the instalment; a new order with a new id follows only when the cause is on record, by another person', async () => {
    const order = await bed.released();
    expect(await bed.reject(order.orderId)).toMatchObject({ result: 'accepted', state: 'rejected' });
    expect([await bed.balance('in-transit', order.awardId), await bed.balance('committed', order.awardId)]).toEqual([0n, 30_000_000n]);
    const again = await bed.authorise(order.instalmentId);
    await expect(bed.issue(again)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'rejection-cause' } });
    const cause = await bed.recordCause(order.orderId, 'both');
    expect(cause).toMatchObject({ cause: { text: '账户变更（样例）', by: 'both' } });
    await expect(bed.issue(again, {}, bed.as('province-finance', '220000', 'both'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const next = await bed.issue(again);
    expect(next).toMatchObject({ attempt: 2, state: 'issued', instalmentId: order.instalmentId });
    expect(next.orderId).not.toBe(order.orderId);
    await expect(bed.recordCause(order.orderId)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
  });

  it('SUB-12.b: reported as paid when a second order is on its way: both are in doubt, and one of them at most is found to have paid', async () => {
    const order = await bed.released();
    await bed.reject(order.orderId);
    await bed.recordCause(order.orderId);
    const next = await bed.issue(await bed.authorise(order.instalmentId));
    await bed.release(next.orderId);
    await bed.execute(order);
    expect([await stateOf(order), await stateOf(next)]).toEqual([['in-doubt', 'in-doubt'], ['in-doubt', 'in-doubt']]);
    expect(await bed.execute(next)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect(await bed.settle(order.orderId, 'paid')).toMatchObject({ state: 'settled', outcome: 'paid' });
    expect(await stateOf(next)).toEqual(['in-doubt', 'confirmed']);
    expect(await bed.settle(next.orderId, 'paid')).toMatchObject({ state: 'settled', outcome: 'paid-in-excess' });
    expect(await bed.balance('paid', order.awardId)).toBe(1_000_000n);
    expect((await bed.bed.events(disbursementContracts.paidTwice)).map(({ orderId }) => orderId)).toEqual([next.orderId]);
  });
});

describe('a doubt', () => {
  it('SUB-12.b: is settled by two people with evidence, and by neither alone', async () => {
    const order = await bed.released();
    const doubted = await bed.disbursements.doubt({ id: order.orderId, version: order.version, reason: '银行电话查询无记录（样例）' }, bed.as('county-finance'));
    const one = bed.as('county-finance', PAYER, 'one');
    await expect(bed.disbursements.settle({ id: order.orderId, version: doubted.version }, one)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'proposal' } });
    const proposal = { id: order.orderId, version: doubted.version, outcome: 'paid' as const, evidence: '查复书（样例）', reason: '已入账（样例）' };
    await expect(bed.disbursements.proposeSettlement(proposal, bed.bed.again(one))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    const execution = { bankReference: 'R-1', executedOn: '2026-03-02' as never };
    const proposed = await bed.disbursements.proposeSettlement({ ...proposal, execution }, bed.bed.again(one));
    await expect(bed.disbursements.settle({ id: order.orderId, version: proposed.version }, bed.bed.again(one))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const settled = await bed.disbursements.settle({ id: order.orderId, version: proposed.version }, bed.as('province-finance', '220000'));
    expect(settled).toMatchObject({ state: 'settled', outcome: 'paid', bankReference: 'R-1', settlement: { by: 'province-finance-220000' } });
    expect([await bed.stateOf(order.instalmentId), await bed.balance('paid', order.awardId)]).toEqual(['confirmed', 1_000_000n]);
  });

  it('SUB-12.b: settled as not paid fails the instalment, and a new order can follow', async () => {
    const order = await bed.released();
    await bed.execute(order);
    await bed.reject(order.orderId);
    expect(await bed.settle(order.orderId, 'not-paid')).toMatchObject({ state: 'settled', outcome: 'not-paid' });
    expect([await bed.stateOf(order.instalmentId), await bed.balance('committed', order.awardId), await bed.balance('paid', order.awardId)]).toEqual(['failed', 30_000_000n, 0n]);
    const next = await bed.issue(await bed.authorise(order.instalmentId));
    await bed.release(next.orderId);
    await bed.execute(next);
    expect([await bed.stateOf(order.instalmentId), await bed.balance('paid', order.awardId)]).toEqual(['confirmed', 1_000_000n]);
  });

  it('SUB-12.b: a rejected order that was paid after all confirms its instalment without a new order', async () => {
    const order = await bed.released();
    await bed.reject(order.orderId);
    await bed.execute(order);
    expect(await bed.settle(order.orderId, 'paid')).toMatchObject({ outcome: 'paid' });
    expect([await bed.stateOf(order.instalmentId), await bed.balance('paid', order.awardId), await bed.balance('committed', order.awardId)]).toEqual(['confirmed', 1_000_000n, 29_000_000n]);
    expect((await bed.disbursements.list({ instalmentId: order.instalmentId }, bed.as('auditor', '220000'))).items).toHaveLength(1);
  });

  it('SUB-12.b, SUB-13.a: so does one of which a part settled a debt: the debt is settled again with it, once', async () => {
    const paid = await bed.released();
    await bed.execute(paid);
    const recoveryId = await debtOn(bed, paid.awardId, 1_000_000n);
    const { awardId, creditCode } = await bed.award();
    await bed.payee(creditCode);
    const instalment = await bed.authorised(awardId);
    await offsetBy(bed, instalment.id, recoveryId, 400_000n);
    const order = await bed.issue(instalment);
    await bed.release(order.orderId);
    const owed = async () => [await bed.balance('recoverable', recoveryId), await bed.balance('paid', awardId), await bed.balance('in-transit', awardId), await bed.balance('committed', awardId)];
    expect([order.amount, await owed()]).toEqual(['6000.00', [600_000n, 400_000n, 600_000n, 29_000_000n]]);
    await bed.reject(order.orderId);
    expect(await owed()).toEqual([1_000_000n, 0n, 0n, 30_000_000n]);
    await bed.execute(order);
    expect(await bed.settle(order.orderId, 'paid')).toMatchObject({ outcome: 'paid' });
    expect([await bed.stateOf(instalment.id), await owed()]).toEqual(['confirmed', [600_000n, 1_000_000n, 0n, 29_000_000n]]);
    expect((await bed.disbursements.list({ instalmentId: instalment.id }, bed.as('auditor', '220000'))).items).toHaveLength(1);
  });

  it('SUB-12.b, SUB-13.a: one whose offset was taken back meanwhile is other money than the instalment now owes: paid in excess, and the ledger stays', async () => {
    const paid = await bed.released();
    await bed.execute(paid);
    const recoveryId = await debtOn(bed, paid.awardId, 1_000_000n);
    const { awardId, creditCode } = await bed.award();
    await bed.payee(creditCode);
    const instalment = await bed.authorised(awardId);
    await offsetBy(bed, instalment.id, recoveryId, 400_000n);
    const order = await bed.issue(instalment);
    await bed.release(order.orderId);
    await bed.reject(order.orderId);
    await bed.authorise(instalment.id);
    await offsetBy(bed, instalment.id, recoveryId, 0n);
    await bed.execute(order);
    expect(await bed.settle(order.orderId, 'paid')).toMatchObject({ outcome: 'paid-in-excess' });
    expect([await bed.stateOf(instalment.id), await bed.balance('recoverable', recoveryId), await bed.balance('paid', awardId)]).toEqual(['authorised', 1_000_000n, 0n]);
  });

  it('SUB-12.b, SUB-13.a: an order of other money than a further try confirms nothing of that: paid in excess, and not issued a third time', async () => {
    const paid = await bed.released();
    await bed.execute(paid);
    const recoveryId = await debtOn(bed, paid.awardId, 1_000_000n);
    const order = await bed.released();
    await bed.reject(order.orderId);
    await bed.recordCause(order.orderId);
    await bed.authorise(order.instalmentId);
    await offsetBy(bed, order.instalmentId, recoveryId, 400_000n);
    const version = await bed.bed.within(async (transaction) => (await bed.writing.taken(transaction, order.instalmentId)).instalment.version);
    const next = await bed.issue({ id: order.instalmentId, version });
    await bed.execute(order);
    expect(await bed.settle(order.orderId, 'paid')).toMatchObject({ outcome: 'paid-in-excess' });
    expect([await bed.stateOf(order.instalmentId), await bed.balance('paid', order.awardId)]).toEqual(['in-doubt', 400_000n]);
    await bed.settle(next.orderId, 'not-paid');
    await expect(bed.issue(await bed.authorise(order.instalmentId))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'paid-in-excess' } });
  });

  it("SUB-12.b: one transfer of the bank's does not pay two orders", async () => {
    const [paid, doubtful] = [await bed.released(), await bed.released()];
    await bed.execute(paid);
    await bed.disbursements.doubt({ id: doubtful.orderId, version: doubtful.version, reason: 'x' }, bed.as('county-finance'));
    await expect(bed.settle(doubtful.orderId, 'paid', `B-${paid.orderId}`)).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'execution.bankReference' }] });
  });

  it('SUB-12.b: orders are listed by pages, newest first, also those in doubt alone', async () => {
    const first = await bed.disbursements.list({ limit: 2 }, bed.as('county-finance'));
    const second = await bed.disbursements.list({ limit: 2, cursor: first.next as never }, bed.as('county-finance'));
    const ids = [...first.items, ...second.items].map(({ orderId }) => orderId);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    const doubted = await bed.disbursements.list({ state: 'in-doubt', limit: 200 }, bed.as('prefecture-finance', '220100'));
    expect(doubted.items.length).toBeGreaterThan(1);
    expect(new Set(doubted.items.map(({ state }) => state))).toEqual(new Set(['in-doubt']));
  });

  it('SUB-12.b: of two who act on the same version one is told that it has changed', async () => {
    const order = await bed.released();
    const both = await Promise.allSettled(['a', 'b'].map(async (person) => await bed.disbursements.doubt({ id: order.orderId, version: order.version, reason: person }, bed.as('county-finance', PAYER, person))));
    expect(both.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(['VERSION_CONFLICT']);
    await expect(bed.disbursements.doubt({ id: order.orderId, version: (await bed.order(order.orderId)).version, reason: 'x' }, bed.as('county-finance'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(bed.disbursements.doubt({ id: newId(), version: 1, reason: 'x' }, bed.as('county-finance'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a batch for a department without a system', () => {
  it('SUB-12.b: is exported when it is released, with its hash, and a second time says so', async () => {
    const [released, awaited] = [await bed.released(), await bed.issued()];
    const orderIds = [released.orderId];
    await expect(bed.exports.export({ orderIds: [...orderIds, awaited.orderId], format: 'csv' }, bed.as('county-finance'))).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', issues: [{ path: `orderIds.${awaited.orderId}` }],
    });
    const first = await bed.exports.export({ orderIds, format: 'csv' }, bed.as('county-finance'));
    expect(first).toMatchObject({ before: [], exportedBy: `county-finance-${PAYER}` });
    expect(first.text.split('\r\n')[1]).toContain(`"${released.orderId}","某某公司（样例）"`);
    const second = await bed.exports.export({ orderIds, format: 'json' }, bed.as('county-finance', PAYER, 'other'));
    expect(second.before).toMatchObject([{ orderId: released.orderId, by: `county-finance-${PAYER}` }]);
    expect(JSON.parse(second.text)).toMatchObject([{ orderId: released.orderId, amount: '10000.00' }]);
    expect((await bed.order(released.orderId)).exports).toBe(2);
    await expect(bed.exports.export({ orderIds, format: 'csv' }, bed.as('county-finance', '220202'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
  });
});

describe('what the database itself refuses of orders', () => {
  it('the ways between two states are those of the lifecycle', async () => {
    const rows: { way: string }[] = await bed.bed.source.query(`SELECT from_state || ' ' || to_state AS way FROM disbursement_step`);
    const ways = Object.entries(disbursementLifecycle).flatMap(([from, actions]) => Object.values(actions).map(({ target }) => `${from} ${target}`));
    expect(rows.map(({ way }) => way).toSorted()).toEqual(ways.toSorted());
  });

  it('SUB-12.b: a second execution, a second live order, a settlement without proof, a changed amount or message', async () => {
    const order = await bed.released();
    await bed.execute(order);
    const { source } = bed.bed;
    const set = async (text: string): Promise<string> => await refusedBy(source.query(`UPDATE disbursement_order SET ${text} WHERE id = $1`, [order.orderId]));
    expect(await set(`bank_reference = 'SECOND'`)).toBe('disbursement_executed_once');
    expect(await set(`state = 'issued', executed_on = NULL, bank_reference = NULL, paid_on = NULL`)).toBe('disbursement_step');
    expect(await set(`state = 'acknowledged'`)).toBe('disbursement_step');
    expect(await set(`amount_fen = 1`)).toContain('permission denied');
    expect(await set(`state = 'in-doubt', doubt_reason = 'x', paid_on = NULL`)).toBe('done');
    expect(await set(`state = 'executed', paid_on = executed_on`)).toBe('disbursement_step');
    const settled = `state = 'settled', outcome = 'paid', settled_on = '2026-03-02', settled_by = 'a', paid_on = '2026-03-02'`;
    expect(await set(settled)).toBe('disbursement_settled_by_proof');
    expect(await set(`${settled}, proposed_by = 'a', proposed_outcome = 'paid', proposed_evidence = 'x'`)).toBe('disbursement_settled_by_proof');
    expect(await set(`${settled}, settled_statement_id = '${newId()}', settled_line = 1`)).toMatch(/disbursement_settled_by/);
    const copy = `INSERT INTO disbursement_order (id, tenant, award_id, instalment_id, attempt, year, programme, policy_version, region, credit_code, payee_name, payee_account_id, payee_ref,
      bank, amount_fen, documents, issued_on, issued_by, due_on, state) SELECT $2, tenant, award_id, instalment_id, $3, year, programme, policy_version, region, credit_code, payee_name,
      payee_account_id, payee_ref, bank, amount_fen, documents, issued_on, issued_by, due_on, 'issued' FROM disbursement_order WHERE id = $1`;
    expect(await refusedBy(source.query(copy, [order.orderId, newId(), 2]))).toBe('disbursement_of_issued_instalment');
    const live = await bed.released();
    expect(await refusedBy(source.query(copy, [live.orderId, newId(), 2]))).toBe('disbursement_one_live');
    expect(await refusedBy(source.query(copy, [live.orderId, newId(), 1]))).toBe('disbursement_once_an_attempt');
    for (const table of ['disbursement_order', 'disbursement_message', 'pay_out', 'disbursement_export']) expect(await refusedBy(source.query(`DELETE FROM ${table}`))).toContain('permission denied');
    expect(await refusedBy(source.query(`UPDATE disbursement_message SET content = '{}'`))).toContain('permission denied');
  });
});
