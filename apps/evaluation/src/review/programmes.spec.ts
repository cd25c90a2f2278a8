import { applicationRecognised, plaqueAwarded, type Application, type Call, type Role } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { ApplicationBed } from '../../test/application-bed.js';

jest.setTimeout(60_000);

const beds: ApplicationBed[] = [];
afterAll(async () => {
  await Promise.all(beds.map(async (bed) => await bed.close()));
});

async function begin(firstDay?: string): Promise<ApplicationBed> {
  const bed = await ApplicationBed.open(firstDay);
  beds.push(bed);
  return bed;
}

/** The step that a panel or the end of a notice completes. */
async function passed(bed: ApplicationBed, official: ReturnType<ApplicationBed['as']>, { id }: Application, step: string, rank?: number): Promise<Application> {
  await bed.within(official, id, async (transaction, row) => await bed.review.complete(transaction, rank === undefined ? row : { ...row, rank }, step, { opinion: '办结', by: 'system:test' }));
  return await bed.applications.get(id, official);
}

const select = async (bed: ApplicationBed, call: Call, official: ReturnType<ApplicationBed['as']>, { id, version }: Application, step: string) =>
  await bed.choices.select({ callId: call.id, step, chosen: [{ id, version }], reason: '择优' }, bed.again(official));

describe('xj-amc', () => {
  it('XJ-7-2, XJ-7-3.a, XJ-7-3.c: defence, experts, shortlist, party group meeting, notice, title without an end (INT-28), plaque', async () => {
    const bed = await begin();
    const province = (person = 'officer') => bed.as('province-industry', '650000', person);
    const prefecture = bed.as('prefecture-industry', '650100');
    const call = await bed.publishedCall('xj-amc', { closesOn: '2025-05-07' as never }, province());
    const submitted = await bed.submitted(call, bed.as('promotion-organisation', '650100'), bed.cluster({ region: '650100', regions: ['650100'], applicantRegion: '650100' }));
    expect(submitted.step).toBe('local-check');
    const checked = await bed.complete(submitted, prefecture, '推荐');
    const reviewed = await bed.complete(await bed.judged(checked, province()), province());
    await expect(bed.complete(reviewed, province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-7-2', params: { what: 'defence-recorded' } });
    const defended = await bed.complete(await bed.recorded(reviewed, province(), 'defence', '2025-05-06'), province());
    await bed.moveTo('2025-05-08');
    await select(bed, call, province('chooser'), await passed(bed, province(), defended, 'expert-review', 1), 'shortlist');
    const shortlisted = await bed.applications.get(defended.id, province());
    expect(shortlisted.step).toBe('party-group-meeting');
    const beforeMinutes = await bed.complete(shortlisted, province(), '会议通过');
    await expect(passed(bed, province(), beforeMinutes, 'public-notice')).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-7-3.a' });
    const minuted = await bed.recorded(beforeMinutes, province(), 'party-group-meeting', '2025-05-08');
    const noticed = await passed(bed, province(), minuted, 'public-notice');
    const recognised = await bed.complete(noticed, province('head'));
    expect(recognised).toMatchObject({ state: 'recognised', step: 'plaque' });
    const [event] = await bed.events(applicationRecognised);
    expect(event).toMatchObject({ programme: 'xj-amc', endsWithTerm: false });
    expect(event).not.toHaveProperty('validThrough');
    await expect(bed.complete(recognised, province('head'))).rejects.toMatchObject({ issues: [{ path: 'plaqueNumber' }] });
    await expect(bed.complete(recognised, province('head'), '授牌', { plaqueNumber: 'XJ-2025-001' })).resolves.toMatchObject({ state: 'recognised' });
    expect(await bed.events(plaqueAwarded)).toEqual([expect.objectContaining({ plaqueNumber: 'XJ-2025-001', awardedOn: '2025-05-08' })]);
  });

  it('XJ-7-1.b, XJ-5.b: across prefectures goes to the prefecture where the applicant sits, with the others applying jointly', async () => {
    const bed = await begin();
    const call = await bed.publishedCall('xj-amc', {}, bed.as('province-industry', '650000'));
    const across = bed.cluster({ region: '652300', regions: ['652301', '650100'], leadPrefecture: '652300', applicantRegion: '650102' });
    const organisation = bed.as('promotion-organisation', '652300');
    await expect(bed.submitted(call, organisation, across)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-5.b' });
    const draft = (await bed.applications.list({ clusterId: across.id }, organisation)).items[0];
    const { content } = await bed.applications.get(draft?.id ?? '', organisation);
    const coApplicants = [{ organisationId: '01900000-0000-7000-8000-000000000001', region: '652301' as never }];
    const saved = await bed.applications.saveDraft({ id: draft?.id ?? '', version: draft?.version ?? 0, content: { ...content, coApplicants } }, bed.again(organisation));
    const submitted = await bed.submissions.submit({ id: saved.id, version: saved.version }, bed.again(organisation));
    expect(submitted.region).toBe('650100');
    await expect(bed.complete(submitted, bed.as('prefecture-industry', '652300'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.complete(submitted, bed.as('prefecture-industry', '650100'), '推荐')).resolves.toMatchObject({ step: 're-review' });
  });
});

describe('jl-amc-2024', () => {
  it('AMC-7-1.b: across prefectures goes to the lead prefecture, not to the other, and not to a county', async () => {
    const bed = await begin();
    const call = await bed.publishedCall('jl-amc-2024');
    const across = bed.cluster({ region: '220100', regions: ['220104', '220200'], leadPrefecture: '220200' });
    const submitted = await bed.submitted(call, bed.as('promotion-organisation', '220100'), across);
    expect(submitted.region).toBe('220200');
    for (const other of [bed.as('prefecture-industry', '220100'), bed.as('county-industry', '220104')]) {
      await expect(bed.complete(submitted, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(bed.complete(submitted, bed.as('prefecture-industry', '220200'), '推荐')).resolves.toMatchObject({ step: 're-review' });
  });

  it('AMC-7-1.c: without a recommendation opinion nothing goes on', async () => {
    const bed = await begin();
    const call = await bed.publishedCall('jl-amc-2024');
    const submitted = await bed.submitted(call, bed.as('promotion-organisation', '220100'), bed.cluster({ region: '220100', regions: ['220100'] }));
    await expect(bed.complete(submitted, bed.as('prefecture-industry', '220100'), '  ')).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-1.c' });
  });

  it('AMC-5.b, AMC-3.c: a ranked competition; credit is checked again before recognition; valid three years, not ended by them (AMC-11.a)', async () => {
    const bed = await begin();
    const province = (person = 'officer') => bed.as('province-industry', '220000', person);
    const call = await bed.publishedCall('jl-amc-2024', { closesOn: '2025-05-07' as never, shortlistLimit: 1 });
    const submitted = await bed.submitted(call, bed.as('promotion-organisation', '220100'), bed.cluster({ region: '220100', regions: ['220100'] }));
    const checked = await bed.complete(submitted, bed.as('prefecture-industry', '220100'), '推荐');
    const reviewed = await bed.complete(await bed.judged(checked, province()), province());
    await bed.moveTo('2025-05-08');
    const unranked = await passed(bed, province(), reviewed, 'expert-review');
    await bed.choices.select({ callId: call.id, step: 'shortlist', chosen: [{ id: unranked.id, version: unranked.version }], reason: '择优' }, bed.again(province('chooser')));
    const noticed = await passed(bed, province(), await bed.applications.get(unranked.id, province()), 'public-notice');
    await expect(bed.complete(noticed, province('head'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-3.c' });
    const unclean = await bed.recorded(noticed, province(), 'credit-check', '2025-05-08', false);
    await expect(bed.complete(unclean, province('head'))).rejects.toMatchObject({ clause: 'AMC-3.c' });
    const clean = await bed.recorded(unclean, province(), 'credit-check', '2025-05-08');
    await expect(bed.complete(clean, province('head'))).resolves.toMatchObject({ state: 'recognised' });
    expect(await bed.events(applicationRecognised)).toEqual([expect.objectContaining({ validThrough: '2028-05-08', endsWithTerm: false })]);
  });
});

describe('jl-sei-2020', () => {
  const commission = (bed: ApplicationBed, region = '220100', role: Role = 'prefecture-development-commission') => bed.as(role, region);
  const projects = { keyProjects: [{ name: '样例项目', investment: '30000000.00' as never, stage: '在建' }] };

  it('SEI-3-1, SEI-3-2, SEI-3-3: commission, initial review, experts, listed without a notice; SEI-5-2: after its last day the policy still decides', async () => {
    const bed = await begin('2020-05-06');
    const province = (person = 'officer') => bed.as('province-development-commission', '220000', person);
    await expect(bed.publishedCall('jl-sei-2020', { opensOn: '2020-05-06' as never, closesOn: '2020-05-16' as never }, province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SEI-5-2' });
    const call = await bed.publishedCall('jl-sei-2020', { opensOn: '2020-05-06' as never, closesOn: '2020-05-15' as never }, province());
    const cluster = bed.cluster({ region: '220100', regions: ['220100'] });
    await expect(bed.submitted(call, commission(bed), cluster)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SEI-3-1' });
    const [draft] = (await bed.applications.list({ clusterId: cluster.id }, commission(bed))).items;
    const { content } = await bed.applications.get(draft?.id ?? '', commission(bed));
    const saved = await bed.applications.saveDraft({ id: draft?.id ?? '', version: draft?.version ?? 0, content: { ...content, ...projects } }, commission(bed));
    const submitted = await bed.submissions.submit({ id: saved.id, version: saved.version }, commission(bed));
    expect(submitted.step).toBe('initial-review');
    // Another agency's procedure: neither its list nor its cases.
    for (const other of [bed.as('prefecture-industry', '220100'), bed.as('province-industry', '220000')]) {
      await expect(bed.applications.get(submitted.id, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await bed.applications.list({}, other)).items).toEqual([]);
    }
    const bothHats = bed.as('province-industry', '220000');
    const grants = [...bothHats.caller.grants, { role: 'prefecture-development-commission' as const, region: '220200' as never }];
    expect((await bed.applications.list({}, { caller: { ...bothHats.caller, grants } })).items).toEqual([]);
    expect((await bed.applications.list({}, commission(bed, '220100', 'prefecture-development-commission'))).items).toHaveLength(1);
    await expect(bed.complete(submitted, bed.as('province-industry', '220000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const judged = await bed.judged(submitted, province());
    const reviewed = await bed.complete(judged, province());
    await bed.moveTo('2020-06-20');
    const ranked = await passed(bed, province(), reviewed, 'expert-review', 1);
    await select(bed, call, province(), ranked, 'listing');
    await expect(bed.applications.get(ranked.id, province())).resolves.toMatchObject({ state: 'recognised' });
    const [event] = await bed.events(applicationRecognised);
    expect(event).toMatchObject({ programme: 'jl-sei-2020', recognisedOn: '2020-06-20', endsWithTerm: false });
    await expect(bed.decisions.replay(event?.decisionId ?? '', bed.as('auditor', '220000'))).resolves.toMatchObject({ equal: true });
  });

  it('SEI-1.b: one application for each area, however many file at once', async () => {
    const bed = await begin('2020-05-06');
    const call = await bed.publishedCall('jl-sei-2020', { opensOn: '2020-05-06' as never, closesOn: '2020-05-15' as never }, bed.as('province-development-commission', '220000'));
    const drafts = await Promise.all([0, 1].map(async () => await bed.drafted(call, commission(bed), bed.cluster({ region: '220100', regions: ['220100'] }), projects)));
    const outcomes = await Promise.allSettled(drafts.map(async ({ id, version }) => await bed.submissions.submit({ id, version }, commission(bed))));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CLAUSE_FORBIDS', clause: 'SEI-1.b' } });
    await expect(bed.submitted(call, commission(bed, '220200'), bed.cluster({ region: '220200', regions: ['220200'] }), projects)).resolves.toMatchObject({ state: 'under-review' });
  });
});

describe('two provinces side by side', () => {
  it('XJ-4, SME-4: see nothing of each other and do nothing to each other', async () => {
    const bed = await begin();
    const jilin = await bed.submitted(await bed.publishedCall('jl-amc-2024'), bed.as('promotion-organisation', '220100'), bed.cluster({ region: '220100', regions: ['220100'] }));
    const xinjiang = await bed.submitted(
      await bed.publishedCall('xj-amc', {}, bed.as('province-industry', '650000')),
      bed.as('promotion-organisation', '650100'),
      bed.cluster({ region: '650100', regions: ['650100'], applicantRegion: '650100' }),
    );
    for (const [own, other, tenant] of [[jilin, xinjiang, '22'], [xinjiang, jilin, '65']] as const) {
      for (const role of ['province-industry', 'prefecture-industry', 'auditor'] as const) {
        const official = bed.as(role, role === 'prefecture-industry' ? `${tenant}0100` : `${tenant}0000`);
        expect((await bed.applications.list({}, official)).items.map(({ id }) => id)).toEqual([own.id]);
        await expect(bed.applications.get(other.id, official)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(bed.submissions.check(other.id, official)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(bed.reviews.history({ id: other.id }, official)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        if (role !== 'auditor') await expect(bed.complete(other, official)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(bed.applications.list({ callId: other.callId }, official)).resolves.toEqual({ items: [] });
      }
    }
  });
});

describe('a policy that expires while cases run', () => {
  it('AMC-12: goes on deciding them; a new application is made under the one that replaced it', async () => {
    const bed = await begin('2020-05-06');
    const province = bed.as('province-development-commission', '220000');
    const call = await bed.publishedCall('jl-sei-2020', { opensOn: '2020-05-06' as never, closesOn: '2020-05-15' as never }, province);
    const submitted = await bed.submitted(call, bed.as('prefecture-development-commission', '220100'), bed.cluster({ region: '220100', regions: ['220100'] }), { keyProjects: [{ name: '样例', investment: '1.00' as never, stage: '在建' }] });
    await bed.moveTo('2024-11-04');
    await expect(bed.publishedCall('jl-sei-2020', { opensOn: '2024-11-04' as never, closesOn: '2024-11-30' as never }, province)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.submissions.check(submitted.id, province)).verdict).toBe('needs-judgement');
    await expect(bed.complete(submitted, province)).resolves.toMatchObject({ step: 'expert-review' });
    await expect(bed.publishedCall('jl-amc-2024', { opensOn: '2024-11-04' as never, closesOn: '2024-11-30' as never })).resolves.toMatchObject({ policyVersion: '2024-11-04' });
  });
});
