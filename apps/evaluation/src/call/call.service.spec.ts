import { callContracts, type CallTerms } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { ApplicationBed } from '../../test/application-bed.js';

jest.setTimeout(60_000);

let bed: ApplicationBed;
beforeAll(async () => {
  bed = await ApplicationBed.open();
});
afterAll(async () => {
  await bed.close();
});

const province = () => bed.as('province-industry', '220000');
const xinjiang = () => bed.as('province-industry', '650000');
const terms = (changes: Partial<CallTerms> = {}): CallTerms =>
  ({ title: { zh: '申报通知', en: 'Call' }, opensOn: '2025-05-06', closesOn: '2025-06-30', attachments: [], isBlind: false, dropsExtremes: false, ...changes }) as CallTerms;

describe('a call', () => {
  it('AMC-7-1.a: is published by the province from the version of the policy that is in force', async () => {
    const call = await bed.publishedCall('jl-amc-2024');
    expect(call).toMatchObject({ state: 'published', policyVersion: '2024-11-04', version: 2 });
    expect(await bed.events(callContracts.published)).toContainEqual(expect.objectContaining({ callId: call.id, closesOn: '2025-06-30' }));
    await expect(bed.calls.publish({ id: call.id, version: 2 }, province())).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { action: 'call.publish', state: 'published' } });
  });

  it('XJ-7-1.a: belongs to its jurisdiction: another sees nothing of it, and cannot use its policy', async () => {
    const call = await bed.publishedCall('xj-amc', {}, xinjiang());
    expect(call.policyVersion).toBe('undated');
    await expect(bed.calls.get(call.id, province())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.calls.list({ programme: 'xj-amc' }, province())).items).toEqual([]);
    await expect(bed.calls.draft({ programme: 'xj-amc', terms: terms() }, province())).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    await expect(bed.calls.withdraw({ id: call.id, version: call.version, reason: 'no' }, province())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('SEI-5-2: a programme whose policy is no longer in force has no more calls', async () => {
    await expect(bed.calls.draft({ programme: 'jl-sei-2020', terms: terms() }, bed.as('province-development-commission', '220000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('XJ-7-3.b: cannot set the length of a notice that the document fixes; INT-11: another programme\'s it can', async () => {
    await expect(bed.calls.draft({ programme: 'xj-amc', terms: terms({ noticeWorkingDays: 3 }) }, xinjiang())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-7-3.b' });
    await expect(bed.calls.draft({ programme: 'jl-sme-2024', terms: terms({ noticeWorkingDays: 7 }) }, province())).resolves.toMatchObject({ noticeWorkingDays: 7 });
  });

  it('takes extra criteria as expressive as a policy\'s, and says where they are wrong', async () => {
    const clause = { id: 'CALL-1', article: '通知一', kind: 'criterion', modality: 'must', does: 'Employees at least 1,000.' };
    const good = {
      clauses: [clause],
      parameters: { leastEmployees: { value: '1000', unit: 'people', clause: 'CALL-1', checkedOn: '2025-05-06', zh: '从业人员下限', en: 'least employees' } },
      criteria: [{ clause: 'CALL-1', title: { zh: '从业人员', en: 'Employees' }, condition: { kind: 'compare', fact: 'industrialInternetPenetration', is: 'atLeast', parameter: 'leastEmployees' } }],
    };
    const bad = { ...good, criteria: [{ ...good.criteria[0], condition: { kind: 'no-such-kind' } }] };
    await expect(bed.calls.draft({ programme: 'jl-sme-2024', terms: terms({ additions: bad as never }) }, province())).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining('criteria') as unknown })]) as unknown,
    });
    await expect(bed.calls.draft({ programme: 'jl-sme-2024', terms: terms({ additions: good as never }) }, province())).resolves.toMatchObject({ state: 'draft' });
  });

  it('is refused with every fault of its terms at once', async () => {
    const faulty = terms({ closesOn: '2025-05-01' as never, dropsExtremes: true, attachments: [{ kind: 'plan', title: { zh: '规划', en: 'Plan' }, isRequired: true }, { kind: 'plan', title: { zh: '规划', en: 'Plan' }, isRequired: true }] });
    await expect(bed.calls.draft({ programme: 'jl-sme-2024', terms: faulty }, province())).rejects.toMatchObject({
      issues: [{ path: 'terms.closesOn' }, { path: 'terms.dropsExtremes' }, { path: 'terms.attachments' }],
    });
  });

  it('as a draft is seen by those who publish alone', async () => {
    const { id } = await bed.calls.draft({ programme: 'jl-sme-2024', terms: terms() }, province());
    const county = bed.as('county-industry', '220182');
    await expect(bed.calls.get(id, county)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.calls.list({}, county)).items.map((item) => item.id)).not.toContain(id);
    expect((await bed.calls.list({ state: 'draft' }, province())).items.map((item) => item.id)).toContain(id);
  });

  it('AMC-7-1.a: once published is anybody\'s to read, of either province; drafts and withdrawn ones are nobody\'s', async () => {
    const { id } = await bed.publishedCall('jl-sme-2024');
    const foreign = await bed.publishedCall('xj-amc', {}, xinjiang());
    const draft = await bed.calls.draft({ programme: 'jl-sme-2024', terms: terms() }, province());
    const withdrawn = await bed.publishedCall('jl-sme-2024');
    await bed.calls.withdraw({ id: withdrawn.id, version: withdrawn.version, reason: '改期' }, province());
    const listed = (await bed.calls.listPublic({})).items.map((item) => item.id);
    expect(listed).toEqual(expect.arrayContaining([id, foreign.id]));
    expect(listed).not.toContain(draft.id);
    expect(listed).not.toContain(withdrawn.id);
    expect((await bed.calls.listPublic({ tenant: 'CN-65' as never, limit: 1 })).items).toHaveLength(1);
    await expect(bed.calls.getPublic(id)).resolves.toMatchObject({ id, state: 'published', policyVersion: '2024-03-15' });
    for (const hidden of [draft.id, withdrawn.id]) await expect(bed.calls.getPublic(hidden)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('changed by two at once is changed by one; the other is told the version', async () => {
    const { id, version } = await bed.calls.draft({ programme: 'jl-sme-2024', terms: terms() }, province());
    const amend = async (zh: string) => await bed.calls.amend({ id, version, terms: terms({ title: { zh, en: zh } }) }, province());
    const outcomes = await Promise.allSettled([amend('甲'), amend('乙')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } } });
  });

  it('is listed by pages, newest first', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined, page = 0; page < 50; page += 1) {
      const answer = await bed.calls.list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) }, province());
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.next;
      if (cursor === undefined) break;
    }
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual([...new Set(seen)].toSorted().toReversed());
  });
});

describe('the last day of a call', () => {
  it('INT-15: ends at midnight in Shanghai, and not before; an extension moves it', async () => {
    const call = await bed.publishedCall('jl-sme-2024', { closesOn: '2025-05-10' as never });
    const extended = await bed.calls.extend({ id: call.id, version: call.version, closesOn: '2025-05-12' as never, reason: '节假日' }, province());
    await expect(bed.calls.extend({ id: call.id, version: extended.version, closesOn: '2025-05-11' as never, reason: 'x' }, province())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await bed.moveTo('2025-05-12');
    await expect(bed.calls.get(call.id, province())).resolves.toMatchObject({ state: 'published' });
    await bed.moveTo('2025-05-13');
    await expect(bed.calls.get(call.id, province())).resolves.toMatchObject({ state: 'closed' });
    const [{ due }] = (await bed.source.query(`SELECT to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS due FROM deadline WHERE subject = $1`, [call.id])) as [{ due: string }];
    expect(due).toBe('2025-05-13 00:00');
    await expect(bed.calls.withdraw({ id: call.id, version: extended.version + 1, reason: 'late' }, province())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('of a call that was withdrawn closes nothing', async () => {
    const call = await bed.publishedCall('jl-sme-2024', { opensOn: '2025-05-13' as never, closesOn: '2025-05-20' as never });
    await bed.calls.withdraw({ id: call.id, version: call.version, reason: '改期' }, province());
    await bed.moveTo('2025-05-22');
    await expect(bed.calls.get(call.id, province())).resolves.toMatchObject({ state: 'withdrawn' });
  });
});
