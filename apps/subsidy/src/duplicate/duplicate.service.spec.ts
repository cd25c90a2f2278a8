import { duplicateContracts, type GroupProject, type LineInput } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { contentOf, creditCode, GroupBed, type KnownCluster, threeProjects } from '../../test/group-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';

jest.setTimeout(120_000);

let bed: GroupBed;
let year: ProgrammeYear;
let next: ProgrammeYear;
beforeAll(async () => {
  bed = await GroupBed.open();
  year = await bed.publishedYear();
  next = await bed.publishedYear({}, 2027);
});
afterAll(async () => {
  await bed.close();
});

const writer = (): Request => bed.as('enterprise', '220182', 'writer');
const county = (person?: string): Request => bed.as('county-industry', '220182', person);
const lineOf = (projectId: string, changes: Partial<LineInput> = {}): LineInput =>
  ({
    projectId, category: 'equipment', description: '机床', supplier: { name: '某机床有限公司' }, invoice: { number: newId().replaceAll('-', '').slice(-20), date: '2025-03-20' }, completedOn: '2025-03-31',
    amount: '100.00', tax: 'excluded', condition: 'new', serials: [], region: '220182', evidence: [{ sha256: newId().replaceAll('-', '').repeat(2), name: '发票' }], ...changes,
  }) as LineInput;

interface Given {
  /** What the first line says otherwise; the others are the group's own. */
  readonly first?: Partial<LineInput>;
  readonly more?: readonly Partial<LineInput>[];
  readonly of?: ProgrammeYear;
  readonly cluster?: KnownCluster;
  readonly projects?: readonly GroupProject[];
}

/** A draft ready to be submitted. Names of projects are its own unless given. */
async function written({ first = {}, more = [], of = year, cluster, projects = threeProjects().map((project) => ({ ...project, name: `${project.name} ${project.id}` })) }: Given = {}): Promise<ProjectGroup> {
  const lead = creditCode();
  const known = cluster ?? bed.cluster([]);
  known.members.set(lead, 'leading');
  const drafted = await bed.groupService.draft({ yearId: of.id, clusterId: known.id, lead: { creditCode: lead as never, name: '某公司' }, region: '220182' as never }, writer());
  const saved = await bed.groupService.saveDraft({ id: drafted.id, version: drafted.version, content: contentOf(projects) }, writer());
  const lines = [...projects.map(({ id }, at) => lineOf(id, at === 0 ? first : {})), ...more.map((changes) => lineOf(projects[0]?.id ?? '', changes))];
  await bed.lineService.enter({ groupId: drafted.id, version: saved.version, lines }, writer());
  return await bed.group(drafted.id);
}
const submit = async ({ id, version }: ProjectGroup): Promise<void> => void (await bed.submissions.submit({ id, version }, writer()));
async function submitted(given: Given = {}): Promise<ProjectGroup> {
  const group = await written(given);
  await submit(group);
  return await bed.group(group.id);
}
const findings = async ({ id }: Pick<ProjectGroup, 'id'>, who = county()) => (await bed.duplicateService.list({ groupId: id }, who)).items;
const blocking = async ({ id }: ProjectGroup): Promise<number> => await bed.within(async ({ manager }) => await bed.duplicates.blocking(manager, id));
const invoice = () => ({ number: newId().replaceAll('-', '').slice(-20), date: '2025-03-20' as never });

describe('what is used twice', () => {
  it('SUB-4.b: an invoice in two groups is found on the later one, however it is spelled, also in another year', async () => {
    const used = { number: '00345678', date: '2025-03-20' as never };
    const first = await submitted({ first: { invoice: used, supplier: { name: '长春（某某）机床 有限公司' } } });
    expect(await findings(first)).toEqual([]);
    for (const filed of [year, next]) {
      const second = await submitted({ of: filed, first: { invoice: { ...used, number: '345 678' }, supplier: { name: '长春(某某)机床有限公司' } } });
      expect(await findings(second)).toEqual([expect.objectContaining({ kind: 'invoice', state: 'open', isSameGroup: false, other: expect.objectContaining({ groupId: first.id }) as unknown })]);
      expect(await blocking(second)).toBe(1);
      expect(await bed.events(duplicateContracts.found)).toContainEqual({ groupId: second.id, yearId: filed.id, open: 1 });
      await bed.groupService.withdraw({ id: second.id, version: second.version, reason: 'x' }, writer());
    }
    expect(await blocking(first)).toBe(0);
    await expect(submitted({ first: { invoice: used, supplier: { name: '吉林另一家公司' } } }).then(findings)).resolves.toEqual([]);
  });

  it('SUB-4.b: an invoice, stated with the supplier\'s code and its name, is found by who states one of them', async () => {
    const [used, code] = [invoice(), creditCode()];
    await submitted({ first: { invoice: used, supplier: { name: '甲公司', creditCode: code as never } } });
    expect(await findings(await submitted({ first: { invoice: used, supplier: { name: '甲公司' } } }))).toHaveLength(1);
    expect(await findings(await submitted({ first: { invoice: used, supplier: { name: '乙公司', creditCode: code as never } } }))).toHaveLength(1);
  });

  it('SUB-4.b: equipment with the same serial number, and a proof in two groups, are found', async () => {
    const evidence = [{ sha256: 'ab'.repeat(32), name: '合同' }];
    await submitted({ first: { serials: ['SN-2025/001'], evidence } });
    const second = await submitted({ first: { serials: ['ＳＮ２０２５００１'], evidence } });
    expect((await findings(second)).map(({ kind }) => kind).toSorted()).toEqual(['evidence', 'serial']);
  });

  it('SUB-4.b: within one group the same invoice twice is found, a proof of several lines is not', async () => {
    const [used, evidence] = [invoice(), [{ sha256: 'cd'.repeat(32), name: '合同' }]];
    const group = await submitted({ first: { invoice: used, evidence }, more: [{ invoice: used, evidence }] });
    expect(await findings(group)).toEqual([expect.objectContaining({ kind: 'invoice', isSameGroup: true })]);
  });

  it('SUB-4.b: the same project of a cluster, by name and site, is found in another group', async () => {
    const cluster = bed.cluster([]);
    const [a, b, c] = threeProjects() as [GroupProject, GroupProject, GroupProject];
    await submitted({ cluster, projects: [{ ...a, name: '扩能 改造' }, b, c].map((project) => ({ ...project, id: newId() as never })) });
    const other = threeProjects().map((project, at) => ({ ...project, name: at === 0 ? '扩能改造' : `${project.name} ${project.id}` }));
    expect((await findings(await submitted({ cluster, projects: other }))).map(({ kind }) => kind)).toEqual(['project']);
    const elsewhere = other.map((project) => ({ ...project, id: newId() as never, region: '220183' as never, name: `${project.name}` }));
    expect(await findings(await submitted({ cluster, projects: elsewhere }))).toEqual([]);
  });

  it('SUB-4.b: of two groups submitted at once exactly one sees the other, ten times out of ten', async () => {
    for (let round = 0; round < 10; round += 1) {
      const used = invoice();
      const pair = await Promise.all([written({ first: { invoice: used } }), written({ first: { invoice: used } })]);
      await Promise.all(pair.map(submit));
      const found = await Promise.all(pair.map(async (group) => (await findings(group)).length));
      expect(found.toSorted()).toEqual([0, 1]);
    }
  });

  it('SUB-4.b: also where the thing was used before by a group that is gone', async () => {
    const used = invoice();
    const gone = await submitted({ first: { invoice: used } });
    await bed.groupService.withdraw({ id: gone.id, version: gone.version, reason: '撤回' }, writer());
    for (let round = 0; round < 10; round += 1) {
      const pair = await Promise.all([written({ first: { invoice: used } }), written({ first: { invoice: used } })]);
      await Promise.all(pair.map(submit));
      const found = await Promise.all(pair.map(async (group) => (await findings(group)).length));
      expect(found.toSorted()).toEqual([0, 1]);
      for (const { id } of pair) await bed.groupService.withdraw({ id, version: (await bed.group(id)).version, reason: '撤回' }, writer());
    }
  });

  it('is seen before submitting, without being told whose it is; a draft is nobody\'s finding', async () => {
    const used = invoice();
    const draft = await written({ first: { invoice: used } });
    const second = await written({ first: { invoice: used } });
    await expect(bed.duplicateService.check({ groupId: second.id }, writer())).resolves.toEqual({ items: [], total: 0 });
    await submit(draft);
    const { items, total } = await bed.duplicateService.check({ groupId: second.id }, writer());
    expect(total).toBe(1);
    expect(items).toEqual([{ kind: 'invoice', key: expect.any(String) as string, isSameGroup: false, use: expect.objectContaining({ groupId: second.id }) as unknown }]);
    await expect(bed.duplicateService.check({ groupId: second.id }, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is found of progress as well, and such a line does not count before it is settled', async () => {
    const used = invoice();
    const supplier = { name: '某机床有限公司' };
    await submitted({ first: { invoice: used, supplier } });
    const group = await bed.reservedGroup(year);
    const line = lineOf(group.content.projects[0]?.id ?? '', { invoice: used, supplier });
    const { lines } = await bed.progress.report({ groupId: group.id, version: group.version, lines: [line] }, bed.as('enterprise', '220182'));
    const decisions = [{ lineId: lines[0]?.id ?? '', lineVersion: 1, outcome: 'accepted' as const }];
    await expect(bed.verifications.verify({ groupId: group.id, decisions, evidence: [] }, county())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'used-twice' } });
    const [finding] = await findings(group);
    const explained = await bed.duplicateService.explain({ id: finding?.id ?? '', version: 1, explanation: '一张发票两台设备' }, bed.as('enterprise', '220182'));
    await bed.duplicateService.accept({ id: explained.id, version: explained.version, reason: '已核对' }, county());
    await expect(bed.verifications.verify({ groupId: group.id, decisions, evidence: [] }, county())).resolves.toMatchObject({ verified: 1 });
  });
});

describe('a finding', () => {
  async function found(): Promise<{ group: ProjectGroup; id: string; version: number; lineId: string }> {
    const used = invoice();
    await submitted({ first: { invoice: used } });
    const group = await submitted({ first: { invoice: used } });
    const [finding] = await findings(group);
    return { group, id: finding?.id ?? '', version: finding?.version ?? 0, lineId: finding?.use.lineId ?? '' };
  }

  it('SUB-4.b: is explained by the applicant and accepted by another person with a reason; then it blocks no more', async () => {
    const { group, id, version } = await found();
    await expect(bed.duplicateService.accept({ id, version, reason: 'x' }, county())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const explained = await bed.duplicateService.explain({ id, version, explanation: '同一发票分项' }, writer());
    await expect(bed.duplicateService.explain({ id, version, explanation: '晚了' }, writer())).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(bed.duplicateService.accept({ id, version: explained.version, reason: 'x' }, county('writer'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await blocking(group)).toBe(1);
    await expect(bed.duplicateService.accept({ id, version: explained.version, reason: '已核对原件' }, county())).resolves.toMatchObject({ state: 'accepted', reason: '已核对原件', explanation: '同一发票分项' });
    expect(await blocking(group)).toBe(0);
    expect(await bed.events(duplicateContracts.settled)).toContainEqual({ findingId: id, groupId: group.id, kind: 'invoice', state: 'accepted' });
  });

  it('SUB-4.b: that is declined leaves the line refused, and blocks no more', async () => {
    const { group, id, version, lineId } = await found();
    await bed.duplicateService.decline({ id, version, reason: '重复报销' }, county());
    const line = (await bed.lines.all(group.id)).find((candidate) => candidate.id === lineId);
    expect(line).toMatchObject({ outcome: 'refused', verifiedFen: '0', verifiedBy: 'county-industry-220182' });
    expect(await blocking(group)).toBe(0);
    await expect(bed.verifications.verify({ groupId: group.id, decisions: [{ lineId, lineVersion: 1, outcome: 'accepted' }], evidence: [] }, county())).rejects.toMatchObject({ params: { what: 'used-twice' } });
  });

  it('is settled by the departments of its region alone, once', async () => {
    const { id, version } = await found();
    const attempts: [Request, string][] = [[bed.as('county-industry', '220183'), 'NOT_FOUND'], [bed.as('province-industry', '650000'), 'NOT_FOUND'], [bed.as('county-finance', '220182'), 'NOT_PERMITTED'], [bed.as('auditor', '220000'), 'NOT_PERMITTED'], [writer(), 'NOT_PERMITTED']];
    for (const [who, code] of attempts) await expect(bed.duplicateService.decline({ id, version, reason: 'x' }, who)).rejects.toMatchObject({ code });
    await expect(bed.duplicateService.explain({ id, version, explanation: 'x' }, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const decline = async () => await bed.duplicateService.decline({ id, version, reason: '重复' }, county());
    const outcomes = await Promise.allSettled([decline(), decline()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
  });

  it('shows the other group only to who may see it', async () => {
    const used = invoice();
    const elsewhere = await bed.submittedGroup(year, { region: '220183' });
    await bed.within(async ({ manager }) => await bed.duplicates.setKeys(manager, { tenant: 'CN-22', groupId: elsewhere.id, yearId: year.id, standing: 'live' }, [newId()], [{ kind: 'invoice', key: `${used.number} name:某机床有限公司`, subjectId: newId(), projectId: newId() }]));
    const group = await submitted({ first: { invoice: used } });
    expect((await findings(group, county()))[0]).not.toHaveProperty('other');
    expect((await findings(group, writer()))[0]).not.toHaveProperty('other');
    expect((await findings(group, bed.as('prefecture-industry', '220100')))[0]).toHaveProperty('other.groupId', elsewhere.id);
  });

  it('is gone once the later submission no longer uses the thing, and open again when it does', async () => {
    const { group, id, lineId } = await found();
    const resubmitted = async (line: LineInput): Promise<void> => {
      await bed.within(async ({ manager }) => await bed.groups.move(manager, await bed.group(group.id), { state: 'returned' }));
      const { version } = await bed.group(group.id);
      await bed.lineService.change({ groupId: group.id, version, id: lineId, line }, writer());
      await submit(await bed.group(group.id));
    };
    const before = (await bed.lines.all(group.id)).find((candidate) => candidate.id === lineId);
    await resubmitted(lineOf(before?.projectId ?? ''));
    expect(await findings(group)).toMatchObject([{ id, state: 'gone' }]);
    expect(await blocking(group)).toBe(0);
    await resubmitted(lineOf(before?.projectId ?? '', { invoice: { number: before?.invoiceNumber ?? '', date: '2025-03-20' as never } }));
    expect(await findings(group)).toMatchObject([{ id, state: 'open' }]);
  });
});

describe('a search through a whole year', () => {
  it('SUB-4.b: finds everything that is used twice among 100,000 lines, also by another year, in one statement', async () => {
    const [of, other] = [await bed.publishedYear({}, 2040), await bed.publishedYear({}, 2041)];
    const groups = [await bed.submittedGroup(of), await bed.submittedGroup(of), await bed.submittedGroup(other)];
    const owner = await bed.asOwner();
    const fill = `
      INSERT INTO usage_key (tenant, kind, key, group_id, subject_id, project_id, year_id, standing)
      SELECT 'CN-22', 'invoice', 'bulk ' || (n + $4::integer), CASE WHEN n % 2 = 0 THEN $1::uuid ELSE $2::uuid END, gen_random_uuid(), gen_random_uuid(), $3, 'live' FROM generate_series(1, $5::integer) AS n`;
    await owner.query(fill, [groups[0]?.id, groups[1]?.id, of.id, 0, 100_000]);
    await owner.query(fill, [groups[0]?.id, groups[1]?.id, of.id, 99_990, 20]);
    await owner.query(fill, [groups[2]?.id, groups[2]?.id, other.id, 50_000, 5]);
    await owner.query('ANALYZE usage_key');
    const scan = await bed.duplicateService.scanYear({ yearId: of.id }, bed.as('province-industry', '220000'));
    expect(scan.total).toBe(15);
    expect(scan.items.every(({ count, uses }) => count === 2 && uses.length === 2)).toBe(true);
    expect((await bed.duplicateService.scanYear({ yearId: other.id }, bed.as('auditor', '220000'))).total).toBe(5);
    await expect(bed.duplicateService.scanYear({ yearId: of.id }, bed.as('province-industry', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
