import type { z } from 'zod';
import { type Issue, Refusal } from './errors.js';
import { issueCatalogue, type IssueCode } from './issue-catalogue.js';

/** Enough for a person to correct; a request made of wrong places must not become a longer answer. */
const mostIssues = 50;
const longestKey = 64;

const builtIn: Readonly<Record<string, IssueCode>> = {
  invalid_type: 'TYPE',
  too_small: 'TOO_SMALL',
  too_big: 'TOO_LARGE',
  invalid_value: 'VALUE',
  invalid_union: 'VALUE',
};

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${String(part).slice(0, longestKey)}`;
  }
  return text;
}

function isAbsent(input: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return true;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value === undefined;
}

function codeOf(issue: z.core.$ZodIssue, input: unknown): IssueCode {
  if (isAbsent(input, issue.path)) return 'REQUIRED';
  if (Object.hasOwn(issueCatalogue, issue.message)) return issue.message as IssueCode;
  return builtIn[issue.code] ?? 'FORMAT';
}

/** What a schema found wrong, in words. Values are never repeated: they may be personal data, and issues are logged. */
export function issuesOf(error: z.core.$ZodError, input: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  for (const issue of error.issues) {
    const places = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const place of places) {
      if (issues.length === mostIssues) return issues;
      const code = issue.code === 'unrecognized_keys' ? 'UNKNOWN_KEY' : codeOf(issue, input);
      issues.push({ path: pathText(place), code, message: issueCatalogue[code] });
    }
  }
  return issues;
}

/**
 * The request as its schema reads it.
 * @throws Refusal INVALID_REQUEST with one issue for each wrong place
 */
export function parseOrRefuse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Refusal('INVALID_REQUEST', {}, { issues: issuesOf(result.error, input) });
}
