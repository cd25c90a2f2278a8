/** Every code a request or a policy file can be refused with, in the order in which the first of several is reported. */
export const errorCodes = [
  'INVALID_JSON',
  'INVALID_REQUEST',
  'UNKNOWN_POLICY',
  'UNKNOWN_FACT',
  'INVALID_FACT',
  'UNKNOWN_CLAUSE',
  'INVALID_AMOUNT',
  'DUPLICATE_ID',
  'POLICY_NOT_IN_FORCE',
  'GROUP_TOO_SMALL',
  'RATE_ABOVE_CAP',
  'APPROVED_ABOVE_CEILING',
  'INVALID_POLICY',
  'POLICY_CONFLICT',
] as const;

/** One of `errorCodes`. */
export type ErrorCode = (typeof errorCodes)[number];

/** What is wrong and what to do next, for an official or a program's author. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** One place of a file and what was expected there. */
export interface Issue {
  readonly path: string;
  readonly expected: string;
}

interface Where {
  path?: string | undefined;
  clause?: string | undefined;
  issues?: readonly Issue[];
}

/**
 * A refusal: bad input, or a question that the documents do not let us answer. It is never a verdict.
 * `path` names the place in the input (`facts.totalOutput.2023`), `clause` the clause that refuses.
 */
export class PolicyError extends Error {
  readonly code: ErrorCode;
  readonly sentence: Sentence;
  readonly path: string | undefined;
  readonly clause: string | undefined;
  /** Everything that is wrong with a policy file, in the order of the file; empty for other refusals. */
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, sentence: Sentence, where: Where = {}) {
    super(sentence.en);
    this.name = 'PolicyError';
    this.code = code;
    this.sentence = sentence;
    this.path = where.path;
    this.clause = where.clause;
    this.issues = where.issues ?? [];
  }

  /** The shape that crosses a process boundary: `{code, message, messageZh, path?, clause?}`. */
  toJSON(): { code: ErrorCode; message: string; messageZh: string; path?: string; clause?: string; issues?: readonly Issue[] } {
    return {
      code: this.code,
      message: this.sentence.en,
      messageZh: this.sentence.zh,
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.clause === undefined ? {} : { clause: this.clause }),
      ...(this.issues.length === 0 ? {} : { issues: this.issues }),
    };
  }
}

/** A value from outside as it can stand in a message: short, on one line, whatever was sent. */
export function quoted(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : typeof value;
}
