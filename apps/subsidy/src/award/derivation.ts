import { createHash } from 'node:crypto';

import { decideAward, formatYuan, type Policy, PolicyError, readAwardRequest, renderAward, type RenderedAward } from '@jiqun/policy-core';

import { asRefusal } from '../policy/asking.js';
import { clauseForbids, clauseForbidsAll } from '../refusals.js';
import type { AwardBasis } from './award.entity.js';

/** What besides the basis decides: the day and level of INT-19, and what industry proposes. Yuan and rates are decimal texts. */
export interface AwardTerms {
  readonly asOf: string;
  readonly clusterLevel: string;
  readonly rate?: string | undefined;
  readonly approved?: string | undefined;
}

/** An award as it was reckoned, with the texts from which it can be reckoned again. */
export interface DerivedAward {
  readonly question: string;
  readonly answer: string;
  readonly sha256: string;
  readonly eligible: bigint;
  readonly rate: string;
  readonly rateCap: string;
  readonly ceiling: bigint;
  readonly approved: bigint;
  readonly consecutiveYears: number;
}

/** The request to policy-core (CLI.md, award): counted amounts by project, year and category; a project that is out is left out. */
export function questionOf(policy: Policy, { asOf, clusterLevel, rate, approved }: AwardTerms, { projects, lines }: AwardBasis): string {
  const counted = projects.filter(({ out }) => out === undefined).map(({ id, type }) => ({ id, type, completed: completedOf(id, lines) }));
  return JSON.stringify({
    policy: policy.id, asOf, clusterLevel, ...(rate === undefined ? {} : { rate }), ...(approved === undefined ? {} : { approved }), projects: counted,
  });
}

/** The answer of policy-core to a stored question. @throws Refusal with the clause that refuses */
export function answerOf(policy: Policy, question: string): string {
  return JSON.stringify(decided(policy, question).rendered);
}

/** SHA-256 of what an award rests on. */
export function sha256Of(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\n');
  return hash.digest('hex');
}

/**
 * Reckons an award from a group's lines (SUB-4.b, SUB-5.a, SUB-5.b; INT-16, INT-19).
 * @throws Refusal CLAUSE_FORBIDS, INVALID_REQUEST
 */
export function deriveAward(policy: Policy, terms: AwardTerms, basis: AwardBasis): DerivedAward {
  refuseOutsideForce(policy, terms.asOf);
  const question = questionOf(policy, terms, basis);
  const { award, rendered, cap, consecutiveYears } = decided(policy, question);
  const answer = JSON.stringify(rendered);
  return {
    question, answer, sha256: sha256Of(question, JSON.stringify(basis), answer), eligible: award.eligibleInvestment, rate: award.rate.text, rateCap: cap,
    ceiling: award.ceiling, approved: award.approved, consecutiveYears,
  };
}

function completedOf(projectId: string, lines: AwardBasis['lines']): Record<string, Record<string, string>> {
  const years = new Map<number, Map<string, bigint>>();
  for (const { projectId: of, year, category, counted } of lines) {
    if (of !== projectId || counted === '0') continue;
    const categories = years.get(year) ?? new Map<string, bigint>();
    categories.set(category, (categories.get(category) ?? 0n) + BigInt(counted));
    years.set(year, categories);
  }
  const byYear = [...years].toSorted(([a], [b]) => a - b);
  return Object.fromEntries(byYear.map(([year, categories]) => {
    const byName = [...categories].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return [String(year), Object.fromEntries(byName.map(([category, fen]) => [category, formatYuan(fen)]))];
  }));
}

interface Decided {
  readonly award: ReturnType<typeof decideAward>;
  readonly rendered: RenderedAward;
  readonly cap: string;
  readonly consecutiveYears: number;
}

function decided(policy: Policy, question: string): Decided {
  const rules = policy.source.money;
  if (rules === null) throw clauseForbids('award.prepare', 'policy-that-pays', { zh: `${policy.id} 没有资金条款。`, en: `${policy.id} pays nothing.` });
  try {
    // Whether the policy is in force was asked when the award was prepared: what was awarded is reckoned again at any time (SUB-18).
    const { policy: _policy, asOf: _asOf, ...request } = JSON.parse(question) as Record<string, unknown>;
    const read = readAwardRequest(rules, request);
    const award = decideAward(rules, read);
    return { award, rendered: renderAward(award), cap: read.cap.atMost.text, consecutiveYears: rules.instalments.consecutiveYears };
  } catch (error) {
    throw refusalOf(error);
  }
}

function refuseOutsideForce(policy: Policy, day: string): void {
  try {
    policy.requireInForce(day as never);
  } catch (error) {
    throw refusalOf(error, policy.source.inForce.clause ?? undefined);
  }
}

/** What policy-core refuses: a clause's refusal where it names one (SUB-5.a, SUB-5.b, SUB-18), else a fault of the request. */
function refusalOf(error: unknown, clause = error instanceof PolicyError ? error.clause : undefined): unknown {
  if (!(error instanceof PolicyError) || clause === undefined) return asRefusal(error);
  return clauseForbidsAll('award.prepare', error.code, [{ path: error.path ?? '', code: error.code, message: error.sentence }], clause);
}
