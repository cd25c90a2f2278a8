import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { PolicyError } from '../src/errors.js';
import { evaluate } from '../src/evaluate/evaluate.js';
import { installedCalendar } from '../src/calendar/installed.js';
import { period } from '../src/calendar/period.js';
import { allocate } from '../src/money/allocate.js';
import { awardUnder } from '../src/money/award-decision.js';
import { installedPolicies } from '../src/policy/installed.js';
import { groundsUnder } from '../src/revocation/grounds-request.js';

interface WorkedCase {
  readonly name?: string;
  readonly why?: string;
  readonly request: { readonly policy?: string };
  readonly expect: Record<string, unknown>;
}

function casesOf(file: string): WorkedCase[] {
  return JSON.parse(readFileSync(new URL(`../cases/${file}`, import.meta.url), 'utf8')) as WorkedCase[];
}

function titleOf(each: WorkedCase): string {
  return `${each.request.policy ?? ''} ${each.name ?? JSON.stringify(each.request)}${each.why ? ` (${each.why})` : ''}`;
}

/** The answer, or the code with which it was refused, so that both kinds of expectation are met in one way. */
function answerOr(ask: () => unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(ask()));
  } catch (error) {
    if (error instanceof PolicyError) return { error: error.code };
    throw error;
  }
}

describe.each(['sme.json', 'recognition.json'])('the worked cases of %s', (file) => {
  test.each(casesOf(file).map((each) => [titleOf(each), each] as const))('%s', (_title, each) => {
    const answer = answerOr(() => evaluate(installedPolicies, each.request)) as { error?: string; verdict?: string; criteria?: { clause: string; outcome: string }[] };
    const outcomes = answer.criteria === undefined ? undefined : Object.fromEntries(answer.criteria.map(({ clause, outcome }) => [clause, outcome]));
    expect(answer.error === undefined ? { verdict: answer.verdict, outcomes } : { error: answer.error }).toEqual(each.expect);
  });
});

const others: Readonly<Record<string, (request: unknown) => unknown>> = {
  'award.json': (request) => awardUnder(installedPolicies, request),
  'allocate.json': allocate,
  'period.json': (request) => period(request, installedCalendar),
};

describe.each(Object.keys(others))('the worked cases of %s', (file) => {
  test.each(casesOf(file).map((each) => [titleOf(each), each] as const))('%s', (_title, each) => {
    const answer = answerOr(() => others[file]!(each.request)) as Record<string, unknown>;
    const asked = Object.fromEntries(Object.keys(each.expect).map((key) => [key, answer[key]]));
    expect(asked).toEqual(each.expect);
  });
});

describe('the worked cases of grounds.json', () => {
  test.each(casesOf('grounds.json').map((each) => [titleOf(each), each] as const))('%s', (_title, each) => {
    const answer = answerOr(() => groundsUnder(installedPolicies, each.request)) as { grounds: { clause: string; since: string }[] };
    expect({ grounds: answer.grounds.map(({ clause, since }) => ({ clause, since })) }).toEqual(each.expect);
  });
});
