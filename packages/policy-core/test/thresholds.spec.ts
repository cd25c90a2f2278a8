import { describe, expect, test } from '@jest/globals';
import { evaluate, type FactDefinition, commonFacts, incidentCategories, incidentGrades, installedPolicies, type Outcome, type Policy, type PolicySource } from '../src/index.js';
import { type Decimal, decimal, scaled, type Side, textOf, withPlaces } from './reference/applications.js';

type Criterion = PolicySource['criteria'][number];
type Condition = Criterion['condition'];
type Leaf = Exclude<Condition, { kind: 'all' | 'any' | 'when' }>;
type Facts = Record<string, unknown>;

/** One number or word of a document asked about: what is stated instead of the passing application, and what must follow. */
interface Probe {
  readonly policy: string;
  readonly clause: string;
  readonly about: string;
  readonly asOf: string;
  readonly facts: Facts;
  readonly expected: Outcome;
  /** Parameters of the policy that this probe stands on. */
  readonly parameters: readonly string[];
}

interface Place {
  readonly policy: Policy;
  readonly criterion: Criterion;
  readonly leaf: Leaf;
  /** What must be stated beside, so that this leaf alone decides the clause. */
  readonly beside: Facts;
}

const asOf: Readonly<Record<string, string>> = { 'jl-sei-2020': '2020-06-30' };
const asOfOf = (policy: Policy): string => asOf[policy.id] ?? '2025-06-30';
const years = ['2022', '2023', '2024'];
const series = (base: string, ...three: string[]): Facts => Object.fromEntries([base, ...three].map((value, at) => [String(2021 + at), value]));

/** Applications that meet every clause of each policy, for the days above. */
const passing: Readonly<Record<string, Facts>> = {
  'jl-sme-2024': {
    areaKm2: '50', totalOutput: series('0', '100', '100', '100'), smeOutput: series('0', '90', '90', '90'),
    leadingIndustryOutput: series('60', '80', '85', '90'), nationalChampions: 3, littleGiants: 0, provincialSpecialisedSmes: 9, highTechEnterprises: 0,
    smeRdExpenditure: series('1', '2', '3', '4'), validInventionPatents: series('100', '120', '140', '200'), employees: { 2024: '10000' },
    industrialInternetPenetration: '50', industrialSoftwareRate: series('10', '20', '30', '40'), co2Intensity: series('40', '30', '20', '10'),
    highEnergyConsuming: true, energyUsePerUnit: '1', energyBaselinePerUnit: '5', highWaterConsuming: true, waterUsePerUnit: '1', waterBaselinePerUnit: '5',
    restrictedIndustry: false, incidents: [], majorViolations: false,
  },
  'jl-amc-2024': {
    promotionOrganisation: { legalPerson: true, governmental: false, profitMaking: false, registeredInPrc: true, badCreditRecord: false },
    rdIntensity: '5', industryRdIntensity: '2', researchStaffShare: '5', industryResearchStaffShare: '2', incidents: [], holdsProvincialTitle: true,
  },
  'xj-amc': { incidents: [], holdsProvincialTitle: true },
  'jl-sei-2020': { field: 'biomedicine', enterprisesOver100m: 9, output2019: '99', plannedProjectsOver30m: 99, provincialRdCentres: 9, figureSources: '统计公报' },
  'jl-amc-subsidy-2024': {
    clusterLevel: 'provincial', projectsOfOtherTypes: 0, ledByLeadingEnterprise: true, projects: 9, memberOfCluster: true, operatesInProvince: true,
    dishonestJudgementDebtor: false, abnormalOperation: false, seriousViolation: false,
  },
};

/** The leaves of a condition; where any of several suffices, the others are made to fail. */
function leavesOf(condition: Condition, beside: Facts = {}): { leaf: Leaf; beside: Facts }[] {
  switch (condition.kind) {
    case 'all':
      return condition.of.flatMap((part) => leavesOf(part, beside));
    case 'any':
      return condition.of.flatMap((part, at) => {
        const others = condition.of.flatMap((other, index) => (index === at ? [] : leavesOf(other).flatMap(({ leaf }) => (leaf.kind === 'sum' ? leaf.facts : []))));
        return leavesOf(part, { ...beside, ...Object.fromEntries(others.map((fact) => [fact, 0])) });
      });
    case 'when':
      return leavesOf(condition.condition, { ...beside, [condition.fact]: true });
    default:
      return [{ leaf: condition, beside }];
  }
}

const places: Place[] = installedPolicies.all().flatMap((policy) =>
  [...policy.source.criteria, ...policy.source.exclusions].flatMap((criterion) => leavesOf(criterion.condition).map(({ leaf, beside }) => ({ policy, criterion, leaf, beside }))),
);

function limitOf({ policy }: Place, parameter: string): Decimal {
  return decimal(policy.source.parameters[parameter]!.value);
}

function factOf({ policy }: Place, name: string): FactDefinition {
  return (commonFacts.get(name) ?? policy.source.facts.find((fact) => fact.name === name)) as FactDefinition;
}

function probe(place: Place, about: string, facts: Facts, passes: boolean, parameters: readonly string[] = [], day = asOfOf(place.policy)): Probe {
  const { policy, criterion, beside } = place;
  const failure = policy.clause(criterion.clause)!.modality === 'in-principle' ? 'waivable' : 'not-met';
  return { policy: policy.id, clause: criterion.clause, about, asOf: day, facts: { ...beside, ...facts }, expected: passes ? 'met' : failure, parameters };
}

/** INT-4: what each word says of a figure below, at and above the limit. */
const words: Readonly<Record<Side, readonly [below: boolean, at: boolean, above: boolean]>> = {
  atLeast: [false, true, true],
  moreThan: [false, false, true],
  atMost: [true, true, false],
  lessThan: [true, false, false],
};

/** One unit in the last of so many places: whole, a thousandth, the last of 15 digits or fewer, and of 20. */
const lastPlaces = [0, 3, 10, 18];

/** The figures below, at and above a limit, with what the word says of each. */
function around(limit: Decimal, is: Side, whole = false): [string, boolean][] {
  return (whole ? [0] : lastPlaces).flatMap((more) => {
    const fine = withPlaces(limit, limit.s + more);
    return words[is].flatMap((passes, at) => {
      const u = fine.u + BigInt(at - 1);
      return u < 0n ? [] : [[textOf({ u, s: fine.s }), passes] as [string, boolean]];
    });
  });
}

function inYear(place: Place, name: string, year: string, value: string): Facts {
  return { [name]: { ...(passing[place.policy.id]![name] as Facts), [year]: value } };
}

type Kind = Leaf['kind'];
type LeafOf<K extends Kind> = Extract<Leaf, { kind: K }>;

function comparing(place: Place, leaf: LeafOf<'compare'>): Probe[] {
  const whole = factOf(place, leaf.fact).type === 'integer';
  return around(limitOf(place, leaf.parameter), leaf.is, whole).map(([value, passes]) => probe(place, `${leaf.fact} ${value}`, { [leaf.fact]: value }, passes, [leaf.parameter]));
}

function comparingFacts(place: Place, leaf: LeafOf<'compare-facts'>): Probe[] {
  return ['3', '0.07', '12345.6789'].flatMap((other) =>
    around(decimal(other), leaf.is).map(([value, passes]) => probe(place, `${leaf.fact} ${value} against ${other}`, { [leaf.fact]: value, [leaf.other]: other }, passes)),
  );
}

/** Each of the three years fails the clause by itself; the year before them does not count. */
function ofEachYear(place: Place, leaf: LeafOf<'each-year'>): Probe[] {
  const named = [leaf.parameter, leaf.years];
  const inside = years.flatMap((year) =>
    around(limitOf(place, leaf.parameter), leaf.is).map(([value, passes]) => probe(place, `${leaf.series}.${year} ${value}`, inYear(place, leaf.series, year, value), passes, named)),
  );
  return [...inside, probe(place, `${leaf.series}.2021 0`, inYear(place, leaf.series, '2021', '0'), true, named)];
}

function shares(place: Place, leaf: LeafOf<'share'>): Probe[] {
  const named = [leaf.parameter, leaf.years];
  const percent = limitOf(place, leaf.parameter);
  const stated = (year: string, part: string, whole: string): Facts => ({ ...inYear(place, leaf.part, year, part), ...inYear(place, leaf.whole, year, whole) });
  return years.flatMap((year) => [
    ...['100', '33.37', '20.000000000000000001'].flatMap((whole) =>
      around({ u: percent.u * decimal(whole).u, s: percent.s + decimal(whole).s + 2 }, leaf.is).map(([part, passes]) =>
        probe(place, `${leaf.part}.${year} ${part} of ${whole}`, stated(year, part, whole), passes, named),
      ),
    ),
    ...['0', '5'].map((part) => probe(place, `${leaf.part}.${year} ${part} of nothing`, stated(year, part, '0.00'), false, named)),
  ]);
}

/** INT-3: the figure of the last year at which compound growth is exactly the limit, for several bases; the base year is the fourth. */
function grows(place: Place, leaf: LeafOf<'growth'>): Probe[] {
  const named = [leaf.parameter, leaf.years];
  const rate = limitOf(place, leaf.parameter);
  const factor = rate.u + 100n * 10n ** BigInt(rate.s);
  const stated = (base: string, last: string): Facts => ({ [leaf.series]: { 2021: base, 2022: '1', 2023: '1', 2024: last } });
  const exactly = ['8000', '0.5', '123.456', '1.000000000000000001'].flatMap((base) =>
    around(scaled(decimal(base), factor ** 3n, 3 * (rate.s + 2)), leaf.is).map(([last, passes]) => probe(place, `${leaf.series} from ${base} to ${last}`, stated(base, last), passes, named)),
  );
  return [
    ...exactly,
    probe(place, `${leaf.series} from nothing to something`, stated('0', '0.000000000000000001'), true, named),
    probe(place, `${leaf.series} from nothing to nothing`, stated('0', '0.0'), false, named),
    probe(place, `${leaf.series} from something to nothing`, stated('7', '0'), false, named),
  ];
}

function ofDensity(place: Place, leaf: LeafOf<'density'>): Probe[] {
  const named = [leaf.parameter, leaf.perEach];
  const [limit, each] = [limitOf(place, leaf.parameter), limitOf(place, leaf.perEach)];
  const opposite = { atLeast: 'atMost', atMost: 'atLeast', moreThan: 'lessThan', lessThan: 'moreThan' } as const;
  const stated = (things: string, people: string): Facts => ({ ...inYear(place, leaf.series, '2024', things), [leaf.per]: { 2024: people } });
  // The parameters are whole and 10,000 people are a multiple of 5: so many people are exactly as many as allowed.
  const ofThings = (things: bigint): Decimal => ({ u: (things * each.u) / limit.u, s: 0 });
  return [
    ...[1n, 37n, 4000n].flatMap((times) =>
      around({ u: limit.u * times, s: limit.s }, leaf.is).map(([things, passes]) => {
        const people = textOf(scaled(each, times));
        return probe(place, `${things} for ${people}`, stated(things, people), passes, named);
      }),
    ),
    ...[1n, 200n].flatMap((things) =>
      around(ofThings(things), opposite[leaf.is]).map(([people, passes]) => probe(place, `${things} for ${people}`, stated(String(things), people), passes, named)),
    ),
  ];
}

function sums(place: Place, leaf: LeafOf<'sum'>): Probe[] {
  const limit = limitOf(place, leaf.parameter);
  return leaf.facts.flatMap((fact, at) =>
    around(limit, leaf.is, true).flatMap(([total, passes]) => {
      const rest = Object.fromEntries(leaf.facts.map((name) => [name, 0]));
      const other = leaf.facts[(at + 1) % leaf.facts.length] as string;
      const alone = probe(place, `${fact} ${total}`, { ...rest, [fact]: total }, passes, [leaf.parameter]);
      return total === '0' ? [alone] : [alone, probe(place, `${fact} ${Number(total) - 1} and ${other} 1`, { ...rest, [fact]: Number(total) - 1, [other]: 1 }, passes, [leaf.parameter])];
    }),
  );
}

/** INT-6: each year strictly beyond the year before it; equal is not beyond. */
function trends(place: Place, leaf: LeafOf<'trend'>): Probe[] {
  const is = leaf.direction === 'rising' ? 'moreThan' : 'lessThan';
  const base = passing[place.policy.id]![leaf.series] as Record<string, string>;
  return years.flatMap((year) => {
    const before = base[String(Number(year) - 1)] as string;
    return around(decimal(before), is).map(([value, passes]) => probe(place, `${leaf.series}.${year} ${value} after ${before}`, inYear(place, leaf.series, year, value), passes, [leaf.years]));
  });
}

function fieldOrFact(place: Place, path: string, value: unknown): Facts {
  const [name = '', field] = path.split('.');
  return field === undefined ? { [name]: value } : { [name]: { ...(passing[place.policy.id]![name] as Facts), [field]: value } };
}

/** INT-2: the last day that does not count, the first and the last that do, and the day after. */
const windows: Readonly<Record<string, readonly [string, string, string, string]>> = {
  '2025-06-30': ['2022-06-30', '2022-07-01', '2025-06-30', '2025-07-01'],
  '2028-02-29': ['2025-02-28', '2025-03-01', '2028-02-29', '2028-03-01'],
  '2028-02-28': ['2025-02-28', '2025-03-01', '2028-02-28', '2028-02-29'],
  '2028-03-01': ['2025-03-01', '2025-03-02', '2028-03-01', '2028-03-02'],
  '2027-02-28': ['2024-02-28', '2024-02-29', '2027-02-28', '2027-03-01'],
  '2026-01-01': ['2023-01-01', '2023-01-02', '2026-01-01', '2026-01-02'],
};

function incidents(place: Place, leaf: LeafOf<'no-incident'>): Probe[] {
  const severe = incidentGrades.slice(incidentGrades.indexOf(leaf.atLeast));
  const stated = (date: string, category: string, grade: string): Facts => ({ incidents: [{ date, category, grade }] });
  const kinds = incidentGrades.flatMap((grade) =>
    incidentCategories.map((category) => probe(place, `${grade} ${category}`, stated('2024-05-05', category, grade), !severe.includes(grade) || !leaf.categories.includes(category))),
  );
  const days = Object.entries(windows).flatMap(([day, [before, first, last, after]]) =>
    ([[before, true], [first, false], [last, false], [after, true]] as const).map(([date, passes]) =>
      probe(place, `${leaf.atLeast} on ${date}, asked on ${day}`, { ...sameYears(place, day), ...stated(date, leaf.categories[0] as string, leaf.atLeast) }, passes, [leaf.years], day),
    ),
  );
  return [...kinds, ...days, probe(place, 'none at all', { incidents: [] }, true)];
}

/** Incidents are judged on other days than figures; the figures of those days are not asked about. */
function sameYears(place: Place, day: string): Facts {
  return day.startsWith('2025') ? {} : Object.fromEntries(Object.keys(passing[place.policy.id]!).filter((name) => factOf(place, name).type === 'series').map((name) => [name, {}]));
}

function texts(place: Place, leaf: LeafOf<'one-of' | 'stated'>): Probe[] {
  if (leaf.kind === 'stated') {
    return [...['', ' ', '\t\n', '\u3000'].map((value) => probe(place, `blank ${JSON.stringify(value)}`, { [leaf.fact]: value }, false)), probe(place, 'one letter', { [leaf.fact]: ' x ' }, true)];
  }
  const definition = factOf(place, leaf.fact);
  const known = definition.type === 'string' ? (definition.oneOf ?? []) : [];
  return known.map(({ value }) => probe(place, `${leaf.fact} ${value}`, { [leaf.fact]: value }, leaf.values.includes(value)));
}

function probesOf(place: Place): Probe[] {
  const { leaf } = place;
  switch (leaf.kind) {
    case 'compare': return comparing(place, leaf);
    case 'compare-facts': return comparingFacts(place, leaf);
    case 'each-year': return ofEachYear(place, leaf);
    case 'share': return shares(place, leaf);
    case 'growth': return grows(place, leaf);
    case 'trend': return trends(place, leaf);
    case 'density': return ofDensity(place, leaf);
    case 'sum': return sums(place, leaf);
    case 'is': return [true, false].map((value) => probe(place, `${leaf.fact} ${value}`, fieldOrFact(place, leaf.fact, value), value === leaf.value));
    case 'one-of':
    case 'stated': return texts(place, leaf);
    case 'no-incident': return incidents(place, leaf);
  }
}

function outcomeOf(each: Probe): Outcome | undefined {
  const concern = each.clause === 'AMC-9' || each.clause === 'XJ-8' ? 'national-recommendation' : 'application';
  const decision = evaluate(installedPolicies, { policy: each.policy, asOf: each.asOf, facts: { ...passing[each.policy], ...each.facts } }, { concern });
  return decision.criteria.find(({ clause }) => clause === each.clause)?.outcome;
}

/** Asks every probe of the leaves of these kinds; says which clauses they were. */
function ask(...kinds: Kind[]): { readonly clauses: string; readonly wrong: unknown[] } {
  const asked = places.filter(({ leaf }) => kinds.includes(leaf.kind));
  const wrong = asked.flatMap(probesOf).flatMap((each) => {
    const outcome = outcomeOf(each);
    return outcome === each.expected ? [] : [{ clause: each.clause, about: each.about, asOf: each.asOf, expected: each.expected, outcome }];
  });
  return { clauses: [...new Set(asked.map(({ criterion }) => criterion.clause))].toSorted().join(' '), wrong };
}

describe('below, at and above every number of the five documents, to the eighteenth place', () => {
  test('SME-6-1.b, SME-6-5.a, SEI-2-2.b, SEI-2-2.c, SEI-2-2.d, SEI-2-3.a, SUB-4.a, SUB-5.a, INT-4: a figure against a number of the text', () => {
    expect(ask('compare')).toEqual({ clauses: 'SEI-2-2.b SEI-2-2.c SEI-2-2.d SEI-2-3.a SME-6-1.b SME-6-5.a SUB-4.a SUB-5.a', wrong: [] });
  });

  test('SME-6-1.c, INT-1: each of the last three full years decides by itself, the year before them does not', () => {
    expect(ask('each-year')).toEqual({ clauses: 'SME-6-1.c', wrong: [] });
  });

  test('SME-6-1.d, SME-6-1.f, INT-5: a share of each of the three years, and of a whole of nothing', () => {
    expect(ask('share')).toEqual({ clauses: 'SME-6-1.d SME-6-1.f', wrong: [] });
  });

  test('SME-6-1.e, SME-6-4.a, SME-6-4.b, INT-3: growth of exactly 5% a year, a last digit less and more, and from nothing', () => {
    expect(ask('growth')).toEqual({ clauses: 'SME-6-1.e SME-6-4.a SME-6-4.b', wrong: [] });
  });

  test('SME-6-4.c, INT-7: patents for each 10,000 people, one unit of either less and more', () => {
    expect(ask('density')).toEqual({ clauses: 'SME-6-4.c', wrong: [] });
  });

  test('SME-6-2: of either kind of enterprise one less and one more, by one fact or by two, when the other kind has none', () => {
    expect(ask('sum')).toEqual({ clauses: 'SME-6-2', wrong: [] });
  });

  test('SME-6-5.b, SME-6-6.a, INT-6: a year equal to the one before it neither rises nor falls', () => {
    expect(ask('trend')).toEqual({ clauses: 'SME-6-5.b SME-6-6.a', wrong: [] });
  });

  test('AMC-6-4.a, AMC-6-4.b, SME-6-6.b, SME-6-6.c: equal to the average of the industry is not above it, to the baseline not below', () => {
    expect(ask('compare-facts')).toEqual({ clauses: 'AMC-6-4.a AMC-6-4.b SME-6-6.b SME-6-6.c', wrong: [] });
  });
});

describe('every word of the five documents', () => {
  test('AMC-6-7, SME-7-2, SME-7-3, XJ-6-6, INT-2, INT-9, INT-10: every grade and category, and each edge of the three years', () => {
    expect(ask('no-incident')).toEqual({ clauses: 'AMC-6-7 SME-7-2 SME-7-3 XJ-6-6', wrong: [] });
  });

  test('SEI-1.a, SUB-4.a: every field of industry and every level of cluster', () => {
    expect(ask('one-of')).toEqual({ clauses: 'SEI-1.a SUB-4.a', wrong: [] });
  });

  test('SEI-5-1: a blank source is none', () => {
    expect(ask('stated')).toEqual({ clauses: 'SEI-5-1', wrong: [] });
  });

  test('AMC-3.a, AMC-3.c, AMC-9, SME-7-1, SME-7-4, SUB-5.a, SUB-6-1, SUB-6-2, XJ-8: yes and no, each by itself', () => {
    expect(ask('is')).toEqual({ clauses: 'AMC-3.a AMC-3.c AMC-9 SME-7-1 SME-7-4 SUB-5.a SUB-6-1 SUB-6-2 XJ-8', wrong: [] });
  });
});

/** The numbers of the documents that decide an application, with the word of their clauses. */
const numbers: Readonly<Record<string, string>> = {
  'jl-amc-2024 recentYears': '3',
  'jl-amc-subsidy-2024 leastProjects': 'atLeast 3',
  'jl-amc-subsidy-2024 mostOtherTypes': 'atMost 0',
  'jl-sei-2020 leastLargeEnterprises': 'atLeast 5',
  'jl-sei-2020 leastOutput2019': 'atLeast 50',
  'jl-sei-2020 leastPlannedProjects': 'atLeast 10',
  'jl-sei-2020 leastRdCentres': 'atLeast 1',
  'jl-sme-2024 areaLimit': 'atMost 100',
  'jl-sme-2024 internetPenetration': 'atLeast 8',
  'jl-sme-2024 leadingIndustryShare': 'atLeast 70',
  'jl-sme-2024 minimumOutput': 'atLeast 20',
  'jl-sme-2024 otherEnterprises': 'atLeast 5',
  'jl-sme-2024 outputGrowth': 'atLeast 5',
  'jl-sme-2024 patentGrowth': 'atLeast 5',
  'jl-sme-2024 patentsPerTenThousand': 'atLeast 5',
  'jl-sme-2024 perTenThousand': '10000',
  'jl-sme-2024 rdGrowth': 'moreThan 5',
  'jl-sme-2024 recentYears': '3',
  'jl-sme-2024 smeShare': 'atLeast 60',
  'jl-sme-2024 topEnterprises': 'atLeast 1',
  'xj-amc recentYears': '3',
};

/** Names of parameters that a condition mentions, wherever they stand. */
function mentioned(condition: unknown, names: ReadonlySet<string>): string[] {
  if (typeof condition === 'string') return names.has(condition) ? [condition] : [];
  return typeof condition === 'object' && condition !== null ? Object.values(condition).flatMap((part) => mentioned(part, names)) : [];
}

describe('nothing is left out', () => {
  test('INT-4: every number that a criterion of any policy uses is the one of its clause and was asked about', () => {
    const used = installedPolicies.all().flatMap(({ id, source }) =>
      [...source.criteria, ...source.exclusions]
        .flatMap(({ condition }) => mentioned(condition, new Set(Object.keys(source.parameters))))
        .map((name) => [`${id} ${name}`, source.parameters[name]!.value] as const),
    );
    const compared = places.flatMap(({ policy, leaf }) => ('is' in leaf && 'parameter' in leaf ? [[`${policy.id} ${leaf.parameter}`, leaf.is] as const] : []));
    const word = Object.fromEntries(compared);
    const asked = places.flatMap(probesOf).flatMap(({ policy, parameters }) => parameters.map((name) => `${policy} ${name}`));
    expect(Object.fromEntries(used.map(([name, value]) => [name, word[name] === undefined ? value : `${word[name]} ${value}`]))).toEqual(numbers);
    expect([...new Set(asked)].toSorted()).toEqual(Object.keys(numbers));
  });

  test('INT-26: the passing applications meet every clause, so that each probe alone decides', () => {
    const failing = places.filter(({ policy, criterion }) => outcomeOf({ policy: policy.id, clause: criterion.clause, about: '', asOf: asOfOf(policy), facts: {}, expected: 'met', parameters: [] }) !== 'met');
    expect(failing).toEqual([]);
  });

  test('INT-4: every condition is asked for a pass and for a failure', () => {
    const oneSided = places.filter((place) => new Set(probesOf(place).map(({ expected }) => expected)).size < 2);
    expect(oneSided.map(({ criterion }) => criterion.clause)).toEqual([]);
  });
});
