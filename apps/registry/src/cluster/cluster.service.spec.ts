import { type Caller, type Cluster, clusterChanged, clusterContracts, clusterMemberContracts } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { creditCode, officer, somebody } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';

jest.setTimeout(60_000);

const TODAY = '2026-03-02';
let bed: RecognitionBed;
beforeAll(async () => {
  bed = await RecognitionBed.open(TODAY);
});
afterAll(async () => {
  await bed.close();
});

const county = officer('220102');
const changchun = officer('220100');
const province = officer('220000');
const xinjiang = officer('650000');
const update = async (request: object, caller: Caller = province) => await bed.ask(clusterContracts.update, async (...args) => await bed.clusters.update(...args), request, caller);
const get = async (request: object, caller: Caller = province) => await bed.ask(clusterContracts.get, async (...args) => await bed.registered.get(...args), request, caller);
const list = async (request: object, caller: Caller = province) => await bed.ask(clusterContracts.list, async (...args) => await bed.registered.list(...args), request, caller);
const join = async (request: object, caller: Caller = province) => await bed.ask(clusterMemberContracts.add, async (...args) => await bed.members.add(...args), request, caller);
const end = async (request: object, caller: Caller = province) => await bed.ask(clusterMemberContracts.end, async (...args) => await bed.members.end(...args), request, caller);
const membersOf = async (request: object) => await bed.ask(clusterMemberContracts.list, async (...args) => await bed.registered.listMembers(...args), request, province);
const partOf = async (request: object, caller: Caller) => await bed.ask(clusterMemberContracts.check, async (...args) => await bed.registered.checkMember(...args), request, caller);
const changesOf = async (clusterId: string, caller: Caller = province) =>
  await bed.ask(clusterContracts.listChanges, async (...args) => await bed.registered.listChanges(...args), { clusterId }, caller);
const change = ({ id, version }: Cluster, fields: object) => ({ id, version, changedOn: TODAY, reason: '变更', ...fields });

/** A promotion organisation, put there directly: how one is registered is tested where it belongs. */
async function organisation(person: string, tenant = 'CN-22'): Promise<string> {
  const id = newId();
  await bed.source.query(
    `INSERT INTO promotion_organisation (id, tenant, credit_code, name, name_grams, region, founders, conditions, state, version)
     VALUES ($1, $2, $3, '促进中心', '{}', '220102', '[]', '[]', 'registered', 1)`, [id, tenant, creditCode()]);
  await bed.source.query(
    `INSERT INTO promotion_organisation_representative (organisation_id, person, tenant, appointed_at, appointed_by) VALUES ($1, $2, $3, '2026-01-01T00:00:00Z', 'x')`, [id, person, tenant]);
  return id;
}

describe('registering a cluster', () => {
  it('AMC-2, XJ-2: area, leading industry, operating body, promotion organisation and both kinds of members are kept', async () => {
    const promotionOrganisationId = await organisation('representative');
    const operatingBody = { creditCode: creditCode(), name: '管理委员会' };
    const cluster = await bed.registerCluster({ nameEn: 'Car parts', operatingBody, promotionOrganisationId }, county);
    expect(cluster).toMatchObject({ region: '220102', prefecture: '220100', areaKm2: '12.5', operatingBody, promotionOrganisationId, crossPrefecture: false, crossCounty: false, version: 1 });
    const enterprise = await join({ clusterId: cluster.id, version: 1, kind: 'enterprise', creditCode: creditCode(), role: 'leading', fromOn: TODAY, reason: '入群' }, county);
    await join({ clusterId: cluster.id, version: enterprise.clusterVersion, kind: 'institute', creditCode: creditCode(), role: 'member', fromOn: TODAY, reason: '入群' }, county);
    expect(await get({ id: cluster.id }, county)).toEqual({ ...cluster, version: 3, members: { enterprises: 1, leading: 1, institutes: 1 } });
  });

  it('SME-2: a cluster across counties is registered and said to be across counties', async () => {
    expect(await bed.registerCluster({ regions: ['220102', '220103'] }, changchun)).toMatchObject({ crossCounty: true, crossPrefecture: false });
    expect(await bed.registerCluster({ region: '220100', regions: ['220100'] }, changchun)).toMatchObject({ crossCounty: true });
    expect(await bed.registerCluster({ region: '220581', regions: ['220581'] })).toMatchObject({ crossCounty: false, prefecture: '220581' });
  });

  it('AMC-7-1.b: a cluster across prefectures names the one that leads it, in which its own region lies', async () => {
    const across = { regions: ['220102', '220202'] };
    const refused = { code: 'CLAUSE_FORBIDS', clause: 'AMC-7-1.b' };
    await expect(bed.registerCluster(across)).rejects.toMatchObject(refused);
    await expect(bed.registerCluster({ ...across, leadPrefecture: '220500' })).rejects.toMatchObject(refused);
    await expect(bed.registerCluster({ ...across, leadPrefecture: '220200' })).rejects.toMatchObject(refused);
    expect(await bed.registerCluster({ ...across, leadPrefecture: '220100' }, changchun)).toMatchObject({ crossPrefecture: true, prefecture: '220100', leadPrefecture: '220100' });
    expect(await bed.registerCluster({ leadPrefecture: '220100' })).not.toHaveProperty('leadPrefecture');
    await expect(bed.registerCluster({ region: '650102', regions: ['650102', '652301'] }, xinjiang)).rejects.toMatchObject({ clause: 'XJ-7-1.b' });
  });

  it('Meihekou reports to the province: with a county of Tonghua it is a cluster across prefectures', async () => {
    expect(await bed.registerCluster({ region: '220581', regions: ['220581', '220582'], leadPrefecture: '220581' })).toMatchObject({ crossPrefecture: true });
  });

  it.each<[string, object, Caller, string]>([
    ['of another county', {}, officer('220103'), 'OUTSIDE_REGION'],
    ['of which one county is not the caller\'s', { regions: ['220102', '220103'] }, county, 'OUTSIDE_REGION'],
    ['led by another prefecture', { region: '220202', regions: ['220102', '220202'], leadPrefecture: '220200' }, changchun, 'OUTSIDE_REGION'],
    ['by a county across prefectures', { regions: ['220102', '220202'], leadPrefecture: '220100' }, county, 'OUTSIDE_REGION'],
    ['in another tenant', {}, xinjiang, 'INVALID_REQUEST'],
    ['by an auditor', {}, somebody('auditor', '220000'), 'NOT_PERMITTED'],
    ['in a province', { region: '220000', regions: ['220000'] }, province, 'INVALID_REQUEST'],
    ['whose region is none of its regions', { region: '220102', regions: ['220103'] }, province, 'INVALID_REQUEST'],
    ['from tomorrow on', { since: '2026-03-03' }, province, 'INVALID_REQUEST'],
    ['of an unknown promotion organisation', { promotionOrganisationId: '01890000-0000-7000-8000-000000000000' }, province, 'NOT_FOUND'],
    ['with an area of nothing', { areaKm2: '0' }, province, 'invalid'],
    ['with an area written in two ways', { areaKm2: '12.50' }, province, 'invalid'],
  ])('%s is refused', async (_what, changes, caller, code) => {
    const refusal = bed.registerCluster(changes, caller);
    await (code === 'invalid' ? expect(refusal).rejects.toThrow() : expect(refusal).rejects.toMatchObject({ code }));
  });

  it('a name is taken once in a tenant; an old region code is kept as today\'s', async () => {
    const { name } = await bed.registerCluster({ region: '220381', regions: ['220381'] });
    await expect(bed.registerCluster({ name })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', params: { noun: 'cluster', id: name } });
    expect((await list({ nameContains: name })).items).toMatchObject([{ region: '220184', regions: ['220184'] }]);
    await expect(bed.registerCluster({ name, region: '650102', regions: ['650102'] }, xinjiang)).resolves.toMatchObject({ tenant: 'CN-65' });
  });
});

describe('changing a cluster', () => {
  it('keeps who, when, why, before and after, one entry for each kind of change', async () => {
    const cluster = await bed.registerCluster({ since: '2025-01-01' });
    const changed = await update(change(cluster, { name: `${cluster.name}新`, areaKm2: '13', leadingIndustry: '整车', changedOn: '2026-02-01', reason: '扩区' }));
    expect(changed).toMatchObject({ version: 2, areaKm2: '13', leadingIndustry: '整车', industryCode: '3670' });
    const { items } = await changesOf(cluster.id);
    expect(items).toMatchObject([
      { kind: 'leading-industry', before: { leadingIndustry: '汽车零部件' }, after: { leadingIndustry: '整车' }, changedOn: '2026-02-01', person: 'officer-220000', reason: '扩区' },
      { kind: 'area', before: { areaKm2: '12.5' }, after: { areaKm2: '13' } },
      { kind: 'name', before: { name: cluster.name }, after: { name: `${cluster.name}新` } },
      { kind: 'registered', changedOn: '2025-01-01' },
    ]);
    await expect(bed.source.query(`UPDATE cluster_change SET reason = 'x'`)).rejects.toThrow(/permission denied/);
    await expect(bed.source.query(`DELETE FROM cluster_change`)).rejects.toThrow(/permission denied/);
  });

  it('what is recorded late takes its place by its day: it replaces nothing that happened after it', async () => {
    const cluster = await bed.registerCluster({ since: '2025-01-01' });
    const later = await update(change(cluster, { areaKm2: '20', changedOn: '2026-02-01' }));
    const late = await update(change(later, { areaKm2: '15', leadingIndustry: '整车', changedOn: '2025-06-01' }));
    expect(late).toMatchObject({ areaKm2: '20', leadingIndustry: '整车' });
    expect((await get({ id: cluster.id, asOf: '2025-06-01' })).areaKm2).toBe('15');
    expect((await get({ id: cluster.id, asOf: '2025-05-31' })).areaKm2).toBe('12.5');
  });

  it('two at once: one gets the conflict with the version that is there now, and nothing is overwritten', async () => {
    const cluster = await bed.registerCluster();
    const outcomes = await Promise.allSettled(['1', '2'].map(async (areaKm2) => await update(change(cluster, { areaKm2 }))));
    const lost = outcomes.filter(({ status }) => status === 'rejected');
    expect(lost).toMatchObject([{ reason: { code: 'VERSION_CONFLICT', params: { noun: 'cluster', id: cluster.id, expected: '1', actual: '2' } } }]);
    const [won] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(await get({ id: cluster.id })).toMatchObject({ version: 2, areaKm2: won?.areaKm2 });
  });

  it('is refused for tomorrow, for a day before the cluster, elsewhere, and into regions that are not the caller\'s', async () => {
    const cluster = await bed.registerCluster({ since: '2026-01-01' });
    await expect(update(change(cluster, { areaKm2: '1', changedOn: '2026-03-03' }))).rejects.toMatchObject({ issues: [{ path: 'changedOn', code: 'DAY_IN_FUTURE' }] });
    await expect(update(change(cluster, { areaKm2: '1', changedOn: '2025-12-31' }))).rejects.toMatchObject({ issues: [{ path: 'changedOn', code: 'DAY_BEFORE_START' }] });
    await expect(update(change(cluster, { areaKm2: '1' }), officer('220103'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(update(change(cluster, { areaKm2: '1' }), xinjiang)).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    await expect(update(change(cluster, { regions: ['220102', '220103'] }), county)).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    expect(await get({ id: cluster.id })).toMatchObject({ version: 1, areaKm2: '12.5', regions: ['220102'] });
  });

  it('a part that is no longer there is taken away, and was there before', async () => {
    const cluster = await bed.registerCluster({ nameEn: 'Parts', since: '2026-01-01' });
    expect(await update(change(cluster, { without: ['nameEn'] }))).not.toHaveProperty('nameEn');
    expect(await get({ id: cluster.id, asOf: '2026-03-01' })).toMatchObject({ nameEn: 'Parts' });
  });

  it('SME-14-4: without a title whose programme asks for it, a major change is told of and needs no report', async () => {
    const cluster = await bed.registerCluster({ since: '2026-01-01' });
    await update(change(cluster, { areaKm2: '13', nameEn: 'Parts' }));
    expect(await bed.published(clusterChanged, `cluster/${cluster.id}`)).toEqual([
      { changeId: (await changesOf(cluster.id)).items[0]?.id, clusterId: cluster.id, kind: 'area', changedOn: TODAY },
    ]);
  });

  it('what was not known before and is filled in has not changed', async () => {
    const cluster = await bed.registerCluster({ areaKm2: undefined, industryCode: undefined });
    await update(change(cluster, { areaKm2: '13', operatingBody: { creditCode: creditCode(), name: '管委会' } }));
    expect(await bed.published(clusterChanged, `cluster/${cluster.id}`)).toEqual([]);
  });
});

describe('members', () => {
  it('one can be in several clusters, and in one of them once at a time', async () => {
    const [one, other] = [await bed.registerCluster(), await bed.registerCluster()];
    const still = { version: 1, kind: 'enterprise', creditCode: creditCode(), role: 'member', fromOn: '2026-01-01', reason: '入群' };
    const member = { ...still, throughOn: '2026-01-31' };
    await join({ ...member, clusterId: other.id });
    const { id, creditCode: code } = await join({ ...member, clusterId: one.id });
    await expect(join({ ...member, clusterId: one.id, version: 2, fromOn: '2026-01-31', throughOn: '2026-02-10', role: 'leading' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', params: { noun: 'enterprise', id: code } });
    const again = await join({ ...still, clusterId: one.id, version: 2, fromOn: '2026-02-01', role: 'leading' });
    await expect(end({ clusterId: one.id, version: 3, memberId: id, throughOn: '2026-02-01', reason: '更正' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(end({ clusterId: one.id, version: 2, memberId: again.id, throughOn: TODAY, reason: '退出' })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await end({ clusterId: one.id, version: 3, memberId: again.id, throughOn: TODAY, reason: '退出' })).toMatchObject({ throughOn: TODAY, clusterVersion: 4 });
  });

  it('are those of the day that is asked for, first and last day included', async () => {
    const { id: clusterId } = await bed.registerCluster();
    const code = creditCode();
    await join({ clusterId, version: 1, kind: 'institute', creditCode: code, role: 'member', fromOn: '2026-01-10', throughOn: '2026-01-20', reason: '入群' });
    const on = async (asOf?: string) => (await membersOf({ clusterId, ...(asOf === undefined ? {} : { asOf }) })).items.map(({ creditCode: one }) => one);
    expect([await on('2026-01-09'), await on('2026-01-10'), await on('2026-01-20'), await on('2026-01-21'), await on()]).toEqual([[], [code], [code], [], [code]]);
    expect((await get({ id: clusterId, asOf: TODAY })).members).toEqual({ enterprises: 0, leading: 0, institutes: 0 });
  });

  it('SUB-5.a, SUB-6-1: an enterprise that reads no list of clusters is told its own part in the one it applies with, as of any day; no other tenant is', async () => {
    const { id: clusterId, name } = await bed.registerCluster({ since: '2026-01-01' });
    const [leading, stranger] = [creditCode(), creditCode()];
    const earlier = await join({ clusterId, version: 1, kind: 'enterprise', creditCode: leading, role: 'member', fromOn: '2026-01-10', throughOn: '2026-01-20', reason: '入群' });
    await join({ clusterId, version: earlier.clusterVersion, kind: 'enterprise', creditCode: leading, role: 'leading', fromOn: '2026-01-21', reason: '成为头部企业' });
    const applicant = somebody('enterprise', '220102');
    await expect(list({}, applicant)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const part = async (code: string, asOf?: string) => (await partOf({ clusterId, creditCode: code, ...(asOf === undefined ? {} : { asOf }) }, applicant)).role;
    expect([await part(leading), await part(leading, '2026-01-20'), await part(leading, '2026-01-21'), await part(stranger)]).toEqual(['leading', 'member', 'leading', undefined]);
    expect(await partOf({ clusterId, creditCode: leading }, applicant)).toEqual({ clusterId, clusterName: name, region: '220102', creditCode: leading, asOf: TODAY, role: 'leading' });
    await expect(partOf({ clusterId, creditCode: leading }, xinjiang)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(partOf({ clusterId, creditCode: leading }, somebody('expert', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('the database itself refuses the same member twice at a time, also from two transactions', async () => {
    const cluster = await bed.registerCluster();
    const insert = async () =>
      await bed.source.query(`INSERT INTO cluster_member (id, tenant, cluster_id, member_kind, credit_code, role, from_on) VALUES ($1, 'CN-22', $2, 'enterprise', 'X', 'member', '2026-01-01')`, [newId(), cluster.id]);
    const outcomes = await Promise.allSettled([insert(), insert()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(insert()).rejects.toThrow(/already/);
  });
});

describe('reading clusters', () => {
  it('a prefecture sees what covers a part of it, whoever leads; another prefecture and another tenant do not', async () => {
    const cluster = await bed.registerCluster({ regions: ['220102', '220202'], leadPrefecture: '220100' });
    for (const caller of [changchun, officer('220200'), county, somebody('auditor', '220000')]) expect(await get({ id: cluster.id }, caller)).toMatchObject({ id: cluster.id });
    await expect(get({ id: cluster.id }, officer('220300'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(get({ id: cluster.id }, xinjiang)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(get({ id: cluster.id }, somebody('expert', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const sees = async (caller: Caller) => (await list({ limit: 200 }, caller)).items.some(({ id }) => id === cluster.id);
    expect([await sees(officer('220200')), await sees(officer('220300')), await sees(xinjiang)]).toEqual([true, false, false]);
  });

  it('a promotion organisation\'s people read its clusters, and no others in their region', async () => {
    const mine = await bed.registerCluster({ promotionOrganisationId: await organisation('anna') });
    const other = await bed.registerCluster({ promotionOrganisationId: await organisation('bo') });
    const anna = somebody('promotion-organisation', '220102', 'anna');
    expect(await get({ id: mine.id }, anna)).toMatchObject({ id: mine.id });
    await expect(get({ id: other.id }, anna)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await list({}, anna)).items.map(({ id }) => id)).toEqual([mine.id]);
    await expect(changesOf(mine.id, anna)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('lists by part of the name, region and industry, newest first, page by page, without gap or repetition', async () => {
    const ids: string[] = [];
    for (const name of ['轨道甲', '轨道乙', '轨道丙', '轨道丁', '轨道戊']) ids.unshift((await bed.registerCluster({ name, region: '220303', regions: ['220302', '220303'], industryCode: '3714' })).id);
    await bed.registerCluster({ name: '道轨', region: '220302', regions: ['220302'], industryCode: '2710' });
    for (const filter of [{ nameContains: '轨道' }, { region: '220300', industry: '37' }]) {
      const found: string[] = [];
      for (let cursor: string | undefined; found.length < 6; ) {
        const page = await list({ ...filter, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...page.items.map(({ id }) => id));
        cursor = page.next;
        if (cursor === undefined) break;
      }
      expect(found).toEqual(ids);
    }
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
