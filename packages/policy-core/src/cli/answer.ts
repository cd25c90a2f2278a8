import { installedCalendar } from '../calendar/installed.js';
import { period } from '../calendar/period.js';
import { PolicyError } from '../errors.js';
import { evaluate } from '../evaluate/evaluate.js';
import type { JsonBytes } from '../evaluate/json-bytes.js';
import { allocate } from '../money/allocate.js';
import { awardUnder } from '../money/award-decision.js';
import { installedPolicies } from '../policy/installed.js';
import { groundsUnder } from '../revocation/grounds-request.js';
import { parseJson } from './json-text.js';

/** Answers one request with JSON. */
export type Answer = (request: unknown, bytes: JsonBytes) => void;

/** The commands that answer one request with one line of JSON, and so can answer a batch. */
export const answers: Readonly<Record<string, Answer>> = {
  evaluate: (request, bytes) => evaluate(installedPolicies, request).writeJson(bytes),
  award: (request, bytes) => bytes.text(JSON.stringify(awardUnder(installedPolicies, request))),
  allocate: (request, bytes) => bytes.text(JSON.stringify(allocate(request))),
  period: (request, bytes) => bytes.text(JSON.stringify(period(request, installedCalendar))),
  grounds: (request, bytes) => bytes.text(JSON.stringify(groundsUnder(installedPolicies, request))),
};

/**
 * Writes the answer to a JSON text, or the refusal in its place. A request is refused before anything of its answer is
 * written, so that a refusal never follows half a decision.
 * @returns whether it was refused
 */
export function writeAnswer(answer: Answer, text: string, bytes: JsonBytes): boolean {
  try {
    answer(parseJson(text), bytes);
    return false;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    bytes.text(errorLine(error));
    return true;
  }
}

export function errorLine(error: PolicyError): string {
  return JSON.stringify({ error });
}
