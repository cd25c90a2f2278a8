import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Change, commonFacts, type CriterionDecision, type Decision, evaluate, installedPolicies, loadPolicy, type Outcome, type Policy, PolicySet, type PolicySource } from '../src/index.js';
import { type Decimal, decimal, nextApplication, Random, scaled, textOf, withPlaces } from './reference/applications.js';
import { type Request } from './reference/evaluator.js';

fc.configureGlobal({ seed: Number(process.env.JIQUN_SEED ?? 20_261_121) });

/** An application of the same generator as the agreement's; the numbers of a failure make it again. */
const seeds = fc.integer({ min: 0, max: 0x7fffffff });

function made(seed: number, policy?: string): Request {
  return nextApplication(new Random(seed), policy).request;
}

function decided(request: unknown, policies: PolicySet = installedPolicies): Decision {
  return evaluate(policies, request);
}

function outcomesOf(decision: Decision): Record<string, Outcome> {
  return Object.fromEntries(decision.criteria.map(({ clause, outcome }) => [clause, outcome]));
}

/** The decimal that a JSON value means. */
function decimalOf(value: unknown): Decimal {
  const [mantissa = '', exponent] = String(value).split('e');
  const { u, s } = decimal(mantissa);
  const places = s - Number(exponent ?? 0);
  return places >= 0 ? { u, s: places } : { u: u * 10n ** BigInt(-places), s: 0 };
}

type Stating = (value: unknown, name: string) => unknown;

/** The same request with each stated number put otherwise. */
function restated(request: Request, state: Stating): Request {
  const isNumber = (value: unknown): boolean => typeof value === 'number' || (typeof value === 'string' && /^\d/.test(value));
  const facts = Object.entries(request.facts).map(([name, value]) => {
    if (name === 'figureSources' || Array.isArray(value)) return [name, value];
    if (isNumber(value)) return [name, state(value, name)];
    if (typeof value !== 'object' || value === null) return [name, value];
    return [name, Object.fromEntries(Object.entries(value).map(([key, each]) => [key, isNumber(each) ? state(each, name) : (each as unknown)]))];
  });
  return { ...request, facts: Object.fromEntries(facts) as Request['facts'] };
}

describe('the unit in which money is stated', () => {
  const money = ['totalOutput', 'smeOutput', 'leadingIndustryOutput', 'smeRdExpenditure'];
  const relative = ['SME-6-1.d', 'SME-6-1.e', 'SME-6-1.f', 'SME-6-4.a'];

  function compare(seed: number, scale: (value: Decimal) => Decimal): void {
    const request = made(seed, 'jl-sme-2024');
    const other = restated(request, (value, name) => (money.includes(name) ? textOf(scale(decimalOf(value))) : value));
    const [before, after] = [outcomesOf(decided(request)), outcomesOf(decided(other))];
    expect(relative.map((clause) => [clause, after[clause]])).toEqual(relative.map((clause) => [clause, before[clause]]));
  }

  test('SME-6-1.d, SME-6-1.e, SME-6-1.f, SME-6-4.a: a common factor of all money changes no share and no growth', () => {
    fc.assert(fc.property(seeds, fc.bigInt({ min: 1n, max: 1_000_000n }), (seed, factor) => compare(seed, (value) => scaled(value, factor))), { numRuns: 1000 });
  });

  test('SME-6-1.d, SME-6-1.e, SME-6-1.f, SME-6-4.a: yuan, ten thousand or hundred million yuan, or a shift of 30 places, decide alike', () => {
    const shift = (places: number) => (value: Decimal): Decimal => (places < 0 ? { u: value.u, s: value.s - places } : scaled(value, 10n ** BigInt(places)));
    fc.assert(fc.property(seeds, fc.constantFrom(4, 8, -4, -8, 30, -30), (seed, places) => compare(seed, shift(places))), { numRuns: 1000 });
  });
});

describe('the form in which a number is stated', () => {
  const forms: readonly ((value: Decimal) => unknown)[] = [
    (value) => textOf(value),
    (value) => (String(value.u).length <= 15 ? Number(textOf(value)) : textOf(value)),
    (value) => textOf(withPlaces(value, value.s + 3)),
    (value) => textOf(withPlaces(value, value.s + 40)),
    (value) => `0${textOf(value)}`,
    (value) => `000${textOf(withPlaces(value, value.s + 1))}`,
  ];

  test('INT-4: 20, "20", "20.000" and "020" decide every clause alike', () => {
    const form = fc.array(fc.constantFrom(...forms), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(seeds, form, (seed, chosen) => {
        const request = made(seed);
        let at = 0;
        const other = restated(request, (value) => chosen[(at += 1) % chosen.length]!(decimalOf(value)));
        const [before, after] = [decided(request), decided(other)];
        expect([after.verdict, outcomesOf(after), after.sensitivity]).toEqual([before.verdict, outcomesOf(before), before.sensitivity]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the order in which anything stands', () => {
  function shuffledKeys(value: unknown, random: Random): unknown {
    if (Array.isArray(value)) return random.shuffled(value);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(random.shuffled(Object.entries(value)).map(([key, each]) => [key, shuffledKeys(each, random)]));
  }

  function shuffledPolicy(source: PolicySource, random: Random): unknown {
    const parts = (condition: unknown): unknown => {
      const { of, ...rest } = condition as { of?: unknown[] };
      return of === undefined ? condition : { ...rest, of: random.shuffled(of).map(parts) };
    };
    const criteria = (list: PolicySource['criteria']): unknown[] => random.shuffled(list).map((each) => ({ ...each, condition: parts(each.condition) }));
    return { ...source, criteria: criteria(source.criteria), exclusions: criteria(source.exclusions), judgements: random.shuffled(source.judgements), clauses: random.shuffled(source.clauses) };
  }

  test('INT-24: of facts, years, judgements, waivers and incidents decides nothing', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, order) => {
        const request = made(seed);
        expect(JSON.stringify(outcomesOf(decided(shuffledKeys(request, new Random(order)))))).toBe(JSON.stringify(outcomesOf(decided(request))));
      }),
      { numRuns: 1000 },
    );
  });

  test('INT-24: of the criteria, exclusions, judgements and clauses of a policy file decides nothing', () => {
    fc.assert(
      fc.property(seeds, (order) => {
        const random = new Random(order);
        const shuffled = PolicySet.of(installedPolicies.all().map(({ source }) => loadPolicy(shuffledPolicy(source, random))));
        for (let at = 0; at < 20; at += 1) {
          const { request } = nextApplication(random);
          const [before, after] = [decided(request), decided(request, shuffled)];
          expect([after.verdict, outcomesOf(after)]).toEqual([before.verdict, outcomesOf(before)]);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a fact that is taken away', () => {
  /** Each request with one fact, year or field less, and what was taken. */
  function* withoutOne(request: Request): Generator<[string, Request]> {
    for (const [name, value] of Object.entries(request.facts)) {
      const { [name]: _, ...rest } = request.facts;
      yield [name, { ...request, facts: rest }];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      for (const key of Object.keys(value)) {
        const { [key]: __, ...fewer } = value as Record<string, unknown>;
        yield [`${name}.${key}`, { ...request, facts: { ...rest, [name]: fewer } }];
      }
    }
  }

  test('INT-26: leaves a clause as it was or makes it missing, and never decides one that was not', () => {
    const moved: unknown[] = [];
    let missing = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const request = made(seed);
        const before = outcomesOf(decided(request));
        for (const [taken, fewer] of withoutOne(request)) {
          for (const [clause, after] of Object.entries(outcomesOf(decided(fewer)))) {
            if (after === before[clause]) continue;
            if (after === 'missing') missing += 1;
            else moved.push({ seed, taken, clause, before: before[clause], after });
          }
        }
        expect(moved).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(missing > 1000).toBe(true);
  });
});

describe('the nearest change', () => {
  const step: Decimal = { u: 1n, s: 12 };

  /** A bound as a decimal; one that no decimal ends is cut after 40 places, below it. */
  function boundOf(text: string): { readonly value: Decimal; readonly ends: boolean } {
    const [n = '', d] = text.split('/');
    return d === undefined ? { value: decimalOf(n), ends: true } : { value: { u: (BigInt(n) * 10n ** 40n) / BigInt(d), s: 40 }, ends: false };
  }

  /** The SME measure with the other answer to INT-3. */
  function underMeanOfRates(): Policy {
    const { source } = installedPolicies.find('jl-sme-2024', '2025-06-30');
    const interpretations = source.interpretations.map((each) => (each.id === 'INT-3' ? { ...each, chosen: 'mean-of-yearly-rates', others: ['compound'] } : each));
    return loadPolicy({ ...source, interpretations });
  }

  function sum(a: Decimal, b: Decimal, sign: 1n | -1n): Decimal {
    const places = Math.max(a.s, b.s);
    return { u: withPlaces(a, places).u + sign * withPlaces(b, places).u, s: places };
  }

  /** Whether what counts is counted in whole numbers, so that one less is the nearest that falls short. */
  function isCount(fact: string): boolean {
    const definition = commonFacts.get(fact.split('.')[0] as string);
    return definition?.type === 'integer' || (definition?.type === 'series' && definition.whole === true);
  }

  /** A value that the change asks for, and the nearest one that falls just short of it. */
  function valuesOf(change: Change): { readonly enough: unknown; readonly short: unknown } {
    if (change.equals !== undefined) return { enough: change.equals, short: !change.equals };
    if (change.oneOf !== undefined) return { enough: change.oneOf.at(-1), short: undefined };
    if (change.stated !== undefined) return { enough: '统计公报', short: ' ' };
    const [low, high] = [change.atLeast ?? change.moreThan, change.atMost ?? change.lessThan].map((text) => (text === undefined ? undefined : boundOf(text)));
    if (low !== undefined && high !== undefined) return { enough: textOf(scaled(sum(low.value, high.value, 1n), 5n, 1)), short: textOf(low.value) };
    if (low !== undefined) {
      if (!low.ends) return { enough: textOf(sum(low.value, { u: 1n, s: 40 }, 1n)), short: textOf(low.value) };
      if (change.moreThan !== undefined) return { enough: textOf(sum(low.value, step, 1n)), short: textOf(low.value) };
      return { enough: textOf(low.value), short: textOf(sum(low.value, isCount(change.fact) ? decimal('1') : step, -1n)) };
    }
    const { value } = high as { value: Decimal };
    if (change.atMost !== undefined) return { enough: textOf(value), short: textOf(sum(value, step, 1n)) };
    return { enough: textOf(scaled(value, 5n, 1)), short: textOf(value) };
  }

  function applied(request: Request, changes: readonly (readonly [string, unknown])[]): Request {
    const facts = { ...request.facts };
    for (const [path, value] of changes) {
      const [name = '', key] = path.split('.');
      facts[name] = key === undefined ? value : { ...(facts[name] as object), [key]: value };
    }
    return { ...request, facts };
  }

  function after(request: Request, clause: string, policies: PolicySet): CriterionDecision {
    return decided(request, policies).criteria.find((each) => each.clause === clause) as CriterionDecision;
  }

  /** What is wrong with the change that a failed clause names; how often a change was followed is counted by clause. */
  function faultOf(request: Request, criterion: CriterionDecision, policies: PolicySet, followed: Map<string, number>): unknown {
    const change = criterion.change;
    if (change === undefined || change.by === 'none') return undefined;
    const { clause } = criterion;
    const enough = change.changes.map((each) => [each.fact, valuesOf(each).enough] as const);
    const reached = after(applied(request, enough), clause, policies);
    const stillOpen = reached.missing.filter((fact) => !enough.some(([changed]) => changed === fact));
    if (reached.outcome === 'missing' && stillOpen.length > 0) return undefined;
    if (reached.outcome !== 'met') return { clause, change, request, outcome: reached.outcome };
    followed.set(`${clause} ${change.by}`, (followed.get(`${clause} ${change.by}`) ?? 0) + 1);
    for (const [at, each] of change.changes.entries()) {
      const { short } = valuesOf(each);
      if (short === undefined) continue;
      const almost = enough.map((pair, index) => (index === at ? ([each.fact, short] as const) : pair));
      const left = after(applied(request, almost), clause, policies).outcome;
      if (left !== criterion.outcome) return { clause, change, request, short, left };
    }
    return undefined;
  }

  function followAll(policies: PolicySet, numRuns: number, policy?: string): Map<string, number> {
    const followed = new Map<string, number>();
    fc.assert(
      fc.property(seeds, (seed) => {
        const request = made(seed, policy);
        const faults = decided(request, policies).criteria.map((criterion) => faultOf(request, criterion, policies, followed));
        expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
      }),
      { numRuns },
    );
    return followed;
  }

  test('INT-4, INT-5, INT-6, INT-7: meets the clause when followed, and one last digit or one whole short of it does not', () => {
    const clauses = 'AMC-3.a AMC-3.c AMC-6-4.a AMC-6-4.b SEI-1.a SEI-2-2.b SEI-2-2.c SEI-2-2.d SEI-2-3.a SEI-5-1 SME-6-1.b SME-6-1.c SME-6-1.d SME-6-1.e SME-6-1.f SME-6-2 SME-6-4.a SME-6-4.b SME-6-4.c SME-6-5.a SME-6-5.b SME-6-6.a SME-6-6.b SME-6-6.c SME-7-1 SME-7-4';
    const followed = [...followAll(installedPolicies, 4000).keys()];
    expect([...new Set(followed.map((each) => each.split(' ')[0]))].toSorted().join(' ')).toBe(clauses);
    expect(followed.filter((each) => each.endsWith('several')).toSorted()).toEqual(['AMC-3.a several', 'SME-6-1.c several', 'SME-6-1.d several', 'SME-6-1.f several']);
  });

  test('SME-6-1.e, SME-6-4.a, SME-6-4.b, INT-3: meets the clause under the mean of the yearly rates as well', () => {
    followAll(PolicySet.of([underMeanOfRates()]), 1500, 'jl-sme-2024');
  });

  test('SME-6-6.b: no energy use lies below a baseline of nothing, so that no change is named', () => {
    const facts = { highEnergyConsuming: true, energyUsePerUnit: '0', energyBaselinePerUnit: '0' };
    expect(after({ policy: 'jl-sme-2024', asOf: '2025-06-30', facts }, 'SME-6-6.b', installedPolicies).change?.by).toBe('none');
  });
});
