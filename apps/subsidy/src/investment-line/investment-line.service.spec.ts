import { investmentLineContracts, type LineInput, mostLines } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { contentOf, creditCode, GroupBed, threeProjects } from '../../test/group-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';

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

const WRITER = 'enterprise-220182';
const writer = (): Request => bed.as('enterprise', '220182');
const county = (person?: string): Request => bed.as('county-industry', '220182', person);
const lineOf = (projectId: string, changes: Partial<LineInput> = {}): LineInput =>
  ({
    projectId, category: 'equipment', description: '数控机床（样例）', supplier: { name: '某机床有限公司' }, invoice: { number: newId().replaceAll('-', '').slice(-20), date: '2025-03-20' },
    completedOn: '2025-03-31', amount: '1000000.00', tax: 'excluded', condition: 'new', serials: [], region: '220182', evidence: [{ sha256: newId().replaceAll('-', '').repeat(2), name: '发票.pdf' }], ...changes,
  }) as LineInput;

async function draft(): Promise<ProjectGroup> {
  const lead = creditCode();
  const drafted = await bed.groupService.draft({ yearId: year.id, clusterId: bed.cluster([lead]).id, lead: { creditCode: lead as never, name: '某公司' }, region: '220182' as never }, writer());
  await bed.groupService.saveDraft({ id: drafted.id, version: drafted.version, content: contentOf(threeProjects()) }, writer());
  return await bed.group(drafted.id);
}
const firstProject = (group: ProjectGroup): string => group.content.projects[0]?.id ?? '';
const verify = async (group: ProjectGroup, decisions: object[], who = county()) => await bed.verifications.verify({ groupId: group.id, decisions: decisions as never, evidence: [] }, bed.again(who));
const totalOf = async (group: ProjectGroup): Promise<bigint> => await bed.within(async ({ manager }) => ({ sum: String((await bed.lines.verifiedTotals(manager, group.id)).reduce((sum, { amount }) => sum + amount, 0n)) })).then(({ sum }) => BigInt(sum));

describe('lines in a draft', () => {
  it('SUB-5.c: are judged one by one as they are entered, with reasons and clauses', async () => {
    const group = await draft();
    const project = firstProject(group);
    const given = [lineOf(project), lineOf(project, { category: 'plant' }), lineOf(project, { tax: 'included' }), lineOf(project, { region: '210100' as never })];
    const entered = await bed.lineService.enter({ groupId: group.id, version: group.version, lines: given }, writer());
    expect(entered.lines.map(({ number, eligibility, reasons }) => [number, eligibility, reasons.map(({ clause }) => clause)])).toEqual([
      [1, 'eligible', []], [2, 'ineligible', ['SUB-5.c']], [3, 'needs-explanation', ['SUB-5.c']], [4, 'ineligible', ['SUB-6-1']],
    ]);
    const { items } = await bed.lineQueries.list({ groupId: group.id }, writer());
    expect(items.map(({ reasons: _reasons, id: _id, groupId: _group, number: _number, version: _version, eligibility: _eligibility, isProgress: _progress, ...input }) => input)).toEqual(given);
    expect((await bed.lineQueries.list({ groupId: group.id, eligibility: 'ineligible' }, writer())).items.map(({ number }) => number)).toEqual([2, 4]);
  });

  it('are changed and taken out; a number is never given again', async () => {
    const group = await draft();
    const project = firstProject(group);
    const { groupVersion, lines } = await bed.lineService.enter({ groupId: group.id, version: group.version, lines: [lineOf(project), lineOf(project)] }, writer());
    const changed = await bed.lineService.change({ groupId: group.id, version: groupVersion, id: lines[0]?.id ?? '', line: lineOf(project, { category: 'civilWorks' }) }, writer());
    expect(changed.lines).toMatchObject([{ number: 1, eligibility: 'ineligible' }]);
    const removed = await bed.lineService.remove({ groupId: group.id, version: changed.groupVersion, ids: [lines[1]?.id ?? ''] }, writer());
    const again = await bed.lineService.enter({ groupId: group.id, version: removed.groupVersion, lines: [lineOf(project)] }, writer());
    expect(again.lines[0]?.number).toBe(3);
    expect((await bed.lineQueries.list({ groupId: group.id }, writer())).items.map(({ number }) => number)).toEqual([1, 3]);
    await expect(bed.lineService.remove({ groupId: group.id, version: again.groupVersion, ids: [lines[1]?.id ?? ''] }, writer())).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'investment-line' } });
  });

  it('say each fault with its place: another\'s project, completed and planned at once, no amount', async () => {
    const group = await draft();
    const project = firstProject(group);
    const faulty = [lineOf(newId()), lineOf(project, { plannedYear: 2026 }), lineOf(project, { amount: '0.00' as never }), lineOf(project, { amount: '-1.00' as never })];
    await expect(bed.lineService.enter({ groupId: group.id, version: group.version, lines: faulty }, writer())).rejects.toMatchObject({
      code: 'INVALID_REQUEST', issues: [{ path: 'lines[0].projectId' }, { path: 'lines[1].completedOn' }, { path: 'lines[2].amount' }, { path: 'lines[3].amount' }],
    });
    expect((await bed.lineQueries.list({ groupId: group.id }, writer())).items).toEqual([]);
  });

  it('are at most 2,000 of a group', async () => {
    const group = await draft();
    const project = firstProject(group);
    let { version } = group;
    const lines = Array.from({ length: mostLines.ofCommand }, () => lineOf(project));
    for (let sent = 0; sent < mostLines.ofGroup; sent += mostLines.ofCommand) version = (await bed.lineService.enter({ groupId: group.id, version, lines }, writer())).groupVersion;
    await expect(bed.lineService.enter({ groupId: group.id, version, lines: [lineOf(project)] }, writer())).rejects.toMatchObject({ issues: [{ code: 'TOO_LARGE' }] });
    const numbers: number[] = [];
    for (let cursor: string | undefined, page = 0; page < 81; page += 1) {
      const answer = await bed.lineQueries.list({ groupId: group.id, ...(cursor === undefined ? {} : { cursor }) }, writer());
      numbers.push(...answer.items.map(({ number }) => number));
      cursor = answer.next;
      if (cursor === undefined) break;
    }
    expect(numbers).toEqual(Array.from({ length: mostLines.ofGroup }, (_, at) => at + 1));
  });

  it('entered by two at once on one version are entered by one', async () => {
    const group = await draft();
    const enter = async () => await bed.lineService.enter({ groupId: group.id, version: group.version, lines: [lineOf(firstProject(group))] }, writer());
    const outcomes = await Promise.allSettled([enter(), enter()]);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    expect((await bed.lineQueries.list({ groupId: group.id }, writer())).items).toHaveLength(1);
  });

  it('are nobody else\'s to write, and under review nobody\'s', async () => {
    const group = await draft();
    const lines = [lineOf(firstProject(group))];
    await expect(bed.lineService.enter({ groupId: group.id, version: group.version, lines }, bed.as('enterprise', '220182', 'other'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const under = await bed.submittedGroup(year);
    await expect(bed.lineService.enter({ groupId: under.id, version: under.version, lines: [lineOf(firstProject(under))] }, writer())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });
});

describe('an import from CSV', () => {
  const csv = (rows: string[]): string => ['项目,类别,内容,供应商,发票号码,发票日期,完成日期,计划年份,金额,是否含税,新旧,序列号,实施地', ...rows].join('\r\n');
  const good = '项目1（样例）,equipment,"机床, 五轴",某公司,25220000000000000001,2025-03-01,2025-03-31,,"1,234,567.80",否,新,SN1;SN2,220182';

  it('SUB-5.c: is tried first: every fault with its line and column, and what the rest would be; nothing is saved', async () => {
    const group = await draft();
    const text = csv([good, '项目9,equipment,x,,,,2025-03-31,,1,否,新,,220182', '项目2（样例）,plant,x,,,,2025-03-31,,1.005,否,新,,999999', '项目3（样例）,software,x,某公司,1,2025-03-01,,,5.00,否,,,220182']);
    const check = await bed.lineQueries.checkImport({ groupId: group.id, csv: text }, writer());
    expect(check).toMatchObject({ rows: 2, eligible: 0, needsExplanation: 1, total: '1234567.80' });
    expect(check.faults.map(({ row, column, code }) => [row, column, code])).toEqual([[3, 'project', 'PROJECT'], [4, 'amount', 'MONEY'], [4, 'region', 'REGION_CODE'], [5, 'completedOn', 'VALUE']]);
    await expect(bed.lineService.import({ groupId: group.id, version: group.version, csv: text }, writer())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'rows[3].project' }, { path: 'rows[4].amount' }, { path: 'rows[4].region' }] });
    expect((await bed.lineQueries.list({ groupId: group.id }, writer())).items).toEqual([]);
    await expect(bed.lineQueries.checkImport({ groupId: group.id, csv: text }, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('enters all lines of a faultless text', async () => {
    const group = await draft();
    const imported = await bed.lineService.import({ groupId: group.id, version: group.version, csv: csv([good, '项目2（样例）,software,系统,,,,,2026,50,,,,220182']) }, writer());
    expect(imported.lines.map(({ number, eligibility }) => [number, eligibility])).toEqual([[1, 'needs-explanation'], [2, 'eligible']]);
    expect((await bed.lineQueries.list({ groupId: group.id }, writer())).items[0]).toMatchObject({ description: '机床, 五轴', amount: '1234567.80', serials: ['SN1', 'SN2'], condition: 'new', tax: 'excluded' });
  });

  it('says what is wrong with the text as a whole', async () => {
    const group = await draft();
    const codes = async (text: string) => (await bed.lineQueries.checkImport({ groupId: group.id, csv: text }, writer())).faults.map(({ row, code }) => [row, code]);
    await expect(codes('项目,"类别')).resolves.toEqual([[1, 'CSV']]);
    await expect(codes('项目,颜色')).resolves.toEqual([[1, 'UNKNOWN_COLUMN'], [1, 'COLUMN_MISSING'], [1, 'COLUMN_MISSING'], [1, 'COLUMN_MISSING'], [1, 'COLUMN_MISSING']]);
    await expect(codes(csv([]))).resolves.toEqual([[1, 'EMPTY']]);
    await expect(codes(csv(['a,b']))).resolves.toEqual([[2, 'CELLS']]);
    await expect(codes(csv(Array.from({ length: 501 }, () => good)))).resolves.toEqual([[1, 'TOO_MANY']]);
  });
});

describe('verification by the local department', () => {
  it('SUB-4.b: only completed lines that were verified count, with what was verified of them', async () => {
    const group = await bed.submittedGroup(year);
    await bed.addLines(group, [{ plannedYear: 2026, completedOn: null }], false);
    const [one, two, three, planned] = await bed.lines.all(group.id);
    expect(await totalOf(group)).toBe(0n);
    const found = await verify(group, [
      { lineId: one?.id, lineVersion: 1, outcome: 'accepted' },
      { lineId: two?.id, lineVersion: 1, outcome: 'cut', amount: '400000.01', reason: '部分未到货' },
      { lineId: planned?.id, lineVersion: 1, outcome: 'accepted' },
    ]);
    expect(found).toEqual({ groupId: group.id, verified: 3, openLines: 1, completedTotal: '1400000.01', plannedTotal: '1000000.00' });
    expect(await totalOf(group)).toBe(140_000_001n);
    await verify(group, [{ lineId: three?.id, lineVersion: 1, outcome: 'refused', reason: '发票无效' }]);
    const totals = await bed.lineQueries.totals({ groupId: group.id }, county());
    expect(totals.openLines).toBe(0);
    expect(totals.verified.map(({ year: of, amount }) => [of, amount])).toEqual([[2025, '1000000.00'], [2025, '400000.01']]);
    expect(totals.planned).toMatchObject([{ year: 2026, amount: '1000000.00' }]);
    expect(await bed.events(investmentLineContracts.verified)).toContainEqual({ groupId: group.id, yearId: year.id, leadCreditCode: group.leadCreditCode, lines: 3, completedTotal: '1400000.01', openLines: 1 });
  });

  it('SUB-4.b: found again, the last finding counts; every one stays on record', async () => {
    const group = await bed.submittedGroup(year);
    const [line] = await bed.lines.all(group.id);
    const of = { lineId: line?.id, lineVersion: 1 };
    await verify(group, [{ ...of, outcome: 'refused', reason: '缺少凭证' }]);
    await verify(group, [{ ...of, outcome: 'accepted' }], county('second'));
    expect(await totalOf(group)).toBe(100_000_000n);
    const { items } = await bed.lineQueries.listVerifications({ groupId: group.id, id: line?.id ?? '' }, county());
    expect(items.map(({ outcome, reason, person }) => [outcome, reason, person])).toEqual([['accepted', undefined, 'second'], ['refused', '缺少凭证', 'county-industry-220182']]);
    await expect(bed.source.query('DELETE FROM line_verification')).rejects.toThrow('permission denied');
  });

  it('SUB-5.c: what the policy excludes can only be refused, in the service and in the database', async () => {
    const group = await bed.submittedGroup(year);
    const [line] = await bed.lines.all(group.id);
    await (await bed.asOwner()).query(`UPDATE investment_line SET category = 'plant', eligibility = 'ineligible', reasons = '[{"code":"CATEGORY_EXCLUDED","clause":"SUB-5.c","zh":"厂房","en":"plant"}]' WHERE id = $1`, [line?.id]);
    await expect(verify(group, [{ lineId: line?.id, lineVersion: 1, outcome: 'accepted' }])).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-5.c', params: { what: 'ineligible-lines' } });
    await expect(bed.source.query(`UPDATE investment_line SET outcome = 'accepted', verified_fen = amount_fen, verified_by = 'x', verified_at = now() WHERE id = $1`, [line?.id])).rejects.toThrow('investment_line_only_eligible_counts');
    await expect(verify(group, [{ lineId: line?.id, lineVersion: 1, outcome: 'refused', reason: '厂房不予支持' }])).resolves.toMatchObject({ verified: 1 });
  });

  it('is another person\'s than who writes at the group, also by the database', async () => {
    const group = await bed.submittedGroup(year);
    const [line] = await bed.lines.all(group.id);
    await expect(verify(group, [{ lineId: line?.id, lineVersion: 1, outcome: 'accepted' }], county(WRITER))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const through = { ...county().caller, client: WRITER } as Request['caller'];
    await expect(verify(group, [{ lineId: line?.id, lineVersion: 1, outcome: 'accepted' }], bed.again({ caller: through }))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.source.query(`UPDATE investment_line SET outcome = 'accepted', verified_fen = amount_fen, verified_by = entered_by, verified_at = now() WHERE id = $1`, [line?.id])).rejects.toThrow('investment_line_verified_by_another');
  });

  it('SUB-3.b: is the industry department\'s of the region, at the step of the local review', async () => {
    const group = await bed.submittedGroup(year);
    const [line] = await bed.lines.all(group.id);
    const decisions = [{ lineId: line?.id, lineVersion: 1, outcome: 'accepted' }];
    const attempts: [Request, string][] = [
      [bed.as('county-industry', '220183'), 'NOT_FOUND'], [bed.as('prefecture-industry', '220200'), 'NOT_FOUND'], [bed.as('county-industry', '650102'), 'NOT_FOUND'], [bed.as('county-finance', '220182'), 'NOT_FOUND'],
      [bed.as('province-industry', '220000'), 'NOT_FOUND'], [bed.as('enterprise', '220182', 'other'), 'NOT_FOUND'], [writer(), 'NOT_PERMITTED'],
    ];
    for (const [who, code] of attempts) await expect(verify(group, decisions, who)).rejects.toMatchObject({ code });
    const later = await bed.submittedGroup(year, { step: 're-review' });
    const [other] = await bed.lines.all(later.id);
    await expect(verify(later, [{ ...decisions[0], lineId: other?.id }])).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 're-review' } });
    await expect(verify(group, decisions, bed.as('prefecture-industry', '220100'))).resolves.toMatchObject({ verified: 1 });
    await expect(verify(await draft(), decisions)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says what a decision lacks: a reason, an amount that is less, the version that was read', async () => {
    const group = await bed.submittedGroup(year);
    const [one, two, three] = await bed.lines.all(group.id);
    const of = (line: typeof one, more: object) => ({ lineId: line?.id, lineVersion: 1, ...more });
    await expect(verify(group, [of(one, { outcome: 'refused' }), of(two, { outcome: 'cut', amount: '1000000.00', reason: 'x' }), of(three, { outcome: 'accepted', amount: '5.00' })])).rejects.toMatchObject({
      code: 'INVALID_REQUEST', issues: [{ path: 'decisions[0].reason' }, { path: 'decisions[1].amount' }, { path: 'decisions[2].amount' }],
    });
    await expect(verify(group, [of(one, { outcome: 'accepted', lineVersion: 2 })])).rejects.toMatchObject({ code: 'VERSION_CONFLICT', params: { noun: 'investment-line' } });
    await expect(verify(group, [of(one, { outcome: 'accepted', lineId: newId() })])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await totalOf(group)).toBe(0n);
  });

  it('SUB-7.b: what is written anew after a return is its writers\' own until it comes back', async () => {
    const group = await bed.verifiedGroup(year);
    const groupId = group.id as never;
    const readings: readonly ((who: Request) => Promise<unknown>)[] = [
      async (who) => await bed.lineQueries.list({ groupId }, who), async (who) => await bed.lineQueries.totals({ groupId }, who),
      async (who) => await bed.checks.check(group.id, who), async (who) => await bed.duplicateService.check({ groupId }, who),
    ];
    for (const reading of readings) await expect(reading(county())).resolves.toBeDefined();
    await bed.within(async ({ manager }) => await bed.groups.move(manager, await bed.group(group.id), { state: 'returned' }));
    const { version } = await bed.group(group.id);
    const [line] = await bed.lines.all(group.id);
    await bed.lineService.change({ groupId: group.id, version, id: line?.id ?? '', line: lineOf(line?.projectId ?? '') }, writer());
    for (const reading of readings) {
      await expect(reading(county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(reading(writer())).resolves.toBeDefined();
    }
  });

  it('of a line that is changed after a return is void', async () => {
    const group = await bed.verifiedGroup(year);
    await bed.within(async ({ manager }) => await bed.groups.move(manager, await bed.group(group.id), { state: 'returned' }));
    const returned = await bed.group(group.id);
    const [line, second] = await bed.lines.all(group.id);
    await bed.lineService.change({ groupId: group.id, version: returned.version, id: line?.id ?? '', line: lineOf(line?.projectId ?? '') }, writer());
    expect((await bed.lines.all(group.id)).map(({ outcome }) => outcome)).toEqual([null, 'accepted', 'accepted']);
    expect(await totalOf(group)).toBe(200_000_000n);
    expect(second?.version).toBe(1);
  });
});

describe('progress of a group in the reserve', () => {
  it('SUB-5.e: is reported within what was declared alone', async () => {
    const group = await bed.reservedGroup(year);
    const project = firstProject(group);
    const report = async (lines: object[]) => await bed.progress.report({ groupId: group.id, version: (await bed.group(group.id)).version, lines: lines as never }, writer());
    await expect(report([lineOf(project, { category: 'software' })])).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-5.e', issues: [{ path: 'lines[0].category' }] });
    await expect(report([lineOf(newId())])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(report([lineOf(project)])).resolves.toMatchObject({ lines: [{ number: 4, eligibility: 'eligible' }] });
  });

  it('SUB-4.b: counts in the year of its completion once it is verified, not before', async () => {
    const group = await bed.reservedGroup(year, { lines: [{}, { plannedYear: 2026, completedOn: null, invoiceNumber: null }] });
    const [, planned] = await bed.lines.all(group.id);
    const project = firstProject(group);
    const reported = await bed.progress.report({ groupId: group.id, version: group.version, lines: [{ ...lineOf(project, { completedOn: '2025-05-05' as never, amount: '900000.00' as never }), completes: planned?.id as never }] }, writer());
    expect(reported.lines).toMatchObject([{ id: planned?.id, number: 2 }]);
    expect(await totalOf(group)).toBe(100_000_000n);
    expect(await bed.events(investmentLineContracts.progressReported)).toContainEqual(expect.objectContaining({ groupId: group.id, lines: 1, openLines: 1 }));
    await verify(group, [{ lineId: planned?.id, lineVersion: 2, outcome: 'accepted' }]);
    expect(await totalOf(group)).toBe(190_000_000n);
    expect((await bed.lineQueries.totals({ groupId: group.id }, county())).planned).toEqual([]);
    const { version } = await bed.group(group.id);
    await expect(bed.progress.report({ groupId: group.id, version, lines: [{ ...lineOf(project), completes: planned?.id as never }] }, writer())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is what was completed: a line that is still planned is none', async () => {
    const group = await bed.reservedGroup(year);
    const { completedOn: _completedOn, invoice: _invoice, ...planned } = lineOf(firstProject(group));
    await expect(bed.progress.report({ groupId: group.id, version: group.version, lines: [{ ...planned, plannedYear: 2026 }] as never }, writer())).rejects.toMatchObject({ issues: [{ path: 'lines[0].completedOn' }] });
    const under = await bed.submittedGroup(year);
    await expect(bed.progress.report({ groupId: under.id, version: under.version, lines: [lineOf(firstProject(under))] }, writer())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });
});
