import { type Caller, type Cluster, cultivationEntryContracts, type CultivationEntryWithPlan, revocationDecided } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { officer, somebody } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';

jest.setTimeout(60_000);

let bed: RecognitionBed;
beforeAll(async () => {
  bed = await RecognitionBed.open('2025-08-15');
});
afterAll(async () => {
  await bed.close();
});

const province = officer('220000');
const county = officer('220102');
const setPlan = async (request: object, caller: Caller = province) => await bed.ask(cultivationEntryContracts.setPlan, async (...args) => await bed.entries.setPlan(...args), request, caller);
const progress = async (request: object, caller: Caller = county) =>
  await bed.ask(cultivationEntryContracts.recordProgress, async (...args) => await bed.entries.recordProgress(...args), request, caller);
const get = async (id: string, caller: Caller = province) => await bed.ask(cultivationEntryContracts.get, async (...args) => await bed.entries.get(...args), { id }, caller);
const listProgress = async (request: object, caller: Caller = county) =>
  await bed.ask(cultivationEntryContracts.listProgress, async (...args) => await bed.entries.listProgress(...args), request, caller);
const list = async (request: object, caller: Caller = province) =>
  (await bed.ask(cultivationEntryContracts.list, async (...args) => await bed.entries.list(...args), request, caller)).items;

/** A recognised cluster's entry. */
async function entered(changes: object = {}): Promise<{ cluster: Cluster; entry: CultivationEntryWithPlan }> {
  const cluster = await bed.registerCluster(changes);
  const { titleId } = await bed.recognise(cluster, 'jl-amc-2024', { validThrough: '2028-08-15' });
  const [row] = (await bed.source.query(`SELECT id FROM cultivation_entry WHERE title_id = $1`, [titleId])) as [{ id: string }];
  return { cluster, entry: await get(row.id) };
}
const plan = ({ id, version }: CultivationEntryWithPlan, items: object[]) => ({ id, version, items, agreedWith: '长春市工信局', reason: '年度目标' });
const goal = { kind: 'goal', text: '产值达到一百亿元', dueOn: '2026-12-31' };
const task = { kind: 'task', text: '建成公共检测平台', dueOn: '2026-06-30' };

describe('the cultivation library', () => {
  it('AMC-8: has every cluster recognised as an advanced one, and none of another programme', async () => {
    const { cluster, entry } = await entered();
    expect(entry).toMatchObject({ clusterId: cluster.id, clusterName: cluster.name, programme: 'jl-amc-2024', state: 'in-library', enteredOn: '2025-08-15', stays: [{ enteredOn: '2025-08-15' }], items: [] });
    const other = await bed.registerCluster();
    await bed.recognise(other, 'jl-sme-2024', { validThrough: '2028-08-15' });
    await bed.recognise(other, 'jl-sei-2020');
    expect((await list({ programme: 'jl-sme-2024' })).concat(await list({ programme: 'jl-sei-2020' }))).toEqual([]);
    expect((await list({})).map(({ id }) => id)).toContain(entry.id);
  });

  it('AMC-8: goals and tasks are set by the province as agreed with the locality; what is dropped from the plan stays on record', async () => {
    const { entry } = await entered();
    const set = await setPlan(plan(entry, [goal, task]));
    expect(set).toMatchObject({ version: 2, agreedWith: '长春市工信局', items: [{ ...goal, percent: 0 }, { ...task, percent: 0 }] });
    const [first, second] = set.items;
    const changed = await setPlan(plan(set, [{ ...goal, id: first?.id, dueOn: '2027-12-31' }, { ...task, text: '引进链主企业' }]));
    expect(changed.items).toMatchObject([{ id: first?.id, dueOn: '2027-12-31' }, { text: '引进链主企业' }, { id: second?.id, droppedOn: '2025-08-15' }]);
    await expect(setPlan(plan(changed, [{ ...task, id: second?.id }]))).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'cultivation-entry' } });
    await expect(setPlan(plan(changed, [{ ...task, id: newId() }]))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await get(entry.id)).toEqual(changed);
  });

  it('AMC-8: the locality reports progress with percent and note; the latest counts, all are kept', async () => {
    const { entry } = await entered();
    const set = await setPlan(plan(entry, [task]));
    const itemId = set.items[0]?.id;
    const once = await progress({ id: entry.id, version: set.version, itemId, percent: 40, note: '主体完工' });
    const twice = await progress({ id: entry.id, version: once.version, itemId, percent: 30, note: '返工' }, officer('220100'));
    const [back, before] = [{ percent: 30, note: '返工', person: 'officer-220100', on: '2025-08-15' }, { percent: 40, note: '主体完工', person: 'officer-220102', on: '2025-08-15' }];
    expect(twice.items).toMatchObject([{ percent: 30, latest: back }]);
    const first = await listProgress({ id: entry.id, itemId, limit: 1 });
    expect([first.items, (await listProgress({ id: entry.id, itemId, limit: 1, cursor: first.next })).items]).toEqual([[back], [before]]);
    await expect(listProgress({ id: entry.id, itemId }, officer('220202'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(listProgress({ id: entry.id, itemId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(progress({ id: entry.id, version: twice.version, itemId: newId(), percent: 1, note: '无' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.source.query(`UPDATE cultivation_progress SET percent = 100`)).rejects.toThrow(/permission denied/);
  });

  it('AMC-8: a cluster that has left sets no plan and reports no progress', async () => {
    const { entry, cluster } = await entered();
    const set = await setPlan(plan(entry, [task]));
    await bed.deliver(revocationDecided, { revocationId: newId(), titleId: entry.titleId, clusterId: cluster.id, grounds: ['AMC-11.b'], decidedOn: '2025-08-15' });
    const left = await get(entry.id);
    expect(left).toMatchObject({ state: 'left', leftOn: '2025-08-15', stays: [{ enteredOn: '2025-08-15', leftOn: '2025-08-15' }] });
    await expect(setPlan(plan(left, [goal]))).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'left' } });
    await expect(progress({ id: entry.id, version: left.version, itemId: set.items[0]?.id, percent: 1, note: '无' })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect((await list({ state: 'left' })).map(({ id }) => id)).toEqual([entry.id]);
  });

  it('two plans at once: one is set, the other is told of the version that is there now', async () => {
    const { entry } = await entered();
    const outcomes = await Promise.allSettled([setPlan(plan(entry, [goal])), setPlan(plan(entry, [task]))]);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } } });
    expect((await get(entry.id)).items).toHaveLength(1);
  });

  it.each<[string, Caller, string]>([
    ['a plan by the county', county, 'NOT_PERMITTED'],
    ['a plan by another province', officer('650000'), 'OTHER_TENANT'],
    ['a plan by an auditor', somebody('auditor', '220000'), 'NOT_PERMITTED'],
  ])('%s is refused', async (_what, caller, code) => {
    const { entry } = await entered();
    await expect(setPlan(plan(entry, [goal]), caller)).rejects.toMatchObject({ code });
  });

  it('is seen and reported on in the own region alone', async () => {
    const { entry } = await entered({ region: '220202', regions: ['220202'] });
    const set = await setPlan(plan(entry, [goal]));
    await expect(get(entry.id, county)).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(progress({ id: entry.id, version: set.version, itemId: set.items[0]?.id, percent: 1, note: '无' }, county)).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    expect((await list({}, county)).map(({ region }) => region)).not.toContain('220202');
    expect((await list({ region: '220200' })).map(({ id }) => id)).toEqual([entry.id]);
    expect(await list({}, officer('650000'))).toEqual([]);
  });
});
