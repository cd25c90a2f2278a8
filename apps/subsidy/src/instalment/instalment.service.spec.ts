import { awardContracts, instalmentContracts, type Award, type Instalment, type Role } from '@jiqun/contracts';
import { newId, type Transaction } from '@jiqun/service-kit';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { creditCode, type GroupChanges } from '../../test/group-bed.js';
import { MoneyBed } from '../../test/money-bed.js';
import { entriesFor } from '../ledger/postings.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';

jest.setTimeout(120_000);

// Each test moves the clock over years, so each has an installation of its own.
let money: MoneyBed;
let year: ProgrammeYear;
beforeEach(async () => {
  money = await MoneyBed.open();
  year = await money.closedYear();
});
afterEach(async () => {
  await money.close();
});

const at = ({ id, version }: Pick<Instalment, 'id' | 'version'>) => ({ id, version });
const within = async <Answer>(effect: (transaction: Transaction) => Promise<Answer>): Promise<void> => {
  await money.bed.within(async (transaction) => {
    await effect(transaction);
    return 'done';
  });
};
const propose = async (awardId: string, of: number, person = 'industry'): Promise<Instalment> =>
  await money.authorisations.propose({ awardId, year: of, progress: '现场核实' }, money.industry(person));

/** Three projects of which 4,180,000.00 yuan at 10% are done in 2025, with plans for 2026 and 2027. */
async function threeYears(changes: GroupChanges = {}): Promise<{ group: ProjectGroup; award: Award; planned: Instalment }> {
  const { group, award, planned } = await money.allotted(year, {
    lines: [{ amountFen: '4180000000' }, { plannedYear: 2026, amountFen: '3135000083' }, { plannedYear: 2027, amountFen: '539000099' }], ...changes,
  });
  if (planned === undefined) throw new Error('Nothing was planned');
  return { group, award, planned };
}
const committed = async (awardId: string): Promise<bigint> => await money.balance('committed', awardId);

describe('the years of an award', () => {
  it('SUB-5.d, INT-17, INT-18, SUB-18: pays by progress over three years, also after the policy has expired, and no fen more', async () => {
    const { group, award, planned } = await threeYears();
    expect(award).toMatchObject({ ceiling: '7854000.18', allotted: '7854000.18', verified: '41800000.00' });
    expect(planned).toMatchObject({ year: 2025, amount: '4180000.00' });
    expect(await money.paid(planned)).toMatchObject({ state: 'confirmed', issuedOn: '2025-05-06' });
    await money.bed.moveTo('2026-03-02');
    await money.bed.addLines(group, [{ completedOn: '2026-02-01', amountFen: '3135000083' }]);
    const second = await propose(award.id, 2026);
    expect(second.amount).toBe('3135000.08');
    await money.paid(second);
    // The policy ended with 30 June 2026: what was awarded goes on being paid.
    await money.bed.moveTo('2027-11-01');
    await money.bed.addLines(group, [{ completedOn: '2027-09-01', amountFen: '539000099' }]);
    const third = await propose(award.id, 2027);
    expect(third.amount).toBe('539000.10');
    await money.paid(third);
    expect(await money.award(award.id)).toMatchObject({ issued: '7854000.18', firstPaidYear: 2025, lastPaymentYear: 2027 });
    expect([await committed(award.id), await money.balance('paid', award.id)]).toEqual([0n, 785_400_018n]);
    await money.bed.moveTo('2028-01-02');
    expect((await money.award(award.id)).state).toBe('closed');
    expect((await money.bed.events(awardContracts.closed))[0]).toMatchObject({ released: '0.00', clause: 'SUB-5.d' });
  });

  it('SUB-4.b: a line that is refused after it was paid on carries nothing more, though more had been verified meanwhile', async () => {
    const { group, award, planned } = await threeYears();
    await money.paid(planned);
    await money.bed.moveTo('2026-03-02');
    await money.bed.addLines(group, [{ completedOn: '2026-02-01', amountFen: '3135000083' }]);
    const { source } = money.bed;
    const refresh = async (): Promise<string> => {
      await source.query(`SELECT award_refresh_verified($1, '2026-03-02')`, [award.id]);
      return (await money.award(award.id)).verified;
    };
    expect(await refresh()).toBe('73150000.83');
    const second = await propose(award.id, 2026);
    await money.authorise(second);
    await source.query(`UPDATE investment_line SET outcome = 'refused', verified_fen = 0 WHERE group_id = $1 AND amount_fen = 4180000000`, [group.id]);
    expect(await refresh()).toBe('41800000.00');
    await expect(money.issue(await money.instalment(second.id))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-4.b' });
    const forced = source.query(`UPDATE instalment SET state = 'issued', issued_by = 'c', issued_on = '2026-03-02' WHERE id = $1`, [second.id]);
    await expect(forced).rejects.toThrow('award_issued_within_completed');
    expect(await money.award(award.id)).toMatchObject({ issued: '4180000.00' });
  });

  it('INT-17: what was not paid by the end of the third year lapses to the budget, on the day after and not before', async () => {
    const { group, award, planned } = await threeYears();
    await money.paid(planned);
    await money.bed.moveTo('2027-12-31');
    await money.bed.addLines(group, [{ completedOn: '2027-12-01', amountFen: '3135000083' }]);
    const late = await propose(award.id, 2027);
    expect((await money.award(award.id)).state).toBe('allotted');
    await money.bed.moveTo('2028-01-01');
    expect((await money.award(award.id)).state).toBe('closed');
    expect(await money.instalment(late.id)).toMatchObject({ state: 'lapsed', clause: 'SUB-5.d' });
    const { budgetId } = (await money.planReading.list({}, money.industry())).items[0] ?? { budgetId: '' };
    expect([await committed(award.id), await money.balance('released', budgetId)]).toEqual([0n, 367_400_018n]);
    expect((await money.bed.events(instalmentContracts.lapsed)).map(({ instalmentId }) => instalmentId)).toEqual([late.id]);
    await expect(propose(award.id, 2028)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(money.authorise(await money.instalment(late.id))).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'lapsed' } });
  });

  it('INT-17: the years open with the first payment, not with the award; one that failed opens none', async () => {
    const { award, planned } = await threeYears();
    const issued = await money.issue(await money.authorise(planned));
    expect((await money.award(award.id)).firstPaidYear).toBe(2025);
    await within(async (transaction) => await money.instalments.fail(transaction, issued.id, { reason: '账号有误', decisionId: 'order' }));
    expect((await money.award(award.id)).firstPaidYear).toBeUndefined();
    await money.bed.moveTo('2029-02-01');
    expect((await money.award(award.id)).state).toBe('allotted');
    const again = await money.authorisations.proposeAgain({ ...at(await money.instalment(issued.id)), cause: '账号已更正' }, money.industry());
    await money.paid(again);
    expect(await money.award(award.id)).toMatchObject({ firstPaidYear: 2029, lastPaymentYear: 2031 });
  });

  it('INT-17: while nobody knows whether the first payment arrived, nothing lapses; what becomes of it decides', async () => {
    const { award, planned } = await threeYears();
    const doubt = async (transaction: Transaction) => await money.instalments.putInDoubt(transaction, planned.id, { reason: '无回执', decisionId: 'order' });
    await money.issue(await money.authorise(planned));
    await within(doubt);
    await money.bed.moveTo('2028-06-01');
    expect((await money.award(award.id)).state).toBe('allotted');
    await within(async (transaction) =>
      await money.instalments.settleDoubt(transaction, planned.id, { outcome: 'confirmed', bankReference: 'b', executedOn: '2025-05-07', decisionId: 'statement' }));
    expect((await money.award(award.id)).state).toBe('closed');
    expect(await money.balance('paid', award.id)).toBe(418_000_000n);
  });

  it('SUB-5.d: a year without progress pays nothing, and no year is proposed before it began or after a later one', async () => {
    const { award, planned } = await threeYears();
    await money.paid(planned);
    await expect(propose(award.id, 2026)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await money.bed.moveTo('2026-07-01');
    await expect(propose(award.id, 2026)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-5.d', params: { what: 'progress' } });
    await expect(propose(award.id, 2024)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(propose(award.id, 2025)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'confirmed' } });
    await expect(propose(newId(), 2026)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('INT-18: a planned instalment follows the progress until it is authorised; then its amount stands', async () => {
    const { group, award, planned } = await threeYears();
    await money.bed.addLines(group, [{ completedOn: '2025-05-01', amountFen: '100' }]);
    const anew = await propose(award.id, 2025, 'second');
    expect(anew).toMatchObject({ id: planned.id, amount: '4180000.10', proposedBy: 'second', version: 2 });
    await money.authorise(anew);
    await expect(propose(award.id, 2025)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'authorised' } });
  });
});

describe('the way to an issue', () => {
  it('SUB-3.a, SUB-3.b: industry proposes, finance authorises and issues, two people; nobody else does either', async () => {
    const { award, planned } = await threeYears();
    const roles: readonly Role[] = ['county-industry', 'prefecture-finance', 'enterprise', 'auditor', 'finance-system', 'province-industry', 'province-finance'];
    for (const role of roles) {
      const who = money.bed.as(role, '220000', 'somebody');
      if (role !== 'province-finance') {
        await expect(money.authorisations.authorise({ ...at(planned), document: 'x' }, who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
        await expect(money.issues.issue({ ...at(planned), document: 'x' }, who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      }
      if (role !== 'province-industry') {
        await expect(money.authorisations.propose({ awardId: award.id, year: 2025, progress: 'x' }, who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      }
    }
    const other = money.bed.as('province-finance', '650000');
    await expect(money.authorisations.authorise({ ...at(planned), document: 'x' }, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // The signer of the plan for industry has proposed it.
    await expect(money.authorisations.authorise({ ...at(planned), document: 'x' }, money.finance('industry-head'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(money.issue(planned)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const authorised = await money.authorise(planned);
    await expect(money.issues.issue({ ...at(authorised), document: 'x' }, money.finance('industry-head'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const back = await money.authorisations.takeBack({ ...at(authorised), reason: '复核' }, money.finance());
    expect(back).toMatchObject({ state: 'planned' });
    expect(back.authorisedBy).toBeUndefined();
  });

  it('SUB-12.a: goes out with its targets alone, in one transaction with its order', async () => {
    const { award, planned } = await threeYears();
    const authorised = await money.authorise(planned);
    money.targetsAreSet = false;
    await expect(money.issue(authorised)).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', clause: 'SUB-12.a', params: { what: 'performance-targets-set' }, issues: [{ message: { zh: expect.stringContaining('绩效指标') } }],
    });
    money.targetsAreSet = true;
    const issued = await money.issue(authorised);
    expect(issued).toMatchObject({ state: 'issued', attempt: 1, issuedBy: 'finance', issuedOn: '2025-05-06' });
    expect(money.orders).toMatchObject([{ net: 418_000_000n, document: '吉财企〔2026〕1号', instalment: { id: planned.id }, award: { id: award.id } }]);
    expect([await committed(award.id), await money.balance('in-transit', award.id)]).toEqual([367_400_018n, 418_000_000n]);
    expect((await money.bed.events(instalmentContracts.issued))[0]).toMatchObject({ instalmentId: planned.id, net: '4180000.00', attempt: 1 });
  });

  it('SUB-4.b: is refused when the verification has fallen back, at the authorisation and at the issue', async () => {
    const { group, planned } = await threeYears();
    const authorised = await money.authorise(planned);
    const [line] = await money.bed.lines.all(group.id);
    await within(async (transaction) => {
      const cut = { id: newId(), lineId: line?.id ?? '', lineVersion: 1, outcome: 'cut' as const, amountFen: 1_000n, clause: 'SUB-4.b', reason: '核减' };
      await money.bed.lines.verify(transaction, group.id, 'county-industry', [cut], []);
    });
    await expect(money.issue(authorised)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-4.b', params: { what: 'progress' } });
    const back = await money.authorisations.takeBack({ ...at(authorised), reason: 'x' }, money.finance());
    await expect(money.authorise(back)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-4.b' });
  });

  it('of two who issue at once one is told so: one order, one posting', async () => {
    const { award, planned } = await threeYears();
    const authorised = await money.authorise(planned);
    const both = await Promise.allSettled([money.issue(authorised), money.issue(authorised)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    const postings = await money.bed.source.query(`SELECT biz_key FROM ledger_tx WHERE award_id = $1 AND kind = 'issued'`, [award.id]);
    expect(postings).toEqual([{ biz_key: `instalment:${planned.id}:issued:1` }]);
  });
});

describe('a credit listing', () => {
  const listing = { kind: 'credit-listing', clause: 'SUB-6-2', list: 'dishonest-judgement-debtor', id: newId(), from: '2025-05-01' } as never;

  it('SUB-6-2, INT-21: found before a payment holds it; released, it is paid; nothing is lost', async () => {
    const leadCreditCode = creditCode();
    const { award, planned } = await threeYears({ leadCreditCode });
    const authorised = await money.authorise(planned);
    money.bed.barred.set(leadCreditCode, [listing]);
    const held = await money.issue(authorised);
    expect(held).toMatchObject({ state: 'held', heldFrom: 'authorised', clause: 'SUB-6-2' });
    expect(money.orders).toEqual([]);
    expect(await committed(award.id)).toBe(785_400_018n);
    expect(await money.bed.source.query(`SELECT gate, is_clear FROM standing_check WHERE object_id = $1`, [planned.id])).toEqual([{ gate: 'payment', is_clear: false }]);
    await expect(money.issue(held)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'held' } });
    money.bed.barred.delete(leadCreditCode);
    const release = async (transaction: Transaction) => await money.instalments.release(transaction, planned.id, '移出名单', 'SUB-6-2');
    await within(release);
    // A second delivery finds it released.
    await within(release);
    expect((await money.issue(await money.instalment(planned.id))).state).toBe('issued');
    expect((await money.bed.events(instalmentContracts.held)).length + (await money.bed.events(instalmentContracts.released)).length).toBe(2);
  });

  it('INT-21: that stands until the payment years are over makes it lapse', async () => {
    const leadCreditCode = creditCode();
    const { group, award, planned } = await threeYears({ leadCreditCode });
    await money.paid(planned);
    await money.bed.moveTo('2026-03-02');
    await money.bed.addLines(group, [{ completedOn: '2026-02-01', amountFen: '3135000083' }]);
    const second = await propose(award.id, 2026);
    await within(async (transaction) => await money.instalments.hold(transaction, second.id, '列入名单', 'SUB-6-2'));
    await money.bed.moveTo('2028-01-01');
    expect(await money.instalment(second.id)).toMatchObject({ state: 'lapsed' });
    await within(async (transaction) => await money.instalments.release(transaction, second.id, '移出名单', 'SUB-6-2'));
    expect(await money.instalment(second.id)).toMatchObject({ state: 'lapsed' });
  });

  it('INT-19: a ban, a bar or an exclusion does not stop what was awarded: that takes a case of its own', async () => {
    const leadCreditCode = creditCode();
    const { planned } = await threeYears({ leadCreditCode });
    const authorised = await money.authorise(planned);
    money.bed.barred.set(leadCreditCode, [{ kind: 'ban', clause: 'SUB-13.c', id: newId(), from: '2025-05-01', through: '2030-05-01' } as never]);
    expect((await money.issue(authorised)).state).toBe('issued');
  });
});

describe('what finance reports', () => {
  it('a payment that failed is paid once industry and finance, two people, have authorised it anew', async () => {
    const { award, planned } = await threeYears();
    await money.issue(await money.authorise(planned));
    const failure = async (transaction: Transaction) => await money.instalments.fail(transaction, planned.id, { reason: '户名不符', decisionId: 'order-1' });
    await within(failure);
    await within(failure);
    const failed = await money.instalment(planned.id);
    expect(failed).toMatchObject({ state: 'failed', reason: '户名不符' });
    expect([await committed(award.id), await money.balance('in-transit', award.id)]).toEqual([785_400_018n, 0n]);
    expect((await money.award(award.id)).issued).toBe('0.00');
    await expect(money.authorise(failed)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'proposal' } });
    const again = await money.authorisations.proposeAgain({ ...at(failed), cause: '户名已更正' }, money.industry());
    await expect(money.authorisations.authorise({ ...at(again), document: 'x' }, money.finance('industry'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await money.paid(again)).toMatchObject({ state: 'confirmed', attempt: 2 });
    expect([await committed(award.id), await money.balance('paid', award.id)]).toEqual([367_400_018n, 418_000_000n]);
    const keys = (await money.bed.source.query(`SELECT kind FROM ledger_tx WHERE instalment_id = $1 ORDER BY id`, [planned.id])) as { kind: string }[];
    expect(keys.map(({ kind }) => kind)).toEqual(['issued', 'failed', 'issued', 'confirmed']);
  });

  it('a confirmation can be told twice, and taken back into doubt by the statement; a doubt is settled either way', async () => {
    const { award, planned } = await threeYears();
    await money.issue(await money.authorise(planned));
    const evidence = { bankReference: 'bank-1', executedOn: '2025-05-06', decisionId: 'order' };
    const confirm = async (transaction: Transaction) => await money.instalments.confirm(transaction, planned.id, evidence);
    await within(confirm);
    await within(confirm);
    expect(await money.balance('paid', award.id)).toBe(418_000_000n);
    await expect(within(async (transaction) => await money.instalments.confirm(transaction, planned.id, { ...evidence, bankReference: 'bank-2' }))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const settle = { outcome: 'failed', reason: '退汇', decisionId: 'statement' } as const;
    await expect(within(async (transaction) => await money.instalments.settleDoubt(transaction, planned.id, settle))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await within(async (transaction) => await money.instalments.putInDoubt(transaction, planned.id, { reason: '流水无此笔', decisionId: 'statement' }));
    expect([await money.balance('paid', award.id), await money.balance('in-transit', award.id)]).toEqual([0n, 418_000_000n]);
    await within(async (transaction) => await money.instalments.settleDoubt(transaction, planned.id, settle));
    expect(await money.instalment(planned.id)).toMatchObject({ state: 'failed', reason: '退汇' });
    expect([await money.balance('paid', award.id), await money.balance('in-transit', award.id), await committed(award.id)]).toEqual([0n, 0n, 785_400_018n]);
  });

  it('SUB-13.a: what is offset against a debt goes out net; what is offset whole needs no order and has arrived', async () => {
    const { award: debtor, planned: first } = await threeYears();
    await money.paid(first);
    const { award, planned } = await threeYears();
    money.orders.length = 0;
    const recoveryId = newId();
    const owner = await money.bed.asOwner();
    await within(async ({ manager, now }) =>
      await money.ledger.post(manager, {
        tenant: 'CN-22', bizKey: `recovery:${recoveryId}`, kind: 'recovery-demanded', postedOn: '2025-05-06', postedAt: now, recoveryId, decisionId: 'case', clause: 'SUB-13.a', person: 'x',
        entries: entriesFor.recoveryDemanded(recoveryId, debtor.id, 418_000_000n),
      }));
    await owner.query(`UPDATE instalment SET offset_fen = 18000000 WHERE id = $1`, [planned.id]);
    money.offsets.set(planned.id, [{ recoveryId, amount: 18_000_000n }]);
    await money.issue(await money.authorise(planned));
    expect(money.orders).toMatchObject([{ net: 400_000_000n }]);
    expect([await money.balance('in-transit', award.id), await money.balance('paid', award.id), await money.balance('recoverable', recoveryId)]).toEqual([400_000_000n, 18_000_000n, 400_000_000n]);
    await within(async (transaction) => await money.instalments.fail(transaction, planned.id, { reason: 'x', decisionId: 'x' }));
    expect([await committed(award.id), await money.balance('recoverable', recoveryId), await money.balance('treasury', 'CN-22')]).toEqual([785_400_018n, 418_000_000n, 0n]);
    const { award: other, planned: whole } = await threeYears();
    await owner.query(`UPDATE instalment SET offset_fen = amount_fen WHERE id = $1`, [whole.id]);
    money.offsets.set(whole.id, [{ recoveryId, amount: 418_000_000n }]);
    expect(await money.issue(await money.authorise(whole))).toMatchObject({ state: 'confirmed', offset: '4180000.00' });
    expect(money.orders).toHaveLength(1);
    expect([await money.balance('in-transit', other.id), await money.balance('paid', other.id), await money.balance('treasury', 'CN-22')]).toEqual([0n, 418_000_000n, 418_000_000n]);
  });
});

describe('a stop', () => {
  const stop = (awardId: string) => async (transaction: Transaction) => {
    await money.instalments.stop(transaction, awardId, 'SUB-16', '绩效为差且难以整改', 'evaluation-1');
  };

  it('SUB-13.a, SUB-16: stops what has not gone out and gives its money back to the budget; what is on its way arrives', async () => {
    const { group, award, planned } = await threeYears();
    await money.issue(await money.authorise(planned));
    await money.bed.moveTo('2026-03-02');
    await money.bed.addLines(group, [{ completedOn: '2026-02-01', amountFen: '3135000083' }]);
    const second = await propose(award.id, 2026);
    await within(stop(award.id));
    await within(stop(award.id));
    expect(await money.award(award.id)).toMatchObject({ state: 'stopped' });
    expect(await money.instalment(second.id)).toMatchObject({ state: 'stopped', clause: 'SUB-16' });
    const { budgetId } = (await money.planReading.list({}, money.industry())).items[0] ?? { budgetId: '' };
    expect([await committed(award.id), await money.balance('released', budgetId)]).toEqual([0n, 367_400_018n]);
    await expect(propose(award.id, 2026)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'stopped' } });
    await within(async (transaction) => await money.instalments.confirm(transaction, planned.id, { bankReference: 'b', executedOn: '2026-03-02', decisionId: 'order' }));
    expect(await money.balance('paid', award.id)).toBe(418_000_000n);
    expect(await money.bed.events(awardContracts.stopped)).toMatchObject([{ awardId: award.id, released: '3674000.18', clause: 'SUB-16' }]);
  });

  it('SUB-16: what was on its way and fails after the stop is stopped too, and its money released', async () => {
    const { award, planned } = await threeYears();
    await money.issue(await money.authorise(planned));
    await within(stop(award.id));
    await within(async (transaction) => await money.instalments.fail(transaction, planned.id, { reason: '退票', decisionId: 'order' }));
    expect(await money.instalment(planned.id)).toMatchObject({ state: 'stopped' });
    expect([await committed(award.id), await money.balance('in-transit', award.id)]).toEqual([0n, 0n]);
  });

  it('that is annulled gives everything back: it is planned anew and paid', async () => {
    const { award, planned } = await threeYears();
    await money.authorise(planned);
    await within(stop(award.id));
    const withdraw = async (transaction: Transaction) => {
      await money.instalments.withdrawStop(transaction, award.id, 'SUB-16', '复核撤销', 'review-1');
    };
    await within(withdraw);
    await within(withdraw);
    expect(await committed(award.id)).toBe(785_400_018n);
    const anew = await money.instalment(planned.id);
    expect(anew).toMatchObject({ state: 'planned' });
    expect(anew.authorisedBy).toBeUndefined();
    expect((await money.paid(anew)).state).toBe('confirmed');
    await within(stop(award.id));
    await within(withdraw);
    expect([await committed(award.id), await money.balance('paid', award.id)]).toEqual([367_400_018n, 418_000_000n]);
  });

  it('SUB-17: of an award that has no plan yet withdraws it, and its plan is stale', async () => {
    const other = await money.closedYear(2030);
    const { award } = await money.decided(other);
    const plan = await money.approvedPlan(await money.budget(other, 1_000n));
    await within(async (transaction) => {
      await money.instalments.stop(transaction, award.id, 'SUB-17', '骗取资金', 'case-1');
    });
    expect((await money.award(award.id)).state).toBe('withdrawn');
    await expect(money.effects.takeEffect({ id: plan.id, version: plan.version }, money.finance())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'current-plan' } });
  });
});

describe('who sees an instalment', () => {
  it('officials of the region and above, the enterprise of the group, and nobody else', async () => {
    const { planned } = await threeYears({ region: '220582', editor: 'editor-1' });
    for (const [who, sees] of [
      [money.bed.as('county-finance', '220582'), true], [money.bed.as('prefecture-industry', '220500'), true], [money.bed.as('auditor', '220000'), true],
      [money.bed.as('county-finance', '220182'), false], [money.bed.as('enterprise', '220582', 'editor-1'), true], [money.bed.as('enterprise', '220000', 'editor-2'), false],
      [money.bed.as('auditor', '650000'), false], [money.bed.as('enterprise', '220582', 'editor-1', [creditCode()]), false], [money.bed.as('enterprise', '220582', 'editor-1', []), false],
    ] as const) {
      expect((await money.instalmentReading.list({ state: 'planned' }, who)).items.length).toBe(sees ? 1 : 0);
      expect(await money.instalmentReading.get(planned.id, who).then(() => true, (error: { code: string }) => error.code)).toBe(sees ? true : 'NOT_FOUND');
    }
  });
});
