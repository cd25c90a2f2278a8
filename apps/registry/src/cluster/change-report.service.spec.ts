import { type Caller, type Cluster, clusterChanged, clusterContracts } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { creditCode, officer, somebody } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';

jest.setTimeout(60_000);

let bed: RecognitionBed;
beforeEach(async () => {
  bed = await RecognitionBed.open('2026-01-05');
});
afterEach(async () => {
  await bed.close();
});

const county = officer('220102');
const report = async (changeId: string, caller: Caller = county) =>
  await bed.ask(clusterContracts.reportChange, async (...args) => await bed.reports.report(...args), { changeId }, caller);
const list = async (request: object, caller: Caller = county) => await bed.ask(clusterContracts.listReports, async (...args) => await bed.reports.list(...args), request, caller);
const told = async ({ id }: Cluster) => await bed.published(clusterChanged, `cluster/${id}`);

/** A cluster with a title of the programme, and a change of it. @returns the change's id */
async function changed(fields: object, changedOn: string, programme = 'jl-sme-2024', caller = county): Promise<{ cluster: Cluster; changeId: string }> {
  const cluster = await bed.registerCluster({ since: '2025-01-01', operatingBody: { creditCode: creditCode(), name: '管委会' } });
  const term = programme === 'xj-amc' ? {} : { validThrough: '2028-12-01' };
  await bed.recognise(cluster, programme, { recognisedOn: '2025-12-01', ...term });
  await bed.ask(clusterContracts.update, async (...args) => await bed.clusters.update(...args), { id: cluster.id, version: 1, changedOn, reason: '变更', ...fields }, caller);
  const [first] = await told(cluster);
  return { cluster, changeId: first?.changeId ?? '' };
}

describe('the report of a major change', () => {
  it.each([
    ['leading-industry', { leadingIndustry: '整车' }],
    ['area', { areaKm2: '13' }],
    ['area', { regions: ['220102', '220103'] }],
    ['operating-body', { operatingBody: { creditCode: '1122000001354439X3', name: '另一管委会' } }],
  ])('SME-14-4, INT-34, INT-12: a change of %s is to be reported within 30 calendar days, counted from the next day', async (kind, fields) => {
    const { cluster, changeId } = await changed(fields, '2026-01-05', 'jl-sme-2024', officer('220100'));
    expect(await told(cluster)).toEqual([{ changeId, clusterId: cluster.id, kind, changedOn: '2026-01-05', reportDueOn: '2026-02-04' }]);
    expect(await list({ state: 'due' })).toMatchObject({ items: [{ changeId, clause: 'SME-14-4', dueOn: '2026-02-04', state: 'due' }] });
    const deadline = await bed.source.query(`SELECT due_at FROM deadline WHERE kind = 'cluster.change-report' AND subject = $1`, [changeId]);
    expect(deadline).toEqual([{ due_at: new Date('2026-02-04T16:00:00Z') }]);
  });

  it('SME-14-4: made on the last day it is in time, and its deadline fires no more', async () => {
    const { cluster, changeId } = await changed({ areaKm2: '13' }, '2026-01-05');
    await bed.moveTo('2026-02-04');
    expect(await report(changeId)).toMatchObject({ state: 'reported', reportedOn: '2026-02-04', dueOn: '2026-02-04' });
    await bed.moveTo('2026-02-05');
    expect((await list({})).items).toMatchObject([{ state: 'reported' }]);
    expect(await told(cluster)).toMatchObject([{ reportDueOn: '2026-02-04' }, { changeId, reportedOn: '2026-02-04', reportDueOn: '2026-02-04' }]);
    await expect(report(changeId)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'reported' } });
  });

  it('SME-14-4: not made by the end of the last day it is overdue, which is told; made then, it is late and stays so', async () => {
    const { cluster, changeId } = await changed({ areaKm2: '13' }, '2026-01-05');
    await bed.moveTo('2026-02-05');
    expect((await list({ state: 'overdue' })).items).toMatchObject([{ changeId, state: 'overdue' }]);
    expect((await told(cluster)).slice(1)).toEqual([{ changeId, clusterId: cluster.id, kind: 'area', changedOn: '2026-01-05', reportDueOn: '2026-02-04' }]);
    expect(await report(changeId)).toMatchObject({ state: 'reported-late', reportedOn: '2026-02-05' });
    expect((await told(cluster)).at(-1)).toMatchObject({ reportedOn: '2026-02-05', reportDueOn: '2026-02-04' });
  });

  it('SME-14-4: a change that is recorded after its period is overdue at once', async () => {
    const { changeId } = await changed({ areaKm2: '13' }, '2025-12-02');
    await bed.fireDue();
    expect((await list({})).items).toMatchObject([{ changeId, dueOn: '2026-01-01', state: 'overdue' }]);
  });

  it('made after the last day, before its deadline has fired, it is late all the same', async () => {
    const { changeId } = await changed({ areaKm2: '13' }, '2025-12-02');
    expect(await report(changeId)).toMatchObject({ state: 'reported-late' });
    await bed.fireDue();
    expect((await list({})).items).toMatchObject([{ state: 'reported-late' }]);
  });

  it('is asked for where a title of the programme was held on the day of the change, and nowhere else', async () => {
    const { cluster } = await changed({ areaKm2: '13' }, '2025-11-30');
    expect(await told(cluster)).toEqual([expect.not.objectContaining({ reportDueOn: expect.anything() as unknown })]);
    const { cluster: amc } = await changed({ areaKm2: '13' }, '2026-01-05', 'jl-amc-2024');
    expect(await told(amc)).toEqual([expect.not.objectContaining({ reportDueOn: expect.anything() as unknown })]);
    expect((await list({})).items).toEqual([]);
  });

  it('is made by who answers for the cluster, and seen there alone', async () => {
    const { changeId } = await changed({ areaKm2: '13' }, '2026-01-05');
    await expect(report(changeId, officer('220103'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(report(changeId, officer('650000'))).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    await expect(report(changeId, somebody('promotion-organisation', '220102'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(report('01890000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'cluster' } });
    expect((await list({}, officer('220103'))).items).toEqual([]);
    expect((await list({}, officer('650000'))).items).toEqual([]);
  });

  it('two who report at once: one does, the other is told that it was done', async () => {
    const { cluster, changeId } = await changed({ areaKm2: '13' }, '2026-01-05');
    const outcomes = await Promise.allSettled([report(changeId), report(changeId)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'STATE_FORBIDS' } });
    expect(await told(cluster)).toHaveLength(2);
  });
});
