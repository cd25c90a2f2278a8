import { readFileSync } from 'node:fs';

import { type Award, awardContracts } from '@jiqun/contracts';
import { awardUnder, installedPolicies } from '@jiqun/policy-core';
import { lockEnterprises, newId } from '@jiqun/service-kit';
import { until } from '@jiqun/service-kit/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { creditCode, threeProjects, type LineChanges } from '../../test/group-bed.js';
import { MoneyBed } from '../../test/money-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';

jest.setTimeout(120_000);

let money: MoneyBed;
let year: ProgrammeYear;
beforeAll(async () => {
  money = await MoneyBed.open();
  year = await money.closedYear();
});
afterAll(async () => {
  await money.close();
});

interface Case {
  readonly name: string;
  readonly request: {
    readonly asOf: string;
    readonly clusterLevel: 'world' | 'national' | 'provincial';
    readonly rate?: string;
    readonly approved?: string;
    readonly projects: readonly { readonly id: string; readonly type: string; readonly completed: Readonly<Record<string, Readonly<Record<string, string>>>> }[];
  };
  readonly expect: Record<string, unknown>;
}
const cases = JSON.parse(readFileSync(new URL('../../../../packages/policy-core/cases/award.json', import.meta.url), 'utf8')) as Case[];

const fenText = (yuan: string): string => yuan.replace('.', '');

describe('the worked cases', () => {
  it.each(cases.map((one) => [one.name, one] as const))('SUB-5.b, INT-16, INT-19: %s: the service says what policy-core says', async (_name, { request, expect: expected }) => {
    const types = request.projects.map(({ type }) => type);
    const projects = [...threeProjects(), ...threeProjects()].slice(0, types.length).map((project, at) => ({ ...project, type: types[at] ?? '' }));
    const lines: LineChanges[] = request.projects.flatMap(({ completed }, at) =>
      Object.entries(completed).flatMap(([of, categories]) =>
        Object.entries(categories).map(([category, amount]): LineChanges => ({
          projectId: projects[at]?.id ?? '', category, amountFen: fenText(amount),
          ...(of <= '2025' ? { completedOn: `${of}-03-01` } : { plannedYear: Number(of) }),
          ...(['civilWorks', 'plant'].includes(category) ? { eligibility: 'ineligible', reasons: [{ code: 'CATEGORY', clause: 'SUB-5.c', zh: '土建和厂房不计入。', en: 'Civil works and plant do not count.' }] } : {}),
        }) as LineChanges)));
    const closing = request.asOf > '2026-06-30' ? await money.bed.publishedYear({ closesOn: request.asOf as never }, 2027) : year;
    const group = await money.bed.reservedGroup(closing, { level: request.clusterLevel, projects, lines, isVerified: false });
    await money.bed.acceptLines(group, (await money.bed.lines.all(group.id)).filter(({ eligibility }) => eligibility === 'eligible').map(({ id }) => id));
    const proposal = { ...(request.rate === undefined ? {} : { rate: request.rate }), ...(request.approved === undefined ? {} : { approved: request.approved }) };
    const asked = money.awards.prepare({ groupId: group.id, reasons: 'x', ...(proposal as object) }, money.industry());
    if ('error' in expected) {
      await expect(asked).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: expected.error } });
      return;
    }
    const award = await asked;
    const explained = await money.awardReading.explain({ id: award.id, limit: 200 }, money.industry());
    const direct = awardUnder(installedPolicies, request);
    expect({
      eligibleInvestment: award.eligibleInvestment, ceiling: award.ceiling, approved: award.approved, instalments: explained.foreseen, lapsed: explained.lapsing,
    }).toEqual(expected);
    expect({ rate: award.rate, instalments: explained.foreseen }).toEqual({ rate: direct.rate, instalments: direct.instalments });
    expect((await money.awardReading.replay(award.id, money.industry())).equal).toBe(true);
  });
});

describe('an award', () => {
  it('SUB-3.a, SUB-3.b: is prepared by industry and decided by finance, by two people, and told with its amounts', async () => {
    const group = await money.bed.reservedGroup(year);
    const prepared = await money.awards.prepare({ groupId: group.id, reasons: '按 10% 核定' }, money.industry());
    expect(prepared).toMatchObject({ state: 'prepared', approved: '300000.00', ceiling: '300000.00', rate: '0.1', number: 1, clusterLevel: 'provincial' });
    await expect(money.awards.decide({ id: prepared.id, version: 1, opinion: 'x' }, money.industry('second'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(money.awards.decide({ id: prepared.id, version: 1, opinion: 'x' }, money.finance('industry'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(money.awards.prepare({ groupId: group.id, reasons: 'x' }, money.finance())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const decided = await money.awards.decide({ id: prepared.id, version: 1, opinion: '同意' }, money.finance());
    expect(decided).toMatchObject({ state: 'decided', decidedBy: 'finance', version: 2 });
    expect((await money.bed.events(awardContracts.decided)).at(-1)).toMatchObject({
      awardId: decided.id, groupId: group.id, yearId: year.id, leadCreditCode: group.leadCreditCode, approved: '300000.00', clause: 'SUB-5.b',
    });
  });

  it('SUB-6-2, SUB-13.c: is not decided for an enterprise that stands on a list, and the answer is kept with it', async () => {
    const leadCreditCode = creditCode();
    const group = await money.bed.reservedGroup(year, { leadCreditCode });
    const { id, version } = await money.awards.prepare({ groupId: group.id, reasons: 'x' }, money.industry());
    money.bed.barred.set(leadCreditCode, [{ kind: 'credit-listing', clause: 'SUB-6-2', list: 'abnormal-operation', id: newId(), from: '2025-01-01' as never }]);
    await expect(money.awards.decide({ id, version, opinion: 'x' }, money.finance())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', clause: 'SUB-6-2', issues: [{ message: { zh: expect.stringContaining('经营异常名录') } }],
    });
    expect(await money.award(id)).toMatchObject({ state: 'prepared', version });
    money.bed.barred.delete(leadCreditCode);
    await money.awards.decide({ id, version, opinion: 'x' }, money.finance());
    const checks = await money.bed.source.query(`SELECT gate, is_clear FROM standing_check WHERE noun = 'award' AND object_id = $1`, [id]);
    expect(checks).toEqual([{ gate: 'plan', is_clear: true }]);
  });

  it('SUB-6-2: a listing that is written while finance decides is seen: who bars goes first, who gives asks after it', async () => {
    const leadCreditCode = creditCode();
    const group = await money.bed.reservedGroup(year, { leadCreditCode });
    const { id, version } = await money.awards.prepare({ groupId: group.id, reasons: 'x' }, money.industry());
    let decided: Promise<string> = Promise.resolve('');
    await money.bed.source.transaction(async (manager) => {
      await lockEnterprises(manager, 'exclusive', 'CN-22', [leadCreditCode]);
      decided = money.awards.decide({ id, version, opinion: 'x' }, money.finance()).then(() => 'decided', (error: { code: string }) => error.code);
      // It has come as far as the lock, and waits there.
      await until('finance waits for the lock', async () => {
        const [row] = (await money.bed.source.query(`SELECT count(*)::integer AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)) as [{ waiting: number }];
        return row.waiting > 0;
      });
      money.bed.barred.set(leadCreditCode, [{ kind: 'credit-listing', clause: 'SUB-6-2', list: 'serious-violation', id: newId(), from: '2025-05-06' as never }]);
    });
    expect(await decided).toBe('CLAUSE_FORBIDS');
    expect((await money.award(id)).state).toBe('prepared');
  });

  it('SUB-4.b: what is completed is what the verified lines say: the service can neither write it nor raise it without one', async () => {
    const { group, award } = await money.decided(year, { lines: [{ amountFen: '1000' }, { plannedYear: 2026, amountFen: '5000' }] });
    const { source } = money.bed;
    const verified = async (): Promise<string> => {
      await source.query('SELECT award_refresh_verified($1, $2)', [award.id, '2025-12-31']);
      return (await money.award(award.id)).verified;
    };
    await expect(source.query('UPDATE award SET verified_fen = 1000000 WHERE id = $1', [award.id])).rejects.toThrow('permission denied');
    expect(await verified()).toBe('10.00');
    await money.bed.addLines(group, [{ amountFen: '700', completedOn: '2025-05-01' }, { amountFen: '900', completedOn: '2026-01-01' }]);
    await money.bed.addLines(group, [{ amountFen: '800', completedOn: '2025-05-01' }], false);
    expect(await verified()).toBe('17.00');
  });

  it('SUB-10.b, INT-19: is made of what stands in the reserve, and once', async () => {
    const submitted = await money.bed.verifiedGroup(year);
    const prepare = async (groupId: string) => await money.awards.prepare({ groupId, reasons: 'x' }, money.industry());
    await expect(prepare(submitted.id)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'project-reserve' } });
    await expect(prepare(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const group = await money.bed.reservedGroup(year);
    const owner = await money.bed.asOwner();
    await owner.query('UPDATE project_group SET level_closed = false WHERE id = $1', [group.id]);
    await expect(prepare(group.id)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'level-at-closing' } });
    await owner.query('UPDATE project_group SET level_closed = true WHERE id = $1', [group.id]);
    const outcomes = await Promise.allSettled([prepare(group.id), prepare(group.id)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_EXISTS' } });
  });

  it('SUB-4.b: is corrected by a new version from the lines as they are then, decided again, and each version is kept', async () => {
    const { group, award } = await money.decided(year);
    await money.bed.addLines(group, [{ amountFen: '50000000' }]);
    const corrected = await money.awards.correct({ id: award.id, version: award.version, reasons: '补充核实一笔' }, money.industry());
    expect(corrected).toMatchObject({ state: 'prepared', number: 2, ceiling: '350000.00', version: award.version + 1 });
    expect(corrected.decidedBy).toBeUndefined();
    await money.awards.decide({ id: award.id, version: corrected.version, opinion: '同意' }, money.finance());
    const { versions } = await money.awardReading.versions(award.id, money.industry());
    expect(versions.map(({ number, approved, decidedBy }) => [number, approved, decidedBy])).toEqual([[1, '300000.00', 'finance'], [2, '350000.00', 'finance']]);
    const first = await money.awardReading.explain({ id: award.id, number: 1 }, money.industry());
    expect(first.lines.items).toHaveLength(3);
  });

  it('of two who change the same version one is told so, and nothing is overwritten', async () => {
    const { award } = await money.decided(year);
    const both = await Promise.allSettled([
      money.awards.correct({ id: award.id, version: award.version, approved: '1.00' as never, reasons: 'x' }, money.industry()),
      money.awards.withdraw({ id: award.id, version: award.version, reason: 'x' }, money.finance()),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { noun: 'award', id: award.id } } });
    expect((await money.award(award.id)).version).toBe(award.version + 1);
  });

  it('is refused in every state that the lifecycle does not have an action for', async () => {
    const { award } = await money.decided(year);
    await expect(money.awards.decide({ id: award.id, version: award.version, opinion: 'x' }, money.finance('other'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const withdrawn = await money.awards.withdraw({ id: award.id, version: award.version, reason: '撤下' }, money.industry());
    for (const act of [
      async () => await money.awards.correct({ id: award.id, version: withdrawn.version, reasons: 'x' }, money.industry()),
      async () => await money.awards.withdraw({ id: award.id, version: withdrawn.version, reason: 'x' }, money.industry()),
    ]) await expect(act()).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'withdrawn' } });
    // The group can get another one.
    await money.awards.prepare({ groupId: award.groupId, reasons: 'x' }, money.industry());
  });
});

describe('the explanation of an award', () => {
  it('SUB-4.b, SUB-5.c: says of each line what counted, why not, and by which clause; the lines sum to the eligible investment', async () => {
    const projects = threeProjects();
    const of = (at: number) => projects[at]?.id ?? '';
    const group = await money.bed.reservedGroup(year, { projects, isVerified: false, lines: [
      { projectId: of(0) }, { projectId: of(1), amountFen: '20000000' }, { projectId: of(2), plannedYear: 2026, amountFen: '7' }, { projectId: of(2), amountFen: '99' },
      { projectId: of(2), category: 'civilWorks', ...({ eligibility: 'ineligible', reasons: [{ code: 'CATEGORY', clause: 'SUB-5.c', zh: '土建不计入。', en: 'Civil works do not count.' }] } as object) },
    ] });
    const lines = await money.bed.lines.all(group.id);
    await money.bed.acceptLines(group, [0, 1, 2].map((at) => lines[at]?.id ?? ''));
    const official = money.bed.as('county-industry', group.region);
    await money.bed.within(async (transaction) => {
      const cut = { id: newId(), lineId: lines[1]?.id ?? '', lineVersion: 1, outcome: 'cut' as const, amountFen: 15_000_000n, clause: 'SUB-4.b', reason: '安装费核减' };
      await money.bed.lines.verify(transaction, group.id, 'county-industry', [cut], []);
    }, official);
    const award = await money.awards.prepare({ groupId: group.id, reasons: '核定' }, money.industry());
    const first = await money.awardReading.explain({ id: award.id, limit: 3 }, money.industry());
    const rest = await money.awardReading.explain({ id: award.id, limit: 3, cursor: first.lines.next as never }, money.industry());
    const explained = [...first.lines.items, ...rest.lines.items];
    expect(explained.map(({ number, counted, clause }) => [number, counted, clause])).toEqual([
      [1, '1000000.00', 'SUB-4.b'], [2, '150000.00', 'SUB-4.b'], [3, '0.07', 'SUB-4.b'], [4, '0.00', 'SUB-4.b'], [5, '0.00', 'SUB-5.c'],
    ]);
    expect(explained[1]?.why.zh).toContain('安装费核减');
    expect(explained[2]?.why.en).toContain('Planned for 2026');
    expect(explained[3]?.why.en).toContain('not been verified');
    expect(explained[4]?.why).toEqual({ zh: '土建不计入。', en: 'Civil works do not count.' });
    expect(first).toMatchObject({ eligibleInvestment: '1150000.07', completed: '1150000.00', ceiling: '115000.00' });
    expect(first.byYear).toEqual([{ key: '2025', amount: '1150000.00' }, { key: '2026', amount: '0.07' }]);
    expect(first.byProject.map(({ amount }) => amount).toSorted()).toEqual(['0.07', '1000000.00', '150000.00']);
    expect(first.formula.map(({ clause }) => clause)).toEqual(['SUB-4.b', 'SUB-5.b', 'SUB-5.b', 'SUB-5.d']);
    expect(first.formula[1]?.text.zh).toContain('0.1 × 1150000.07');
  });

  it('SUB-9: a project that was left out counts nothing, neither in the award nor in what is paid', async () => {
    const projects = [...threeProjects(), ...threeProjects()];
    const group = await money.bed.reservedGroup(year, { projects });
    const owner = await money.bed.asOwner();
    await owner.query(
      `INSERT INTO proposed_project (group_id, project_id, tenant, year_id, name, state, clause, reason, decided_by, decided_at) VALUES ($1, $2, 'CN-22', $3, 'x', 'left-out', 'SUB-9', '评审未通过', 'x', now())`,
      [group.id, projects[0]?.id, year.id],
    );
    const award = await money.awards.prepare({ groupId: group.id, reasons: 'x' }, money.industry());
    expect(award.eligibleInvestment).toBe('5000000.00');
    const { lines } = await money.awardReading.explain({ id: award.id }, money.industry());
    expect(lines.items.filter(({ counted }) => counted === '0.00')).toMatchObject([{ clause: 'SUB-9', why: { zh: expect.stringContaining('评审未通过') } }]);
    expect(await money.bed.within(async ({ manager }) => String(await money.bases.completedThrough(manager, 'CN-22', group.id, '2025-12-31')))).toBe('500000000');
  });
});

describe('who sees an award', () => {
  const listed = async (who: Parameters<typeof money.awardReading.list>[1]): Promise<string[]> => (await money.awardReading.list({ limit: 200 }, who)).items.map(({ id }) => id);

  it('officials of its region and above, its own enterprise, and nobody else', async () => {
    const { group, award } = await money.decided(year, { region: '220582', editor: 'editor-1' });
    for (const [who, sees] of [
      [money.industry(), true], [money.bed.as('auditor', '220000'), true], [money.bed.as('prefecture-finance', '220500'), true], [money.bed.as('county-industry', '220582'), true],
      [money.bed.as('county-industry', '220182'), false], [money.bed.as('enterprise', '220582', 'editor-1'), true], [money.bed.as('enterprise', '220582', 'somebody'), false],
      [money.bed.as('province-industry', '650000'), false], [money.bed.as('enterprise', '220582', 'editor-1', [creditCode()]), false],
      [money.bed.as('enterprise', '220582', 'editor-1', []), false], [money.bed.as('enterprise', '220582', 'editor-1', [group.leadCreditCode]), true],
    ] as const) {
      expect([group.region, (await listed(who)).includes(award.id)]).toEqual([group.region, sees]);
      const got = money.awardReading.get(award.id, who).then(() => true, (error: { code: string }) => error.code);
      expect(await got).toBe(sees ? true : 'NOT_FOUND');
    }
    await expect(listed(money.bed.as('expert', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(money.awards.decide({ id: award.id, version: 1, opinion: 'x' }, money.bed.as('province-finance', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a list is paged, newest first, each award once', async () => {
    const all = await listed(money.industry());
    const paged: Award[] = [];
    let cursor: string | undefined;
    do {
      const page = await money.awardReading.list({ limit: 7, ...(cursor === undefined ? {} : { cursor: cursor as never }) }, money.industry());
      paged.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(paged.map(({ id }) => id)).toEqual(all);
    expect(all).toEqual(all.toSorted().toReversed());
  });
});
