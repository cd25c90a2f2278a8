import { applicationContracts, type Call } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { ApplicationBed, contentOf, eligibleCase } from '../../test/application-bed.js';

jest.setTimeout(60_000);

let bed: ApplicationBed;
let call: Call;
beforeAll(async () => {
  bed = await ApplicationBed.open();
  call = await bed.publishedCall('jl-sme-2024', { attachments: [{ kind: 'plan', title: { zh: '三年规划', en: 'Three-year plan' }, isRequired: false }] });
});
afterAll(async () => {
  await bed.close();
});

const county = () => bed.as('county-industry', '220182');
const prefecture = () => bed.as('prefecture-industry', '220100');
const province = () => bed.as('province-industry', '220000');

describe('a draft', () => {
  it('SME-9: is the county department\'s to write; others may not apply', async () => {
    const cluster = bed.cluster();
    await expect(bed.applications.draft({ callId: call.id, clusterId: cluster.id }, prefecture())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.applications.draft({ callId: call.id, clusterId: cluster.id }, bed.as('promotion-organisation', '220182'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.applications.draft({ callId: call.id, clusterId: cluster.id }, bed.as('county-industry', '220183'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.applications.draft({ callId: call.id, clusterId: cluster.id }, county())).resolves.toMatchObject({ state: 'draft', region: '220182', contentNumber: 0 });
    await expect(bed.applications.draft({ callId: call.id, clusterId: cluster.id }, county())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('AMC-7-1.a: of an advanced manufacturing cluster is its promotion organisation\'s; XJ-5.a: in Xinjiang as well', async () => {
    const jilin = await bed.publishedCall('jl-amc-2024');
    const cluster = bed.cluster({ region: '220100', regions: ['220100'] });
    await expect(bed.applications.draft({ callId: jilin.id, clusterId: cluster.id }, bed.as('county-industry', '220100'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.applications.draft({ callId: jilin.id, clusterId: cluster.id }, bed.as('promotion-organisation', '220100'))).resolves.toMatchObject({ state: 'draft' });
    const xinjiang = await bed.publishedCall('xj-amc', {}, bed.as('province-industry', '650000'));
    const other = bed.cluster({ region: '650100', regions: ['650100'] });
    await expect(bed.applications.draft({ callId: xinjiang.id, clusterId: other.id }, bed.as('prefecture-industry', '650100'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.applications.draft({ callId: xinjiang.id, clusterId: other.id }, bed.as('promotion-organisation', '650100'))).resolves.toMatchObject({ state: 'draft' });
  });

  it('is seen by those who write at it alone, not by their superiors, and not by the neighbour', async () => {
    const draft = await bed.drafted(call, county());
    for (const other of [prefecture(), province(), bed.as('county-industry', '220182', 'colleague')]) {
      await expect(bed.applications.get(draft.id, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await bed.applications.list({ state: 'draft' }, other)).items.map(({ id }) => id)).not.toContain(draft.id);
    }
    const admitted = await bed.applications.admit({ id: draft.id, version: draft.version, editor: 'colleague' }, county());
    await expect(bed.applications.get(draft.id, bed.as('county-industry', '220182', 'colleague'))).resolves.toMatchObject({ version: admitted.version });
    expect((await bed.applications.list({ state: 'draft' }, bed.as('county-industry', '220182', 'colleague'))).items.map(({ id }) => id)).toEqual([draft.id]);
  });

  it('is saved as often as it is written, every version kept; of two who save at once one is told', async () => {
    const draft = await bed.drafted(call, county());
    const save = async (employees: string) => await bed.applications.saveDraft({ id: draft.id, version: draft.version, content: contentOf({ employees }) }, county());
    const outcomes = await Promise.allSettled([save('1'), save('2')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    const versions = await bed.source.query('SELECT version FROM application_draft WHERE application_id = $1 ORDER BY version', [draft.id]);
    expect(versions).toEqual([{ version: 1 }, { version: 2 }, { version: 3 }]);
    const first = await bed.drafts.list({ id: draft.id, limit: 2 }, county());
    expect(first.items).toMatchObject([{ version: 3, person: 'county-industry-220182' }, { version: 2 }]);
    const rest = await bed.drafts.list({ id: draft.id, limit: 2, cursor: first.next as string }, county());
    expect(rest).toMatchObject({ items: [{ version: 1 }] });
    expect(rest).not.toHaveProperty('next');
    expect((await bed.drafts.get({ id: draft.id, version: 1 }, county())).content.facts).toEqual([]);
    await expect(bed.drafts.get({ id: draft.id, version: 9 }, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.drafts.list({ id: draft.id }, province())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says at any time what every clause would decide, what would change it, and what is missing', async () => {
    const draft = await bed.drafted(call, county());
    const weak = { ...eligibleCase('jl-sme-2024').facts, industrialInternetPenetration: '7.9' } as Record<string, unknown>;
    delete weak['employees'];
    await bed.applications.saveDraft({ id: draft.id, version: draft.version, content: contentOf(weak) }, county());
    const check = await bed.submissions.check(draft.id, county());
    expect(check).toMatchObject({ asOf: '2025-06-30', verdict: 'ineligible' });
    const criteria = (check.decision as { criteria: { clause: string; outcome: string; change?: unknown }[] }).criteria;
    expect(criteria.find(({ clause }) => clause === 'SME-6-5.a')).toMatchObject({ outcome: 'not-met', change: { changes: [{ fact: 'industrialInternetPenetration', atLeast: '8' }] } });
    expect(check.obstacles.map(({ message }) => message.en)).toContain('SME-6-4.c lacks the fact employees.2024.');
  });
});

describe('a submission', () => {
  it('is frozen under its hash, decided, and goes to the first step of the procedure', async () => {
    const submitted = await bed.submitted(call, county());
    expect(submitted).toMatchObject({ state: 'under-review', step: 'prefecture-review', contentNumber: 1, receipt: { number: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown } });
    await expect(bed.applications.saveDraft({ id: submitted.id, version: submitted.version, content: submitted.content }, county())).rejects.toMatchObject({
      code: 'STATE_FORBIDS',
      issues: [{ message: { en: expect.stringContaining('application.withdraw') as unknown } }],
    });
    expect(await bed.events(applicationContracts.submitted)).toContainEqual(expect.objectContaining({ applicationId: submitted.id, contentSha256: submitted.receipt?.sha256 }));
    const [{ id }] = (await bed.source.query(`SELECT id FROM decision WHERE subject_id = $1 AND purpose = 'submission'`, [submitted.id])) as [{ id: string }];
    const decision = await bed.decisions.get(id, province());
    expect(decision).toMatchObject({ programme: 'jl-sme-2024', policyVersion: '2024-03-15', calendarVersion: '2024,2025,2026', verdict: 'needs-judgement', asOf: '2025-06-30' });
    await expect(bed.decisions.replay(id, province())).resolves.toMatchObject({ equal: true, derived: decision.sha256 });
    await expect(bed.decisions.get(id, bed.as('province-industry', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that was tampered with is found when it is derived again', async () => {
    const submitted = await bed.submitted(call, county());
    const [{ id }] = (await bed.source.query('SELECT id FROM decision WHERE subject_id = $1', [submitted.id])) as [{ id: string }];
    await expect(bed.source.query(`UPDATE decision SET verdict = 'eligible' WHERE id = $1`, [id])).rejects.toThrow('permission denied');
    const owner = await bed.asOwner();
    await owner.query(`UPDATE decision SET inputs = replace(inputs, '"areaKm2":"', '"areaKm2":"9') WHERE id = $1`, [id]);
    await expect(bed.decisions.replay(id, province())).resolves.toMatchObject({ equal: false });
  });

  it('that lacks a fact is refused with each that is missing; one that the policy does not know is named', async () => {
    const { employees: _employees, ...rest } = eligibleCase('jl-sme-2024').facts as Record<string, unknown>;
    const lacking = await bed.drafted(call, county(), bed.cluster(), contentOf(rest));
    await expect(bed.submissions.submit({ id: lacking.id, version: lacking.version }, county())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'content.facts.employees.2024' }] });
    const unknown = await bed.drafted(call, county(), bed.cluster(), contentOf({ ...eligibleCase('jl-sme-2024').facts, mood: 'good' }));
    await expect(bed.submissions.submit({ id: unknown.id, version: unknown.version }, county())).rejects.toMatchObject({ issues: [{ code: 'UNKNOWN_FACT' }] });
    await expect(bed.applications.get(lacking.id, county())).resolves.toMatchObject({ state: 'draft', contentNumber: 0 });
  });

  it('SME-2: of a cluster across counties is refused', async () => {
    const across = await bed.drafted(call, county(), bed.cluster({ regions: ['220182', '220183'] }));
    await expect(bed.submissions.submit({ id: across.id, version: across.version }, county())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-2' });
  });

  it('without an attachment that the call requires, or with one that is not stored, is refused', async () => {
    const strict = await bed.publishedCall('jl-sme-2024', { attachments: [{ kind: 'plan', title: { zh: '三年规划', en: 'Three-year plan' }, isRequired: true }] });
    const without = await bed.drafted(strict, county());
    await expect(bed.submissions.submit({ id: without.id, version: without.version }, county())).rejects.toMatchObject({ issues: [{ code: 'ATTACHMENT_MISSING', message: { zh: '缺少附件：三年规划' } }] });
    const sha256 = 'ab'.repeat(32);
    const enclosed = await bed.applications.saveDraft({ id: without.id, version: without.version, content: { ...without.content, attachments: [{ kind: 'plan', sha256, name: '规划.pdf' }] } }, county());
    await expect(bed.submissions.submit({ id: enclosed.id, version: enclosed.version }, county())).rejects.toMatchObject({ issues: [{ code: 'ATTACHMENT_UNKNOWN' }] });
    await bed.source.query(`INSERT INTO attachment VALUES ('CN-22', $1, 1, 'application/pdf', now(), 'x')`, [sha256]);
    await expect(bed.submissions.submit({ id: enclosed.id, version: enclosed.version }, county())).resolves.toMatchObject({ state: 'under-review' });
  });

  it('withdrawn is out of the way of another; its history stays', async () => {
    const cluster = bed.cluster();
    const submitted = await bed.submitted(call, county(), cluster);
    const withdrawn = await bed.applications.withdraw({ id: submitted.id, version: submitted.version, reason: '重新准备' }, county());
    expect(withdrawn).toMatchObject({ state: 'withdrawn', possible: [] });
    expect(withdrawn).not.toHaveProperty('step');
    await expect(bed.submitted(call, county(), cluster)).resolves.toMatchObject({ state: 'under-review' });
    expect((await bed.reviews.history({ id: submitted.id }, province())).items.map(({ outcome }) => outcome)).toEqual(['submitted', 'withdrawn']);
  });

  it('is listed for the officials of its region alone, by pages, newest first, and not for another province', async () => {
    const submitted = await bed.submitted(call, county());
    const ids = async (official = prefecture(), filter = {}): Promise<string[]> => {
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await bed.applications.list({ limit: 2, ...filter, ...(cursor === undefined ? {} : { cursor }) }, official);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
        if (cursor === undefined) return seen;
      }
    };
    const all = await ids(province());
    expect(all).toContain(submitted.id);
    expect(all).toEqual([...new Set(all)].toSorted().toReversed());
    expect(await ids(prefecture())).toContain(submitted.id);
    expect(await ids(province(), { region: '220100', state: 'under-review' })).toContain(submitted.id);
    expect(await ids(province(), { region: '220200' })).toEqual([]);
    expect(await ids(bed.as('prefecture-industry', '220200'))).toEqual([]);
    expect(await ids(bed.as('province-industry', '650000'))).toEqual([]);
    await expect(bed.applications.get(submitted.id, bed.as('prefecture-industry', '220200'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.applications.get(submitted.id, bed.as('province-industry', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.applications.get(submitted.id, bed.as('promotion-organisation', '220182'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('after the last day of a call', () => {
  it('a submission is refused, a draft is not begun, and what was returned may still come back', async () => {
    const short = await bed.publishedCall('jl-sme-2024', { closesOn: '2025-05-08' as never });
    const draft = await bed.drafted(short, county());
    const submitted = await bed.submitted(short, county());
    await bed.moveTo('2025-05-09');
    await expect(bed.submissions.submit({ id: draft.id, version: draft.version }, county())).rejects.toMatchObject({ code: 'CALL_NOT_OPEN', params: { today: '2025-05-09', closesOn: '2025-05-08' } });
    await expect(bed.applications.draft({ callId: short.id, clusterId: bed.cluster().id }, county())).rejects.toMatchObject({ code: 'CALL_NOT_OPEN' });
    const returned = await bed.reviews.return({ id: submitted.id, version: submitted.version, step: 'prefecture-review', reasons: [{ text: '请补充' }] }, prefecture());
    const again = await bed.submissions.submit({ id: returned.id, version: returned.version }, county());
    expect(again).toMatchObject({ state: 'under-review', step: 'prefecture-review', contentNumber: 2 });
  });
});

describe('what was returned for correction', () => {
  it('SME-10: comes back with a difference that can be seen; the clock of the step stood still meanwhile', async () => {
    const open = await bed.publishedCall('jl-sme-2024', { opensOn: '2025-05-09' as never });
    const submitted = await bed.submitted(open, county());
    const reasons = [{ clause: 'SME-6-1.b', text: '面积请附依据' }];
    const returned = await bed.reviews.return({ id: submitted.id, version: submitted.version, step: 'prefecture-review', reasons }, prefecture());
    expect(returned).toMatchObject({ state: 'returned', step: 'prefecture-review' });
    await bed.moveTo('2025-05-12');
    const content = { ...returned.content, facts: returned.content.facts.map((fact) => (fact.name === 'areaKm2' ? { ...fact, value: '81' } : fact)) };
    const saved = await bed.applications.saveDraft({ id: returned.id, version: returned.version, content }, county());
    // Officials see what was submitted, not what is being written.
    expect((await bed.applications.get(saved.id, prefecture())).content).toEqual(submitted.content);
    await bed.submissions.submit({ id: saved.id, version: saved.version }, county());
    const { changes } = await bed.applications.compare({ id: saved.id, from: 1, to: 2 }, prefecture());
    expect(changes).toEqual([{ path: 'facts.areaKm2.value', before: eligibleCase('jl-sme-2024').facts['areaKm2'], after: '81' }]);
    const { clocks } = await bed.reviews.history({ id: saved.id }, prefecture());
    expect(clocks).toHaveLength(1);
    expect(clocks[0]?.suspendedSeconds).toBeGreaterThan(3 * 86_400 - 120);
    expect(clocks[0]?.suspendedSeconds).toBeLessThan(3 * 86_400 + 120);
  });
});
