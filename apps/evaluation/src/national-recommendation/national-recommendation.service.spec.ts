import { nationalRecommendationContracts, nationalRecommendationStates, type NationalRecommendation } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { TitleBed } from '../../test/title-bed.js';
import { DecisionRepository } from '../decision/decision.repository.js';
import { DecisionService } from '../decision/decision.service.js';
import { nationalRecommendationLifecycle, type NationalRecommendationAction } from './national-recommendation.lifecycle.js';
import { NationalRecommendationRepository } from './national-recommendation.repository.js';
import { NationalRecommendationService } from './national-recommendation.service.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let decisions: DecisionService;
let recommendations: NationalRecommendationService;
beforeAll(async () => {
  bed = await TitleBed.open();
  const { runner, reader, titles, policies, calendars } = bed;
  decisions = new DecisionService(new DecisionRepository(reader), policies, calendars);
  recommendations = new NationalRecommendationService(runner, new NationalRecommendationRepository(reader), titles, policies, decisions);
});
afterAll(async () => {
  await bed.close();
});

const manufacturing = { programme: 'jl-amc-2024', policyVersion: '2024-11-04' };
const xinjiang = { programme: 'xj-amc', policyVersion: 'undated' };
const author = () => bed.request('province-industry', 'author');
const other = () => bed.request('province-industry', 'other');
const at = ({ id, version }: NationalRecommendation) => ({ id, version });

async function drafted(clusterId = newId()): Promise<NationalRecommendation> {
  return await recommendations.draft({ ...manufacturing, clusterId, clusterName: '长春市汽车集群', region: '220100' as never, grounds: '产业基础好' }, author());
}
const submit = async (of: NationalRecommendation, by = other()) => await recommendations.submit({ ...at(of), document: '吉工信函1号' }, by);
async function held(): Promise<NationalRecommendation> {
  const { clusterId } = await bed.tellTitle({ ...manufacturing, region: '220100' });
  return await drafted(clusterId);
}

it('AMC-9: a cluster with a valid provincial title is recommended by it, by another person than who drafted', async () => {
  const draft = await held();
  expect(draft).toMatchObject({ state: 'drafted', clause: 'AMC-9', titleId: expect.any(String) });
  await expect(submit(draft, author())).rejects.toMatchObject({ code: 'FOUR_EYES' });
  const submitted = await submit(draft);
  expect(submitted).toMatchObject({ state: 'submitted', submission: { document: '吉工信函1号', by: 'other' } });
  const { decisionId = '' } = submitted.submission ?? {};
  expect(await decisions.get(decisionId, bed.request())).toMatchObject({ purpose: 'national-recommendation', verdict: 'eligible' });
  expect((await decisions.replay(decisionId, bed.request())).equal).toBe(true);
  expect((await bed.events(nationalRecommendationContracts.submitted)).at(-1)).toMatchObject({ recommendationId: draft.id });
});

it('AMC-9, INT-8: a cluster without one is recommended only for a recorded reason', async () => {
  const draft = await drafted();
  expect(draft.titleId).toBeUndefined();
  await expect(submit(draft)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-9' });
  const waived = await recommendations.waive({ ...at(draft), reason: '跨省集群，国家专项安排' }, other());
  expect(waived.waiver).toMatchObject({ reason: '跨省集群，国家专项安排', by: 'other' });
  await expect(submit(waived)).resolves.toMatchObject({ state: 'submitted' });
});

it('AMC-9: a title that was revoked between draft and submission does not count, nor one of another programme', async () => {
  const title = await bed.tellTitle({ ...manufacturing, region: '220100' });
  const draft = await drafted(title.clusterId);
  await bed.tellTitle({ ...title, state: 'revoked' });
  await expect(submit(draft)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-9' });
  const small = await bed.tellTitle();
  expect((await drafted(small.clusterId)).titleId).toBeUndefined();
});

it('XJ-8: holds for the titles of Xinjiang alike, which have no end', async () => {
  const title = await bed.tellTitle({ ...xinjiang, tenant: 'CN-65', region: '650100', validThrough: undefined });
  const of = (person: string) => bed.request('province-industry', person, '650000', 'CN-65');
  const request = { ...xinjiang, clusterName: '集群', region: '650100' as never, grounds: 'x' };
  const draft = await recommendations.draft({ ...request, clusterId: title.clusterId }, of('a'));
  await expect(submit(draft, of('b'))).resolves.toMatchObject({ state: 'submitted', clause: 'XJ-8' });
  await expect(submit(await recommendations.draft({ ...request, clusterId: newId() }, of('a')), of('b'))).rejects.toMatchObject({ clause: 'XJ-8' });
});

it('a programme that knows no recommendation makes none; one of another jurisdiction is not known', async () => {
  const request = { clusterId: newId(), clusterName: 'x', region: '220182' as never, grounds: 'x' };
  await expect(recommendations.draft(
    { ...request, programme: 'jl-sme-2024', policyVersion: '2024-03-15' }, author(),
  )).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
  await expect(recommendations.draft({ ...request, ...xinjiang }, author())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('AMC-5.a: what the ministry decided is recorded with its document, once, and not before the submission', async () => {
  const submitted = await submit(await held());
  const outcome = { ...at(submitted), outcome: 'accepted' as const, document: '工信部规函1号', decidedOn: '2025-08-15' as never };
  await expect(recommendations.recordOutcome(
    { ...outcome, decidedOn: '2025-08-14' as never }, other(),
  )).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  const settled = await recommendations.recordOutcome(outcome, other());
  expect(settled).toMatchObject({ state: 'accepted', outcome: { document: '工信部规函1号' } });
  expect((await bed.events(nationalRecommendationContracts.settled)).at(-1)).toMatchObject({ recommendationId: submitted.id, outcome: 'accepted' });
});

it('a cluster has one that is not settled; of two who act at once one is told of the conflict', async () => {
  const draft = await held();
  await expect(drafted(draft.clusterId)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const results = await Promise.allSettled([submit(draft), recommendations.drop({ ...at(draft), reason: 'x' }, other())]);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((results.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
});

it('is seen in its region once it was submitted, and found nowhere else', async () => {
  const draft = await held();
  await expect(recommendations.get(draft.id, bed.request('prefecture-industry', 'x', '220100'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await recommendations.list({ state: 'drafted' }, bed.request('prefecture-industry', 'x', '220100'))).items).toEqual([]);
  expect((await recommendations.list({}, bed.request())).items.map((item) => item.id)).toContain(draft.id);
  const { id } = await submit(draft);
  const listed = async (...who: Parameters<TitleBed['request']>) => (await recommendations.list({}, bed.request(...who))).items.map((item) => item.id);
  expect(await listed('prefecture-industry', 'x', '220100')).toContain(id);
  expect(await listed('prefecture-industry', 'x', '220200')).not.toContain(id);
  expect(await listed('province-industry', 'x', '650000', 'CN-65')).not.toContain(id);
  await expect(recommendations.get(id, bed.request('prefecture-industry', 'x', '220200'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(recommendations.drop(
    { id, version: 2, reason: 'x' }, bed.request('prefecture-industry', 'x', '220100'),
  )).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
});

it('every action in every state is what the lifecycle says, or refused naming the state', async () => {
  const acts: Record<NationalRecommendationAction, (of: NationalRecommendation) => Promise<NationalRecommendation>> = {
    waive: async (of) => await recommendations.waive({ ...at(of), reason: 'x' }, other()),
    submit: async (of) => await submit(of),
    accept: async (of) => await recommendations.recordOutcome(
      { ...at(of), outcome: 'accepted', document: 'x', decidedOn: '2025-08-15' as never }, other(),
    ),
    refuse: async (of) => await recommendations.recordOutcome(
      { ...at(of), outcome: 'refused', document: 'x', decidedOn: '2025-08-15' as never }, other(),
    ),
    drop: async (of) => await recommendations.drop({ ...at(of), reason: 'x' }, other()),
  };
  const paths: Record<NationalRecommendation['state'], NationalRecommendationAction[]> = {
    drafted: [], submitted: ['submit'], accepted: ['submit', 'accept'], refused: ['submit', 'refuse'], dropped: ['drop'],
  };
  for (const state of nationalRecommendationStates) {
    for (const action of Object.keys(acts) as NationalRecommendationAction[]) {
      let one = await held();
      for (const step of paths[state]) one = await acts[step](one);
      const outcome = await acts[action](one).then((done) => done.state as string, (error: { code: string }) => error.code);
      expect([state, action, outcome]).toEqual([state, action, nationalRecommendationLifecycle[state][action]?.target ?? 'STATE_FORBIDS']);
    }
  }
  const named = (...actions: NationalRecommendationAction[]) => nationalRecommendationStates.filter((state) => actions.some((action) => nationalRecommendationLifecycle[state][action] !== undefined));
  const { waive, submit: submission, recordOutcome, drop } = nationalRecommendationContracts;
  expect([
    waive.permission.states, submission.permission.states, recordOutcome.permission.states, drop.permission.states,
  ]).toEqual([named('waive'), named('submit'), named('accept', 'refuse'), named('drop')]);
});
