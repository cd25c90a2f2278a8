import {
  type ClusterChanged, clusterChanged, titleExpired, titleExtended, titleGranted, titleReinstated, titleRevoked, titleUnderReReview,
} from '@jiqun/contracts';
import { EventSubscriptions, newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { eventOf, TitleBed } from '../../test/title-bed.js';
import { yearsToReport } from '../annual-report/report-years.js';
import { TitleProjectionSubscriber } from './title-projection.subscriber.js';

jest.setTimeout(120_000);

let bed: TitleBed;
beforeAll(async () => {
  bed = await TitleBed.open();
});
afterAll(async () => {
  await bed.close();
});

async function deadlinesOf(titleId: string): Promise<string[]> {
  const rows: { kind: string; day: string }[] = await bed.source.query(
    `SELECT kind, (due_at AT TIME ZONE 'Asia/Shanghai')::date::text AS day FROM deadline WHERE subject = $1 AND state = 'pending' ORDER BY kind`,
    [titleId],
  );
  return rows.map(({ kind, day }) => `${kind} ${day}`);
}

describe('a title', () => {
  it('is known as its newest event tells it, whichever comes last and however often', async () => {
    const first = await bed.tellTitle({ sequence: 10 });
    await bed.tellTitle({ ...first, state: 'under-re-review', sequence: 12 });
    await bed.tellTitle({ ...first, state: 'revoked', sequence: 11 });
    await bed.tellTitle({ ...first, sequence: 10 });
    expect(await bed.titles.find('CN-22', first.titleId)).toMatchObject({ state: 'under-re-review', sequence: '12', clusterName: first.clusterName });
  });

  it('is known to its own jurisdiction alone, and no other one\'s event changes it', async () => {
    const title = await bed.tellTitle({ sequence: 1 });
    await bed.tellTitle({ ...title, tenant: 'CN-65', state: 'revoked', sequence: 2 });
    expect(await bed.titles.find('CN-65', title.titleId)).toBeUndefined();
    expect(await bed.titles.find('CN-22', title.titleId)).toMatchObject({ state: 'valid' });
  });

  it('SME-12, SME-13: of the SME programme is due for a report on 1 January, and for re-review 180 days before its end', async () => {
    const { titleId } = await bed.tellTitle();
    expect(await deadlinesOf(titleId)).toEqual(['annual-report.opens 2026-01-01', 're-review.opens 2028-02-17']);
  });

  it('AMC-10.a, AMC-11.a: of the manufacturing programme is due for re-review on the day after its three years', async () => {
    const { titleId } = await bed.tellTitle({ programme: 'jl-amc-2024', policyVersion: '2024-11-04' });
    expect(await deadlinesOf(titleId)).toEqual(['annual-report.opens 2026-01-01', 're-review.opens 2028-08-16']);
  });

  it('SME-12, INT-13: is extended, and its re-review moves with the term', async () => {
    const title = await bed.tellTitle({ sequence: 1 });
    await bed.tellTitle({ ...title, validThrough: '2031-08-15', sequence: 2 });
    expect(await deadlinesOf(title.titleId)).toContain('re-review.opens 2031-02-16');
  });

  it('INT-28: of Xinjiang, of another level, or of no policy here, is due for nothing', async () => {
    const xinjiang = await bed.tellTitle({
      tenant: 'CN-65', programme: 'xj-amc', policyVersion: 'undated', region: '650100', validThrough: undefined,
    });
    const national = await bed.tellTitle({ level: 'national' });
    const unknown = await bed.tellTitle({ programme: 'other-programme', policyVersion: '2020-01-01' });
    for (const { titleId } of [xinjiang, national, unknown]) expect(await deadlinesOf(titleId)).toEqual([]);
    expect(await bed.titles.find('CN-22', unknown.titleId)).toMatchObject({ programme: 'other-programme' });
  });

  it('SME-13: recorded without a version is under the one in force on the day of recognition', async () => {
    const { titleId } = await bed.tellTitle({ policyVersion: undefined });
    expect(await deadlinesOf(titleId)).toHaveLength(2);
  });

  it('SME-13: older than the register and its policy owes no report that fell due before the policy was in force', async () => {
    const { titleId } = await bed.tellTitle({ policyVersion: undefined, recognisedOn: '2022-06-01', validThrough: '2027-06-01' });
    const title = await bed.titles.find('CN-22', titleId);
    const policy = title === undefined ? undefined : await bed.titleService.policyOf(title);
    expect(policy?.version).toBe('2024-03-15');
    // In force from 15 March 2024: the report for 2023 fell due on 31 March.
    expect(policy === undefined || title === undefined ? [] : yearsToReport(policy, title, '2026-01-01')).toEqual([2023, 2024, 2025]);
  });

  it('that expired or was revoked is due for nothing more, and one that returned is again', async () => {
    const title = await bed.tellTitle({ sequence: 1 });
    await bed.tellTitle({ ...title, state: 'revoked', sequence: 2 });
    expect(await deadlinesOf(title.titleId)).toEqual([]);
    await bed.tellTitle({ ...title, state: 'valid', sequence: 3 });
    expect(await deadlinesOf(title.titleId)).toHaveLength(2);
    await bed.tellTitle({ ...title, state: 'expired', sequence: 4 });
    expect(await deadlinesOf(title.titleId)).toEqual([]);
  });
});

it('SME-14-4: a change of a cluster is known as its newest event tells it', async () => {
  const change = { changeId: newId(), clusterId: newId(), kind: 'area', changedOn: '2025-09-01' } as ClusterChanged;
  const tell = async (data: object, sequence: number) => await bed.take(
    eventOf({ ...change, ...data } as ClusterChanged, 'CN-22', sequence),
    async (event, transaction) => await bed.titleService.takeChange(event, transaction),
  );
  await tell({ reportedOn: '2025-09-20' }, 5);
  await tell({}, 4);
  expect(await bed.source.query(
    `SELECT reported_on::text AS "reportedOn", report_due_on AS due FROM cluster_change_projection WHERE change_id = $1`, [change.changeId],
  )).toEqual([{ reportedOn: '2025-09-20', due: null }]);
});

it('listens to every event of titles, and to changes of clusters', () => {
  const subscriptions = new EventSubscriptions();
  new TitleProjectionSubscriber(subscriptions, bed.titleService).onModuleInit();
  const heard = subscriptions.all.map(({ contract }) => contract.type).toSorted();
  expect(heard).toEqual([
    titleExpired, titleExtended, titleGranted, titleReinstated, titleRevoked, titleUnderReReview, clusterChanged,
  ].map(({ type }) => type).toSorted());
});
