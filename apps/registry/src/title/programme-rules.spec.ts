import { readdirSync, readFileSync } from 'node:fs';

import { supportKinds } from '@jiqun/contracts';

import { leadPrefectureClause, programmeRule, ruledProgrammes } from './programme-rules.js';

interface PolicyFile {
  readonly document: { readonly jurisdiction: string; readonly kind: string };
  readonly clauses: readonly { readonly id: string; readonly kind: string }[];
  readonly parameters: Readonly<Record<string, { readonly value: string; readonly unit: string }>>;
  readonly interpretations: readonly { readonly id: string }[];
  readonly validity: { readonly endsTitle: boolean } | null;
  readonly revocation: readonly { readonly kind: string; readonly clause: string; readonly within?: string; readonly interpretations?: readonly string[] }[];
  readonly supports: readonly { readonly clause: string; readonly actors: readonly string[] }[];
}

const folder = new URL('../../../../packages/policy-core/policies/', import.meta.url);
const policies = readdirSync(folder).flatMap((programme) =>
  readdirSync(new URL(`${programme}/`, folder)).map((file) => ({
    programme,
    policy: JSON.parse(readFileSync(new URL(`${programme}/${file}`, folder), 'utf8')) as PolicyFile,
  })),
);
const recognition = policies.filter(({ policy }) => policy.document.kind === 'recognition');

describe('what the register knows of programmes is what their policy files say', () => {
  it('of every recognition programme that is installed, and of no other', () => {
    expect(ruledProgrammes.toSorted()).toEqual([...new Set(recognition.map(({ programme }) => programme))].toSorted());
  });

  it.each(recognition)('SME-12, AMC-11.a, INT-28: $programme: whether the term ends the title', ({ programme, policy }) => {
    expect(programmeRule(programme)).toMatchObject({ tenant: policy.document.jurisdiction, endsWithTerm: policy.validity?.endsTitle ?? false });
  });

  it.each(recognition)('SME-14-4, INT-34: $programme: whether and within how many days a major change is reported', ({ programme, policy }) => {
    const ground = policy.revocation.find(({ kind }) => kind === 'change-not-reported');
    const parameter = policy.parameters[ground?.within ?? ''];
    const expected = ground === undefined ? undefined : { clause: ground.clause, calendarDays: Number(parameter?.value), interpretations: ground.interpretations };
    expect(programmeRule(programme)?.changeReport).toEqual(expected);
    expect(parameter?.unit).toBe(ground === undefined ? undefined : 'days');
  });

  it.each(recognition)('AMC-4, SEI-4, XJ-9: $programme: from which clause supports follow, and who grants them', ({ programme, policy }) => {
    const { clause, roles } = programmeRule(programme)?.supports ?? { clause: '', roles: [] };
    expect([...new Set(policy.supports.map((support) => support.clause))]).toEqual(clause === '' ? [] : [clause]);
    expect([...new Set(policy.supports.flatMap(({ actors }) => actors))]).toEqual(roles);
  });

  it.each(recognition)('AMC-8: $programme: whether its clusters are in the cultivation library', ({ programme, policy }) => {
    expect(programmeRule(programme)?.cultivation?.clause).toBe(policy.clauses.find(({ id }) => id === 'AMC-8')?.id);
  });

  it('SEI-4: seven kinds of support; each kind belongs to one programme', () => {
    expect(programmeRule('jl-sei-2020')?.supports.kinds).toHaveLength(7);
    expect(ruledProgrammes.flatMap((programme) => programmeRule(programme)?.supports.kinds ?? []).toSorted()).toEqual([...supportKinds].toSorted());
  });

  it('a programme that the register does not know has no rule, nor has the name of a built-in', () => {
    expect([programmeRule('zj-new-2027'), programmeRule('constructor')]).toEqual([undefined, undefined]);
    expect([leadPrefectureClause('CN-22'), leadPrefectureClause('CN-65')]).toEqual(['AMC-7-1.b', 'XJ-7-1.b']);
  });
});
