import {
  creditLoadContracts, cultivationEntryContracts, objectionContracts, promotionOrganisationContracts, publicNoticeContracts, reReviewContracts, revocationContracts,
  supportContracts, type Title, titleContracts, type TitleWithHistory,
} from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';

import { Actors, type Cast, eligibleCase } from '../test/actors.js';
import { Installation } from '../test/installation.js';

jest.setTimeout(240_000);

const casts = {
  sei: { programme: 'jl-sei-2020', province: '220000', place: '220100', organiser: 'province-development-commission', applicant: 'prefecture-development-commission', registrar: 'prefecture-industry' },
  sme: { programme: 'jl-sme-2024', province: '220000', place: '220182', organiser: 'province-industry', applicant: 'county-industry', registrar: 'county-industry' },
  amc: { programme: 'jl-amc-2024', province: '220000', place: '220200', organiser: 'province-industry', applicant: 'promotion-organisation', registrar: 'prefecture-industry' },
  xj: { programme: 'xj-amc', province: '650000', place: '650100', organiser: 'province-industry', applicant: 'promotion-organisation', registrar: 'prefecture-industry' },
} as const satisfies Record<string, Cast>;

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start('2020-05-06T00:30:00+08:00');
});
afterAll(async () => {
  await installation.close();
});

/** The title that the registry gave for a cluster. */
async function titleOf(actors: Actors, clusterId: string): Promise<Title> {
  const reader = installation.as('province-industry', actors.cast.province);
  await until('the registry has given the title', async () => (await reader.query(titleContracts.list, { clusterId: clusterId as never })).items.length > 0);
  return (await reader.query(titleContracts.list, { clusterId: clusterId as never })).items[0] as Title;
}

async function readTitle(actors: Actors, id: string, asOf?: string): Promise<TitleWithHistory> {
  return await installation.as('province-industry', actors.cast.province).query(titleContracts.get, { id: id as never, ...(asOf === undefined ? {} : { asOf: asOf as never }) });
}

/** Audit hears of a promotion organisation's credit: one row, loaded as an operator does it. */
async function loaded(actors: Actors, organisationId: string, row: { readonly change: 'listed' | 'removed'; readonly listedFrom?: string }): Promise<void> {
  const operator = actors.organiser();
  const { creditCode } = await operator.query(promotionOrganisationContracts.get, { id: organisationId as never });
  const begun = await operator.command(creditLoadContracts.begin, { list: 'serious-violation', source: '样例来源', kind: 'delta', asOf: '2028-07-11' as never });
  const filled = await operator.command(creditLoadContracts.append, { id: begun.id, version: begun.version, rows: [{ creditCode, ...row } as never] });
  const checked = await operator.command(creditLoadContracts.check, { id: filled.id, version: filled.version });
  await operator.command(creditLoadContracts.apply, { id: checked.id, version: checked.version });
  await until('the load is applied', async () => (await operator.query(creditLoadContracts.get, { id: begun.id })).state === 'applied');
}

describe('the life of a cluster', () => {
  it('SEI-3-2, SEI-4: jl-sei-2020, from the notice of 2020 to the list and a support', async () => {
    const actors = new Actors(installation, casts.sei);
    const call = await actors.published({ opensOn: '2020-05-06', closesOn: '2020-05-15' });
    const cluster = await actors.cluster();
    const submitted = await actors.submitted(call, cluster, { keyProjects: [{ name: '样例项目', investment: '30000000.00' as never, stage: '在建' }] });
    const reviewed = await actors.complete(actors.organiser(), await actors.judged(actors.organiser(), submitted));
    await installation.moveTo('2020-05-16');
    await actors.expertReview(call);
    const listed = await actors.selected(call, await actors.read(reviewed), 'listing');
    expect(listed.state).toBe('recognised');
    const title = await titleOf(actors, cluster.id);
    expect(title).toMatchObject({ programme: 'jl-sei-2020', level: 'provincial', state: 'valid', recognisedOn: '2020-05-16', applicationId: listed.id });
    expect(title).not.toHaveProperty('validThrough');
    const support = { clusterId: cluster.id, programme: 'jl-sei-2020', kind: 'roadshow', grantedOn: '2020-05-16', document: { issuer: '省发展改革委（样例）', issuedOn: '2020-05-16' }, description: '路演' };
    await expect(actors.organiser().command(supportContracts.grant, support as never)).resolves.toMatchObject({ clause: 'SEI-4', state: 'granted' });
  });

  it('SME-11, SME-12: jl-sme-2024, from the call through an objection to the title, and to its extension', async () => {
    const actors = new Actors(installation, casts.sme);
    await installation.moveTo('2025-05-06');
    const call = await actors.published({ opensOn: '2025-05-06', closesOn: '2025-06-30', shortlistLimit: 3 });
    const cluster = await actors.cluster();
    const goals = [{ key: 'output', title: '总产值', target: '50 亿元', dueOn: '2027-12-31' as never }];
    const submitted = await actors.submitted(call, cluster, { goals });
    const prefecture = actors.local('prefecture-industry', '220100');
    const visited = await actors.recorded(prefecture, await actors.judged(prefecture, await actors.complete(prefecture, submitted)), 'site-visit', '2025-05-06');
    const recommended = await actors.complete(prefecture, visited);
    const reviewed = await actors.complete(actors.organiser(), recommended);
    await installation.moveTo('2025-07-01');
    const listed = await actors.selected(call, reviewed, 'list');
    const notice = await actors.organiser().command(publicNoticeContracts.publish, { callId: call.id, applicationIds: [listed.id] });
    expect(notice).toMatchObject({ dueOn: '2025-07-08', provisional: false });
    const neighbour = installation.as('county-industry', '220183');
    const raised = await neighbour.command(objectionContracts.raise, { noticeId: notice.id, applicationId: listed.id, identity: { kind: 'organisation' }, grounds: '产值数据有误', evidence: { text: '统计公报（样例）', attachments: [] } });
    await installation.moveTo('2025-07-09');
    expect((await actors.read(listed)).step).toBe('public-notice');
    const verifying = await actors.organiser().command(objectionContracts.verify, { id: raised.id, version: raised.version, note: '核实' });
    await actors.organiser('answerer').command(objectionContracts.answer, { id: raised.id, version: verifying.version, outcome: 'not-upheld', reasons: '核实无误', evidence: [] });
    await until('the notice is over', async () => (await actors.read(listed)).step === 'recognition');
    const recognised = await actors.complete(actors.organiser('head'), await actors.read(listed));
    expect(recognised.state).toBe('recognised');
    const title = await titleOf(actors, cluster.id);
    expect(title).toMatchObject({ state: 'valid', recognisedOn: '2025-07-09', validThrough: '2028-07-09', endsWithTerm: true });

    await installation.moveTo('2028-06-01');
    const open = await actors.organiser().query(reReviewContracts.list, { titleId: title.id });
    expect(open.items).toMatchObject([{ state: 'open' }]);
    const applied = await actors.applicant().command(reReviewContracts.apply, { id: open.items[0]?.id as never, version: open.items[0]?.version ?? 0, statement: '申请复核', documents: ['样例文件'] });
    await until('the title is under re-review', async () => (await readTitle(actors, title.id)).state === 'under-re-review');
    const facts = Object.entries(laterFacts()).map(([name, value]) => ({ name, value: value as never, source: '样例数据' }));
    const { judgements } = eligibleCase('jl-sme-2024');
    const assessed = await actors.organiser().command(reReviewContracts.assess, {
      id: applied.id, version: applied.version, planGoals: [{ key: 'output', goal: '总产值', result: '52 亿元', isReached: true }], opinion: '达到目标', facts,
      judgements: Object.keys(judgements).map((clause) => ({ clause, outcome: 'met' as const })),
    });
    await actors.organiser('decider').command(reReviewContracts.decide, { id: assessed.id, version: assessed.version, result: 'passed', reasons: '通过复核' });
    await until('the title is extended', async () => (await readTitle(actors, title.id)).validThrough === '2031-07-09');
    expect(await readTitle(actors, title.id)).toMatchObject({ state: 'valid', validThrough: '2031-07-09' });
    expect(await readTitle(actors, title.id, '2028-06-01')).toMatchObject({ validThrough: '2031-07-09' });
    expect(await readTitle(actors, title.id, '2027-01-01')).toMatchObject({ state: 'valid', validThrough: '2028-07-09' });
  });

  it('AMC-7-3, AMC-8, AMC-11.b: jl-amc-2024, from the competition to the library, to revocation, and back when it is withdrawn', async () => {
    const actors = new Actors(installation, casts.amc);
    await installation.moveTo('2028-06-02');
    const promotionOrganisationId = await actors.promotionOrganisation();
    const call = await actors.published({ opensOn: '2028-06-02', closesOn: '2028-06-30', shortlistLimit: 1 });
    const cluster = await actors.cluster({ promotionOrganisationId });
    const checked = await actors.complete(actors.local(), await actors.submitted(call, cluster));
    await actors.complete(actors.organiser(), await actors.judged(actors.organiser(), checked));
    await installation.moveTo('2028-07-03');
    await actors.expertReview(call);
    const shortlisted = await actors.selected(call, await actors.read(checked), 'shortlist');
    const noticed = await actors.noticed(call, shortlisted, '2028-07-10', '2028-07-11');
    await loaded(actors, promotionOrganisationId, { change: 'listed', listedFrom: '2028-07-01' });
    await expect(actors.complete(actors.organiser('head'), noticed)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-3.c' });
    await loaded(actors, promotionOrganisationId, { change: 'removed' });
    await actors.complete(actors.organiser('head'), noticed);
    const title = await titleOf(actors, cluster.id);
    expect(title).toMatchObject({ state: 'valid', validThrough: '2031-07-11', endsWithTerm: false });
    const library = async () => (await actors.organiser().query(cultivationEntryContracts.list, {})).items.filter(({ clusterId }) => clusterId === cluster.id);
    await until('it is in the library', async () => (await library()).length === 1);

    const prefecture = actors.local();
    await prefecture.command(revocationContracts.recordFinding, { titleId: title.id, kind: 'fraud', by: 'cluster', foundOn: '2028-07-11', source: '样例文书' } as never);
    const opened = await actors.organiser('opener').command(revocationContracts.open, { titleId: title.id, reason: '查实造假' });
    expect(opened.grounds).toMatchObject([{ clause: 'AMC-11.b', origin: 'found' }]);
    const decision = { outcome: 'revoke' as const, established: ['AMC-11.b'], reasons: '事实清楚', document: '样例决定书' };
    await expect(actors.organiser('decider').command(revocationContracts.decide, { id: opened.id, version: opened.version, ...decision })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    const notified = await actors.organiser('opener').command(revocationContracts.notify, { id: opened.id, version: opened.version, document: '样例告知书', servedOn: '2028-07-11' as never });
    await expect(actors.organiser('decider').command(revocationContracts.decide, { id: notified.id, version: notified.version, ...decision })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await installation.moveTo('2028-08-01');
    const ready = await actors.organiser('decider').query(revocationContracts.get, { id: opened.id });
    await expect(actors.organiser('opener').command(revocationContracts.decide, { id: ready.id, version: ready.version, ...decision })).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const decided = await actors.organiser('decider').command(revocationContracts.decide, { id: ready.id, version: ready.version, ...decision });
    await until('the title is revoked', async () => (await readTitle(actors, title.id)).state === 'revoked');
    await actors.organiser('appeal').command(revocationContracts.withdraw, { id: decided.id, version: decided.version, document: '样例复议决定', reason: '复议撤销原决定' });
    await until('the title is back', async () => (await readTitle(actors, title.id)).state === 'valid');
    const history = (await readTitle(actors, title.id)).history.map(({ kind }) => kind);
    expect(history).toEqual(expect.arrayContaining(['granted', 'revoked', 'reinstated']));
  });

  it('XJ-7-3.a, XJ-7-3.c: xj-amc, through the meeting and five working days to a title without an end, which nothing revokes (INT-28)', async () => {
    const actors = new Actors(installation, casts.xj);
    await installation.moveTo('2028-08-02');
    const promotionOrganisationId = await actors.promotionOrganisation();
    const call = await actors.published({ opensOn: '2028-08-02', closesOn: '2028-08-04' });
    const cluster = await actors.cluster({ promotionOrganisationId });
    const checked = await actors.complete(actors.local(), await actors.submitted(call, cluster));
    const reviewed = await actors.complete(actors.organiser(), await actors.judged(actors.organiser(), checked));
    await actors.complete(actors.organiser(), await actors.recorded(actors.organiser(), reviewed, 'defence', '2028-08-02'));
    await installation.moveTo('2028-08-07');
    await actors.expertReview(call);
    const shortlisted = await actors.selected(call, await actors.read(checked), 'shortlist');
    const met = await actors.complete(actors.organiser(), shortlisted);
    await expect(actors.organiser().command(publicNoticeContracts.publish, { callId: call.id, applicationIds: [met.id] })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-7-3.a' });
    const noticed = await actors.noticed(call, await actors.recorded(actors.organiser(), met, 'party-group-meeting', '2028-08-07'), '2028-08-14', '2028-08-15');
    const recognised = await actors.complete(actors.organiser('head'), noticed);
    await actors.complete(actors.organiser('head'), recognised, { plaqueNumber: 'XJ-2028-001' });
    const title = await titleOf(actors, cluster.id);
    await until('the plaque is known', async () => (await readTitle(actors, title.id)).plaque !== undefined);
    expect(await readTitle(actors, title.id)).toMatchObject({ state: 'valid', plaque: { number: 'XJ-2028-001' } });
    expect(title).not.toHaveProperty('validThrough');
    await expect(actors.organiser().command(revocationContracts.open, { titleId: title.id, reason: '无据' })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
  });

  it('leaves a public register that anybody can ask, and nothing crossed between the provinces', async () => {
    const reader = installation.as('auditor', '220000');
    const { items } = await reader.query(titleContracts.searchPublic, {});
    expect(items.map(({ programme, state }) => [programme, state]).toSorted()).toEqual([['jl-amc-2024', 'valid'], ['jl-sei-2020', 'valid'], ['jl-sme-2024', 'valid'], ['xj-amc', 'valid']]);
    const jilin = (await reader.query(titleContracts.list, {})).items;
    expect(new Set(jilin.map(({ tenant }) => tenant))).toEqual(new Set(['CN-22']));
    expect((await installation.as('auditor', '650000').query(titleContracts.list, {})).items.map(({ programme }) => programme)).toEqual(['xj-amc']);
    for (const service of ['registry', 'evaluation', 'audit'] as const) {
      const source = await installation.bed.open(service);
      expect(await source.query(`SELECT count(*)::integer AS parked FROM dead_letter`)).toEqual([{ parked: 0 }]);
      expect(await source.query(`SELECT count(*)::integer AS stuck FROM deadline WHERE state = 'stuck'`)).toEqual([{ stuck: 0 }]);
    }
  });
});

/** The figures of the eligible case, three years on. */
function laterFacts(): Record<string, unknown> {
  const later = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => /^\d{4}$/.test(key)) && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([year, figure]) => [String(Number(year) + 3), figure]))
      : value;
  return Object.fromEntries(Object.entries(eligibleCase('jl-sme-2024').facts).map(([name, value]) => [name, later(value)]));
}
