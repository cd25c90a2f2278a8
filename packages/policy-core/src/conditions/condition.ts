import type { Sentence } from '../errors.js';
import type { Fraction } from '../exact/fraction.js';
import type { PreparedApplication } from '../facts/application.js';
import type { FactDefinition } from '../facts/definition.js';
import type { FactLayout } from '../facts/layout.js';
import type { Parameter } from '../policy/parameter.js';

/** Truth of a condition in three values (INT-26), and a fourth for conditions that do not concern the applicant. */
export const notMet = 0;
export const met = 1;
export const missing = 2;
export const notApplicable = 3;
export type Truth = 0 | 1 | 2 | 3;

/** A value that a condition looks at: a fact, or one year of a series, or a field of an object. */
export interface FactReference {
  readonly definition: FactDefinition;
  readonly slot: number;
  /** Years before the year of `asOf`; undefined for facts that are no series. */
  readonly yearsBack?: number;
  readonly field?: { readonly name: string; readonly zh: string; readonly en: string };
}

/** What one fact would have to be. Bounds are exact decimals, or `n/d` where no decimal ends. */
export interface Change {
  /** `totalOutput.2023`, `promotionOrganisation.legalPerson` */
  readonly fact: string;
  readonly atLeast?: string;
  readonly moreThan?: string;
  readonly atMost?: string;
  readonly lessThan?: string;
  readonly equals?: boolean;
  readonly oneOf?: readonly string[];
  readonly stated?: true;
}

/**
 * What would make a condition met, as far as the stated facts go (where another fact is missing as well, it is missing
 * afterwards): the nearest change of one fact (`one`), changes that are all needed (`several`), or nothing that an applicant can state (`none`, with the first day on which it no longer stands in the way, if any).
 */
export type WouldChange =
  | { readonly by: 'one'; readonly changes: readonly [Change] }
  | { readonly by: 'several'; readonly changes: readonly Change[] }
  | { readonly by: 'none'; readonly because: Sentence; readonly from?: string };

/** A change with its distance from the stated value, so that alternatives can be compared; none is infinitely far. */
export interface Candidate {
  readonly change: WouldChange;
  readonly distance: Fraction | undefined;
}

/** Another answer of the interpretation register to a question that the text leaves open (INT-32). */
export interface OtherReading {
  readonly interpretation: string;
  readonly reading: string;
  evaluate(application: PreparedApplication): Truth;
}

/** A condition of a policy file, ready to be asked. */
export interface Condition {
  /** Exact for every input, whatever its digits. */
  evaluate(application: PreparedApplication): Truth;
  /** JavaScript expression for the generated decision; it may use what `Generator` offers. */
  generate(generator: Generator): string;
  /** What is shown as observed, in the order of the text. */
  readonly observed: readonly FactReference[];
  /** Facts without which the condition cannot be decided on this application; empty when it is decided. */
  lacking(application: PreparedApplication): readonly FactReference[];
  readonly interpretations: readonly string[];
  readonly parameters: readonly string[];
  readonly otherReadings: readonly OtherReading[];
  /** The requirement for an application of this year, as a clause of a sentence. */
  required(year: number): Sentence;
  /** Asked only where the condition is not met. */
  wouldChange(application: PreparedApplication): Candidate;
  /** What was found, where the observed values alone do not say it (the incidents that count). */
  finding?(application: PreparedApplication): Sentence | undefined;
}

/**
 * Names that a generated expression can use, and how it declares more: `a` the application, `n` its numbers, `b` its
 * booleans, and `p(l, r)`, which is 1 or 0 where two products of stated numbers and constants are proved to be l > r or
 * l < r, and 2 where doubles prove nothing.
 */
export interface Generator {
  /** A fresh local variable. */
  local(): string;
  /** Falls back to `Condition.evaluate`, for what doubles cannot prove. */
  fallback(condition: Condition): string;
}

/** What a condition needs while it is compiled. */
export interface CompileContext {
  readonly layout: FactLayout;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The answer chosen for an interpretation, and the others that the register knows. */
  reading(interpretation: string): { readonly chosen: string; readonly others: readonly string[] };
  /** Where in the policy file this condition stands, for messages. */
  readonly path: string;
}
