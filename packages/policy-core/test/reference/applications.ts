/**
 * Applications made up at random, from a seed: figures are aimed at the thresholds of the documents, so that many stand
 * exactly on one, many miss one by their last digit, and the rest lie anywhere. The requests are JSON values.
 */
import { programmes, type Request } from './evaluator.js';

/** A decimal of any length: `u / 10^s`. */
export interface Decimal {
  readonly u: bigint;
  readonly s: number;
}

export type Side = 'atLeast' | 'moreThan' | 'atMost' | 'lessThan';

export interface Made {
  readonly request: Request;
  /** How many figures were put exactly on a threshold, and how many one last digit off it. */
  readonly onThreshold: number;
  readonly oneDigitOff: number;
}

/** Jest keeps globals behind a slow door; these are passed hundreds of times for each application. */
const toWhole = BigInt;
const toText = String;

export function decimal(text: string): Decimal {
  const [before = '', after = ''] = text.split('.');
  return { u: toWhole(before + after), s: after.length };
}

export function withPlaces({ u, s }: Decimal, places: number): Decimal {
  return places <= s ? { u, s } : { u: u * 10n ** toWhole(places - s), s: places };
}

/** `value * by / 10^places` */
export function scaled(value: Decimal, by: bigint, places = 0): Decimal {
  return { u: value.u * by, s: value.s + places };
}

/** About the same value, in up to 6 digits. */
function shortened({ u, s }: Decimal): Decimal {
  const surplus = Math.min(s, toText(u).length - 6);
  return surplus <= 0 ? { u, s } : { u: u / 10n ** toWhole(surplus), s: s - surplus };
}

export function textOf({ u, s }: Decimal): string {
  const digits = toText(u).padStart(s + 1, '0');
  return s === 0 ? digits : `${digits.slice(0, -s)}.${digits.slice(-s)}`;
}

/** sfc32: the same seed gives the same applications on every machine. */
export class Random {
  private a = 0x9e3779b9;
  private b = 0x243f6a88;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.c = seed | 0;
    for (let turn = 0; turn < 12; turn += 1) this.next();
  }

  /** From 0 up to 1. */
  next(): number {
    const { a, b, c, counter } = this;
    const result = (a + b + counter) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + result) | 0;
    this.counter = (counter + 1) | 0;
    return (result >>> 0) / 0x1_0000_0000;
  }

  below(limit: number): number {
    return (this.next() * limit) >>> 0;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const rest = [...list];
    return list.map(() => rest.splice(this.below(rest.length), 1)[0] as T);
  }
}

const dayLength = 86_400_000;
const texts = ['统计年鉴2019', 'says "quoted"', 'back\\slash \\n', 'two\nlines\r\n\ttab', '产业🏭集群👩‍🔧', '\u0001\u2028\u007f', 'lone \ud83d surrogate', '</script>', ' x'];
const yearsOfNothing = [[1], [2], [3], [4], [1, 4], [1, 2, 3], [1, 2, 3, 4]];
const grades = ['general', 'larger', 'major', 'extraordinary'];
const categories = ['safety', 'quality', 'environment', 'network-security', 'data-security'];

export function dayFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10);
}

/** One application under way: how careless its author is, and how many digits are written. */
class Draft {
  onThreshold = 0;
  oneDigitOff = 0;
  readonly faults: number;
  private readonly longDigits: boolean;

  constructor(readonly random: Random) {
    this.faults = random.pick([0, 0, 0, 0.05, 0.05, 0.3]);
    this.longDigits = random.chance(0.2);
  }

  /** A figure that mostly passes the comparison with the limit: far from it, one last digit off, or exactly on it. */
  aimed(limit: Decimal, side: Side, counted = 1): Decimal {
    const { random } = this;
    const passing = !random.chance(this.faults);
    const rising = side === 'atLeast' || side === 'moreThan';
    const onPasses = side === 'atLeast' || side === 'atMost';
    const luck = random.next();
    if (luck < 0.06 && onPasses === passing) {
      this.onThreshold += counted;
      return limit;
    }
    const up = passing === rising;
    const fine = withPlaces(limit, limit.s + this.spare(limit));
    if (luck < 0.12 && (up || fine.u > 0n)) {
      this.oneDigitOff += counted;
      return { u: up ? fine.u + 1n : fine.u - 1n, s: fine.s };
    }
    const far = this.longDigits ? fine : shortened(limit);
    const part = (far.u * toWhole(1 + random.below(80))) / 100n;
    return { u: up ? far.u + part + 2n : far.u - part, s: far.s };
  }

  /** Digits that can be added: to 15 in all, which a double tells apart, or to 30. */
  private spare(value: Decimal): number {
    const used = toText(value.u).length;
    const most = this.longDigits ? 30 : 15;
    return used >= most ? 0 : this.random.below(most - used + 1);
  }

  anyOf(from: number, below: number, places: number): Decimal {
    return { u: toWhole(from + this.random.below(below - from)), s: places };
  }

  /** The same figure as one of the many texts, or the number, that mean it. */
  written(value: Decimal): string | number {
    const text = textOf(value);
    const luck = this.random.next();
    if (luck < 0.3 && toText(value.u).length <= 15) return Number(text);
    if (luck < 0.4) return text + (value.s === 0 ? '.' : '') + '0'.repeat(1 + this.random.below(4));
    return luck < 0.44 ? `0${text}` : text;
  }

  writtenYears(asOf: string, byYearsBack: Readonly<Record<number, Decimal>>): Record<string, unknown> {
    const year = +asOf.slice(0, 4);
    const zeroed = this.random.chance(0.01 + this.faults / 10) ? this.random.pick(yearsOfNothing) : [];
    const stated: Record<string, unknown> = this.random.chance(0.1) ? { [year]: '1', 1999: 7 } : {};
    for (let back = 4; back > 0; back -= 1) {
      const value = byYearsBack[back];
      if (value !== undefined) stated[year - back] = this.written(zeroed.includes(back) ? { u: 0n, s: value.s } : value);
    }
    return stated;
  }

  /** Figures that grow by about 5% a year, as one of the two readings of INT-3 counts it. */
  growing(base: Decimal, side: Side): Record<number, Decimal> {
    const { random } = this;
    const rates = random.pick([undefined, undefined, [110n, 105n, 100n], [120n, 95n, 100n], [105n, 105n, 105n], [125n, 80n, 110n]]);
    if (rates === undefined) {
      const between = (): Decimal => scaled(base, toWhole(90 + random.below(60)), 2);
      return { 4: base, 3: between(), 2: between(), 1: this.aimed(scaled(base, 1_157_625n, 6), side) };
    }
    const first = scaled(base, rates[0] as bigint, 2);
    const second = scaled(first, rates[1] as bigint, 2);
    return { 4: base, 3: first, 2: second, 1: this.aimed(scaled(second, rates[2] as bigint, 2), side, rates[0] === 105n ? 1 : 0) };
  }

  trend(side: Side): Record<number, Decimal> {
    const values: Decimal[] = [this.anyOf(100, 9000, 2)];
    while (values.length < 4) values.push(this.aimed(values.at(-1) as Decimal, side));
    return Object.fromEntries(values.map((value, at) => [4 - at, value])) as Record<number, Decimal>;
  }

  /** Around the edges of the three years before `asOf` (INT-2); the careful had none that counts. */
  incidents(asOf: string): unknown[] {
    const { random } = this;
    const opens = `${Number(asOf.slice(0, 4)) - 3}${asOf.slice(4).replace('02-29', '02-28')}`;
    if (random.chance(0.6)) return [];
    const date = (): string => (random.chance(0.5) ? dayFrom(opens, random.below(4) - 1) : dayFrom(asOf, random.chance(0.8) ? random.below(3) - 1 : -random.below(2000)));
    return Array.from({ length: 1 + random.below(3) }, () => {
      const harmless = !random.chance(this.faults + 0.05);
      const grade = random.pick(harmless ? grades.slice(0, 2) : grades);
      return { date: date(), category: random.pick(categories), grade };
    });
  }
}

/** A pair of figures of which the first must lie strictly on one side of the second. */
function pair(draft: Draft, fact: string, side: Side, other: string): Record<string, unknown> {
  const limit = draft.anyOf(100, 9000, 3);
  return { [fact]: draft.written(draft.aimed(limit, side)), [other]: draft.written(limit) };
}

function count(draft: Draft, limit: bigint): string | number {
  const { random, faults } = draft;
  const off = toWhole(random.chance(faults) ? -1 : random.below(4));
  const value = limit + off < 0n ? 0n : limit + off;
  if (off === 0n) draft.onThreshold += 1;
  if (off === -1n) draft.oneDigitOff += 1;
  return random.chance(0.7) ? Number(value) : `${value}${random.pick(['', '.0', '.00'])}`;
}

function smeOutputs(draft: Draft, asOf: string): Record<string, unknown> {
  const { random } = draft;
  const years = [3, 2, 1];
  const total = Object.fromEntries(years.map((back) => [back, draft.aimed(decimal('20'), 'atLeast')])) as Record<number, Decimal>;
  const ofTotal = (percent: bigint): Record<number, Decimal> =>
    Object.fromEntries(years.map((back) => [back, draft.aimed(scaled(total[back] as Decimal, percent, 2), 'atLeast')])) as Record<number, Decimal>;
  const last = total[1] as Decimal;
  const leading = random.chance(0.5)
    ? { 4: scaled(last, 55n, 2), ...ofTotal(70n) }
    : { ...draft.growing(shortened(scaled(last, 65n, 2)), 'atLeast'), ...(random.chance(0.6) && { 3: scaled(total[3] as Decimal, 75n, 2), 2: scaled(total[2] as Decimal, 85n, 2) }) };
  return {
    totalOutput: draft.writtenYears(asOf, total),
    smeOutput: draft.writtenYears(asOf, ofTotal(60n)),
    leadingIndustryOutput: draft.writtenYears(asOf, leading),
  };
}

function smeFacts(draft: Draft, asOf: string): Record<string, unknown> {
  const { random } = draft;
  const patents = draft.growing(draft.anyOf(1, 60, random.chance(0.7) ? 0 : 2), 'atLeast');
  const [top, others] = random.pick([[1n, 5n], [1n, 1n], [0n, 5n], [0n, 4n]]);
  const people = draft.aimed(scaled(patents[1] as Decimal, 2000n), 'atMost');
  return {
    areaKm2: draft.written(draft.aimed(decimal('100'), 'atMost')),
    ...smeOutputs(draft, asOf),
    nationalChampions: random.chance(0.5) ? 0 : '0',
    littleGiants: count(draft, top),
    provincialSpecialisedSmes: count(draft, others),
    highTechEnterprises: random.pick([0, 0, '1']),
    smeRdExpenditure: draft.writtenYears(asOf, draft.growing(draft.anyOf(1, 9000, 3), 'moreThan')),
    validInventionPatents: draft.writtenYears(asOf, patents),
    employees: { [Number(asOf.slice(0, 4)) - 1]: draft.written(people.u === 0n ? decimal('1') : people) },
    industrialInternetPenetration: draft.written(draft.aimed(decimal('8'), 'atLeast')),
    industrialSoftwareRate: draft.writtenYears(asOf, draft.trend('moreThan')),
    co2Intensity: draft.writtenYears(asOf, draft.trend('lessThan')),
    highEnergyConsuming: random.chance(0.4),
    ...pair(draft, 'energyUsePerUnit', 'lessThan', 'energyBaselinePerUnit'),
    highWaterConsuming: random.chance(0.4),
    ...pair(draft, 'waterUsePerUnit', 'lessThan', 'waterBaselinePerUnit'),
    restrictedIndustry: random.chance(draft.faults / 3),
    incidents: draft.incidents(asOf),
    majorViolations: random.chance(draft.faults / 3),
  };
}

function amcFacts(draft: Draft, asOf: string): Record<string, unknown> {
  const slips = (right: boolean): boolean => (draft.random.chance(draft.faults / 2) ? !right : right);
  return {
    promotionOrganisation: { legalPerson: slips(true), governmental: slips(false), profitMaking: slips(false), registeredInPrc: slips(true), badCreditRecord: slips(false) },
    ...pair(draft, 'rdIntensity', 'moreThan', 'industryRdIntensity'),
    ...pair(draft, 'researchStaffShare', 'moreThan', 'industryResearchStaffShare'),
    incidents: draft.incidents(asOf),
  };
}

function seiFacts(draft: Draft): Record<string, unknown> {
  const { random } = draft;
  const fields = ['biomedicine', 'optoelectronics', 'new-materials', 'rail-transit-equipment', 'satellites', 'other-catalogue-field'];
  return {
    field: random.chance(draft.faults) ? 'outside-catalogue' : random.pick(fields),
    enterprisesOver100m: count(draft, 5n),
    output2019: draft.written(draft.aimed(decimal('50'), 'atLeast')),
    plannedProjectsOver30m: count(draft, 10n),
    provincialRdCentres: count(draft, 1n),
    figureSources: random.chance(draft.faults) ? random.pick(['', ' ', '\u3000\n']) : random.pick(texts),
  };
}

/** A few facts, years or fields are left out. */
function leaveOut(facts: Record<string, unknown>, random: Random): void {
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const name = random.pick(Object.keys(facts));
    const value = facts[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && random.chance(0.7)) {
      const inner = value as Record<string, unknown>;
      delete inner[random.pick(Object.keys(inner))];
      if (Object.keys(inner).length > 0) continue;
    }
    delete facts[name];
    if (Object.keys(facts).length === 0) return;
  }
}

function said(draft: Draft, clauses: readonly string[]): Record<string, 'met' | 'not-met'> {
  const { random, faults } = draft;
  const open = random.chance(0.6) ? 0 : 0.15;
  const made = clauses.filter(() => !random.chance(open)).map((clause) => [clause, random.chance(faults / 4) ? 'not-met' : 'met']);
  return Object.fromEntries(random.shuffled(made)) as Record<string, 'met' | 'not-met'>;
}

const spans: Readonly<Record<string, readonly [string, string, readonly string[]]>> = {
  'jl-sme-2024': ['2024-03-15', '2028-12-31', ['2024-03-15', '2028-02-28', '2028-02-29', '2028-03-01', '2027-02-28', '2026-01-01', '2028-12-31']],
  'jl-amc-2024': ['2024-11-04', '2028-12-31', ['2024-11-04', '2028-02-29', '2028-03-01', '2027-02-28']],
  'xj-amc': ['2001-01-01', '2028-12-31', ['2004-02-29', '2024-02-29', '2028-02-29', '2024-02-28', '2024-03-01']],
  'jl-sei-2020': ['2020-05-06', '2020-12-31', ['2020-05-06', '2020-12-31']],
};

function someDay(policy: string, random: Random): string {
  const [from, to, edges] = spans[policy] as (typeof spans)[string];
  const days = (Date.parse(to) - Date.parse(from)) / dayLength;
  return random.chance(0.15) ? random.pick(edges) : dayFrom(from, random.below(days + 1));
}

/** The next application of the sequence that the random numbers give. */
export function nextApplication(random: Random, only?: string): Made {
  const draft = new Draft(random);
  const luck = random.next();
  const policy = only ?? (luck < 0.72 ? 'jl-sme-2024' : luck < 0.84 ? 'jl-amc-2024' : luck < 0.9 ? 'xj-amc' : 'jl-sei-2020');
  const asOf = someDay(policy, random);
  const facts =
    policy === 'jl-sme-2024' ? smeFacts(draft, asOf) : policy === 'jl-amc-2024' ? amcFacts(draft, asOf) : policy === 'xj-amc' ? { incidents: draft.incidents(asOf) } : seiFacts(draft);
  if (random.chance(0.25)) leaveOut(facts, random);
  const { judgements, inPrinciple } = programmes[policy] as (typeof programmes)[string];
  const waivers = Object.fromEntries(inPrinciple.filter(() => random.chance(0.4)).map((clause) => [clause, random.pick(texts)]));
  const request: Request = { policy, asOf, facts, judgements: said(draft, judgements), ...(Object.keys(waivers).length > 0 && { waivers }) };
  return { request, onThreshold: draft.onThreshold, oneDigitOff: draft.oneDigitOff };
}
