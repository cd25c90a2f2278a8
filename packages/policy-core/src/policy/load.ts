import type { z } from 'zod';
import { type LocalDate, parseLocalDate } from '../calendar/local-date.js';
import { invalidPolicy } from '../conditions/reference.js';
import { type Issue, PolicyError, quoted } from '../errors.js';
import { commonFacts } from '../facts/dictionary.js';
import { checkReferences } from './check.js';
import { Policy } from './policy.js';
import { policySchema, type PolicySource } from './schema.js';

/** Deeper than any policy needs; it bounds the recursion of validation and compilation. */
const deepest = 40;

/**
 * Validates a policy file and makes it ready to be asked. A sixth policy, or a new version of one, needs no release.
 * @param json the parsed file
 * @param options `inForceFrom`: the first day in force, for a document whose text gives none (xj-amc); asked for when
 *   the policy is installed, and then held to
 * @throws PolicyError INVALID_POLICY; `issues` lists each place with what was expected there
 */
export function loadPolicy(json: unknown, options: { readonly inForceFrom?: string } = {}): Policy {
  if (isDeeperThan(json, deepest)) throw invalidPolicy('', 'a nesting deeper than any policy', `at most ${deepest} levels`, `不超过 ${deepest} 层`);
  const control = controlCharacter(json, '');
  if (control !== undefined) throw invalidPolicy(control, 'a text with a control character', 'a text that can be printed', '不含控制字符的文字');
  const parsed = policySchema.safeParse(json);
  if (!parsed.success) throw schemaError(parsed.error.issues, json);
  const source = parsed.data;
  checkOwnFacts(source);
  checkReferences(source);
  return new Policy(source, timeInForce(source, options.inForceFrom));
}

function timeInForce(source: PolicySource, installedFrom: string | undefined): { from: LocalDate | null; to: LocalDate | null } {
  const { from, to } = source.inForce;
  for (const [key, day] of Object.entries({ from, to })) {
    if (day !== null && parseLocalDate(day) === undefined) throw invalidPolicy(`inForce.${key}`, `"${day}"`, 'a day that exists', '存在的日期');
  }
  if (from !== null && to !== null && to < from) throw invalidPolicy('inForce.to', `"${to}"`, `a day not before ${from}`, `不早于 ${from} 的日期`);
  if (source.version !== (from ?? 'undated')) throw invalidPolicy('version', `"${source.version}"`, `"${from ?? 'undated'}", the first day in force`, `首个施行日 "${from ?? 'undated'}"`);
  if (installedFrom === undefined) return { from, to };
  if (from !== null && installedFrom !== from) throw invalidPolicy('inForce.from', `"${from}"`, 'no other day at installation', '安装时不得另定施行日');
  const day = parseLocalDate(installedFrom);
  if (day === undefined) throw invalidPolicy('inForceFrom', `"${installedFrom}"`, 'a day that exists', '存在的日期');
  return { from: day, to };
}

/** A policy cannot give a name of the common dictionary another meaning. */
function checkOwnFacts(source: PolicySource): void {
  const seen = new Set<string>(commonFacts.keys());
  for (const [at, { name }] of source.facts.entries()) {
    if (seen.has(name)) throw invalidPolicy(`facts.${at}.name`, `"${name}"`, 'a name that no other fact has', '未被占用的名称');
    seen.add(name);
  }
}

/** INVALID_POLICY for what the schema does not accept: every place with what was expected there. */
export function schemaError(issues: readonly z.core.$ZodIssue[], json: unknown): PolicyError {
  const found: Issue[] = issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), expected: expectedOf(issue) }));
  const [first] = found;
  const stands = quoted((issues[0]?.path ?? []).reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], json));
  return new PolicyError(
    'INVALID_POLICY',
    {
      zh: `方案文件有 ${issues.length} 处不符合格式，首处：${first?.path || '（根）'} 为 ${stands}，应为：${first?.expected}。请改正后重新装入。`,
      en: `The policy file is wrong in ${issues.length} place(s); first at ${first?.path || '(root)'}, which is ${stands}: ${first?.expected}. Correct it and load it again.`,
    },
    { path: first?.path, issues: found },
  );
}

function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'unrecognized_keys') return `unknown key(s) ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  return issue.message;
}

/** Level by level, so that hostile nesting costs neither stack nor time. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** The place of a text that no letter to an applicant could contain. The nesting has been checked before. */
function controlCharacter(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return /\p{Cc}/u.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, each] of Object.entries(value)) {
    const found = controlCharacter(each, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
