import {
  allocationPlanContracts, type Award, awardContracts, budgetContracts, caseFileContracts, type CaseFileItem, creditHoldContracts, disbursementContracts,
  duplicateContracts, expertContracts, groupNoticeContracts, groupObjectionContracts, groupReviewContracts, instalmentContracts, investmentLineContracts,
  ledgerContracts, logContracts, type ProgrammeYear, type ProjectGroup, projectGroupContracts, recoveryContracts, standingContracts, violationContracts,
} from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';

import { Actors, sampleCreditCode } from '../test/actors.js';
import { FinanceClient } from '../test/finance-client.js';
import { Installation } from '../test/installation.js';
import { LogFiles } from '../test/log-files.js';
import { MoneyActors } from '../test/money-actors.js';
import { type Applicant, at, hashOf, PaymentActors, type Line, SUBSIDY } from '../test/payment-actors.js';

jest.setTimeout(240_000);

/** What A completed and plans: 1,500,000.00 by 2025, the rest of 5,000,000.01 in the years after. */
const linesOfA: readonly Line[] = [
  { project: 0, amount: '500000.00', completedOn: '2025-03-31', invoice: 'SAMPLE-TWICE' },
  { project: 1, amount: '500000.00', completedOn: '2025-04-30', category: 'software' },
  { project: 2, amount: '500000.00', completedOn: '2025-04-30' },
  { project: 0, amount: '2000000.00', plannedYear: 2026 },
  { project: 1, amount: '1500000.01', plannedYear: 2027 },
];
const usual: readonly Line[] = [0, 1, 2].map((project) => ({ project, amount: '1000.00', completedOn: '2025-03-31' }));
const linesOfB: readonly Line[] = [
  { project: 0, amount: '700000.00', completedOn: '2025-03-31' },
  { project: 1, amount: '700000.00', completedOn: '2025-03-31' },
  { project: 2, amount: '700000.00', completedOn: '2025-03-31' },
  { project: 2, amount: '90000.00', completedOn: '2025-03-31', invoice: 'SAMPLE-TWICE' },
];

let installation: Installation;
let actors: PaymentActors;
let a: Applicant;
let b: Applicant;
let year: ProgrammeYear;
let groupA: ProjectGroup;
let groupB: ProjectGroup;
let money: MoneyActors;
let financeA: FinanceClient;
let financeB: FinanceClient;
let awardA: Award;
let awardB: Award;

beforeAll(async () => {
  installation = await Installation.start('2025-05-06T00:30:00+08:00');
  actors = new PaymentActors(installation);
  money = new MoneyActors(actors);
});
afterAll(async () => {
  await installation.close();
});

/** What a reader of A's case file looks for, each once but the instalments. */
const milestones: readonly string[] = [
  awardContracts.prepared.type, awardContracts.decided.type, awardContracts.allotted.type, disbursementContracts.contradicted.type, instalmentContracts.held.type,
  instalmentContracts.released.type, disbursementContracts.executed.type, recoveryContracts.demanded.type, instalmentContracts.stopped.type, awardContracts.stopped.type,
  recoveryContracts.settled.type,
];

/** All that the log has about a payment, oldest first. */
async function caseFileOf(id: string): Promise<CaseFileItem[]> {
  const items: CaseFileItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await actors.auditor().query(caseFileContracts.read, { about: { kind: 'money', id }, ...(cursor === undefined ? {} : { cursor }) } as never);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}

describe('the life of a subsidy on five processes', () => {
  it('SUB-4.a, SUB-5.a, SUB-6-2, SUB-7.a, SUB-7.b: the notice, two groups that apply, and three that are refused', async () => {
    a = await actors.applicant('示例甲', '220182', 'national');
    b = await actors.applicant('示例乙', '220281', 'provincial');
    year = await actors.publishedYear(2026, { opensOn: '2025-05-06', closesOn: '2025-05-30' });
    groupA = await actors.drafted(year, a, linesOfA);
    const check = await a.editor.query(projectGroupContracts.check, { id: groupA.id });
    expect(check).toMatchObject({ verdict: 'eligible' });
    groupA = await actors.submitted(groupA, a);
    expect(groupA).toMatchObject({ state: 'under-review', step: 'local-review', clusterLevel: 'national' });
    groupB = await actors.submitted(await actors.drafted(year, b, linesOfB), b);
    expect(groupB).toMatchObject({ step: 'local-review', clusterLevel: 'provincial' });

    const small = await actors.applicant('示例丙', '220182', 'provincial');
    await expect(actors.submitted(await actors.drafted(year, small, usual.slice(0, 2), 2), small)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-5.a' });
    const listed = await actors.applicant('示例丁', '220182', 'provincial');
    const draft = await actors.drafted(year, listed, usual);
    await actors.loaded('dishonest-judgement-debtor', '2025-05-06', { creditCode: listed.creditCode, change: 'listed', listedFrom: '2025-05-01' });
    await expect(actors.submitted(draft, listed)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-6-2' });
    await actors.loaded('dishonest-judgement-debtor', '2025-05-06', { creditCode: listed.creditCode, change: 'removed' });
    expect(await actors.submitted(draft, listed)).toMatchObject({ state: 'under-review' });
  });

  it('SUB-4.b, SUB-8, SUB-9: lines verified, both local signatures, re-review, an expert group and a third party', async () => {
    const official = installation.as('county-industry', b.region);
    const { items } = await official.query(duplicateContracts.list, { groupId: groupB.id });
    expect(items).toMatchObject([{ kind: 'invoice', state: 'open', isSameGroup: false }]);
    const found = items[0] as (typeof items)[number];
    const explained = await b.editor.command(duplicateContracts.explain, { ...at(found), explanation: '发票误附（样例）' });
    await official.command(duplicateContracts.decline, { ...at(explained), reason: '同一发票（样例）' });
    for (const group of [groupA, groupB]) await actors.verified(group);
    const totals = await official.query(investmentLineContracts.totals, { groupId: groupB.id });
    expect(totals.verified.map(({ amount }) => amount)).toEqual(['700000.00', '700000.00', '700000.00']);

    await installation.moveTo('2025-05-31');
    await until('the levels are fixed', async () => (await actors.group(groupA.id)).isLevelFinal && (await actors.group(groupB.id)).isLevelFinal);
    groupA = await actors.reReviewed(groupA);
    groupB = await actors.reReviewed(groupB);
    const keeper = actors.industry('pool-keeper');
    const experts = [];
    for (const code of ['S-1', 'S-2']) experts.push(await keeper.command(expertContracts.register, { code, person: `expert-${code}`, fields: ['装备'], ties: [], conflicts: [] }));
    groupA = await actors.reviewed(groupA, '2025-05-31', { experts: experts.map(({ id }) => ({ expertId: id, declaration: hashOf(id) })) });
    const thirdParty = { organisation: '示例咨询有限公司', creditCode: sampleCreditCode(), contractNumber: 'HT-1', declaration: hashOf('third party') };
    groupB = await actors.reviewed(groupB, '2025-05-31', { thirdParty });
    expect([groupA.step, groupB.step]).toEqual(['proposed-list', 'proposed-list']);
  });

  it('SUB-10.a, SUB-10.b: a notice over real working days, an objection that is not upheld, the reserve', async () => {
    const proposed = [groupA, groupB].map((group) => ({ ...at(group), leftOut: [] }));
    await actors.industry('proposer').command(groupReviewContracts.propose, { yearId: year.id, proposed, leftOut: [], reason: '按评审结果（样例）' });
    await installation.moveTo('2025-06-03');
    const groups = [at(await actors.group(groupA.id)), at(await actors.group(groupB.id))];
    const { notice, leftOff } = await actors.industry('publisher').command(groupNoticeContracts.publish, { yearId: year.id, groups });
    expect([notice.dueOn, notice.provisional, leftOff]).toEqual(['2025-06-10', false, []]);
    const neighbour = installation.as('county-industry', '220183');
    const raised = await neighbour.command(groupObjectionContracts.raise, { noticeId: notice.id, groupId: groupB.id, grounds: '投资数据有误（样例）', evidence: [] });
    await installation.moveTo('2025-06-11');
    await until('the notice is over for A', async () => (await actors.group(groupA.id)).step === 'project-reserve');
    expect((await actors.group(groupB.id)).step).toBe('public-notice');
    const verifying = await actors.industry('verifier').command(groupObjectionContracts.verify, { ...at(raised), note: '核实（样例）' });
    await actors.industry('answerer').command(groupObjectionContracts.answer, { ...at(verifying), outcome: 'not-upheld', reasons: '核实无误（样例）', evidence: [] });
    await until('the notice is over for B', async () => (await actors.group(groupB.id)).step === 'project-reserve');
    const entered = [at(await actors.group(groupA.id)), at(await actors.group(groupB.id))];
    expect(await actors.industry('keeper').command(groupReviewContracts.reserve, { yearId: year.id, groups: entered, opinion: '列入储备（样例）' })).toMatchObject({ reserved: 2 });
    expect((await actors.group(groupA.id)).state).toBe('reserved');
  });

  it('SUB-5.b, SUB-11, SUB-12.a, INT-20: awards at both rates, a budget that falls short and is shared out to the fen, signed and approved by all', async () => {
    await installation.moveTo('2026-01-20');
    awardA = await money.decided(groupA);
    awardB = await money.decided(groupB);
    expect([awardA.rate, awardA.eligibleInvestment, awardA.approved]).toEqual(['0.3', '5000000.01', '1500000.00']);
    expect([awardB.rate, awardB.eligibleInvestment, awardB.approved]).toEqual(['0.1', '2100000.00', '210000.00']);
    const budget = await money.recorded(year, '1000000.00');
    const plan = await money.plan(budget, '2026-01-20');
    expect(plan).toMatchObject({ state: 'government-approved', claims: '1710000.00', total: '1000000.00', scaled: true });
    const { items: shares } = await actors.auditor().query(allocationPlanContracts.listShares, { id: plan.id });
    const claims = shares.map(({ claim }) => BigInt(claim.replace('.', '')));
    const whole = claims.map((claim) => (claim * 100_000_000n) / 171_000_000n);
    expect(shares.map(({ share, extraFen }) => BigInt(share.replace('.', '')) - (extraFen ? 1n : 0n))).toEqual(whole);
    expect(shares.find(({ awardId }) => awardId === awardB.id)).toMatchObject({ share: '122807.02', extraFen: true });
    const effect = async () => await actors.finance('finance-head').command(allocationPlanContracts.takeEffect, at(plan));
    await expect(effect()).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-12.a' });
    await money.approved(budget, '2026-01-20');
    expect(await effect()).toMatchObject({ state: 'effective' });
    [awardA, awardB] = [await money.award(awardA.id), await money.award(awardB.id)];
    expect([awardA.allotted, awardB.allotted]).toEqual(['877192.98', '122807.02']);
    expect(await actors.finance().query(budgetContracts.get, { id: budget.id })).toMatchObject({ approved: '1000000.00', available: '0.00' });
  });

  it('SUB-12.a, SUB-12.b: instalments go out with their targets, as events to finance; a rejection is tried again, a doubt ends with the statement', async () => {
    financeA = await FinanceClient.listening(installation, a.region);
    financeB = await FinanceClient.listening(installation, b.region);
    for (const applicant of [a, b]) await money.payee(applicant);
    const [first, only] = [await money.authorised(await money.instalment(awardA.id, 2026)), await money.authorised(await money.instalment(awardB.id, 2026))];
    expect([first.amount, only.amount]).toEqual(['450000.00', '122807.02']);
    await expect(money.issued(first)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-12.a', params: { what: 'performance-targets-set' } });
    for (const { id } of [awardA, awardB]) await money.targets(id, 2026);
    await money.issued(first);
    await money.issued(only);

    const doubted = await financeA.received(first.id);
    expect(doubted).toMatchObject({ amount: '450000.00', creditCode: a.creditCode });
    await financeA.acknowledge(doubted.orderId);
    expect(await financeA.payOut(doubted.orderId)).toMatchObject({ state: 'authorised' });
    expect(await financeA.execute(doubted, '2026-01-20', '450000.01' as never)).toMatchObject({ result: 'contradicted', state: 'in-doubt' });
    expect(await money.instalment(awardA.id, 2026)).toMatchObject({ state: 'in-doubt' });
    expect(await financeA.statement('2026-01-20', '2026-01-20')).toMatchObject({ difference: '0.00', counts: { matched: 1, missing: 0 } });
    expect(await financeA.order(doubted.orderId)).toMatchObject({ state: 'settled', outcome: 'paid' });
    expect(await money.instalment(awardA.id, 2026)).toMatchObject({ state: 'confirmed' });

    const refused = await financeB.received(only.id);
    await financeB.reject(refused.orderId);
    const failed = await money.instalment(awardB.id, 2026);
    expect(failed).toMatchObject({ state: 'failed' });
    const again = await actors.industry('proposer').command(instalmentContracts.proposeAgain, { ...at(failed), cause: '账户变更（样例）' });
    await money.issued(await money.authorised(again));
    const retried = await financeB.received(only.id, 2);
    await financeB.acknowledge(retried.orderId);
    await financeB.payOut(retried.orderId);
    expect(await financeB.execute(retried, '2026-01-20')).toMatchObject({ result: 'accepted', state: 'executed' });
    expect(await financeB.statement('2026-01-20', '2026-01-20')).toMatchObject({ difference: '0.00', counts: { matched: 1, missing: 0 } });
    expect(await money.instalment(awardB.id, 2026)).toMatchObject({ state: 'confirmed', attempt: 2 });
  });

  it('SUB-18, INT-25: after the last day in force nobody applies, while progress is verified and instalments go on being paid (INT-18)', async () => {
    await installation.moveTo('2026-05-06');
    const next = await actors.publishedYear(2027, { opensOn: '2026-05-06', closesOn: '2026-06-30' });
    const late = await actors.applicant('示例戊', '220182', 'provincial');
    const draft = await actors.drafted(next, late, usual);
    const again = async () => await actors.drafted(next, b, usual);
    await installation.moveTo('2026-07-01');
    await expect(actors.submitted(draft, late)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-18' });
    await expect(again()).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-18' });
    await expect(actors.publishedYear(2028, { opensOn: '2026-07-01', closesOn: '2026-09-30' })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-18' });
    await installation.moveTo('2026-10-12');
    await money.progress(groupA, a, [{ project: 1, amount: '500000.00', completedOn: '2026-08-31' }]);
    await expect(money.proposed(awardA.id, 2026)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await installation.moveTo('2027-01-11');
    expect(await money.proposed(awardA.id, 2027)).toMatchObject({ state: 'planned', amount: '150000.00' });
  });

  it('SUB-6-2, INT-21: a listing that audit hears of holds an instalment, and its end lets it go on', async () => {
    await money.targets(awardA.id, 2027);
    const authorised = await money.authorised(await money.instalment(awardA.id, 2027));
    await actors.loaded('abnormal-operation', '2027-01-11', { creditCode: a.creditCode, change: 'listed', listedFrom: '2027-01-10' });
    await until('the instalment is held', async () => (await money.instalment(awardA.id, 2027)).state === 'held');
    const held = await money.instalment(awardA.id, 2027);
    expect(held).toMatchObject({ heldFrom: 'authorised', clause: 'SUB-6-2' });
    await expect(money.issued(held)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(money.issued(authorised)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    const holds = async () => (await actors.auditor().query(creditHoldContracts.list, { awardId: awardA.id })).items;
    expect(await holds()).toMatchObject([{ state: 'holding', list: 'abnormal-operation' }]);
    await actors.loaded('abnormal-operation', '2027-01-11', { creditCode: a.creditCode, change: 'removed' });
    await until('the instalment is released', async () => (await money.instalment(awardA.id, 2027)).state === 'authorised');
    expect(await holds()).toMatchObject([{ state: 'released' }]);

    await money.issued(await money.instalment(awardA.id, 2027));
    const order = await financeA.received(authorised.id);
    await financeA.acknowledge(order.orderId);
    await actors.loaded('serious-violation', '2027-01-11', { creditCode: a.creditCode, change: 'listed', listedFrom: '2027-01-10' });
    expect(await financeA.payOut(order.orderId)).toMatchObject({ state: 'held', hold: { clause: 'SUB-6-2' } });
    await actors.loaded('serious-violation', '2027-01-11', { creditCode: a.creditCode, change: 'removed' });
    expect(await financeA.payOut(order.orderId)).toMatchObject({ state: 'authorised' });
    await financeA.execute(order, '2027-01-11');
    expect(await financeA.statement('2027-01-11', '2027-01-11')).toMatchObject({ difference: '0.00' });
    expect(await money.award(awardA.id)).toMatchObject({ issued: '600000.00', firstPaidYear: 2026, lastPaymentYear: 2028 });
  });

  it('SUB-13.a, SUB-13.b, SUB-13.c, INT-13: a violation is decided: the rest is stopped, what was paid is demanded back, audit bans for five years', async () => {
    await installation.moveTo('2028-01-10');
    await money.progress(groupA, a, [{ project: 2, amount: '1000000.00', completedOn: '2027-10-31' }]);
    expect(await money.proposed(awardA.id, 2028)).toMatchObject({ amount: '277192.98' });
    const opened = await actors.violation(awardA.id, 'serious-violation', 'SUB-5.e');
    const notice = { ...at(opened), document: '告知书（样例）', servedOn: '2028-01-10' };
    const notified = await actors.industry('opener').command(violationContracts.notify, notice as never);
    const decision = { hardToCorrect: true, reasons: '查实（样例）', document: '处理决定（样例）', recovery: { amount: '600000.00', basis: '全部（样例）', dueOn: '2028-03-31' } };
    const establish = async (known: { id: string; version: number }) => await actors.finance('judge').command(violationContracts.establish, { ...at(known), kind: 'serious-violation', ...decision } as never);
    await expect(establish(notified)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await installation.moveTo('2028-02-01');
    const decided = await establish(await actors.violationCase(opened.id));
    expect(decided).toMatchObject({ state: 'established', decision: { stoppedInstalments: 1 } });
    expect(await money.instalment(awardA.id, 2028)).toMatchObject({ state: 'stopped' });
    await until('audit has imposed the ban', async () => (await actors.violationCase(opened.id)).sanction?.imposed.length === 1);
    expect((await actors.violationCase(opened.id)).sanction?.imposed).toMatchObject([{ measure: 'ban', clause: 'SUB-13.c', state: 'in-force', from: '2028-02-01', through: '2033-02-01' }]);
    const mayApply = async (on?: string) =>
      (await a.editor.query(standingContracts.check, { tenant: 'CN-22', programme: SUBSIDY, creditCodes: [a.creditCode], ...(on === undefined ? {} : { on }) } as never)).standings[0];
    expect(await mayApply()).toMatchObject({ mayApply: false, reasons: [{ kind: 'ban', clause: 'SUB-13.c', through: '2033-02-01', firstDayFree: '2033-02-02' }] });
    expect([(await mayApply('2033-02-01'))?.mayApply, (await mayApply('2033-02-02'))?.mayApply]).toEqual([false, true]);
    expect(await money.paidBack(decided.decision?.recoveryId ?? '', '2028-02-01')).toMatchObject({ state: 'settled', amount: '600000.00', outstanding: '0.00' });
  });

  it('SUB-17, INT-22: fraud excludes from all provincial support, recognition included, without an end', async () => {
    const opened = await actors.violationFromComplaint(awardB, 'fraud', 'SUB-17');
    expect(opened).toMatchObject({ origin: 'complaint', evidence: [{ sha256: hashOf('complaint') }] });
    const notified = await actors.industry('opener').command(violationContracts.notify, { ...at(opened), document: '告知书（样例）', servedOn: '2028-02-01' } as never);
    await installation.moveTo('2028-03-01');
    expect(notified.defenceEndsOn).toBeDefined();
    const decision = { kind: 'fraud', hardToCorrect: true, reasons: '查实（样例）', document: '处理决定（样例）', recovery: { amount: '122807.02', basis: '全部（样例）', dueOn: '2028-04-30' } };
    const { decision: decided } = await actors.finance('judge').command(violationContracts.establish, { ...at(await actors.violationCase(opened.id)), ...decision } as never);
    await until('audit has excluded it', async () => (await actors.violationCase(opened.id)).sanction?.imposed.length === 1);
    expect((await actors.violationCase(opened.id)).sanction?.imposed).toMatchObject([{ measure: 'exclusion', clause: 'SUB-17', state: 'in-force' }]);
    await money.paidBack(decided?.recoveryId ?? '', '2028-03-01');
    const standing = await b.editor.query(standingContracts.check, { tenant: 'CN-22', programme: 'jl-amc-2024', creditCodes: [b.creditCode], on: '2099-01-01' } as never);
    expect(standing.standings).toMatchObject([{ mayApply: false, reasons: [{ kind: 'exclusion', clause: 'SUB-17' }] }]);
    expect(standing.standings[0]?.reasons[0]).not.toHaveProperty('through');
    const recognition = new Actors(installation, {
      programme: 'jl-amc-2024', province: '220000', place: '220200', organiser: 'province-industry', applicant: 'promotion-organisation', registrar: 'prefecture-industry',
    });
    const call = await recognition.published({ opensOn: '2028-03-01', closesOn: '2028-03-31', shortlistLimit: 1 });
    const cluster = await recognition.cluster({ promotionOrganisationId: await recognition.promotionOrganisation(b.creditCode) });
    await expect(recognition.submitted(call, cluster)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-17' });
    const banned = await a.editor.query(standingContracts.check, { tenant: 'CN-22', programme: 'jl-amc-2024', creditCodes: [a.creditCode] } as never);
    expect(banned.standings).toMatchObject([{ mayApply: true }]);
  });

  it('SUB-17: the decision is annulled by two people: audit withdraws the exclusion, and what was paid back is owed and refunded', async () => {
    const { id } = (await actors.finance().query(violationContracts.list, { awardId: awardB.id } as never)).items[0] as { id: string };
    const annulment = { ...at(await actors.violationCase(id)), document: '复议决定（样例）', reason: '复议撤销（样例）' };
    const proposed = await actors.finance('appeal-clerk').command(violationContracts.withdraw, annulment as never);
    await actors.finance('appeal-head').command(violationContracts.confirmWithdrawal, at(proposed));
    await until('audit has withdrawn the exclusion', async () => {
      const asked = { tenant: 'CN-22', programme: 'jl-amc-2024', creditCodes: [b.creditCode] };
      return (await b.editor.query(standingContracts.check, asked as never)).standings[0]?.mayApply === true;
    });
    await until('the case knows', async () => (await actors.violationCase(id)).sanction?.imposed[0]?.state !== 'in-force');
    const { decision } = await actors.violationCase(id);
    const owed = await actors.finance().query(recoveryContracts.get, { id: decision?.recoveryId as never });
    expect(owed).toMatchObject({ state: 'refund-owed' });
    const clerk = actors.finance('refund-clerk');
    const asked = await clerk.command(recoveryContracts.proposeRefund, { ...at(owed), reason: '返还（样例）', document: '返还单（样例）' });
    const payment = { ...at(asked), refundId: asked.refunds[0]?.id, paidOn: '2028-03-01', bankReference: 'F-1' };
    expect(await actors.finance('refund-payer').command(recoveryContracts.payRefund, payment as never)).toMatchObject({ state: 'refunded' });
  });

  it('SUB-13.c, INT-13: the ban ends with its last day, in audit and in the case', async () => {
    const opened = (await actors.finance().query(violationContracts.list, { awardId: awardA.id } as never)).items[0];
    const sanction = async () => (await actors.violationCase(opened?.id ?? '')).sanction?.imposed[0]?.state;
    await installation.moveTo('2033-02-01');
    expect(await sanction()).toBe('in-force');
    await installation.moveTo('2033-02-02');
    await until('the ban has ended', async () => (await sanction()) === 'ended');
  });

  it('the log has all of it in order, and an award\'s decision is proved to whoever has the public key alone', async () => {
    const file = await caseFileOf(awardA.id);
    for (const each of ['event', 'audit-entry']) {
      const times = file.filter(({ kind }) => kind === each).map(({ at: when }) => when);
      expect(times).toEqual(times.toSorted());
    }
    const told = file.filter(({ what }) => milestones.includes(what)).map(({ what }) => what);
    expect(told).toEqual(milestones);
    const decided = file.find(({ what }) => what === awardContracts.decided.type);
    const { leaf = '{}' } = await actors.auditor().query(logContracts.entry, { index: decided?.index ?? -1 } as never);
    const proof = new LogFiles(installation);
    await proof.receiptOf((JSON.parse(leaf) as { id: string }).id);
    await proof.exported();
    expect(await proof.verify()).toMatchObject({ code: 0, ok: true, receipts: 1, findings: [] });
    proof.tampered(decided?.index ?? -1, '1500000.00', '9500000.00');
    expect(await proof.verify()).toMatchObject({ code: 1, ok: false, findings: [{ kind: 'edited', from: decided?.index }] });
    proof.remove();
  });

  it('the ledger is sound, and the public reads what was paid', async () => {
    const verified = await actors.auditor().query(ledgerContracts.verify, {});
    expect([verified.sound, verified.findings]).toEqual([true, []]);
    const { totals } = await a.editor.query(ledgerContracts.paidTotals, { programme: SUBSIDY } as never);
    expect(totals).toMatchObject([{ year: 2026, awards: 2 }]);
    for (const service of ['registry', 'evaluation', 'subsidy', 'audit'] as const) {
      const source = await installation.bed.open(service);
      expect(await source.query(`SELECT * FROM dead_letter`)).toEqual([]);
      expect(await source.query(`SELECT * FROM deadline WHERE state = 'stuck'`)).toEqual([]);
    }
  });
});
