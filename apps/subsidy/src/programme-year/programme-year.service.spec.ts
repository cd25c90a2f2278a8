import { type ProgrammeYear, programmeYearContracts, type ProgrammeYearTerms } from '@jiqun/contracts';
import { installedPolicies } from '@jiqun/policy-core';
import { permits, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { GroupBed, PROGRAMME } from '../../test/group-bed.js';

jest.setTimeout(60_000);

let bed: GroupBed;
let shared: GroupBed;
beforeAll(async () => {
  shared = await GroupBed.open();
  bed = shared;
});
afterAll(async () => {
  await shared.close();
});

/** Of what follows, each test has a clock of its own. */
function eachOnItsOwnClock(): void {
  beforeEach(async () => {
    bed = await GroupBed.open();
  });
  afterEach(async () => {
    await bed.close();
    bed = shared;
  });
}

let years = 2099;
/** A year of funds that no other test has: a programme has one notice a year. */
const another = (): number => (years += 2);

const industry = (person?: string): Request => bed.as('province-industry', '220000', person);
const finance = (person?: string): Request => bed.as('province-finance', '220000', person);
const terms = (changes: Partial<ProgrammeYearTerms> = {}): ProgrammeYearTerms =>
  ({
    title: { zh: '2026年度申报通知（样例）', en: 'Notice for 2026 (sample)' }, opensOn: '2025-05-10', closesOn: '2025-07-31', eligibleFrom: '2024-01-01', eligibleThrough: '2028-12-31', ...changes,
  }) as ProgrammeYearTerms;
const drafted = async (changes: Partial<ProgrammeYearTerms> = {}, year = another()): Promise<ProgrammeYear> =>
  await bed.yearService.draft({ programme: PROGRAMME as never, year, terms: terms(changes) }, industry());
const which = ({ id, version }: Pick<ProgrammeYear, 'id' | 'version'>) => ({ id, version });
const signed = async (year: ProgrammeYear): Promise<ProgrammeYear> => await bed.yearService.sign(which(await bed.yearService.sign(which(year), industry())), finance());
const published = async (changes: Partial<ProgrammeYearTerms> = {}, year = another()): Promise<ProgrammeYear> => await bed.yearService.publish(which(await signed(await drafted(changes, year))), industry());

describe('the notice of a year\'s funds', () => {
  it('SUB-3.a SUB-3.b SUB-7.a: is published once industry and finance have both signed it, in either order', async () => {
    const draft = await drafted();
    expect(draft).toMatchObject({ state: 'draft', policyVersion: '2024-12-05', number: 0, proposed: { number: 1, signatures: [] } });
    await expect(bed.yearService.publish(which(draft), industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-7.a', params: { what: 'signatures' } });
    const once = await bed.yearService.sign(which(draft), finance());
    await expect(bed.yearService.publish(which(once), industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'signatures' }, issues: [{ message: { en: expect.stringContaining('province-industry') as string } }] });
    const twice = await bed.yearService.sign(which(once), industry());
    const year = await bed.yearService.publish(which(twice), industry());
    expect(year).toMatchObject({ state: 'published', number: 1 });
    expect(year.proposed).toBeUndefined();
    expect(await bed.events(programmeYearContracts.published)).toEqual([expect.objectContaining({ yearId: year.id, year: draft.year, closesOn: '2025-07-31' })]);
  });

  it('SUB-3.b: neither department signs for the other, nor one person for both, nor a department twice', async () => {
    const draft = await drafted();
    const both = { ...industry('both').caller, grants: [{ role: 'province-industry', region: '220000' }, { role: 'province-finance', region: '220000' }] } as Request['caller'];
    const once = await bed.yearService.sign(which(draft), bed.again({ caller: both }));
    await expect(bed.yearService.sign(which(once), bed.again({ caller: both }))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.yearService.sign(which(once), industry('colleague'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'signed' } });
    await expect(bed.yearService.sign(which(once), bed.as('auditor', '220000'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'department' } });
    expect((await bed.yearService.sign(which(once), finance())).proposed?.signatures.map(({ role }) => role)).toEqual(['province-industry', 'province-finance']);
  });

  it('SUB-3.b: the database itself takes no second signature of one person under one version', async () => {
    const draft = await drafted();
    await bed.yearService.sign(which(draft), industry('one'));
    const second = `INSERT INTO programme_year_signature (year_id, number, role, tenant, person, signed_at) VALUES ($1, 1, 'province-finance', 'CN-22', 'one', now())`;
    await expect(bed.source.query(second, [draft.id])).rejects.toThrow('programme_year_signed_by_two');
    await expect(bed.source.query('DELETE FROM programme_year_signature')).rejects.toThrow('permission denied');
  });

  it('SUB-3.a: drafting, publishing and correcting are the industry department\'s, signing the two departments\'', () => {
    const may = (contract: { permission: Parameters<typeof permits>[0] }, request: Request): boolean => {
      try {
        permits(contract.permission, request.caller);
        return true;
      } catch {
        return false;
      }
    };
    const { draft, amend, sign, publish, correct, withdraw } = programmeYearContracts;
    for (const contract of [draft, amend, publish, correct, withdraw]) expect([may(contract, industry()), may(contract, finance())]).toEqual([true, false]);
    expect([may(sign, industry()), may(sign, finance()), may(sign, bed.as('prefecture-finance', '220100')), may(sign, bed.as('enterprise', '220182'))]).toEqual([true, true, false, false]);
  });

  it('SUB-7.a: other terms void the signatures that the draft had', async () => {
    const once = await bed.yearService.sign(which(await drafted()), industry());
    const amended = await bed.yearService.amend({ ...which(once), terms: terms({ closesOn: '2025-08-15' as never }) }, industry());
    expect(amended.proposed).toMatchObject({ number: 2, signatures: [] });
    await expect(bed.yearService.publish(which(amended), industry())).rejects.toMatchObject({ params: { what: 'signatures' } });
  });

  it('SUB-18 INT-25: its window lies within the days on which the policy is in force', async () => {
    const outside = { code: 'CLAUSE_FORBIDS', clause: 'SUB-18', issues: [{ code: 'POLICY_NOT_IN_FORCE', message: { en: expect.stringContaining('2024-12-05 through 2026-06-30') as string } }] };
    await expect(drafted({ closesOn: '2026-07-01' as never })).rejects.toMatchObject(outside);
    await expect(drafted({ opensOn: '2024-12-04' as never })).rejects.toMatchObject(outside);
    await expect(drafted({ opensOn: '2024-12-05' as never, closesOn: '2026-06-30' as never })).resolves.toMatchObject({ state: 'draft' });
  });

  it('SUB-6-3: takes further conditions as expressive as a policy\'s, and says where they are wrong', async () => {
    const clause = { id: 'NOTICE-1', article: '通知一', kind: 'criterion', modality: 'must', does: 'A bank takes part.' };
    const facts = [{ name: 'withBank', type: 'boolean', zh: '有银行参与', en: 'a bank takes part', usedBy: ['NOTICE-1'] }];
    const good = { clauses: [clause], facts, criteria: [{ clause: 'NOTICE-1', title: { zh: '银行参与', en: 'A bank takes part' }, condition: { kind: 'is', fact: 'withBank', value: true } }] };
    const bad = { ...good, criteria: [{ ...good.criteria[0], condition: { kind: 'no-such-kind' } }] };
    await expect(drafted({ additions: good as never })).resolves.toMatchObject({ terms: { additions: { clauses: [{ id: 'NOTICE-1' }] } } });
    await expect(drafted({ additions: bad as never })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining('criteria') as unknown })]) as unknown });
  });

  it('is refused with every fault of its terms at once; INT-11: the length of the public notice is its to set', async () => {
    await expect(drafted({ closesOn: '2025-05-01' as never, eligibleThrough: '2023-12-31' as never })).rejects.toMatchObject({ issues: [{ path: 'terms.closesOn' }, { path: 'terms.eligibleThrough' }] });
    await expect(drafted({ noticeWorkingDays: 7 })).resolves.toMatchObject({ terms: { noticeWorkingDays: 7 } });
  });

  it('is one for a programme and a year; another year has its own, and a withdrawn one makes room', async () => {
    const first = await published();
    const second = await signed(await drafted({}, first.year));
    await expect(bed.yearService.publish(which(second), industry())).rejects.toMatchObject({ code: 'ALREADY_EXISTS', params: { noun: 'programme-year' } });
    await expect(published({}, first.year + 1)).resolves.toMatchObject({ state: 'published' });
    await bed.yearService.withdraw({ ...which(first), reason: '改期' }, industry());
    await expect(bed.yearService.publish(which(second), industry())).resolves.toMatchObject({ state: 'published' });
  });

  it('published by two at once is published by one', async () => {
    const year = another();
    const ready = [await signed(await drafted({}, year)), await signed(await drafted({}, year))];
    const outcomes = await Promise.allSettled(ready.map(async (each) => await bed.yearService.publish(which(each), industry())));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_EXISTS' } });
  });

  it('changed by two at once is changed by one; the other is told the version', async () => {
    const { id, version } = await drafted();
    const amend = async (closesOn: string) => await bed.yearService.amend({ id, version, terms: terms({ closesOn: closesOn as never }) }, industry());
    const outcomes = await Promise.allSettled([amend('2025-08-01'), amend('2025-08-02')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { noun: 'programme-year', expected: '1', actual: '2' } } });
  });

  it('cannot be withdrawn once a group was submitted under it', async () => {
    const year = await published();
    await bed.submittedGroup(await bed.year(year.id));
    await expect(bed.yearService.withdraw({ ...which(year), reason: 'x' }, industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'submitted-groups' } });
  });

  it('belongs to its jurisdiction, and as a draft to those who draft and sign it', async () => {
    const draft = await drafted();
    const xinjiang = bed.as('province-industry', '650000');
    await expect(bed.yearQueries.get(draft.id, xinjiang)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.yearService.amend({ ...which(draft), terms: terms() }, xinjiang)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.yearService.draft({ programme: PROGRAMME as never, year: 2026, terms: terms() }, xinjiang)).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    await expect(bed.yearQueries.get(draft.id, bed.as('enterprise', '220182'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.yearQueries.getPublic(draft.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.yearQueries.get(draft.id, finance())).resolves.toMatchObject({ proposed: { number: 1 } });
    const year = await published();
    await expect(bed.yearQueries.getPublic(year.id)).resolves.toMatchObject({ id: year.id });
    expect((await bed.yearQueries.listPublic({})).items.map(({ id }) => id)).toContain(year.id);
    expect((await bed.yearQueries.listPublic({})).items.map(({ id }) => id)).not.toContain(draft.id);
    expect((await bed.yearQueries.list({ year: draft.year }, bed.as('enterprise', '220182'))).items).toEqual([]);
    expect((await bed.yearQueries.list({ limit: 2 }, industry())).items.map(({ id }) => id)).toEqual([year.id, draft.id]);
  });
});

describe('after the last day of the policy', () => {
  eachOnItsOwnClock();

  it('SUB-18: after the policy\'s last day no notice is drafted, nor one published that was drafted before', async () => {
    const ready = await signed(await drafted({ closesOn: '2026-06-30' as never }, 2027));
    await bed.moveTo('2026-07-01');
    await expect(drafted({ opensOn: '2026-07-01' as never, closesOn: '2026-07-31' as never }, 2027)).rejects.toMatchObject({ clause: 'SUB-18', issues: [{ code: 'POLICY_NOT_IN_FORCE' }] });
    await expect(bed.yearService.publish(which(ready), industry())).rejects.toMatchObject({ clause: 'SUB-18' });
  });
});

describe('a correction', () => {
  eachOnItsOwnClock();

  it('SUB-7.a: is signed and published like the notice, before the window closes; every version stays with its reason and signatures', async () => {
    const year = await published();
    const proposed = await bed.yearService.correct({ ...which(year), terms: terms({ closesOn: '2025-08-31' as never }), reason: '延长申报' }, industry());
    expect(proposed).toMatchObject({ closesOn: '2025-07-31', proposed: { number: 2, reason: '延长申报', signatures: [] } });
    await expect(bed.yearService.publish(which(proposed), industry())).rejects.toMatchObject({ params: { what: 'signatures' } });
    const corrected = await bed.yearService.publish(which(await signed(proposed)), industry());
    expect(corrected).toMatchObject({ closesOn: '2025-08-31', number: 2, state: 'published' });
    expect(await bed.events(programmeYearContracts.corrected)).toHaveLength(1);
    const { items } = await bed.yearQueries.listVersions({ id: year.id }, industry());
    expect(items.map(({ number, reason, isInForce, signatures }) => [number, reason, isInForce, signatures.length])).toEqual([[2, '延长申报', true, 2], [1, undefined, false, 2]]);
    await bed.moveTo('2025-08-01');
    await expect(bed.yearQueries.get(year.id, industry())).resolves.toMatchObject({ state: 'published' });
  });

  it('SUB-7.a: comes too late once the window has closed', async () => {
    const year = await published();
    const waiting = await signed(await bed.yearService.correct({ ...which(year), terms: terms({ closesOn: '2025-08-31' as never }), reason: '延长' }, industry()));
    await bed.moveTo('2025-08-01');
    const closed = await bed.yearQueries.get(year.id, industry());
    expect(closed.state).toBe('closed');
    await expect(bed.yearService.publish({ id: year.id, version: closed.version }, industry())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(bed.yearService.publish(which(waiting), industry())).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });
});

describe('the deadlines of a year', () => {
  eachOnItsOwnClock();

  const dues = async () =>
    (await bed.source.query(`SELECT kind, to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS due FROM deadline WHERE kind LIKE 'programme-year.milestone%' ORDER BY due_at`)) as { kind: string; due: string }[];

  it('INT-15 SUB-7.a: the notice is due through the last of June of the year before, with a warning thirty days earlier', async () => {
    await drafted({}, 2026);
    expect(await dues()).toEqual([
      { kind: 'programme-year.milestone-nears', due: '2025-05-31 00:00' },
      { kind: 'programme-year.milestone-missed', due: '2025-07-01 00:00' },
      { kind: 'programme-year.milestone-nears', due: '2025-08-31 00:00' },
      { kind: 'programme-year.milestone-missed', due: '2025-10-01 00:00' },
    ]);
    await bed.moveTo('2025-05-31');
    expect(await bed.events(programmeYearContracts.deadlineNeared)).toEqual([expect.objectContaining({ clause: 'SUB-7.a', step: 'call', dueOn: '2025-06-30', year: 2026, actors: ['province-industry', 'province-finance'] })]);
    await bed.moveTo('2025-06-30');
    expect(await bed.events(programmeYearContracts.deadlineMissed)).toEqual([]);
    await bed.moveTo('2025-07-01');
    expect(await bed.events(programmeYearContracts.deadlineMissed)).toEqual([expect.objectContaining({ clause: 'SUB-7.a', dueOn: '2025-06-30' })]);
  });

  it('SUB-7.a: a notice that is late is recorded as late, and published all the same', async () => {
    const draft = await drafted({ closesOn: '2025-09-30' as never }, 2026);
    await bed.moveTo('2025-07-02');
    const year = await bed.yearService.publish(which(await signed(draft)), industry());
    const { steps } = await bed.yearQueries.steps(year.id, industry());
    expect(steps[0]).toMatchObject({ step: 'call', clause: 'SUB-7.a', dueOn: '2025-06-30', metOn: '2025-07-02', isMissed: true, standing: 'done' });
  });

  it('SUB-7.a: a notice in time is neither warned of nor missed, and next year\'s is watched from then on', async () => {
    await published({}, 2026);
    await bed.moveTo('2025-07-02');
    expect(await bed.events(programmeYearContracts.deadlineMissed)).toEqual([]);
    expect(await bed.events(programmeYearContracts.deadlineNeared)).toEqual([]);
    await bed.moveTo('2026-05-31');
    const neared = (await bed.events(programmeYearContracts.deadlineNeared)).filter(({ year }) => year === 2027);
    expect(neared).toEqual([expect.objectContaining({ clause: 'SUB-7.a', dueOn: '2026-06-30', waiting: 0 })]);
    expect(neared[0]).not.toHaveProperty('yearId');
  });

  it('SUB-10.b: the reserve is due through the last of September; the warning tells how many groups are on their way', async () => {
    const year = await published({}, 2026);
    await bed.submittedGroup(await bed.year(year.id));
    await bed.moveTo('2025-10-01');
    const ofReserve = expect.objectContaining({ clause: 'SUB-10.b', step: 'project-reserve', dueOn: '2025-09-30', yearId: year.id, waiting: 1 }) as unknown;
    expect((await bed.events(programmeYearContracts.deadlineNeared)).filter(({ clause }) => clause === 'SUB-10.b')).toEqual([ofReserve]);
    expect((await bed.events(programmeYearContracts.deadlineMissed)).filter(({ clause }) => clause === 'SUB-10.b')).toEqual([ofReserve]);
  });

  it('SUB-10.b: a reserve into which every group has come is complete', async () => {
    const year = await published({}, 2026);
    await bed.reservedGroup(await bed.year(year.id));
    await bed.moveTo('2025-10-01');
    expect((await bed.events(programmeYearContracts.deadlineMissed)).filter(({ clause }) => clause === 'SUB-10.b')).toEqual([]);
    const { steps } = await bed.yearQueries.steps(year.id, industry());
    expect(steps.find(({ step }) => step === 'project-reserve')).toMatchObject({ isMissed: false, metOn: '2025-08-31', groups: 1 });
  });
});

describe('the steps of a year', () => {
  it('SUB-3.a SUB-3.b: are those of the policy\'s procedure, each with the department that owns it and where it stands', async () => {
    const year = await published();
    const { source } = installedPolicies.find(PROGRAMME, '2025-05-06');
    await bed.submittedGroup(await bed.year(year.id));
    const { steps } = await bed.yearQueries.steps(year.id, industry());
    expect(steps.map(({ step, actors }) => [step, actors])).toEqual(source.procedure.map(({ step, actors }) => [step, actors]));
    expect(Object.fromEntries(steps.map(({ step, standing }) => [step, standing]))).toMatchObject({
      'call': 'done', 'application': 'open', 'local-review': 'open', 're-review': 'ahead', 'project-reserve': 'ahead', 'issue-of-funds': 'unknown',
    });
    expect(steps.find(({ step }) => step === 'local-review')?.groups).toBe(1);
  });
});

describe('a policy that was installed while the installation runs', () => {
  it('SUB-6-3: is asked of evaluation when a year is drafted, and kept, so that the year is read from it later', async () => {
    const { source } = installedPolicies.find(PROGRAMME, '2025-05-06');
    const sixth = { ...structuredClone(source), id: 'jl-sixth-subsidy', version: '2025-01-01', inForce: { ...source.inForce, from: '2025-01-01', to: null } };
    bed.offered.push({ programme: 'jl-sixth-subsidy', version: '2025-01-01', jurisdiction: 'CN-22', title: source.title, sha256: 'a'.repeat(64), source: sixth } as never);
    const year = await bed.yearService.draft({ programme: 'jl-sixth-subsidy' as never, year: 2026, terms: terms() }, industry());
    expect(year).toMatchObject({ programme: 'jl-sixth-subsidy', policyVersion: '2025-01-01' });
    bed.offered.length = 0;
    await expect(bed.catalogue.policyOf('jl-sixth-subsidy', '2025-01-01')).resolves.toMatchObject({ id: 'jl-sixth-subsidy' });
    await expect(bed.yearService.draft({ programme: 'jl-seventh' as never, year: 2026, terms: terms() }, industry())).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'policy' } });
  });
});
