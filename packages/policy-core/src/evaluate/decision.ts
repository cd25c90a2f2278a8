import { type Condition, missing, type Truth } from '../conditions/condition.js';
import type { PreparedApplication } from '../facts/application.js';
import { type CriterionAnswer, CriterionDecision, type Difference } from './criterion-decision.js';
import type { JsonBytes } from './json-bytes.js';
import { type Outcome, outcomes, type Verdict, verdictOf, verdicts } from './outcome.js';
import type { Rule, Ruleset } from './ruleset.js';

/** What another reading would make of the whole application. */
export interface Sensitivity {
  readonly interpretation: string;
  readonly reading: string;
  readonly clauses: readonly string[];
  readonly verdict: Verdict;
}

/** The answer to an application, clause by clause in the order of the document. */
export class Decision {
  readonly criteria: readonly CriterionDecision[];
  readonly verdict: Verdict;
  /** Readings of the register under which some clause would be decided otherwise, with the verdict they would give. */
  readonly sensitivity: readonly Sensitivity[];

  constructor(
    readonly policy: string,
    readonly version: string,
    readonly asOf: string,
    ruleset: Ruleset,
    application: PreparedApplication,
  ) {
    const indexes = ruleset.outcomes(application);
    const differences = differencesOf(ruleset, application, indexes);
    this.verdict = verdicts[verdictOf(indexes)] as Verdict;
    this.criteria = ruleset.rules.map((rule, at) => new CriterionDecision(rule, application, indexes[at] as number, differences?.get(at)));
    this.sensitivity = differences === undefined ? [] : sensitivityOf(ruleset, indexes, differences);
  }

  toJSON(): { policy: string; version: string; asOf: string; verdict: Verdict; criteria: CriterionAnswer[]; sensitivity?: readonly Sensitivity[] } {
    return {
      policy: this.policy,
      version: this.version,
      asOf: this.asOf,
      verdict: this.verdict,
      criteria: this.criteria.map((criterion) => criterion.toJSON()),
      ...(this.sensitivity.length > 0 && { sensitivity: this.sensitivity }),
    };
  }

  /** Writes the JSON text of `toJSON`. */
  writeJson(bytes: JsonBytes): void {
    bytes.ascii(`{"policy":"${this.policy}","version":"${this.version}","asOf":"${this.asOf}","verdict":"${this.verdict}","criteria":`);
    const first = bytes.length;
    for (const criterion of this.criteria) criterion.writeJson(bytes);
    // Each answer begins with a comma; the first one's is where the list begins.
    bytes.openList(first);
    bytes.text(`]${this.sensitivity.length > 0 ? `,"sensitivity":${JSON.stringify(this.sensitivity)}` : ''}}`);
  }
}

/** By position of the rule; undefined when every other reading decides alike, which is the usual case. */
function differencesOf(ruleset: Ruleset, application: PreparedApplication, indexes: readonly number[]): Map<number, Difference[]> | undefined {
  let differences: Map<number, Difference[]> | undefined;
  for (const at of ruleset.sensitiveRules) {
    const rule = ruleset.rules[at] as Rule;
    for (const other of (rule.condition as Condition).otherReadings) {
      const truth: Truth = other.evaluate(application);
      if (truth === missing) continue;
      const index = ruleset.outcomeOf(rule, application, truth);
      if (index === indexes[at]) continue;
      differences ??= new Map();
      const list = differences.get(at) ?? [];
      differences.set(at, [...list, { interpretation: other.interpretation, reading: other.reading, outcome: outcomes[index] as Outcome }]);
    }
  }
  return differences;
}

/** Each other reading by itself, over all the clauses that it decides otherwise. */
function sensitivityOf(ruleset: Ruleset, indexes: readonly number[], differences: ReadonlyMap<number, readonly Difference[]>): Sensitivity[] {
  const readings = new Map<string, { interpretation: string; reading: string; clauses: string[]; indexes: number[] }>();
  for (const [at, list] of differences) {
    for (const { interpretation, reading, outcome } of list) {
      const key = `${interpretation} ${reading}`;
      const entry = readings.get(key) ?? { interpretation, reading, clauses: [], indexes: [...indexes] };
      entry.clauses.push((ruleset.rules[at] as Rule).clause.id);
      entry.indexes[at] = outcomes.indexOf(outcome);
      readings.set(key, entry);
    }
  }
  return [...readings.values()].map((entry) => ({
    interpretation: entry.interpretation,
    reading: entry.reading,
    clauses: entry.clauses,
    verdict: verdicts[verdictOf(entry.indexes)] as Verdict,
  }));
}
