import { type Issue, Refusal } from '@jiqun/contracts';
import { PolicyError } from '@jiqun/policy-core';

import { MOST_ISSUES } from '../refusals.js';

/** What policy-core refuses, as the refusal of a request: its code, place, words and clause are kept. Other errors as they are. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof PolicyError)) return error;
  const first: Issue = { path: error.path ?? '', code: error.code, message: error.sentence };
  const others = error.issues.slice(0, MOST_ISSUES - 1).map(({ path, expected }) => ({
    path,
    code: error.code,
    message: { zh: `${path} 不符合要求：${expected}`, en: `${path}: expected ${expected}` },
  }));
  return new Refusal('INVALID_REQUEST', {}, { issues: [first, ...others], cause: error, ...(error.clause === undefined ? {} : { clause: error.clause }) });
}

/** Asks policy-core. @throws Refusal INVALID_REQUEST with what it refused */
export function asking<Answer>(ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    throw asRefusal(error);
  }
}
