import {
  applicationRecognised, type Caller, type Cluster, cultivationEntryContracts, type EventContract, plaqueAwarded, reReviewApplied, reReviewFailed,
  reReviewOpened, reReviewPassed, revocationDecided, revocationWithdrawn, titleContracts, titleExpired, titleExtended, titleGranted,
  titleReinstated, titleRevoked, titleUnderReReview,
} from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { officer, somebody } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';

jest.setTimeout(60_000);

let bed: RecognitionBed;
beforeEach(async () => {
  bed = await RecognitionBed.open('2025-08-15');
});
afterEach(async () => {
  await bed.close();
});

const province = officer('220000');
const record = async (request: object, caller: Caller = province) => await bed.ask(titleContracts.record, async (...args) => await bed.titles.record(...args), request, caller);
const get = async (id: string, asOf?: string, caller: Caller = province) =>
  await bed.ask(titleContracts.get, async (...args) => await bed.register.get(...args), { id, ...(asOf === undefined ? {} : { asOf }) }, caller);
const highest = async (clusterId: string, asOf: string) =>
  (await bed.ask(titleContracts.highestValid, async (request) => await bed.register.highestValid(request), { clusterId, asOf }, somebody('expert', '220000'))).title;
const library = async () =>
  await bed.ask(cultivationEntryContracts.list, async (...args) => await bed.entries.list(...args), {}, province);
const events = async (contract: EventContract<unknown>, titleId: string) => await bed.published(contract, `title/${titleId}`);
const reReview = (titleId: string, clusterId: string, on: string, more: object = {}) => ({ reReviewId: '01890000-0000-7000-8000-00000000000a', titleId, clusterId, on, ...more });
const revocation = (titleId: string, clusterId: string, decidedOn: string, more: object = {}) => ({
  revocationId: '01890000-0000-7000-8000-00000000000b', titleId, clusterId, grounds: ['AMC-11.b'], decidedOn, ...more,
});

/** A cluster with a title of the programme, recognised on 2025-08-15 for three years. */
async function titled(programme: string): Promise<{ cluster: Cluster; id: string; applicationId: string }> {
  const cluster = await bed.registerCluster();
  const { titleId, applicationId } = await bed.recognise(cluster, programme, { validThrough: '2028-08-15' });
  return { cluster, id: titleId, applicationId };
}

describe('recording a title that is not granted here', () => {
  const document = { issuer: '工业和信息化部', number: '工信部规函〔2022〕1号', issuedOn: '2022-11-01' };
  const national = { programme: 'miit-amc', level: 'national', source: 'document', document, recognisedOn: '2022-11-01' };

  it('AMC-5.a: world and national titles are recorded by the province with their source document', async () => {
    const { id: clusterId } = await bed.registerCluster();
    const title = await record({ ...national, clusterId });
    expect(title).toMatchObject({ level: 'national', source: 'document', document, state: 'valid', endsWithTerm: false });
    expect(await events(titleGranted, title.id)).toMatchObject([{ titleId: title.id, level: 'national', state: 'valid', recognisedOn: '2022-11-01' }]);
    const { number: _number, ...nameless } = document;
    await expect(record({ ...national, clusterId, level: 'world', document: nameless })).rejects.toMatchObject({ issues: [{ path: 'document.number' }] });
    await expect(record({ ...national, clusterId })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('AMC-5.b: a provincial title is not recorded from a document: it comes from a competition', async () => {
    const { id: clusterId } = await bed.registerCluster();
    await expect(record({ ...national, clusterId, level: 'provincial' })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-5.b' });
    const forged = bed.source.query(`
      INSERT INTO title (id, tenant, cluster_id, cluster_name, name_grams, programme, level, region, source, document, recognised_on, state, ends_with_term, changed_on, recorded_at)
      VALUES ($1, 'CN-22', $2, 'x', '{}', 'jl-amc-2024', 'provincial', '220102', 'document', '{}', '2025-01-01', 'valid', false, '2025-01-01', '2025-01-01T00:00:00Z')`, [newId(), clusterId]);
    await expect(forged).rejects.toThrow(/provincial_titles_are_granted/);
  });

  it('a title older than this register is recorded with the address where it stands, and is over if its term is', async () => {
    const { id: clusterId } = await bed.registerCluster();
    const historic = { clusterId, programme: 'jl-sme-2024', level: 'provincial', source: 'historic', recognisedOn: '2020-07-14', validThrough: '2023-07-14' };
    await expect(record({ ...historic, document })).rejects.toMatchObject({ issues: [{ path: 'document.url' }] });
    const { validThrough: _term, ...endless } = historic;
    const published = { issuer: '省工信厅', url: 'http://news.z56c.com/shtml/xdwlb/20250714/422904.shtml' };
    await expect(record({ ...endless, document: published })).rejects.toMatchObject({ issues: [{ path: 'validThrough' }] });
    const title = await record({ ...historic, document: published });
    expect(title).toMatchObject({ state: 'expired', source: 'historic' });
    expect(await get(title.id, '2023-07-14')).toMatchObject({ state: 'valid' });
  });

  it('is refused to others than the province, in another tenant, and for a day to come', async () => {
    const { id: clusterId } = await bed.registerCluster();
    await expect(record({ ...national, clusterId }, officer('220100'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(record({ ...national, clusterId }, officer('650000'))).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    await expect(record({ ...national, clusterId, recognisedOn: '2025-08-16' })).rejects.toMatchObject({ issues: [{ code: 'DAY_IN_FUTURE' }] });
  });
});

describe('a recognition', () => {
  it('gives the provincial title once, however often it is told', async () => {
    const cluster = await bed.registerCluster();
    const data = {
      applicationId: newId(), callId: newId(), decisionId: newId(), programme: 'jl-amc-2024', policyVersion: '2024-11-04', clusterId: cluster.id, region: '220102',
      recognisedOn: '2025-08-15', validThrough: '2028-08-15', endsWithTerm: false,
    };
    const eventId = newId();
    await Promise.all([bed.deliver(applicationRecognised, data, 'CN-22', eventId), bed.deliver(applicationRecognised, data, 'CN-22', eventId), bed.deliver(applicationRecognised, data)]);
    const titles = (await bed.source.query(`SELECT id FROM title WHERE cluster_id = $1`, [cluster.id])) as { id: string }[];
    expect(titles).toHaveLength(1);
    expect(await events(titleGranted, titles[0]?.id ?? '')).toEqual([
      {
        titleId: titles[0]?.id, clusterId: cluster.id, clusterName: cluster.name, programme: 'jl-amc-2024', policyVersion: '2024-11-04', level: 'provincial', region: '220102',
        state: 'valid', recognisedOn: '2025-08-15', validThrough: '2028-08-15', changedOn: '2025-08-15',
      },
    ]);
    expect((await library()).items).toHaveLength(1);
  });

  it('INT-28: under the measure of Xinjiang the title has no end date, and no deadline', async () => {
    const cluster = await bed.registerCluster({ region: '650102', regions: ['650102'] }, officer('650000'));
    const { titleId } = await bed.recognise(cluster, 'xj-amc', { policyVersion: 'undated' });
    const xinjiang = officer('650000');
    expect(await get(titleId, '2099-01-01', xinjiang)).not.toHaveProperty('validThrough');
    expect(await get(titleId, '2099-01-01', xinjiang)).toMatchObject({ state: 'valid', endsWithTerm: false });
    expect(await bed.source.query(`SELECT 1 FROM deadline WHERE subject = $1 AND state = 'pending'`, [titleId])).toEqual([]);
    expect((await library()).items).toEqual([]);
    await expect(get(titleId, undefined, province)).rejects.toMatchObject({ code: 'OTHER_TENANT' });
  });

  it('SEI-3-2: a listing of 2020 is a provincial title without term', async () => {
    const cluster = await bed.registerCluster();
    const { titleId } = await bed.recognise(cluster, 'jl-sei-2020', { policyVersion: '2020-05-06' });
    expect(await get(titleId)).toMatchObject({ level: 'provincial', state: 'valid', endsWithTerm: false });
  });

  it('of another tenant\'s cluster is not taken', async () => {
    const cluster = await bed.registerCluster();
    await expect(bed.recognise({ ...cluster, tenant: 'CN-65' as Cluster['tenant'] }, 'xj-amc')).rejects.toThrow(/another tenant/);
  });

  it('XJ-7-3.c: the plaque stands on the title with number and day, also when it is told first or at the same moment', async () => {
    const { id, applicationId, cluster } = await titled('jl-amc-2024');
    await bed.moveTo('2025-09-01');
    const plaque = { clusterId: cluster.id, programme: 'jl-amc-2024', plaqueNumber: '2025-07', awardedOn: '2025-09-01' };
    await bed.deliver(plaqueAwarded, { ...plaque, applicationId });
    expect(await get(id)).toMatchObject({ plaque: { number: '2025-07', awardedOn: '2025-09-01' } });
    expect(await get(id, '2025-08-31')).not.toHaveProperty('plaque');
    for (const order of ['first', 'at once'] as const) {
      const other = await bed.registerCluster();
      const recognised = {
        applicationId: newId(), callId: newId(), decisionId: newId(), programme: 'xj-amc', policyVersion: 'undated', clusterId: other.id, region: '220102', recognisedOn: '2025-09-01', endsWithTerm: false,
      };
      const told = async () => await bed.deliver(plaqueAwarded, { ...plaque, clusterId: other.id, applicationId: recognised.applicationId });
      if (order === 'first') await told();
      await Promise.all([bed.deliver(applicationRecognised, recognised), ...(order === 'first' ? [] : [told()])]);
      const [row] = (await bed.source.query(`SELECT id FROM title WHERE application_id = $1`, [recognised.applicationId])) as [{ id: string }];
      const title = await get(row.id);
      expect(title.plaque).toEqual({ number: '2025-07', awardedOn: '2025-09-01' });
      expect(title.history.map(({ kind }) => kind)).toEqual(['granted', 'plaque-awarded']);
    }
  });
});

describe('the end of the term', () => {
  it('SME-12, INT-13: without an application for re-review the title is over at the first instant after its last day', async () => {
    const { id } = await titled('jl-sme-2024');
    const [deadline] = (await bed.source.query(`SELECT due_at FROM deadline WHERE kind = 'title.term-ends' AND subject = $1`, [id])) as [{ due_at: Date }];
    expect(deadline.due_at).toEqual(new Date('2028-08-15T16:00:00Z'));
    await bed.moveTo('2028-08-15');
    expect(await get(id)).toMatchObject({ state: 'valid' });
    await bed.moveTo('2028-08-16');
    expect(await get(id)).toMatchObject({ state: 'expired' });
    expect(await events(titleExpired, id)).toMatchObject([{ state: 'expired', validThrough: '2028-08-15', changedOn: '2028-08-16' }]);
    expect((await get(id)).history.map(({ kind, on }) => [kind, on])).toEqual([['granted', '2025-08-15'], ['term-ended', '2028-08-16']]);
  });

  it('SME-12: under re-review the title outlives its term; passing extends it by three years, and then that term ends', async () => {
    const { id, cluster } = await titled('jl-sme-2024');
    await bed.moveTo('2028-08-15');
    await bed.deliver(reReviewOpened, reReview(id, cluster.id, '2028-06-01'));
    expect(await get(id)).toMatchObject({ state: 'valid' });
    await bed.deliver(reReviewApplied, reReview(id, cluster.id, '2028-08-15'));
    expect(await events(titleUnderReReview, id)).toMatchObject([{ state: 'under-re-review' }]);
    await bed.moveTo('2028-08-16');
    expect(await get(id)).toMatchObject({ state: 'under-re-review' });
    await bed.moveTo('2028-10-10');
    await bed.deliver(reReviewPassed, reReview(id, cluster.id, '2028-10-10', { validThrough: '2031-08-15' }));
    expect(await events(titleExtended, id)).toMatchObject([{ state: 'valid', validThrough: '2031-08-15', changedOn: '2028-10-10' }]);
    expect(await get(id, '2028-09-01')).toMatchObject({ state: 'under-re-review', validThrough: '2028-08-15' });
    await bed.moveTo('2031-08-16');
    expect(await get(id)).toMatchObject({ state: 'expired' });
    expect(await events(titleExpired, id)).toHaveLength(1);
  });

  it('SME-12: an application that was made in time and is told late brings an expired title back under re-review', async () => {
    const { id, cluster } = await titled('jl-sme-2024');
    await bed.moveTo('2028-08-16');
    await bed.deliver(reReviewApplied, reReview(id, cluster.id, '2028-08-15'));
    expect(await get(id)).toMatchObject({ state: 'under-re-review' });
    expect(await events(titleUnderReReview, id)).toHaveLength(1);
  });

  it('AMC-11.a: under the rules for advanced clusters the term ends no title', async () => {
    const { id } = await titled('jl-amc-2024');
    await bed.moveTo('2028-08-16');
    expect(await get(id)).toMatchObject({ state: 'valid', validThrough: '2028-08-15' });
    expect(await events(titleExpired, id)).toEqual([]);
  });
});

describe('taking a title away', () => {
  it('AMC-11.b: a failed re-review changes nothing by itself; the decided revocation takes the title, and the cluster leaves the library', async () => {
    const { id, cluster } = await titled('jl-amc-2024');
    await bed.moveTo('2028-09-01');
    await bed.deliver(reReviewApplied, reReview(id, cluster.id, '2028-08-01'));
    await bed.deliver(reReviewFailed, reReview(id, cluster.id, '2028-09-01'));
    expect(await get(id)).toMatchObject({ state: 'under-re-review' });
    expect((await library()).items).toMatchObject([{ state: 'in-library' }]);
    await bed.moveTo('2028-11-01');
    await bed.deliver(revocationDecided, revocation(id, cluster.id, '2028-11-01'));
    expect(await get(id)).toMatchObject({ state: 'revoked' });
    expect(await events(titleRevoked, id)).toMatchObject([{ state: 'revoked', changedOn: '2028-11-01' }]);
    expect((await library()).items).toMatchObject([{ state: 'left', leftOn: '2028-11-01' }]);
  });

  it('AMC-8: when the decision is withdrawn the title returns to where it stood, its history whole, and the cluster to the library', async () => {
    const { id, cluster } = await titled('jl-amc-2024');
    await bed.moveTo('2026-02-01');
    await bed.deliver(reReviewApplied, reReview(id, cluster.id, '2026-01-10'));
    await bed.deliver(revocationDecided, revocation(id, cluster.id, '2026-02-01'));
    await bed.moveTo('2026-04-01');
    await bed.deliver(revocationWithdrawn, revocation(id, cluster.id, '2026-02-01', { withdrawnOn: '2026-04-01' }));
    expect(await events(titleReinstated, id)).toMatchObject([{ state: 'under-re-review', changedOn: '2026-04-01' }]);
    const title = await get(id);
    expect(title).toMatchObject({ state: 'under-re-review' });
    expect(title.history.map(({ kind }) => kind)).toEqual(['granted', 're-review-applied-for', 'revoked', 'reinstated']);
    expect(await get(id, '2026-03-01')).toMatchObject({ state: 'revoked' });
    const [entry] = (await library()).items;
    expect(entry).toMatchObject({ state: 'in-library' });
    expect(entry).not.toHaveProperty('leftOn');
    const { stays } = await bed.ask(cultivationEntryContracts.get, async (...args) => await bed.entries.get(...args), { id: entry?.id }, province);
    expect(stays).toEqual([{ enteredOn: '2025-08-15', leftOn: '2026-02-01' }, { enteredOn: '2026-04-01' }]);
  });

  it('SME-12: a title whose term ended meanwhile returns as one that is over', async () => {
    const { id, cluster } = await titled('jl-sme-2024');
    await bed.moveTo('2028-07-01');
    await bed.deliver(revocationDecided, revocation(id, cluster.id, '2028-07-01', { grounds: ['SME-14-2'] }));
    await bed.moveTo('2028-09-01');
    expect(await events(titleExpired, id)).toEqual([]);
    await bed.deliver(revocationWithdrawn, revocation(id, cluster.id, '2028-07-01', { grounds: ['SME-14-2'], withdrawnOn: '2028-09-01' }));
    expect(await events(titleReinstated, id)).toMatchObject([{ state: 'expired' }]);
    expect(await get(id)).toMatchObject({ state: 'expired' });
  });

  it('an event for a title that is not there, or of another tenant, fails and waits instead of being lost', async () => {
    const { id, cluster } = await titled('jl-amc-2024');
    await expect(bed.deliver(revocationDecided, revocation(id, cluster.id, '2025-08-15'), 'CN-65')).rejects.toThrow(/no title/);
    await expect(bed.deliver(revocationDecided, revocation(newId(), cluster.id, '2025-08-15'))).rejects.toThrow(/no title/);
    expect(await get(id)).toMatchObject({ state: 'valid' });
  });

  it('SME-14-1: a re-review that is passed and a revocation that is told at the same moment both stand in the history, and the title is revoked', async () => {
    const { id, cluster } = await titled('jl-sme-2024');
    await bed.moveTo('2028-07-01');
    await Promise.all([
      bed.deliver(revocationDecided, revocation(id, cluster.id, '2028-07-01', { grounds: ['SME-14-2'] })),
      bed.deliver(reReviewPassed, reReview(id, cluster.id, '2028-06-30', { validThrough: '2031-08-15' })),
      bed.deliver(reReviewApplied, reReview(id, cluster.id, '2028-06-01')),
    ]);
    const title = await get(id);
    expect(title).toMatchObject({ state: 'revoked', validThrough: '2031-08-15' });
    expect(title.history.map(({ kind }) => kind)).toEqual(['granted', 're-review-applied-for', 're-review-passed', 'revoked']);
  });

  it('what happened to a title cannot be changed or removed by the service', async () => {
    await titled('jl-amc-2024');
    for (const statement of [`UPDATE title_change SET kind = 'granted'`, `DELETE FROM title_change`, `DELETE FROM title`, `UPDATE title SET recognised_on = '2020-01-01'`]) {
      await expect(bed.source.query(statement)).rejects.toThrow(/permission denied/);
    }
  });
});

describe('the level that counts for a subsidy', () => {
  it('INT-19: the highest title in force on the day, one under re-review included, one revoked later still on the days before', async () => {
    const { id, cluster } = await titled('jl-amc-2024');
    const document = { issuer: '工信部', number: '1' };
    await record({ clusterId: cluster.id, programme: 'miit-amc', level: 'national', source: 'document', document, recognisedOn: '2025-08-15' });
    await bed.moveTo('2026-05-01');
    await record({ clusterId: cluster.id, programme: 'miit-amc', level: 'world', source: 'document', document, recognisedOn: '2026-05-01' });
    expect((await highest(cluster.id, '2025-08-14'))?.level).toBeUndefined();
    expect((await highest(cluster.id, '2026-04-30'))?.level).toBe('national');
    expect((await highest(cluster.id, '2026-05-01'))?.level).toBe('world');
    const other = await titled('jl-amc-2024');
    await bed.deliver(reReviewApplied, reReview(other.id, other.cluster.id, '2026-05-01'));
    expect(await highest(other.cluster.id, '2026-05-01')).toEqual({ id: other.id, level: 'provincial', programme: 'jl-amc-2024', state: 'under-re-review' });
    await bed.moveTo('2026-06-01');
    await bed.deliver(revocationDecided, revocation(other.id, other.cluster.id, '2026-06-01'));
    expect([(await highest(other.cluster.id, '2026-05-31'))?.level, (await highest(other.cluster.id, '2026-06-01'))?.level]).toEqual(['provincial', undefined]);
    expect(id).not.toBe(other.id);
  });
});
