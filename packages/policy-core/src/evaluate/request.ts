import { PolicyError } from '../errors.js';
import { PreparedApplication, judgementMet, judgementNotMet } from '../facts/application.js';
import { readFacts } from '../facts/read.js';
import type { Policy } from '../policy/policy.js';
import { isPlainObject, readDay, readPolicyName, short, unexpected } from '../request-object.js';
import type { Ruleset } from './ruleset.js';

/** A question about an application, as CLI.md and the API have it. */
export interface EvaluateRequest {
  /** A policy id (the version in force on `asOf` answers) or `id@version`. */
  readonly policy: string;
  /** A day in Asia/Shanghai, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly judgements?: Readonly<Record<string, unknown>>;
  readonly waivers?: Readonly<Record<string, unknown>>;
}

const keys = new Set(['policy', 'asOf', 'facts', 'judgements', 'waivers']);

/**
 * Checks the shape of a request for a decision; facts, judgements and waivers are checked by `prepare`.
 * @throws PolicyError INVALID_REQUEST
 */
export function readEvaluateRequest(value: unknown): EvaluateRequest {
  if (!isPlainObject(value)) throw unexpected('', value, { zh: '应为一个对象', en: 'an object is expected' });
  for (const key of Object.keys(value)) {
    if (!keys.has(key)) throw unexpected(short(key), key, { zh: '只接受 policy、asOf、facts、judgements、waivers', en: 'only policy, asOf, facts, judgements and waivers are known' });
  }
  readPolicyName(value.policy);
  readDay(value.asOf, 'asOf');
  if (!isPlainObject(value.facts)) throw unexpected('facts', value.facts, { zh: '应为对象', en: 'an object is expected' });
  readVerdicts(value.judgements);
  readReasons(value.waivers);
  return value as unknown as EvaluateRequest;
}

function readVerdicts(value: unknown): void {
  if (value === undefined) return;
  if (!isPlainObject(value)) throw unexpected('judgements', value, { zh: '应为对象', en: 'an object is expected' });
  for (const clause of Object.keys(value)) {
    const said = value[clause];
    if (said !== 'met' && said !== 'not-met') throw unexpected(`judgements.${short(clause)}`, said, { zh: '应为 "met" 或 "not-met"', en: '"met" or "not-met" is expected' });
  }
}

/** INT-8: a waiver is a reason; a blank one is none. */
function readReasons(value: unknown): void {
  if (value === undefined) return;
  if (!isPlainObject(value)) throw unexpected('waivers', value, { zh: '应为对象', en: 'an object is expected' });
  for (const clause of Object.keys(value)) {
    const reason = value[clause];
    if (typeof reason !== 'string' || reason.trim() === '') throw unexpected(`waivers.${short(clause)}`, reason, { zh: '应写明豁免理由', en: 'a reason in words is expected' });
  }
}

/**
 * Reads a request's facts, judgements and waivers for a policy's rules.
 * @throws PolicyError UNKNOWN_FACT, INVALID_FACT, UNKNOWN_CLAUSE
 */
export function prepare(policy: Policy, ruleset: Ruleset, request: EvaluateRequest): PreparedApplication {
  const application = new PreparedApplication(request.asOf, Number(request.asOf.slice(0, 4)), ruleset.blank);
  readFacts(ruleset.layout, request.facts, application);
  if (request.judgements !== undefined) {
    for (const clause of Object.keys(request.judgements)) {
      const slot = slotOf(policy, ruleset.judgementSlots, clause, 'judgements');
      const isMet = request.judgements[clause] === 'met';
      application.judgements[slot] = isMet ? judgementMet : judgementNotMet;
      if (ruleset.mustJudgements[slot] !== true) continue;
      application.openJudgements -= 1;
      if (!isMet) application.failedJudgements += 1;
    }
  }
  if (request.waivers !== undefined) {
    for (const clause of Object.keys(request.waivers)) {
      application.waivers[slotOf(policy, ruleset.waiverSlots, clause, 'waivers')] = request.waivers[clause] as string;
    }
  }
  return application;
}

function slotOf(policy: Policy, slots: ReadonlyMap<string, number>, clause: string, section: 'judgements' | 'waivers'): number {
  const slot = slots.get(clause);
  if (slot !== undefined) return slot;
  const known = [...slots.keys()].join(', ') || '-';
  const taken = section === 'judgements' ? { zh: '评审认定', en: 'judgement' } : { zh: '豁免', en: 'waiver' };
  throw new PolicyError(
    'UNKNOWN_CLAUSE',
    {
      zh: `${policy.id} 的 ${short(clause)} 条不接受${taken.zh}；可用的条款：${known}。`,
      en: `${short(clause)} of ${policy.id} takes no ${taken.en}; the clauses that do: ${known}.`,
    },
    { path: `${section}.${short(clause)}` },
  );
}
