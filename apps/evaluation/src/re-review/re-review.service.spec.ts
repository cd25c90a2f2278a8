import { reReviewApplied, reReviewContracts, reReviewFailed, reReviewOpened, reReviewPassed, reReviewStates, type ReReview } from '@jiqun/contracts';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { ReReviewBed } from '../../test/re-review-bed.js';
import { TitleBed } from '../../test/title-bed.js';
import { reReviewLifecycle, type ReReviewAction } from './re-review.lifecycle.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let review: ReReviewBed;
beforeEach(async () => {
  bed = await TitleBed.open();
  review = new ReReviewBed(bed);
  bed.ignore('annual-report.opens');
});
afterEach(async () => {
  await bed.close();
});

const manufacturing = { programme: 'jl-amc-2024', policyVersion: '2024-11-04', region: '220100' };
const actionPlan = { isSound: true, isCarriedOut: true, opinion: '方案科学，已落实' };

async function opened(title: Parameters<TitleBed['tellTitle']>[0] = {}, on = '2028-08-01'): Promise<ReReview> {
  const { titleId } = await bed.tellTitle(title);
  await bed.moveTo(on);
  const [one] = await review.of(titleId);
  if (one === undefined) throw new Error(`No re-review is open on ${on}`);
  return one;
}

describe('a re-review', () => {
  it('SME-12: is opened 180 days before the last day of the term, so that it can be applied for in time', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2028-02-16');
    expect(await review.of(titleId)).toEqual([]);
    await bed.moveTo('2028-02-17');
    expect(await review.of(titleId)).toMatchObject([{ state: 'open', openedOn: '2028-02-17', termEnd: '2028-08-15', clause: 'SME-12' }]);
    expect(await bed.events(reReviewOpened)).toMatchObject([{ titleId, on: '2028-02-17' }]);
  });

  it('AMC-11.a: is opened on the first day after the three years, and needs no application', async () => {
    const { titleId } = await bed.tellTitle(manufacturing);
    await bed.moveTo('2028-08-15');
    expect(await review.of(titleId)).toEqual([]);
    await bed.moveTo('2028-08-16');
    const [one] = await review.of(titleId);
    expect(one).toMatchObject({ state: 'open', clause: 'AMC-11.a' });
    await expect(review.apply(one as ReReview)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-11.a' });
    await expect(review.assess(one as ReReview)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-11.a' });
    await expect(review.assess(one as ReReview, { actionPlan })).resolves.toMatchObject({ state: 'assessing', assessment: { actionPlan } });
    // Open for years, it does not lapse: nobody was to apply.
    const other = await opened({ ...manufacturing, recognisedOn: '2025-09-01', validThrough: '2028-09-01' }, '2031-01-01');
    expect(other.state).toBe('open');
  });

  it('INT-28: of a title of Xinjiang there is none', async () => {
    const { titleId } = await bed.tellTitle({
      tenant: 'CN-65', programme: 'xj-amc', policyVersion: 'undated', region: '650100', validThrough: undefined,
    });
    await bed.moveTo('2035-01-01');
    expect(await bed.source.query('SELECT 1 FROM re_review WHERE title_id = $1', [titleId])).toEqual([]);
  });

  it('SME-12, INT-13: passed, extends the term by three years from its old end, and the next one follows', async () => {
    const one = await opened({ recognisedOn: '2024-02-29', validThrough: '2027-02-28' }, '2027-02-28');
    const applied = await review.apply(one);
    await bed.moveTo('2027-04-20');
    const passed = await review.decide(await review.assess(applied));
    expect(passed).toMatchObject({ state: 'passed', decidedOn: '2027-04-20', outcome: { validThrough: '2030-02-28', by: 'decider' } });
    const decisionId = passed.assessment?.decisionId;
    expect(await bed.events(reReviewPassed)).toEqual([{
      reReviewId: one.id, titleId: one.titleId, clusterId: one.clusterId, on: '2027-04-20', validThrough: '2030-02-28', decisionId,
    }]);
    await bed.tellTitle({
      titleId: one.titleId, clusterId: one.clusterId, recognisedOn: '2024-02-29', validThrough: '2030-02-28', changedOn: '2027-04-20',
    });
    await bed.moveTo('2029-09-01');
    expect((await review.of(one.titleId)).map(({ state, termEnd }) => `${state} ${termEnd}`)).toEqual(['open 2030-02-28', 'passed 2027-02-28']);
  });

  it('SME-14-1: is applied for on the last day of the term, and not on the day after', async () => {
    const [last, late] = [await bed.tellTitle(), await bed.tellTitle()];
    await bed.moveTo('2028-08-15');
    const [inTime, tooLate] = [(await review.of(last.titleId))[0] as ReReview, (await review.of(late.titleId))[0] as ReReview];
    expect(await review.apply(inTime)).toMatchObject({ state: 'applied', appliedOn: '2028-08-15' });
    expect(await bed.events(reReviewApplied)).toMatchObject([{ titleId: last.titleId, on: '2028-08-15' }]);
    await bed.moveTo('2028-08-16');
    expect(await review.of(late.titleId)).toMatchObject([{ state: 'lapsed' }]);
    expect(await review.of(last.titleId)).toMatchObject([{ state: 'applied' }]);
    await expect(review.apply({ ...tooLate, version: 2 })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('SME-14-1: an application after the term is refused with the clause, also before the deadline has done its work', async () => {
    const one = await opened();
    await bed.source.query(`UPDATE deadline SET due_at = due_at + interval '1 year' WHERE kind = 're-review.lapses'`);
    await bed.moveTo('2028-08-16');
    await expect(review.apply(one)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-14-1' });
  });

  it('SME-12: is not assessed before it was applied for, nor without the goals of the plan', async () => {
    const one = await opened();
    await expect(review.assess(one)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-12' });
    const applied = await review.apply(one);
    await expect(review.assess(applied, { planGoals: [] })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-12' });
    await expect(review.assess(applied)).resolves.toMatchObject({ state: 'assessing' });
  });

  it('SME-14-1, AMC-11.b: failed, tells so and leaves the term as it is', async () => {
    const failed = await review.decide(await review.assess(await review.apply(await opened())), 'failed');
    expect(failed).toMatchObject({ state: 'failed', outcome: { result: 'failed' } });
    expect(failed.outcome?.validThrough).toBeUndefined();
    expect((await bed.events(reReviewFailed)).map(({ reReviewId }) => reReviewId)).toEqual([failed.id]);
    expect(await bed.events(reReviewPassed)).toEqual([]);
  });

  it('is decided by another person than the one who assessed', async () => {
    const assessed = await review.assess(await review.apply(await opened()));
    await expect(review.decide(assessed, 'passed', 'assessor')).rejects.toMatchObject({ code: 'FOUR_EYES' });
  });

  it('SME-12: decides the criteria again on new facts, and that decision can be derived again', async () => {
    const facts = [
      { name: 'areaKm2', value: '99', source: '规划图' },
      { name: 'totalOutput', value: { 2025: '30', 2026: '31', 2027: '19.99' }, source: '统计公报' },
    ];
    const assessed = await review.assess(await review.apply(await opened()), { facts, judgements: [{ clause: 'SME-6-3', outcome: 'met' }] });
    expect(assessed.assessment?.verdict).toBe('ineligible');
    const { decisionId = '' } = assessed.assessment ?? {};
    const kept = await review.decisions.get(decisionId, bed.request());
    expect(kept).toMatchObject({ purpose: 're-review', subjectId: assessed.id, policyVersion: '2024-03-15', asOf: '2028-08-01' });
    expect((await review.decisions.replay(decisionId, bed.request())).equal).toBe(true);
    const outcomes = (JSON.parse(kept.explanation) as { criteria: { clause: string; outcome: string }[] }).criteria;
    expect(outcomes.filter(({ clause }) => [
      'SME-6-1.b', 'SME-6-1.c', 'SME-6-3',
    ].includes(clause)).map(({ clause, outcome }) => `${clause} ${outcome}`)).toEqual([
      'SME-6-1.b met', 'SME-6-1.c not-met', 'SME-6-3 met',
    ]);
    await expect(review.assess(
      assessed, { facts: [{ name: 'nothing', value: '1', source: 'x' }] },
    )).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('SME-12: every goal of the plan with which the cluster was recognised is assessed', async () => {
    const one = await opened();
    const goals = [
      { key: 'output', title: '总产值', target: '100亿元', dueOn: '2028-12-31' }, { key: 'patents', title: '专利', target: '500件', dueOn: '2028-12-31' },
    ];
    await bed.recognised(one.clusterId, { goals });
    const applied = await review.apply(one);
    const output = { key: 'output', goal: '总产值100亿元', result: '105亿元', isReached: true };
    await expect(review.assess(applied, { planGoals: [output] })).rejects.toMatchObject({
      clause: 'SME-12', params: { what: 'plan-goals-assessed' }, issues: [{ message: { zh: expect.stringContaining('专利') } }],
    });
    const patents = { key: 'patents', goal: '专利500件', result: '430件', isReached: false };
    await expect(review.assess(applied, { planGoals: [output, patents] })).resolves.toMatchObject({ state: 'assessing' });
  });

  it('of a title that was revoked meanwhile is not decided', async () => {
    const one = await opened();
    const assessed = await review.assess(await review.apply(one));
    await bed.tellTitle({ titleId: one.titleId, clusterId: one.clusterId, state: 'revoked' });
    await expect(review.decide(assessed)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
  });
});

describe('who may', () => {
  it('apply: the county that the policy names, in its own region; see it: who has the region', async () => {
    const one = await opened();
    const application = { id: one.id, version: one.version, statement: 'x', documents: [] };
    await expect(review.reReviews.apply(
      application, bed.request('prefecture-industry', 'x', '220100'),
    )).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(review.reReviews.apply(
      application, bed.request('county-industry', 'x', '220122'),
    )).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(review.reReviews.apply(
      application, bed.request('county-industry', 'x', '650102', 'CN-65'),
    )).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(review.reReviews.get(one.id, bed.request('county-industry', 'x', '220122'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await review.reReviews.list({}, bed.request('prefecture-industry', 'x', '220200'))).items).toEqual([]);
    expect((await review.reReviews.list({}, bed.request('prefecture-industry', 'x', '220100'))).items).toHaveLength(1);
  });

  it('of two who apply at once one is told of the conflict', async () => {
    const one = await opened();
    const results = await Promise.allSettled([review.apply(one), review.apply(one)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((results.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
  });
});

it('every action in every state is what the lifecycle says, or refused naming the state', async () => {
  const acts: Record<Exclude<ReReviewAction, 'lapse'>, (one: ReReview) => Promise<ReReview>> = {
    apply: async (one) => await review.apply(one),
    assess: async (one) => await review.assess(one),
    pass: async (one) => await review.decide(one, 'passed'),
    fail: async (one) => await review.decide(one, 'failed'),
  };
  const paths: Record<ReReview['state'], (keyof typeof acts)[]> = {
    open: [], applied: ['apply'], assessing: ['apply', 'assess'], passed: ['apply', 'assess', 'pass'], failed: ['apply', 'assess', 'fail'],
    lapsed: [],
  };
  const titles: { state: ReReview['state']; action: keyof typeof acts; titleId: string }[] = [];
  for (const state of reReviewStates) {
    for (const action of Object.keys(acts) as (keyof typeof acts)[]) titles.push({
      state, action, titleId: (await bed.tellTitle()).titleId,
    });
  }
  await bed.moveTo('2028-08-15');
  const ready = async (only: boolean): Promise<void> => {
    for (const { state, action, titleId } of titles.filter((one) => (one.state === 'lapsed') === only)) {
      let [one] = (await review.of(titleId)) as [ReReview];
      for (const step of paths[state]) one = await acts[step](one);
      expect(one.state).toBe(state);
      const outcome = await acts[action](one).then((done) => done.state as string, (error: { code: string }) => error.code);
      const arrow = reReviewLifecycle[state][action];
      // This policy has an application step before the assessment.
      const expected = arrow === undefined ? 'STATE_FORBIDS' : state === 'open' && action === 'assess' ? 'CLAUSE_FORBIDS' : arrow.target;
      expect([state, action, outcome]).toEqual([state, action, expected]);
    }
  };
  await ready(false);
  await bed.moveTo('2028-08-16');
  await ready(true);
  const named = (...actions: ReReviewAction[]) => reReviewStates.filter((state) => actions.some((action) => reReviewLifecycle[state][action] !== undefined)).toSorted();
  expect([...(reReviewContracts.apply.permission.states ?? [])].toSorted()).toEqual(named('apply'));
  expect([...(reReviewContracts.assess.permission.states ?? [])].toSorted()).toEqual(named('assess'));
  expect([...(reReviewContracts.decide.permission.states ?? [])].toSorted()).toEqual(named('pass', 'fail'));
});
