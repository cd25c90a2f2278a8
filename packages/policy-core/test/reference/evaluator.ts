/**
 * A second, slow evaluator, written from the interpretation register and the clause register alone, to be held against
 * the fast one. It shares no code with src: everything is a fraction of whole numbers, and the numbers of the documents
 * stand here as they stand in their clauses.
 */
import type { Outcome, Verdict } from '../../src/index.js';

export interface Request {
  readonly policy: string;
  readonly asOf: string;
  readonly facts: Record<string, unknown>;
  readonly judgements?: Record<string, 'met' | 'not-met'>;
  readonly waivers?: Record<string, string>;
}

/** INT-3: the compound rate, and the reading not chosen. */
export type GrowthReading = 'compound' | 'mean-of-yearly-rates';

export interface Answer {
  readonly verdict: Verdict;
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** True, false, or not known because something is missing (INT-26). */
type Known = boolean | undefined;
type Decide = (stated: Stated, reading: GrowthReading) => Known | 'not-applicable';
type Figure = Fraction | undefined;

interface Programme {
  readonly criteria: Readonly<Record<string, Decide>>;
  readonly judgements: readonly string[];
  /** INT-8: a failure can be waived. */
  readonly inPrinciple: readonly string[];
}

const whole = (n: bigint): Fraction => ({ n, d: 1n });
const times = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d });
const plus = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });

/** Jest keeps globals behind a slow door; this one is passed dozens of times for each application. */
const toWhole = BigInt;
const powersOfTen = Array.from({ length: 80 }, (_, exponent) => 10n ** BigInt(exponent));

function toThe(exponent: number): bigint {
  return powersOfTen[exponent] ?? 10n ** toWhole(exponent);
}

/** A JSON number is the decimal that prints for it; a string is a decimal in plain notation. */
function fraction(value: unknown): Fraction {
  const text = `${value as string | number}`;
  const point = text.indexOf('.');
  if (point < 0 && !text.includes('e')) return { n: toWhole(text), d: 1n };
  const [mantissa = '', exponent] = text.includes('e') ? text.split('e') : [text];
  const after = point < 0 ? 0 : mantissa.length - 1 - point;
  const places = after - (exponent === undefined ? 0 : Number(exponent));
  const digits = toWhole(point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1));
  return places >= 0 ? { n: digits, d: toThe(places) } : whole(digits * toThe(-places));
}

/** What an application states, by name and by years back from the year of `asOf` (INT-1). */
class Stated {
  readonly year: number;
  private readonly known = new Map<unknown, Fraction>();

  constructor(readonly request: Request) {
    this.year = Number(request.asOf.slice(0, 4));
  }

  private read(value: unknown): Figure {
    if (value === undefined) return undefined;
    const figure = this.known.get(value) ?? fraction(value);
    this.known.set(value, figure);
    return figure;
  }

  figure(name: string): Figure {
    return this.read(this.request.facts[name]);
  }

  inYear(series: string, yearsBack: number): Figure {
    const years = this.request.facts[series] as Record<number, unknown> | undefined;
    return this.read(years?.[this.year - yearsBack]);
  }

  says(name: string): Known {
    return this.request.facts[name] as Known;
  }

  organisationIs(field: string): Known {
    return (this.request.facts.promotionOrganisation as Record<string, boolean> | undefined)?.[field];
  }

  text(name: string): string | undefined {
    return this.request.facts[name] as string | undefined;
  }
}

/** INT-26: one side false decides, whatever else is missing. */
function and(...sides: Known[]): Known {
  if (sides.includes(false)) return false;
  return sides.includes(undefined) ? undefined : true;
}

/** INT-26: one side true decides, whatever else is missing. */
function or(...sides: Known[]): Known {
  if (sides.includes(true)) return true;
  return sides.includes(undefined) ? undefined : false;
}

function not(side: Known): Known {
  return side === undefined ? undefined : !side;
}

/** INT-26: a comparison with a missing operand is missing. */
function compared(a: Figure, b: Figure, passes: (difference: bigint) => boolean): Known {
  return a === undefined || b === undefined ? undefined : passes(a.n * b.d - b.n * a.d);
}

const atLeast = (a: Figure, b: Figure): Known => compared(a, b, (difference) => difference >= 0n);
const moreThan = (a: Figure, b: Figure): Known => compared(a, b, (difference) => difference > 0n);
const atMost = (a: Figure, b: Figure): Known => compared(a, b, (difference) => difference <= 0n);
const lessThan = (a: Figure, b: Figure): Known => compared(a, b, (difference) => difference < 0n);

function sum(a: Figure, b: Figure): Figure {
  return a === undefined || b === undefined ? undefined : plus(a, b);
}

const isZero = (figure: Figure): boolean => figure?.n === 0n;

/** INT-1, INT-5: each of the three full years on its own. */
function eachYear(holdsIn: (yearsBack: number) => Known): Known {
  return and(holdsIn(3), holdsIn(2), holdsIn(1));
}

/** INT-5: part * 100 >= share * whole; a whole of zero fails. */
function share(part: Figure, total: Figure, percent: bigint): Known {
  if (isZero(total)) return false;
  if (part === undefined || total === undefined) return undefined;
  return atLeast(times(part, whole(100n)), times(total, whole(percent)));
}

/** INT-3, both readings. `word` is the law's comparison with 5% a year. */
function growth(stated: Stated, series: string, word: (a: Figure, b: Figure) => Known, reading: GrowthReading): Known {
  const [base, first, second, last] = [4, 3, 2, 1].map((back) => stated.inYear(series, back));
  if (base === undefined || last === undefined) return undefined;
  if (reading === 'compound') {
    return isZero(base) ? moreThan(last, whole(0n)) : word(times(last, whole(100n ** 3n)), times(base, whole(105n ** 3n)));
  }
  if (first === undefined || second === undefined) return undefined;
  const steps = [[base, first], [first, second], [second, last]] as const;
  if (steps.some(([from, to]) => isZero(from) && isZero(to))) return false;
  if (steps.some(([from]) => isZero(from))) return true;
  const ratios = steps.map(([from, to]) => ({ n: to.n * from.d, d: to.d * from.n }));
  return word(ratios.reduce(plus), { n: 315n, d: 100n });
}

/** INT-6: each of the three years strictly beyond the year before it. */
function trend(stated: Stated, series: string, word: (a: Figure, b: Figure) => Known): Known {
  return eachYear((back) => word(stated.inYear(series, back), stated.inYear(series, back + 1)));
}

/** INT-2, INT-9, INT-10. */
function noMajorIncident(stated: Stated, categories: readonly string[]): Known {
  const incidents = stated.request.facts.incidents as readonly { date: string; category: string; grade: string }[] | undefined;
  if (incidents === undefined) return undefined;
  const monthAndDay = stated.request.asOf.slice(4);
  const threeYearsBefore = `${stated.year - 3}${monthAndDay === '-02-29' ? '-02-28' : monthAndDay}`;
  return !incidents.some(
    ({ date, category, grade }) =>
      (grade === 'major' || grade === 'extraordinary') && categories.includes(category) && date > threeYearsBefore && date <= stated.request.asOf,
  );
}

/** SME-6-6.b, SME-6-6.c: only for an industry that the fact names. */
function ifSo(applies: Known, truth: Known): Known | 'not-applicable' {
  return applies === undefined ? undefined : applies ? truth : 'not-applicable';
}

const sme: Programme = {
  criteria: {
    'SME-6-1.b': (a) => atMost(a.figure('areaKm2'), whole(100n)),
    'SME-6-1.c': (a) => eachYear((back) => atLeast(a.inYear('totalOutput', back), whole(20n))),
    'SME-6-1.d': (a) => eachYear((back) => share(a.inYear('smeOutput', back), a.inYear('totalOutput', back), 60n)),
    'SME-6-1.e': (a, reading) => growth(a, 'leadingIndustryOutput', atLeast, reading),
    'SME-6-1.f': (a) => eachYear((back) => share(a.inYear('leadingIndustryOutput', back), a.inYear('totalOutput', back), 70n)),
    'SME-6-2': (a) =>
      or(
        atLeast(sum(a.figure('nationalChampions'), a.figure('littleGiants')), whole(1n)),
        atLeast(sum(a.figure('provincialSpecialisedSmes'), a.figure('highTechEnterprises')), whole(5n)),
      ),
    'SME-6-4.a': (a, reading) => growth(a, 'smeRdExpenditure', moreThan, reading),
    'SME-6-4.b': (a, reading) => growth(a, 'validInventionPatents', atLeast, reading),
    'SME-6-4.c': (a) => {
      const patents = a.inYear('validInventionPatents', 1);
      const employees = a.inYear('employees', 1);
      return patents === undefined || employees === undefined ? undefined : atLeast(times(patents, whole(10_000n)), times(employees, whole(5n)));
    },
    'SME-6-5.a': (a) => atLeast(a.figure('industrialInternetPenetration'), whole(8n)),
    'SME-6-5.b': (a) => trend(a, 'industrialSoftwareRate', moreThan),
    'SME-6-6.a': (a) => trend(a, 'co2Intensity', lessThan),
    'SME-6-6.b': (a) => ifSo(a.says('highEnergyConsuming'), lessThan(a.figure('energyUsePerUnit'), a.figure('energyBaselinePerUnit'))),
    'SME-6-6.c': (a) => ifSo(a.says('highWaterConsuming'), lessThan(a.figure('waterUsePerUnit'), a.figure('waterBaselinePerUnit'))),
    'SME-7-1': (a) => not(a.says('restrictedIndustry')),
    'SME-7-2': (a) => noMajorIncident(a, ['safety', 'quality', 'environment']),
    'SME-7-3': (a) => noMajorIncident(a, ['network-security', 'data-security']),
    'SME-7-4': (a) => not(a.says('majorViolations')),
  },
  judgements: ['SME-6-1.a', 'SME-6-3', 'SME-6-4.d', 'SME-6-5.c', 'SME-6-6.d', 'SME-6-7', 'SME-6-8'],
  inPrinciple: ['SME-6-1.b'],
};

const amc: Programme = {
  criteria: {
    'AMC-3.a': (a) =>
      and(a.organisationIs('legalPerson'), not(a.organisationIs('governmental')), not(a.organisationIs('profitMaking')), a.organisationIs('registeredInPrc')),
    'AMC-3.c': (a) => not(a.organisationIs('badCreditRecord')),
    'AMC-6-4.a': (a) => moreThan(a.figure('rdIntensity'), a.figure('industryRdIntensity')),
    'AMC-6-4.b': (a) => moreThan(a.figure('researchStaffShare'), a.figure('industryResearchStaffShare')),
    'AMC-6-7': (a) => noMajorIncident(a, ['safety', 'environment']),
  },
  judgements: ['AMC-3.b', 'AMC-6-1', 'AMC-6-2', 'AMC-6-3', 'AMC-6-4.c', 'AMC-6-5', 'AMC-6-6'],
  inPrinciple: [],
};

const xj: Programme = {
  criteria: { 'XJ-6-6': (a) => noMajorIncident(a, ['safety', 'environment']) },
  judgements: ['XJ-6-1', 'XJ-6-2', 'XJ-6-3', 'XJ-6-4', 'XJ-6-5'],
  inPrinciple: [],
};

const catalogueFields = ['biomedicine', 'optoelectronics', 'new-materials', 'rail-transit-equipment', 'satellites', 'other-catalogue-field'];

const sei: Programme = {
  criteria: {
    'SEI-1.a': (a) => (a.text('field') === undefined ? undefined : catalogueFields.includes(a.text('field') as string)),
    'SEI-2-2.b': (a) => atLeast(a.figure('enterprisesOver100m'), whole(5n)),
    'SEI-2-2.c': (a) => atLeast(a.figure('output2019'), whole(50n)),
    'SEI-2-2.d': (a) => atLeast(a.figure('plannedProjectsOver30m'), whole(10n)),
    'SEI-2-3.a': (a) => atLeast(a.figure('provincialRdCentres'), whole(1n)),
    'SEI-5-1': (a) => (a.text('figureSources') === undefined ? undefined : /\S/.test(a.text('figureSources') as string)),
  },
  judgements: ['SEI-2-1', 'SEI-2-2.a', 'SEI-2-3.b', 'SEI-2-4'],
  inPrinciple: ['SEI-1.a', 'SEI-2-2.b', 'SEI-2-2.c', 'SEI-2-2.d'],
};

/** Judgement clauses and clauses that take a waiver, so that applications can be made up for them. */
export const programmes: Readonly<Record<string, Programme>> = { 'jl-sme-2024': sme, 'jl-amc-2024': amc, 'xj-amc': xj, 'jl-sei-2020': sei };

/** INT-24. */
export function verdictOver(outcomes: readonly Outcome[]): Verdict {
  if (outcomes.includes('not-met')) return 'ineligible';
  if (outcomes.includes('missing')) return 'incomplete';
  return outcomes.includes('judgement') || outcomes.includes('waivable') ? 'needs-judgement' : 'eligible';
}

function outcomeOf(clause: string, programme: Programme, stated: Stated, reading: GrowthReading): Outcome {
  const truth = (programme.criteria[clause] as Decide)(stated, reading);
  if (truth === undefined) return 'missing';
  if (truth === 'not-applicable') return truth;
  if (truth) return 'met';
  if (!programme.inPrinciple.includes(clause)) return 'not-met';
  return stated.request.waivers?.[clause] === undefined ? 'waivable' : 'waived';
}

/** Decides a request that policy-core would accept. */
export function decide(request: Request, reading: GrowthReading = 'compound'): Answer {
  const programme = programmes[request.policy] as Programme;
  const stated = new Stated(request);
  const outcomes: Record<string, Outcome> = {};
  for (const clause of programme.judgements) outcomes[clause] = request.judgements?.[clause] ?? 'judgement';
  for (const clause in programme.criteria) outcomes[clause] = outcomeOf(clause, programme, stated, reading);
  return { verdict: verdictOver(Object.values(outcomes)), outcomes };
}

/** The clauses that INT-3 touches. */
const ofGrowth = ['SME-6-1.e', 'SME-6-4.a', 'SME-6-4.b'];

/** INT-32: the clauses that the other reading of INT-3 decides otherwise, and the verdict over all with those exchanged. */
export function underOtherReading(request: Request, answer: Answer, reading: GrowthReading = 'mean-of-yearly-rates'): { readonly clauses: readonly string[]; readonly verdict: Verdict } | undefined {
  if (request.policy !== 'jl-sme-2024') return undefined;
  const stated = new Stated(request);
  const exchanged: Record<string, Outcome> = {};
  for (const clause of ofGrowth) {
    const outcome = outcomeOf(clause, sme, stated, reading);
    if (outcome !== 'missing' && outcome !== answer.outcomes[clause]) exchanged[clause] = outcome;
  }
  const clauses = Object.keys(exchanged);
  return clauses.length === 0 ? undefined : { clauses, verdict: verdictOver(Object.values({ ...answer.outcomes, ...exchanged })) };
}
