import { describe, expect, test } from '@jest/globals';
import { type Decision, explain, installedPolicies, loadPolicy, type Outcome, outcomes, type Policy, type PreparedApplication, prepareApplication, type Verdict, verdictOf, verdicts } from '../src/index.js';
import { JsonBytes } from '../src/evaluate/json-bytes.js';
import { nextApplication, Random } from './reference/applications.js';
import { type Answer, decide, type Request, underOtherReading } from './reference/evaluator.js';

const seed = Number(process.env.JIQUN_SEED ?? 20_261_121);
const applications = 100_000;
const written = 2_000;

const policyOf = new Map<string, Policy>(installedPolicies.all().map((policy) => [policy.id, policy]));

function prepared(request: Request): [Policy, PreparedApplication] {
  const policy = policyOf.get(request.policy) as Policy;
  return [policy, prepareApplication(policy, request)];
}

function agree(decision: Decision, reference: Answer): boolean {
  let clauses = 0;
  for (const _ in reference.outcomes) clauses += 1;
  return decision.verdict === reference.verdict && decision.criteria.length === clauses && decision.criteria.every((criterion) => criterion.outcome === reference.outcomes[criterion.clause]);
}

/** What was decided in all, so that nothing agrees only because it never came up. */
interface Tally {
  readonly verdicts: Map<Verdict, number>;
  readonly outcomes: Set<Outcome>;
  readonly policies: Map<string, number>;
  onThreshold: number;
  oneDigitOff: number;
  wide: number;
  sensitive: number;
}

/** The first application on which the evaluators disagree, with the seed that makes it again. */
function firstDisagreement(tally: Tally): unknown {
  const random = new Random(seed);
  for (let at = 0; at < applications; at += 1) {
    const made = nextApplication(random);
    const [policy, application] = prepared(made.request);
    const decision = explain(policy, application);
    const reference = decide(made.request);
    const fast = verdictOf(policy, application);
    if (fast !== reference.verdict || !agree(decision, reference)) {
      const answers = Object.fromEntries(decision.criteria.map(({ clause, outcome }) => [clause, outcome]));
      return { seed, at, request: made.request, fast, explained: decision.verdict, answers, reference };
    }
    tally.verdicts.set(reference.verdict, (tally.verdicts.get(reference.verdict) ?? 0) + 1);
    if (tally.outcomes.size < outcomes.length) for (const outcome of Object.values(reference.outcomes)) tally.outcomes.add(outcome);
    tally.policies.set(policy.id, (tally.policies.get(policy.id) ?? 0) + 1);
    if (made.onThreshold > 0) tally.onThreshold += 1;
    if (made.oneDigitOff > 0) tally.oneDigitOff += 1;
    if (application.wide) tally.wide += 1;
    const sensitivity = otherReading(made.request, reference);
    if (sensitivity.length !== decision.sensitivity.length || (sensitivity.length > 0 && JSON.stringify(decision.sensitivity) !== JSON.stringify(sensitivity))) {
      return { seed, at, request: made.request, explained: decision.sensitivity, sensitivity };
    }
    tally.sensitive += sensitivity.length;
  }
  return undefined;
}

/** As a decision states it (INT-32). */
function otherReading(request: Request, answer: Answer): unknown[] {
  const other = underOtherReading(request, answer);
  return other === undefined ? [] : [{ interpretation: 'INT-3', reading: 'mean-of-yearly-rates', ...other }];
}

describe(`a slow evaluator written from the registers decides as this one does (seed ${seed})`, () => {
  const tally: Tally = { verdicts: new Map(), outcomes: new Set(), policies: new Map(), onThreshold: 0, oneDigitOff: 0, wide: 0, sensitive: 0 };

  test('INT-24, INT-26, INT-32: the verdict, every clause and the other reading of growth agree on 100,000 applications', () => {
    expect(firstDisagreement(tally)).toBeUndefined();
  });

  test('INT-4: at least a tenth of the applications stand on a threshold, and at least a tenth miss one by the last digit', () => {
    expect([tally.onThreshold >= applications / 10, tally.oneDigitOff >= applications / 10]).toEqual([true, true]);
  });

  test('INT-24: all four verdicts and all seven outcomes were among them, of all four programmes and of either length of figures', () => {
    expect(verdicts.filter((verdict) => (tally.verdicts.get(verdict) ?? 0) < applications / 50)).toEqual([]);
    expect([...tally.outcomes].toSorted()).toEqual([...outcomes].toSorted());
    expect([...tally.policies.keys()].toSorted()).toEqual(['jl-amc-2024', 'jl-sei-2020', 'jl-sme-2024', 'xj-amc']);
    expect([tally.wide > 1000, applications - tally.wide > 1000, tally.sensitive > 1000]).toEqual([true, true, true]);
  });
});

describe(`the measure read the other way (seed ${seed + 2})`, () => {
  test('SME-6-1.e, SME-6-4.a, SME-6-4.b, INT-3, INT-32: with the mean of the yearly rates chosen, both evaluators agree as well, and the compound rate is the other reading', () => {
    const { source } = policyOf.get('jl-sme-2024') as Policy;
    const interpretations = source.interpretations.map((each) => (each.id === 'INT-3' ? { ...each, chosen: 'mean-of-yearly-rates', others: ['compound'] } : each));
    const policy = loadPolicy({ ...source, interpretations });
    const random = new Random(seed + 2);
    const wrong: unknown[] = [];
    for (let at = 0; at < 5_000; at += 1) {
      const { request } = nextApplication(random, 'jl-sme-2024');
      const application = prepareApplication(policy, request);
      const decision = explain(policy, application);
      const reference = decide(request, 'mean-of-yearly-rates');
      const other = underOtherReading(request, reference, 'compound');
      const agreed = verdictOf(policy, application) === reference.verdict && agree(decision, reference);
      const sensitivity = other === undefined ? [] : [{ interpretation: 'INT-3', reading: 'compound', ...other }];
      if (!agreed || JSON.stringify(decision.sensitivity) !== JSON.stringify(sensitivity)) wrong.push({ at, request, decision: decision.sensitivity, sensitivity });
    }
    expect({ wrong: wrong.length, first: wrong[0] }).toEqual({ wrong: 0, first: undefined });
  });
});

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Both ways of writing a decision, or what went wrong on the way. */
function writtenTwice(request: Request): { readonly asObject: string; readonly asBytes: string } {
  try {
    const decision = explain(...prepared(request));
    const bytes = new JsonBytes(64);
    decision.writeJson(bytes);
    return { asObject: JSON.stringify(decision), asBytes: JSON.stringify(JSON.parse(decoder.decode(bytes.view()))) };
  } catch (error) {
    return { asObject: 'a decision', asBytes: String(error) };
  }
}

describe(`a decision as JSON (seed ${seed + 1})`, () => {
  test('INT-8: written as bytes it is what it is as an object, with quotes, backslashes, line ends and emoji in reasons and sources', () => {
    const random = new Random(seed + 1);
    let waived = 0;
    const wrong: unknown[] = [];
    for (let at = 0; at < written; at += 1) {
      const { request } = nextApplication(random, at % 2 === 0 ? 'jl-sei-2020' : undefined);
      const { asObject, asBytes } = writtenTwice(request);
      if (asObject !== asBytes) wrong.push({ at, request, asObject, asBytes });
      if (asObject.includes('"waived"')) waived += 1;
    }
    expect({ wrong: wrong.length, first: wrong[0] }).toEqual({ wrong: 0, first: undefined });
    expect(waived > 50).toBe(true);
  });

  test('SME-6-2, INT-26: one kind too few and the other not stated is explained as missing, also beside a figure of 18 digits', () => {
    const facts = { areaKm2: '50.0000000000000001', nationalChampions: 0, littleGiants: 0 };
    const { asObject, asBytes } = writtenTwice({ policy: 'jl-sme-2024', asOf: '2025-06-30', facts });
    expect(asBytes).toBe(asObject);
  });
});
