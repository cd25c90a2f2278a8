import { applicationContracts, applicationRecognised, type Application, type Call } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { ApplicationBed } from '../../test/application-bed.js';

jest.setTimeout(60_000);

let bed: ApplicationBed;
let call: Call;
beforeAll(async () => {
  bed = await ApplicationBed.open();
  call = await bed.publishedCall('jl-sme-2024');
});
afterAll(async () => {
  await bed.close();
});

const county = (region = '220182') => bed.as('county-industry', region);
const prefecture = () => bed.as('prefecture-industry', '220100');
const province = (person = 'province-1') => bed.as('province-industry', '220000', person);

/** An SME application that was judged, visited and recommended. */
async function recommended(underCall = call, region = '220182'): Promise<Application> {
  const submitted = await bed.submitted(underCall, county(region), bed.cluster({ region, regions: [region] }));
  const reviewed = await bed.complete(submitted, prefecture());
  const visited = await bed.recorded(await bed.judged(reviewed, prefecture()), prefecture(), 'site-visit', '2025-05-06');
  return await bed.complete(visited, prefecture(), '推荐');
}

/** Every application of a call past the notice, as its end would bring them there. */
async function noticed(application: Application): Promise<Application> {
  return await bed.within(province(), application.id, async (transaction, row) => {
    await bed.review.complete(transaction, row, 'public-notice', { opinion: '公示无异议', by: 'system:deadline' });
    return await Promise.resolve(application);
  });
}

describe('the steps of the procedure', () => {
  it('SME-10: no recommendation without a recorded site visit', async () => {
    const submitted = await bed.submitted(call, county());
    const judged = await bed.judged(await bed.complete(submitted, prefecture()), prefecture());
    await expect(bed.complete(judged, prefecture())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-10', params: { what: 'site-visit-recorded' } });
    const visited = await bed.recorded(judged, prefecture(), 'site-visit', '2025-05-06');
    await expect(bed.complete(visited, prefecture())).resolves.toMatchObject({ step: 're-review', state: 'under-review' });
  });

  it('SME-10: recommends those that meet the conditions: one that does not is held', async () => {
    const weak = await bed.submitted(call, county(), bed.cluster(), { facts: (await bed.drafted(call, county())).content.facts.map((fact) => (fact.name === 'industrialInternetPenetration' ? { ...fact, value: '7.99' } : fact)) });
    const visited = await bed.recorded(await bed.judged(await bed.complete(weak, prefecture()), prefecture()), prefecture(), 'site-visit', '2025-05-06');
    await expect(bed.complete(visited, prefecture())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-10', params: { what: 'conditions-met' } });
    await expect(bed.reviews.reject({ id: visited.id, version: visited.version, step: 'recommendation', reason: '普及率不足' }, prefecture())).resolves.toMatchObject({ state: 'rejected' });
  });

  it('SME-4: each role does its own part only, and in its own area', async () => {
    const submitted = await bed.submitted(call, county());
    await expect(bed.complete(submitted, province())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.complete(submitted, bed.as('county-industry', '220182', 'another'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.complete(submitted, bed.as('prefecture-industry', '220200'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.complete(submitted, bed.as('province-industry', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const atProvince = await recommended();
    await expect(bed.complete(atProvince, prefecture())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.complete(atProvince, province())).resolves.toMatchObject({ step: 'list' });
  });

  it('are not done by who writes at the application', async () => {
    const both = bed.as('county-industry', '220182', 'two-hats');
    const submitted = await bed.submitted(call, both);
    await expect(bed.complete(submitted, bed.as('prefecture-industry', '220100', 'two-hats'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
  });

  it('are taken in order: one that is not next is refused, naming where the application stands', async () => {
    const submitted = await bed.submitted(call, county());
    await expect(bed.reviews.complete({ id: submitted.id, version: submitted.version, step: 'recommendation', opinion: 'x', evidence: [] }, prefecture())).rejects.toMatchObject({
      code: 'STATE_FORBIDS',
      params: { action: 'review.complete recommendation', state: 'prefecture-review' },
    });
  });

  it('done by two at once are done by one; the other is told the version and overwrites nothing', async () => {
    const submitted = await bed.submitted(call, county());
    const outcomes = await Promise.allSettled([bed.complete(submitted, prefecture(), '甲'), bed.complete(submitted, bed.as('prefecture-industry', '220100', 'second'), '乙')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    expect((await bed.reviews.history({ id: submitted.id }, province())).items.filter(({ outcome }) => outcome === 'completed')).toHaveLength(1);
  });

  it('show the applicant what was done and why, but not by whom', async () => {
    const submitted = await bed.submitted(call, county());
    await bed.reviews.return({ id: submitted.id, version: submitted.version, step: 'prefecture-review', reasons: [{ clause: 'SME-6-1.b', text: '请附依据' }] }, prefecture());
    const own = await bed.reviews.history({ id: submitted.id }, { caller: { ...county().caller, grants: [{ role: 'promotion-organisation', region: '220182' }] } as never });
    expect(own.items.at(-1)).toMatchObject({ outcome: 'returned', text: '[SME-6-1.b] 请附依据', clause: 'SME-10' });
    expect(own.items.at(-1)).not.toHaveProperty('person');
    expect((await bed.reviews.history({ id: submitted.id }, province())).items.at(-1)).toHaveProperty('person');
  });
});

describe('judgements and waivers', () => {
  it('INT-8: what is required in principle is waived by the province alone, with a reason, before the decision', async () => {
    const large = await bed.submitted(call, county(), bed.cluster(), { facts: (await bed.drafted(call, county())).content.facts.map((fact) => (fact.name === 'areaKm2' ? { ...fact, value: '130' } : fact)) });
    const visited = await bed.recorded(await bed.judged(await bed.complete(large, prefecture()), prefecture()), prefecture(), 'site-visit', '2025-05-06');
    await expect(bed.reviews.waive({ id: visited.id, version: visited.version, clause: 'SME-6-1.b', reason: '跨园区' }, prefecture())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const atProvince = await bed.complete(visited, prefecture());
    const waived = await bed.reviews.waive({ id: atProvince.id, version: atProvince.version, clause: 'SME-6-1.b', reason: '跨园区，产业集中' }, province());
    await expect(bed.reviews.waive({ id: waived.id, version: waived.version, clause: 'SME-6-1.c', reason: 'no' }, province())).rejects.toMatchObject({ issues: [{ code: 'UNKNOWN_CLAUSE' }] });
    expect(await bed.submissions.check(waived.id, province())).toMatchObject({ verdict: 'eligible' });
  });

  it('hold for the submission that they were made on: a corrected one is judged anew', async () => {
    const judged = await bed.judged(await bed.complete(await bed.submitted(call, county()), prefecture()), prefecture());
    expect((await bed.submissions.check(judged.id, prefecture())).verdict).toBe('eligible');
    const returned = await bed.reviews.return({ id: judged.id, version: judged.version, step: 'recommendation', reasons: [{ text: '请更正' }] }, prefecture());
    const again = await bed.submissions.submit({ id: returned.id, version: returned.version }, county());
    expect((await bed.submissions.check(again.id, prefecture())).verdict).toBe('needs-judgement');
  });
});

describe('the limit of a call', () => {
  it('is kept however many recommend at once; a place that was taken back is free again', async () => {
    const tight = await bed.publishedCall('jl-sme-2024', { limit: { perPrefecture: 2 } });
    const ready: Application[] = [];
    for (const region of ['220182', '220183', '220184']) {
      const submitted = await bed.submitted(tight, county(region), bed.cluster({ region, regions: [region] }));
      ready.push(await bed.recorded(await bed.judged(await bed.complete(submitted, prefecture()), prefecture()), prefecture(), 'site-visit', '2025-05-06'));
    }
    const outcomes = await Promise.allSettled(ready.map(async (application) => await bed.complete(application, prefecture())));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const refused = outcomes.findIndex(({ status }) => status === 'rejected');
    expect(outcomes[refused]).toMatchObject({ reason: { code: 'LIMIT_REACHED', params: { region: '220100', limit: '2' } } });
    const [taken] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await bed.applications.withdraw({ id: taken?.id ?? '', version: taken?.version ?? 0, reason: '让出名额' }, county(taken?.region));
    await expect(bed.complete(ready[refused] as Application, prefecture())).resolves.toMatchObject({ step: 're-review' });
  });
});

describe('the choice of the best', () => {
  it('SME-11: is made for all at once after the last day, within the limit; the others go no further', async () => {
    const short = await bed.publishedCall('jl-sme-2024', { closesOn: '2025-05-07' as never, shortlistLimit: 2 });
    const atList: Application[] = [];
    for (const region of ['220182', '220183', '220184']) atList.push(await bed.complete(await recommended(short, region), province()));
    const select = async (which: readonly Application[]) =>
      await bed.choices.select({ callId: short.id, step: 'list', chosen: which.map(({ id, version }) => ({ id, version })), reason: '择优' }, bed.again(province('chooser')));
    await expect(select(atList.slice(0, 2))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await bed.moveTo('2025-05-08');
    await expect(select(atList)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    await expect(select(atList.slice(0, 2))).resolves.toEqual({ chosen: 2, rejected: 1 });
    await expect(bed.applications.get(atList[0]?.id ?? '', province())).resolves.toMatchObject({ step: 'public-notice', rank: 1 });
    await expect(bed.applications.get(atList[2]?.id ?? '', province())).resolves.toMatchObject({ state: 'rejected' });
    expect(await bed.events(applicationContracts.rejected)).toContainEqual(expect.objectContaining({ applicationId: atList[2]?.id }));
  });

  it('AMC-7-2: goes by rank: who ranks better is not passed over, and nobody is chosen unranked', async () => {
    const amc = await bed.publishedCall('jl-amc-2024', { opensOn: '2025-05-08' as never, closesOn: '2025-05-09' as never });
    const organisation = (region: string) => bed.as('promotion-organisation', region);
    const atShortlist: Application[] = [];
    for (const region of ['220182', '220183']) {
      const submitted = await bed.submitted(amc, organisation(region), bed.cluster({ region, regions: [region] }));
      const checked = await bed.complete(submitted, bed.as('county-industry', region), '推荐');
      atShortlist.push(await bed.complete(checked, province()));
    }
    await expect(bed.complete(atShortlist[0] as Application, province())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await bed.moveTo('2025-05-10');
    const reviewed: Application[] = [];
    for (const [at, { id }] of atShortlist.entries()) {
      await bed.within(province(), id, async (transaction, row) => await bed.review.complete(transaction, { ...row, rank: 2 - at }, 'expert-review', { opinion: '评审', by: 'panel' }));
      reviewed.push(await bed.applications.get(id, province()));
    }
    const chosen = (which: Application | undefined) => [{ id: which?.id ?? '', version: which?.version ?? 0 }];
    await expect(bed.choices.select({ callId: amc.id, step: 'shortlist', chosen: chosen(reviewed[0]), reason: 'x' }, bed.again(province()))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-2' });
    await expect(bed.choices.select({ callId: amc.id, step: 'shortlist', chosen: chosen(reviewed[1]), reason: '择优' }, bed.again(province()))).resolves.toEqual({ chosen: 1, rejected: 1 });
  });
});

describe('recognition', () => {
  it('SME-11: is granted by another person than the one who chose, decided anew, and told to the registry with its term (SME-12)', async () => {
    const own = await bed.publishedCall('jl-sme-2024', { opensOn: '2025-05-10' as never, closesOn: '2025-05-12' as never });
    const listed = await bed.complete(await recommended(own), province());
    await bed.moveTo('2025-05-13');
    await bed.choices.select({ callId: own.id, step: 'list', chosen: [{ id: listed.id, version: listed.version }], reason: '择优' }, bed.again(province('chooser')));
    const atNotice = await bed.applications.get(listed.id, province());
    await expect(bed.complete(atNotice, province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'public-notice: public-notice.publish' } });
    await noticed(atNotice);
    const ready = await bed.applications.get(listed.id, province());
    await expect(bed.complete(ready, province('chooser'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const recognised = await bed.complete(ready, province('head'));
    expect(recognised).toMatchObject({ state: 'recognised', possible: ['review.complete'] });
    const [event] = await bed.events(applicationRecognised);
    expect(event).toMatchObject({ applicationId: listed.id, recognisedOn: '2025-05-13', validThrough: '2028-05-13', endsWithTerm: true, policyVersion: '2024-03-15' });
    await expect(bed.decisions.replay(event?.decisionId ?? '', province())).resolves.toMatchObject({ equal: true });
    await expect(bed.complete(recognised, province('head'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('INT-24: is refused while a judgement is open, naming each clause', async () => {
    const own = await bed.publishedCall('jl-sme-2024', { opensOn: '2025-05-13' as never, closesOn: '2025-05-14' as never });
    const listed = await bed.complete(await recommended(own), province());
    await bed.moveTo('2025-05-15');
    await bed.choices.select({ callId: own.id, step: 'list', chosen: [{ id: listed.id, version: listed.version }], reason: '择优' }, bed.again(province('chooser')));
    const before = await bed.applications.get(listed.id, province());
    const judged = await bed.reviews.judge({ id: before.id, version: before.version, clause: 'SME-6-3', outcome: 'not-met', reason: '核实后不符' }, bed.again(province()));
    await noticed(judged);
    const ready = await bed.applications.get(listed.id, province());
    await expect(bed.complete(ready, province('head'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-6-3', params: { what: 'ineligible' } });
    await expect(bed.reviews.reject({ id: ready.id, version: ready.version, step: 'recognition', reason: '不符合' }, bed.again(province('head')))).resolves.toMatchObject({ state: 'rejected' });
  });
});
