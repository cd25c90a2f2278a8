import { performanceContracts, sanctionOrdered, sanctionOrderWithdrawn, type EvaluatePerformance, type Performance } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { at, CaseBed, usualTargets } from '../../test/case-bed.js';
import { creditCode as anotherCode } from '../../test/group-bed.js';

jest.setTimeout(120_000);

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});

const judge = () => bed.as('province-industry', '220000', 'judge');
const results = (output: string, energy: string): Pick<EvaluatePerformance, 'results' | 'reasons' | 'document'> => ({
  results: [{ indicator: 'output', actual: '900', score: output }, { indicator: 'energy', actual: '0.9', score: energy }], reasons: '年度评价（样例）', document: '评价报告1号',
});
async function evaluated(awardId: string, output: string, energy: string): Promise<Performance> {
  const confirmed = await bed.confirmedTargets(awardId);
  return await bed.evaluations.evaluate({ ...at(confirmed), ...results(output, energy) }, bed.opener());
}
const conclusion = (of: Performance, hardToCorrect?: boolean) => ({ ...at(of), ...(hardToCorrect === undefined ? {} : { hardToCorrect }), reasons: '审定', document: '审定表1号' });
async function afterStatement(of: Performance): Promise<void> {
  await bed.moveTo(bed.after(1, of.evaluation?.statementThrough));
}

describe('targets', () => {
  it('SUB-15: are set by one and confirmed by another of the industry department, broken down to localities', async () => {
    const { award } = await bed.award({ isPaid: false });
    const set = await bed.targets.set({ awardId: award.id, year: 2026, ...usualTargets }, bed.opener());
    expect(set).toMatchObject({ state: 'set', breakdown: [{ region: '220182', planned: '1200.5' }], setBy: 'opener' });
    await expect(bed.targets.confirm(at(set), bed.opener())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await bed.targets.confirm(at(set), judge())).toMatchObject({ state: 'confirmed', confirmedBy: 'judge' });
    await expect(bed.targets.set({ awardId: award.id, year: 2026, ...usualTargets }, bed.opener())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const forged = bed.money.bed.source.query(`UPDATE performance SET confirmed_by = set_by WHERE id = $1`, [set.id]);
    await expect(forged).rejects.toMatchObject({ constraint: 'performance_confirmed_by_another' });
  });

  it('SUB-15: an enterprise of the place that is no party learns nothing of an evaluation, not even its version', async () => {
    const { award } = await bed.award({ isPaid: false });
    const of = await evaluated(award.id, '60', '60');
    const stranger = bed.as('enterprise', '220182', 'stranger', [anotherCode()]);
    const objection = { ...at(of), version: 99, by: 'x', receivedOn: bed.today, text: 'x' };
    await expect(bed.evaluations.object(objection, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('SUB-15: weigh 100 together, name each indicator once, and go to regions of the jurisdiction', async () => {
    const { award } = await bed.award({ isPaid: false });
    const [output, energy] = usualTargets.indicators as [object, object];
    const wrong = { ...usualTargets, indicators: [{ ...output, weight: '59.99' }, energy, energy] as never, breakdown: [{ region: '650100' as never, indicator: 'jobs', planned: '1' }] };
    await expect(bed.targets.set({ awardId: award.id, year: 2026, ...wrong }, bed.opener())).rejects.toMatchObject({
      code: 'INVALID_REQUEST', issues: [{ path: 'indicators[2].id' }, { path: 'indicators' }, { path: 'breakdown[0].indicator' }, { path: 'breakdown[0].region' }],
    });
  });

  it('SUB-12.a, SUB-15: funds go out with confirmed targets of their year alone, and the targets stay when they have gone out', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    const authorised = await bed.money.authorise(planned);
    bed.confirmed.onModuleInit();
    try {
      await expect(bed.money.issue(authorised)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-12.a', params: { what: 'performance-targets-set' } });
      const set = await bed.targets.set({ awardId: award.id, year: planned.year, ...usualTargets }, bed.opener());
      await expect(bed.money.issue(authorised)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
      const confirmed = await bed.targets.confirm(at(set), judge());
      const corrected = await bed.targets.correct({ ...at(confirmed), ...usualTargets, document: '更正', reason: '笔误' }, bed.opener());
      expect(corrected).toMatchObject({ state: 'set', document: '更正', corrections: [{ what: 'targets', by: 'opener', reason: '笔误' }] });
      const again = await bed.targets.confirm(at(corrected), judge());
      expect((await bed.money.issue(authorised)).state).toBe('issued');
      await expect(bed.targets.correct({ ...at(again), ...usualTargets, reason: 'x' }, bed.opener())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'targets-issued' } });
    } finally {
      bed.money.parts.useTargets({ areSet: async () => await Promise.resolve(true) });
    }
  });
});

describe('what is reported against the targets', () => {
  it('SUB-15, SUB-5.e: localities report for a region of theirs, the enterprise of itself; whether the money was used as declared is said', async () => {
    const { award, editor } = await bed.award({ isPaid: false });
    const { id } = await bed.confirmedTargets(award.id, 2025);
    const report = { id, through: bed.today, actuals: [{ indicator: 'output', actual: '600' }], usedAsDeclared: false, text: '部分资金另作他用', evidence: ['e'.repeat(64)] };
    const county = bed.as('county-industry', '220182');
    await expect(bed.reports.report({ ...report, region: '220100' as never }, county)).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.reports.report({ ...report, region: '220182' as never, actuals: [{ indicator: 'jobs', actual: '1' }] }, county)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await bed.reports.report({ ...report, region: '220182' as never }, county);
    const stranger = bed.as('enterprise', '220182', 'somebody-else');
    const self = { id, through: bed.today, actuals: [], usedAsDeclared: true, score: '88.5', text: '自评', evidence: [] };
    const gone = bed.as('enterprise', '220182', editor.caller.person, [anotherCode()]);
    for (const other of [stranger, gone]) await expect(bed.reports.selfEvaluate(self, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.reports.selfEvaluate(self, editor)).reports).toMatchObject([
      { kind: 'monitoring', region: '220182', usedAsDeclared: false, recordedBy: 'county-industry-1' }, { kind: 'self-evaluation', score: '88.5' },
    ]);
    await expect(bed.performances.get(id, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.performances.get(id, editor)).reports).toHaveLength(2);
    const lists = await Promise.all([editor, stranger, gone, bed.as('county-industry', '220183'), county].map(async (who) => (await bed.performances.list({ awardId: award.id }, who)).items.length));
    expect(lists).toEqual([1, 0, 0, 0, 1]);
  });
});

describe('an evaluation', () => {
  it.each([['100', '100', '100', '优'], ['90', '90', '90', '优'], ['89.99', '90', '89.994', '良'], ['60', '60', '60', '中'], ['59.99', '60', '59.994', '差'], ['0', '0.01', '0.004', '差']])(
    'INT-31: scores of %s and %s weigh %s exactly and are %s',
    async (output, energy, score, grade) => {
      const { award } = await bed.award({ isPaid: false });
      const of = await evaluated(award.id, output, energy);
      expect(of.evaluation).toMatchObject({ score, grade, poor: grade === '差' });
      expect((await bed.performances.replay(of.id, judge())).equal).toBe(true);
    },
  );

  it('SUB-16: poor and hard to correct, judged by a second person: instalments stop and the bar is ordered, in one transaction; audit confirms', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    const of = await evaluated(award.id, '50', '50');
    await expect(bed.evaluations.conclude(conclusion(of, true), bed.opener())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.evaluations.conclude(conclusion(of), judge())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'hardToCorrect' }] });
    await afterStatement(of);
    const done = await bed.evaluations.conclude(conclusion(of, true), judge());
    expect(done).toMatchObject({ state: 'sanctioned', conclusion: { hardToCorrect: true, concludedBy: 'judge', stoppedInstalments: 1 }, sanction: { orderId: of.id, imposed: [] } });
    expect((await bed.money.instalment(planned.id))).toMatchObject({ state: 'stopped', clause: 'SUB-16' });
    expect((await bed.money.bed.events(sanctionOrdered)).at(-1)).toMatchObject({ orderId: of.id, creditCode, matter: 'poor-performance', hardToCorrect: true });
    await bed.imposed({ sanctionId: newId(), orderId: of.id, creditCode: creditCode as never, measure: 'bar', clause: 'SUB-16', programme: 'jl-amc-subsidy-2024', imposedFrom: bed.today });
    expect((await bed.performances.get(of.id, judge())).sanction?.imposed).toMatchObject([{ measure: 'bar', state: 'in-force' }]);
  });

  it('SUB-16, INT-27: not before the days of the enterprise for a statement are over', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    const of = await evaluated(award.id, '50', '50');
    await bed.moveTo(of.evaluation?.statementThrough ?? '');
    await expect(bed.evaluations.conclude(conclusion(of, true), judge())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-16', params: { what: 'statement' } });
    await bed.moveTo(bed.after(1));
    await bed.evaluations.conclude(conclusion(of, true), judge());
    expect((await bed.money.instalment(planned.id)).state).toBe('stopped');
  });

  it('SUB-16, INT-31: poor alone, and a grade above it, stop and order nothing', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    const poor = await evaluated(award.id, '50', '50');
    const before = (await bed.money.bed.events(sanctionOrdered)).length;
    const concluded = await bed.evaluations.conclude(conclusion(poor, false), judge());
    expect(concluded.state).toBe('concluded');
    expect(concluded.sanction).toBeUndefined();
    const fair = await evaluated((await bed.award({ isPaid: false })).award.id, '60', '60');
    await expect(bed.evaluations.conclude(conclusion(fair, true), judge())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await bed.evaluations.conclude(conclusion(fair), judge())).state).toBe('concluded');
    expect([(await bed.money.instalment(planned.id)).state, (await bed.money.bed.events(sanctionOrdered)).length - before]).toEqual(['planned', 0]);
  });

  it('SUB-16: can be corrected before it takes effect, with the reason and what it was; the enterprise objects', async () => {
    const { award, editor } = await bed.award({ isPaid: false });
    const of = await evaluated(award.id, '50', '50');
    const objected = await bed.evaluations.object({ ...at(of), by: '企业', receivedOn: bed.today, text: '产值口径不同' }, editor);
    expect(objected.objections).toMatchObject([{ text: '产值口径不同', recordedBy: editor.caller.person }]);
    const corrected = await bed.evaluations.correct({ ...at(objected), ...results('95', '80'), reason: '核实异议' }, bed.opener());
    expect(corrected).toMatchObject({ state: 'evaluated', evaluation: { score: '89', grade: '良' }, corrections: [{ what: 'evaluation', reason: '核实异议' }] });
    expect(corrected.evaluation?.statementThrough).toBeUndefined();
    const concluded = await bed.evaluations.conclude(conclusion(corrected), judge());
    await expect(bed.evaluations.correct({ ...at(concluded), ...results('1', '1'), reason: 'x' }, bed.opener())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('SUB-15: has a result for every indicator and for no other', async () => {
    const { award } = await bed.award({ isPaid: false });
    const confirmed = await bed.confirmedTargets(award.id);
    const one = { ...results('1', '1'), results: [{ indicator: 'output', actual: '1', score: '1' }, { indicator: 'jobs', actual: '1', score: '1' }] };
    await expect(bed.evaluations.evaluate({ ...at(confirmed), ...one }, bed.opener())).rejects.toMatchObject({
      code: 'INVALID_REQUEST', issues: [{ path: 'results[1].indicator' }, { path: 'results' }],
    });
  });

  it('SUB-16: of two who conclude at the same moment one is told of the conflict, and the sanction is ordered once', async () => {
    const { award } = await bed.award({ isPaid: false });
    const of = await evaluated(award.id, '50', '50');
    await afterStatement(of);
    const outcomes = await Promise.allSettled(['judge', 'other'].map(async (person) => await bed.evaluations.conclude(conclusion(of, true), bed.as('province-industry', '220000', person))));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await bed.money.bed.events(sanctionOrdered)).filter(({ orderId }) => orderId === of.id)).toHaveLength(1);
  });

  it('SUB-3.a: finance, localities, another province and another jurisdiction neither set, confirm, evaluate nor conclude', async () => {
    const { award } = await bed.award({ isPaid: false });
    const set = await bed.targets.set({ awardId: award.id, year: 2026, ...usualTargets }, bed.opener());
    for (const who of [bed.as('province-finance'), bed.as('prefecture-industry', '220100'), bed.as('enterprise', '220182'), bed.as('auditor')]) {
      await expect(bed.targets.confirm(at(set), who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      await expect(bed.evaluations.evaluate({ ...at(set), ...results('1', '1') }, who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      await expect(bed.evaluations.conclude(conclusion(set), who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    }
    const xinjiang = bed.as('province-industry', '650000');
    await expect(bed.targets.confirm(at(set), xinjiang)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.targets.set({ awardId: award.id, year: 2027, ...usualTargets }, xinjiang)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await bed.performances.list({ limit: 200 }, xinjiang)).items).toEqual([]);
    expect(performanceContracts.conclude.permission.roles).toEqual(['province-industry']);
  });
});

describe('a conclusion that was annulled on review', () => {
  const review = { document: '复议决定书2号', reason: '评价依据有误' };
  const third = () => bed.as('province-industry', '220000', 'third');
  const fourth = () => bed.as('province-industry', '220000', 'fourth');
  async function sanctioned(awardId: string): Promise<Performance> {
    const of = await evaluated(awardId, '50', '50');
    await afterStatement(of);
    return await bed.evaluations.conclude(conclusion(of, true), judge());
  }
  const annulled = async (of: Performance) => await bed.annulments.confirm(at(await bed.annulments.annul({ ...at(of), ...review }, third())), fourth());

  it('SUB-16: is annulled by two people neither of whom concluded it: payments go on, audit is told, and confirms', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    const of = await sanctioned(award.id);
    await expect(bed.annulments.annul({ ...at(of), ...review }, judge())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.annulments.confirm(at(of), fourth())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-16', params: { what: 'proposal' } });
    const proposed = await bed.annulments.annul({ ...at(of), ...review }, third());
    expect([proposed.state, (await bed.money.instalment(planned.id)).state]).toEqual(['sanctioned', 'stopped']);
    for (const again of [third(), judge()]) await expect(bed.annulments.confirm(at(proposed), again)).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const done = await bed.annulments.confirm(at(proposed), fourth());
    expect(done).toMatchObject({
      state: 'annulled', annulment: { ...review, proposedBy: 'third', confirmedBy: 'fourth', paymentsResumed: true }, sanction: { withdrawal: { document: review.document, confirmed: false } },
    });
    expect([(await bed.money.award(award.id)).state, (await bed.money.instalment(planned.id)).state]).toEqual(['allotted', 'planned']);
    expect((await bed.money.bed.events(sanctionOrderWithdrawn)).at(-1)).toEqual({ orderId: of.id, creditCode, decidedOn: bed.today, document: review.document });
    for (let time = 0; time < 2; time += 1) await bed.take(async (transaction) => await bed.sanctions.takeAnnulled(transaction, { orderId: of.id, creditCode: creditCode as never, withdrawn: 1 }));
    expect((await bed.performances.get(of.id, judge())).sanction?.withdrawal).toMatchObject({ on: bed.today, confirmed: true });
    await expect(bed.annulments.annul({ ...at(done), ...review }, third())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('SUB-16, SUB-13.a: payments stay stopped while another decision stops them, whichever is annulled first', async () => {
    const { award } = await bed.award({ isPaid: false });
    const of = await sanctioned(award.id);
    const violation = await bed.decisions.establish(bed.establish(await bed.ripe(award.id)), bed.decider());
    expect((await annulled(of)).annulment?.paymentsResumed).toBe(false);
    expect((await bed.money.award(award.id)).state).toBe('stopped');
    await bed.withdrawals.confirmWithdrawal(at(await bed.withdrawals.withdraw({ ...at(violation), ...review }, third())), fourth());
    expect((await bed.money.award(award.id)).state).toBe('allotted');
    const other = await bed.award({ isPaid: false });
    const later = await sanctioned(other.award.id);
    const first = await bed.decisions.establish(bed.establish(await bed.ripe(other.award.id)), bed.decider());
    await bed.withdrawals.confirmWithdrawal(at(await bed.withdrawals.withdraw({ ...at(first), ...review }, third())), fourth());
    expect((await bed.money.award(other.award.id)).state).toBe('stopped');
    await annulled(later);
    expect((await bed.money.award(other.award.id)).state).toBe('allotted');
  });

  it('SUB-16: one without consequences is annulled as well, and tells audit nothing', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    const concluded = await bed.evaluations.conclude(conclusion(await evaluated(award.id, '50', '50'), false), judge());
    const before = (await bed.money.bed.events(sanctionOrderWithdrawn)).length;
    const done = await annulled(concluded);
    expect(done).toMatchObject({ state: 'annulled', annulment: { paymentsResumed: false } });
    expect([done.sanction, (await bed.money.instalment(planned.id)).state, (await bed.money.bed.events(sanctionOrderWithdrawn)).length - before]).toEqual([undefined, 'planned', 0]);
  });

  it('SUB-16: of two who confirm at the same moment one is told of the conflict; the database knows one person as well', async () => {
    const { award } = await bed.award({ isPaid: false });
    const proposed = await bed.annulments.annul({ ...at(await sanctioned(award.id)), ...review }, third());
    const forged = bed.money.bed.source.query(`UPDATE performance SET annulled_by = annulment_proposed_by, state = 'annulled' WHERE id = $1`, [proposed.id]);
    await expect(forged).rejects.toMatchObject({ constraint: 'performance_annulled_by_others' });
    const outcomes = await Promise.allSettled([fourth(), bed.as('province-industry', '220000', 'fifth')].map(async (who) => await bed.annulments.confirm(at(proposed), who)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await bed.money.bed.events(sanctionOrderWithdrawn)).filter(({ orderId }) => orderId === proposed.id)).toHaveLength(1);
  });

  it('SUB-3.a: others than the province\'s industry department neither propose nor confirm it; before a conclusion there is nothing to annul', async () => {
    const { award } = await bed.award({ isPaid: false });
    const of = await sanctioned(award.id);
    for (const who of [bed.as('province-finance'), bed.as('prefecture-industry', '220100'), bed.as('auditor'), bed.as('enterprise', '220182')]) {
      await expect(bed.annulments.annul({ ...at(of), ...review }, who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      await expect(bed.annulments.confirm(at(of), who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    }
    await expect(bed.annulments.annul({ ...at(of), ...review }, bed.as('province-industry', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const early = await bed.confirmedTargets((await bed.award({ isPaid: false })).award.id);
    await expect(bed.annulments.annul({ ...at(early), ...review }, third())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });
});
