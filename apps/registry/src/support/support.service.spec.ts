import { type Caller, type Cluster, revocationDecided, type Support, supportContracts } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { creditCode, officer, somebody } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';
import { programmeRule } from '../title/programme-rules.js';

jest.setTimeout(60_000);

const TODAY = '2025-08-15';
let bed: RecognitionBed;
beforeAll(async () => {
  bed = await RecognitionBed.open(TODAY);
});
afterAll(async () => {
  await bed.close();
});

const industry = officer('220000');
const commission = somebody('province-development-commission', '220000');
const grant = async (request: object, caller: Caller) => await bed.ask(supportContracts.grant, async (...args) => await bed.supports.grant(...args), request, caller);
const correct = async (request: object, caller: Caller = industry) => await bed.ask(supportContracts.correct, async (...args) => await bed.supports.correct(...args), request, caller);
const withdraw = async (request: object, caller: Caller = industry) => await bed.ask(supportContracts.withdraw, async (...args) => await bed.supports.withdraw(...args), request, caller);
const get = async (id: string, caller: Caller = industry) => await bed.ask(supportContracts.get, async (...args) => await bed.supports.get(...args), { id }, caller);
const list = async (request: object, caller: Caller = industry) => (await bed.ask(supportContracts.list, async (...args) => await bed.supports.list(...args), request, caller)).items;

const particulars = { grantedOn: TODAY, document: { issuer: '省工信厅', number: '2025-9', issuedOn: TODAY }, description: '支持事项' };
const funds = { ...particulars, programme: 'jl-amc-2024', kind: 'key-project-funds', amount: '1200000.50' };

async function titled(programme: string, place: { region: string; caller: Caller } = { region: '220102', caller: industry }): Promise<{ cluster: Cluster; titleId: string }> {
  const cluster = await bed.registerCluster({ region: place.region, regions: [place.region] }, place.caller);
  const { titleId } = await bed.recognise(cluster, programme, programme === 'jl-sme-2024' ? { validThrough: '2028-08-15' } : {});
  return { cluster, titleId };
}

describe('supports that follow from a title', () => {
  it('AMC-4: fiscal funds for a key project are recorded on the cluster, with amount, beneficiary, day, document and clause', async () => {
    const { cluster, titleId } = await titled('jl-amc-2024');
    const beneficiary = { creditCode: creditCode(), name: '某某公司' };
    const support = await grant({ ...funds, clusterId: cluster.id, beneficiary }, industry);
    expect(support).toMatchObject({ clusterId: cluster.id, titleId, region: '220102', clause: 'AMC-4', amount: '1200000.50', beneficiary, state: 'granted', version: 1, document: funds.document });
    expect(await list({ clusterId: cluster.id })).toEqual([support]);
  });

  it('SEI-4: all seven kinds follow from the listing of 2020, by the province\'s commission', async () => {
    const { cluster } = await titled('jl-sei-2020');
    const kinds = programmeRule('jl-sei-2020')?.supports.kinds ?? [];
    for (const kind of kinds) expect(await grant({ ...particulars, clusterId: cluster.id, programme: 'jl-sei-2020', kind }, commission)).toMatchObject({ kind, clause: 'SEI-4' });
    expect((await list({ clusterId: cluster.id })).map(({ kind }) => kind).toSorted()).toEqual([...kinds].toSorted());
    expect(kinds).toHaveLength(7);
    await expect(grant({ ...particulars, clusterId: cluster.id, programme: 'jl-sei-2020', kind: 'credit' }, industry)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('XJ-9: the capacity of the promotion organisation, and enterprises and projects, are supported in Xinjiang', async () => {
    const xinjiang = officer('650000');
    const { cluster } = await titled('xj-amc', { region: '650102', caller: xinjiang });
    for (const kind of ['promotion-organisation-capacity', 'enterprise-project']) {
      expect(await grant({ ...particulars, clusterId: cluster.id, programme: 'xj-amc', kind }, xinjiang)).toMatchObject({ tenant: 'CN-65', clause: 'XJ-9' });
    }
    await expect(grant({ ...particulars, clusterId: cluster.id, programme: 'xj-amc', kind: 'enterprise-project' }, industry)).rejects.toMatchObject({ code: 'OTHER_TENANT' });
  });

  it.each([
    ['AMC-4', 'jl-amc-2024', 'roadshow'],
    ['XJ-9', 'xj-amc', 'credit'],
    ['SEI-4', 'jl-sei-2020', 'key-project-funds'],
  ])('%s: a kind that %s does not know, such as %s, is refused', async (clause, programme, kind) => {
    const caller = programme === 'xj-amc' ? officer('650000') : programme === 'jl-sei-2020' ? commission : industry;
    const { cluster } = await titled(programme, { region: programme === 'xj-amc' ? '650102' : '220102', caller: programme === 'jl-sei-2020' ? industry : caller });
    await expect(grant({ ...particulars, clusterId: cluster.id, programme, kind }, caller)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause, params: { what: kind } });
  });

  it('the rules for small ones name no support, and a programme that nobody knows has none', async () => {
    const { cluster } = await titled('jl-sme-2024');
    for (const programme of ['jl-sme-2024', 'zj-new-2027']) {
      await expect(grant({ ...funds, clusterId: cluster.id, programme }, industry)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: undefined });
    }
  });

  it('AMC-4: nothing follows without the title on the day of the support', async () => {
    const { cluster, titleId } = await titled('jl-amc-2024');
    const none = { code: 'CLAUSE_FORBIDS', clause: 'AMC-4', params: { what: 'title' } };
    await expect(grant({ ...funds, clusterId: cluster.id, grantedOn: '2025-08-14' }, industry)).rejects.toMatchObject(none);
    await bed.deliver(revocationDecided, { revocationId: newId(), titleId, clusterId: cluster.id, grounds: ['AMC-11.b'], decidedOn: TODAY });
    await expect(grant({ ...funds, clusterId: cluster.id }, industry)).rejects.toMatchObject(none);
    await expect(grant({ ...funds, clusterId: cluster.id, grantedOn: '2025-08-16' }, industry)).rejects.toMatchObject({ issues: [{ code: 'DAY_IN_FUTURE' }] });
    await expect(grant({ ...funds, clusterId: cluster.id, amount: '-1' }, industry)).rejects.toThrow(/MONEY/);
  });
});

describe('what was recorded of a support', () => {
  async function granted(): Promise<Support> {
    const { cluster } = await titled('jl-amc-2024');
    return await grant({ ...funds, clusterId: cluster.id }, industry);
  }
  const correction = ({ id, version }: Support) => ({ ...particulars, id, version, kind: 'key-project-funds', amount: '900.00', reason: '金额误登' });

  it('is corrected with a reason, and what it was before is kept', async () => {
    const support = await granted();
    expect(await correct(correction(support))).toMatchObject({ amount: '900.00', version: 2, state: 'granted' });
    expect((await get(support.id)).history).toMatchObject([{ kind: 'granted' }, { kind: 'corrected', reason: '金额误登', person: 'officer-220000', before: { amount: '1200000.50' } }]);
    await expect(correct({ ...correction({ ...support, version: 2 }), kind: 'roadshow' })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await expect(bed.source.query(`DELETE FROM support_change`)).rejects.toThrow(/permission denied/);
  });

  it('is withdrawn with a reason, once, and then stays as it is', async () => {
    const support = await granted();
    const withdrawn = await withdraw({ id: support.id, version: 1, reason: '项目终止' });
    expect(withdrawn).toMatchObject({ state: 'withdrawn', version: 2 });
    await expect(withdraw({ id: support.id, version: 2, reason: '再次' })).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'withdrawn' } });
    await expect(correct(correction(withdrawn))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(withdraw({ id: newId(), version: 1, reason: '无' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is changed by one of two at once, by who grants it, and seen in the own region alone', async () => {
    const support = await granted();
    const outcomes = await Promise.allSettled([correct(correction(support)), withdraw({ id: support.id, version: 1, reason: '终止' })]);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } } });
    await expect(correct(correction({ ...support, version: 2 }), commission)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(correct(correction({ ...support, version: 2 }), officer('650000'))).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    await expect(get(support.id, officer('220103'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    expect(await list({}, officer('220103'))).toEqual([]);
    expect((await list({}, somebody('auditor', '220000'))).map(({ id }) => id)).toContain(support.id);
  });
});
