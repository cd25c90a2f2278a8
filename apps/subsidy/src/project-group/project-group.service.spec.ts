import { type GroupProject, type LineInput, type ProjectGroup, projectGroupContracts } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { contentOf, creditCode, GroupBed, type KnownCluster, threeProjects } from '../../test/group-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { decideAgain, type DecisionInputs } from './group-decision.js';

jest.setTimeout(60_000);

let bed: GroupBed;
let year: ProgrammeYear;
beforeAll(async () => {
  bed = await GroupBed.open();
  year = await bed.publishedYear();
});
afterAll(async () => {
  await bed.close();
});

const writer = (person = 'writer'): Request => bed.as('enterprise', '220182', person);
const county = (): Request => bed.as('county-industry', '220182');
const lineOf = (projectId: string, changes: Partial<LineInput> = {}): LineInput =>
  ({
    projectId, category: 'equipment', description: '数控机床（样例）', supplier: { name: '长春某某机床有限公司（样例）' }, invoice: { number: newId().replaceAll('-', '').slice(-20), date: '2025-03-20' },
    completedOn: '2025-03-31', amount: '1000000.00', tax: 'excluded', condition: 'new', serials: [], region: '220182', evidence: [{ sha256: newId().replaceAll('-', '').repeat(2), name: '发票.pdf' }], ...changes,
  }) as LineInput;

interface Given {
  readonly lead?: string;
  readonly cluster?: KnownCluster;
  readonly projects?: readonly GroupProject[];
  readonly linesOf?: (projectId: string) => readonly LineInput[];
  readonly of?: ProgrammeYear;
  readonly facts?: readonly { name: string; value: boolean }[];
}

/** A draft that is ready to be submitted: three projects with a line each. */
async function written({ lead = creditCode(), cluster = bed.cluster([lead]), projects = threeProjects(), linesOf = (id) => [lineOf(id)], of = year, facts = [] }: Given = {}, who = writer()): Promise<ProjectGroup> {
  const draft = await bed.groupService.draft({ yearId: of.id, clusterId: cluster.id, lead: { creditCode: lead as never, name: '吉林某某制造有限公司（样例）' }, region: '220182' as never }, bed.again(who));
  const saved = await bed.groupService.saveDraft({ id: draft.id, version: draft.version, content: { ...contentOf(projects), facts: [...facts] } }, bed.again(who));
  const lines = projects.flatMap(({ id }) => linesOf(id));
  if (lines.length === 0) return saved;
  const { groupVersion } = await bed.lineService.enter({ groupId: draft.id, version: saved.version, lines }, bed.again(who));
  return { ...saved, version: groupVersion };
}
const submit = async ({ id, version }: Pick<ProjectGroup, 'id' | 'version'>, who = writer()): Promise<ProjectGroup> => await bed.submissions.submit({ id, version }, bed.again(who));
const submitted = async (given: Given = {}): Promise<ProjectGroup> => await submit(await written(given));

describe('a draft', () => {
  it('SUB-7.b: is an enterprise\'s of its own region, and seen by those who write at it alone', async () => {
    const lead = creditCode();
    const draft = { yearId: year.id, clusterId: bed.cluster([lead]).id, lead: { creditCode: lead as never, name: '某公司' }, region: '220182' as never };
    await expect(bed.groupService.draft(draft, county())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.groupService.draft(draft, bed.as('enterprise', '220183'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.groupService.draft(draft, bed.as('enterprise', '650100'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    const { id, version } = await bed.groupService.draft(draft, writer());
    for (const stranger of [writer('colleague'), county(), bed.as('province-industry', '220000'), bed.as('auditor', '220000')]) {
      await expect(bed.groupQueries.get(id, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(bed.checks.check(id, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(bed.lineQueries.list({ groupId: id }, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await bed.groupQueries.list({}, stranger)).items.map((item) => item.id)).not.toContain(id);
    }
    await expect(submit({ id, version }, writer('colleague'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bed.groupService.admit({ id, version, editor: 'colleague' }, writer());
    await expect(bed.groupQueries.get(id, writer('colleague'))).resolves.toMatchObject({ id, state: 'draft' });
    expect((await bed.groupQueries.list({}, writer('colleague'))).items.map((item) => item.id)).toContain(id);
  });

  it('is one of an enterprise for its cluster and year', async () => {
    const lead = creditCode();
    const cluster = bed.cluster([lead]);
    const first = await written({ lead, cluster });
    await expect(written({ lead, cluster })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', params: { noun: 'project-group' } });
    await bed.groupService.withdraw({ id: first.id, version: first.version, reason: '重新准备' }, writer());
    await expect(written({ lead, cluster })).resolves.toMatchObject({ state: 'draft' });
  });

  it('is saved as often as its writers like; every version can be read again', async () => {
    const group = await written();
    const later = await bed.groupService.saveDraft({ id: group.id, version: group.version, content: { ...group.content, title: '改名（样例）' } }, writer());
    const { items } = await bed.groupQueries.listDrafts({ id: group.id }, writer());
    expect(items.map(({ version }) => version)).toEqual([later.version, 2, 1]);
    await expect(bed.groupQueries.getDraft({ id: group.id, version: 2 }, writer())).resolves.toMatchObject({ content: { title: group.content.title } });
    await expect(bed.groupQueries.listDrafts({ id: group.id }, writer('colleague'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('written by two at once is written by one; the other is told the version', async () => {
    const { id, version, content } = await written();
    const save = async (title: string) => await bed.groupService.saveDraft({ id, version, content: { ...content, title } }, writer());
    const outcomes = await Promise.allSettled([save('甲'), save('乙')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { noun: 'project-group', expected: String(version), actual: String(version + 1) } } });
  });

  it('says every fault of its projects at once', async () => {
    const [first, second] = threeProjects();
    const projects = [first, { ...second, id: first?.id }, { ...second, endsOn: '2024-01-01' }] as GroupProject[];
    const group = await written({ linesOf: () => [] });
    await expect(bed.groupService.saveDraft({ id: group.id, version: group.version, content: contentOf(projects) }, writer())).rejects.toMatchObject({
      issues: [{ path: 'content.projects[1].id' }, { path: 'content.projects[2].endsOn' }],
    });
  });
});

describe('a submission', () => {
  it('SUB-7.b: freezes the contents under a hash, gives a receipt and goes to the departments of the region', async () => {
    const group = await submitted();
    expect(group).toMatchObject({ state: 'under-review', step: 'local-review', contentNumber: 1, clusterLevel: 'provincial', isLevelFinal: false, receipt: { number: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
    for (const official of [county(), bed.as('county-finance', '220182'), bed.as('prefecture-finance', '220100'), bed.as('province-industry', '220000'), bed.as('auditor', '220000')]) {
      await expect(bed.groupQueries.get(group.id, official)).resolves.toMatchObject({ id: group.id });
      expect((await bed.groupQueries.list({}, official)).items.map(({ id }) => id)).toContain(group.id);
    }
    for (const stranger of [bed.as('county-industry', '220183'), bed.as('prefecture-industry', '220200'), bed.as('province-industry', '650000'), writer('other'), bed.as('expert', '220000')]) {
      await expect(bed.groupQueries.get(group.id, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await bed.events(projectGroupContracts.submitted)).toContainEqual(expect.objectContaining({ groupId: group.id, yearId: year.id, leadCreditCode: group.lead.creditCode, contentSha256: group.receipt?.sha256 }));
    await expect(bed.source.query('UPDATE group_submission SET content = content')).rejects.toThrow('permission denied');
  });

  it('SUB-7.b: is derived again, byte for byte, from what was stored with it', async () => {
    const group = await submitted();
    const [submission] = await bed.groups.submissions(group.id, [1]);
    const policy = await bed.catalogue.policyOf(group.programme, group.policyVersion);
    expect(JSON.stringify(decideAgain(policy, JSON.parse(submission?.decisionInputs ?? '') as DecisionInputs))).toBe(submission?.decision);
    expect(JSON.parse(submission?.standing ?? '')).toMatchObject({ standings: [{ creditCode: group.lead.creditCode, mayApply: true }] });
  });

  it('SUB-5.a: two projects make no group, three do', async () => {
    const two = await written({ projects: threeProjects().slice(1) });
    await expect(submit(two)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-5.a' });
    await expect(submitted()).resolves.toMatchObject({ state: 'under-review' });
  });

  it('SUB-5.a: is led by a leading enterprise of the cluster; SUB-6-1: one that is none of the cluster\'s enterprises cannot apply', async () => {
    const [leading, member, outsider] = [creditCode(), creditCode(), creditCode()];
    const cluster = bed.cluster([leading]);
    cluster.members.set(member, 'member');
    await expect(submitted({ lead: member, cluster })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-5.a' });
    const refusal: unknown = await submitted({ lead: outsider, cluster }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'CLAUSE_FORBIDS', issues: [{ code: 'SUB-5.a' }, { code: 'SUB-6-1' }] });
    await expect(submitted({ lead: leading, cluster })).resolves.toMatchObject({ state: 'under-review' });
  });

  it('SUB-4.a: a project outside the four types keeps the group out', async () => {
    const projects = [...threeProjects(), { ...(threeProjects()[0] as GroupProject), id: newId(), name: '厂区绿化（样例）', type: 'landscaping' }];
    await expect(submitted({ projects })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-4.a' });
  });

  it('AMC-4: a recognised cluster opens the door to support, one without a valid title does not', async () => {
    const lead = creditCode();
    const cluster = bed.cluster([lead], 'none');
    const group = await written({ lead, cluster });
    await expect(submit(group)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-4.a' });
    cluster.levels.push({ from: '2025-05-01', level: 'provincial' });
    await expect(submit(group)).resolves.toMatchObject({ clusterLevel: 'provincial' });
  });

  it('SUB-6-2: an enterprise on a list keeps the group out, the leading one as one that takes part', async () => {
    const [lead, partner] = [creditCode(), creditCode()];
    const projects = threeProjects().map((project) => ({ ...project, participants: [partner] as never }));
    const group = await written({ lead, projects });
    const listed = { kind: 'credit-listing', clause: 'SUB-6-2', list: 'abnormal-operation', id: newId(), from: '2025-01-01' } as never;
    for (const barred of [lead, partner]) {
      bed.barred.set(barred, [listed]);
      await expect(submit(group)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-6-2' });
      expect((await bed.checks.check(group.id, writer())).obstacles.map(({ code }) => code)).toContain('BARRED');
      bed.barred.clear();
    }
    await expect(submit(group)).resolves.toMatchObject({ state: 'under-review' });
  });

  it('SUB-6-3: meets the further conditions of the notice', async () => {
    const clause = { id: 'NOTICE-1', article: '通知一', kind: 'criterion', modality: 'must', does: 'A bank takes part.' };
    const facts = [{ name: 'withBank', type: 'boolean', zh: '有银行参与', en: 'a bank takes part', usedBy: ['NOTICE-1'] }];
    const additions = { clauses: [clause], facts, criteria: [{ clause: 'NOTICE-1', title: { zh: '银行参与', en: 'A bank takes part' }, condition: { kind: 'is', fact: 'withBank', value: true } }] };
    const of = await bed.publishedYear({ additions: additions as never }, 2031);
    await expect(submitted({ of })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'content.facts.withBank', code: 'FACT_MISSING' }] });
    await expect(submitted({ of, facts: [{ name: 'withBank', value: false }] })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'NOTICE-1' });
    await expect(submitted({ of, facts: [{ name: 'withBank', value: true }] })).resolves.toMatchObject({ state: 'under-review' });
    await expect(submitted({ of, facts: [{ name: 'projects', value: true }] })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'content.facts[0]' }] });
  });

  it('is refused with everything that is missing: a project without lines, a title', async () => {
    const group = await written({ linesOf: () => [] });
    const { title: _title, ...untitled } = group.content;
    const saved = await bed.groupService.saveDraft({ id: group.id, version: group.version, content: untitled }, writer());
    await expect(submit(saved)).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'content.title' }, { code: 'PROJECT_WITHOUT_LINES' }, { code: 'PROJECT_WITHOUT_LINES' }, { code: 'PROJECT_WITHOUT_LINES' }] });
  });

  it('made twice at once is made once', async () => {
    const group = await written();
    const outcomes = await Promise.allSettled([submit(group), submit(group)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    expect(await bed.groups.submissions(group.id, [1, 2])).toHaveLength(1);
  });

  it('withdrawn is withdrawn for good, and told', async () => {
    const group = await submitted();
    const withdrawn = await bed.groupService.withdraw({ id: group.id, version: group.version, reason: '暂缓' }, writer());
    expect(withdrawn).toMatchObject({ state: 'withdrawn' });
    expect(await bed.events(projectGroupContracts.withdrawn)).toContainEqual(expect.objectContaining({ groupId: group.id, state: 'withdrawn' }));
    await expect(submit(withdrawn)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });
});

describe('what was returned for correction', () => {
  it('SUB-7.b: comes back to the step that returned it, with a difference that can be seen', async () => {
    const group = await submitted();
    await bed.within(async ({ manager }) => await bed.groups.move(manager, await bed.group(group.id), { state: 'returned' }));
    const returned = await bed.groupQueries.get(group.id, writer());
    const [first, ...others] = returned.content.projects;
    const content = { ...returned.content, projects: [{ ...first, name: '更名（样例）' } as GroupProject, ...others] };
    const saved = await bed.groupService.saveDraft({ id: group.id, version: returned.version, content }, writer());
    const { items } = await bed.lineQueries.list({ groupId: group.id }, writer());
    const line = items[0];
    const changed = await bed.lineService.change({ groupId: group.id, version: saved.version, id: line?.id ?? '', line: lineOf(first?.id ?? '', { amount: '2000000.00' as never }) }, writer());
    // Officials see what was submitted, not what is being written.
    expect((await bed.groupQueries.get(group.id, county())).content).toEqual(group.content);
    const again = await submit({ id: group.id, version: changed.groupVersion });
    expect(again).toMatchObject({ state: 'under-review', step: 'local-review', contentNumber: 2 });
    const difference = await bed.groupQueries.compare({ id: group.id, from: 1, to: 2 }, county());
    expect(difference.changes).toContainEqual({ path: `projects.${first?.id}.name`, before: first?.name, after: '更名（样例）' });
    expect(difference.changes).toContainEqual({ path: `lines.${line?.id}.amount`, before: '1000000.00', after: '2000000.00' });
    expect(difference.total).toBe(difference.changes.length);
    await expect(bed.groupQueries.compare({ id: group.id, from: 1, to: 3 }, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the self-check', () => {
  it('SUB-5.a INT-16: says every clause, what would change it, and what the group would get', async () => {
    const lead = creditCode();
    const planned = (id: string) => lineOf(id, { plannedYear: 2026, completedOn: undefined as never, invoice: undefined as never });
    const group = await written({ lead, linesOf: (id) => [lineOf(id, { amount: '333333.33' as never }), stripped(planned(id)), lineOf(id, { category: 'civilWorks' })] });
    const check = await bed.checks.check(group.id, writer());
    expect(check).toMatchObject({ asOf: '2025-07-31', verdict: 'eligible', obstacles: [], lines: { eligible: 6, ineligible: 3, needsExplanation: 0 } });
    // 10% of 999,999.99 yuan, rounded down to the fen; with what is planned 10% of 3,999,999.99.
    expect(check.money).toMatchObject({
      level: 'provincial',
      completed: { eligibleInvestment: '999999.99', rate: '0.1', ceiling: '99999.99', instalments: [{ year: 2025, amount: '99999.99' }] },
      planned: { ceiling: '399999.99', instalments: [{ year: 2025, amount: '99999.99' }, { year: 2026, amount: '300000.00' }] },
    });
    await expect(bed.checks.check((await written({ projects: threeProjects().slice(1) })).id, writer())).resolves.toMatchObject({
      verdict: 'ineligible', obstacles: expect.arrayContaining([expect.objectContaining({ clause: 'SUB-5.a' })]) as unknown, money: { remarks: [expect.objectContaining({ code: 'GROUP_TOO_SMALL', clause: 'SUB-5.a' })] },
      decision: { criteria: expect.arrayContaining([expect.objectContaining({ clause: 'SUB-5.a', outcome: 'not-met', change: expect.anything() as unknown })]) as unknown },
    });
  });

  it('SUB-5.a INT-16: is the same for what is saved nowhere; nothing is saved by it', async () => {
    const projects = threeProjects();
    const lines = projects.map(({ id }) => {
      const { evidence: _evidence, serials: _serials, description: _description, ...line } = lineOf(id);
      return line;
    });
    const before: unknown = await bed.source.query('SELECT count(*) FROM project_group');
    const check = await bed.checks.simulate({ yearId: year.id, clusterLevel: 'national', content: contentOf(projects), lines }, bed.as('enterprise', '220400', 'stranger'));
    expect(check).toMatchObject({ verdict: 'incomplete', money: { level: 'national', completed: { eligibleInvestment: '3000000.00', rate: '0.3', ceiling: '900000.00' } } });
    const none = await bed.checks.simulate({ yearId: year.id, clusterLevel: 'none', content: contentOf(projects), lines }, writer());
    expect(none).toMatchObject({ verdict: 'ineligible', money: { remarks: [{ code: 'NO_RATE' }] } });
    expect(await bed.source.query('SELECT count(*) FROM project_group')).toEqual(before);
    await expect(bed.checks.simulate({ yearId: year.id, content: contentOf(projects.slice(1)), lines }, writer())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'lines[0].projectId' }] });
  });
});

describe('lists of groups', () => {
  it('are pages, newest first, of those whom the caller may see, narrowed by any filter', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined, page = 0; page < 100; page += 1) {
      const answer = await bed.groupQueries.list({ limit: 2, state: 'under-review', ...(cursor === undefined ? {} : { cursor }) }, bed.as('prefecture-industry', '220100'));
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.next;
      if (cursor === undefined) break;
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(seen).toEqual([...new Set(seen)].toSorted().toReversed());
    expect((await bed.groupQueries.list({ state: 'under-review', limit: 200 }, bed.as('province-finance', '220000'))).items.map(({ id }) => id)).toEqual(seen);
    expect((await bed.groupQueries.list({ region: '220183' as never }, bed.as('province-finance', '220000'))).items).toEqual([]);
    expect((await bed.groupQueries.list({ yearId: newId() }, county())).items).toEqual([]);
    await expect(bed.groupQueries.list({ cursor: 'bm9uZQ' }, county())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

function stripped(line: LineInput): LineInput {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined)) as LineInput;
}
