import { type Activity, activityContracts as contracts, activityKinds, type Caller, promotionOrganisationContracts } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { creditCode, FIRST_DAY, officer, OrganisationBed, somebody, xinjiangConditions } from '../../test/organisation-bed.js';

jest.setTimeout(60_000);

let bed: OrganisationBed;
let organisationId: string;
beforeAll(async () => {
  bed = await OrganisationBed.open();
});
afterAll(async () => {
  await bed.close();
});

const county = officer('650102');
const wang = somebody('promotion-organisation', '650102', 'wang');

beforeEach(async () => {
  const founders = [{ creditCode: creditCode(), kind: 'leading-enterprise' }];
  const { id } = await bed.registerOrganisation({ region: '650102', conditions: xinjiangConditions(), founders }, county);
  const request = { id, version: 1, person: 'wang', reason: '确定经办人' };
  await bed.ask(promotionOrganisationContracts.appointRepresentative, async (...args) => await bed.representatives.appoint(...args), request, county);
  organisationId = id;
});

const particulars = { kind: 'training', heldOn: FIRST_DAY, title: '数字化培训', participants: 40, partners: [{ name: '新疆大学', creditCode: creditCode() }, { name: '设计院' }] };
const record = async (changes: object = {}, caller: Caller = wang): Promise<Activity> =>
  await bed.ask(contracts.record, async (...args) => await bed.activities.record(...args), { organisationId, ...particulars, ...changes }, caller);
const correct = async (request: object, caller: Caller = wang): Promise<Activity> =>
  await bed.ask(contracts.correct, async (...args) => await bed.activities.correct(...args), { ...particulars, reason: '人数有误', ...request }, caller);
const list = async (request: object, caller: Caller = county) =>
  await bed.ask(contracts.list, async (...args) => await bed.activities.list(...args), { organisationId, ...request }, caller);
const count = async (year: number, caller: Caller = county) => await bed.ask(contracts.count, async (...args) => await bed.activities.count(...args), { organisationId, year }, caller);

describe('activities', () => {
  it('XJ-11: an activity is recorded by who acts for the organisation, or by the department of its locality, and audited under the clause', async () => {
    const activity = await record();
    expect(activity).toMatchObject({ ...particulars, organisationId, version: 1 });
    await record({ kind: 'visit', title: '走访企业' }, county);
    expect((await list({})).items).toHaveLength(2);
    const audit = await bed.source.query(`SELECT action, clause, person FROM audit_entry WHERE object_id = $1`, [activity.id]);
    expect(audit).toEqual([{ action: 'activity.record', clause: 'XJ-11', person: 'wang' }]);
  });

  it('XJ-11: a year is counted by kind, with participants, so that it can be evaluated', async () => {
    for (const [kind, heldOn] of [['training', '2025-01-01'], ['training', '2025-12-31'], ['matchmaking', '2025-06-01'], ['training', '2024-12-31'], ['visit', '2026-01-01']]) {
      await record({ kind, heldOn });
    }
    const counted = await count(2025);
    expect(counted.byKind.map(({ kind }) => kind)).toEqual([...activityKinds]);
    expect(counted.byKind.filter(({ activities }) => activities > 0)).toEqual([
      { kind: 'matchmaking', activities: 1, participants: 40 }, { kind: 'training', activities: 2, participants: 80 },
    ]);
    expect((await list({ year: 2025 })).items.map(({ heldOn }) => heldOn)).toEqual(['2025-12-31', '2025-06-01', '2025-01-01']);
    expect((await list({ year: 2025, kind: 'matchmaking' })).items).toHaveLength(1);
  });

  it('XJ-11: a correction has its reason, and what was recorded before stays', async () => {
    const { id } = await record();
    const corrected = await correct({ id, version: 1, participants: 45 });
    expect(corrected).toMatchObject({ participants: 45, version: 2 });
    expect((await list({})).items).toEqual([corrected]);
    await expect(correct({ id, version: 1, participants: 50 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT', params: { noun: 'activity', actual: '2' } });
    const { items } = await bed.ask(contracts.history, async (...args) => await bed.activities.history(...args), { id }, wang);
    expect(items[0]).toMatchObject({ reason: '人数有误', person: 'wang', fields: [{ field: 'participants', before: '40', after: '45' }] });
    expect(contracts.correct.request.safeParse({ id, version: 2, ...particulars }).success).toBe(false);
  });

  it('what is still to come is no activity: today is, tomorrow is not', async () => {
    await expect(record({ heldOn: '2026-03-03' })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'heldOn' }] });
    await expect(record({ heldOn: '2026-03-02' })).resolves.toMatchObject({ heldOn: '2026-03-02' });
  });

  it('of another organisation are not recorded, corrected or read by a representative', async () => {
    const { id } = await record();
    const li = somebody('promotion-organisation', '650102', 'li');
    await expect(record({}, li)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(correct({ id, version: 1 }, li)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    for (const stranger of [li, somebody('expert', '650000')]) {
      await expect(list({}, stranger)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      await expect(count(2026, stranger)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    }
    await expect(list({}, officer('650200'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(record({}, officer('220000'))).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'organisationId' }] });
    await expect(record({ organisationId: newId() })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(correct({ id: newId(), version: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are not recorded for a suspended organisation, and still read', async () => {
    const { id } = await record();
    const request = { id: organisationId, version: 2, reason: '监管' };
    await bed.ask(promotionOrganisationContracts.suspend, async (...args) => await bed.organisations.suspend(...args), request, county);
    for (const who of [wang, county]) await expect(record({}, who)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'suspended' } });
    await expect(correct({ id, version: 1 }, county)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect((await list({}, wang)).items).toHaveLength(1);
  });

  it('are read page by page, the latest day first, each once', async () => {
    for (const heldOn of ['2025-05-01', '2025-05-03', '2025-05-02', '2025-05-02', '2025-05-01']) await record({ heldOn });
    const seen: Activity[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen.map(({ heldOn }) => heldOn)).toEqual(['2025-05-03', '2025-05-02', '2025-05-02', '2025-05-01', '2025-05-01']);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
