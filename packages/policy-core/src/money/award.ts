import { PolicyError } from '../errors.js';
import { readAwardRequest } from './award-request.js';
import type { AwardProject, AwardRequest, RateCap } from './award-request.js';
import { formatYuan } from './fen.js';
import { instalments } from './instalments.js';
import type { Instalment } from './instalments.js';
import { applyRate, compareRates } from './rate.js';
import type { Rate } from './rate.js';
import type { MoneyRules } from './rules.js';

/** An award as decided, fen throughout. `ceiling` is the most that may be approved, `lapsed` what the window closed on. */
export interface Award {
  readonly eligibleInvestment: bigint;
  readonly rate: Rate;
  readonly ceiling: bigint;
  readonly approved: bigint;
  readonly instalments: readonly Instalment[];
  readonly lapsed: bigint;
}

/** The result of CLI.md, award, without its citations: yuan as decimal strings with two decimals. */
export interface RenderedAward {
  readonly eligibleInvestment: string;
  readonly rate: string;
  readonly ceiling: string;
  readonly approved: string;
  readonly instalments: readonly { readonly year: number; readonly amount: string; readonly cumulative: string }[];
  readonly lapsed: string;
}

/**
 * Decides a request that `readAwardRequest` has read: the group (SUB-5.a), the rate (SUB-5.b; INT-19 is the caller's),
 * the eligible investment (SUB-4.b, SUB-5.c; INT-16), the ceiling, and the instalments (SUB-5.d; INT-17, INT-18).
 * Without a rate the cap applies, without an approved amount the ceiling.
 * @throws PolicyError GROUP_TOO_SMALL, RATE_ABOVE_CAP, APPROVED_ABOVE_CEILING, in this order, each with its clause
 */
export function decideAward(rules: MoneyRules, request: AwardRequest): Award {
  refuseSmallGroup(rules.group, request.projects.length);
  const rate = request.rate ?? request.cap.atMost;
  refuseHighRate(rate, request.cap);
  const eligible = eligibleByYear(rules.eligibleCategories.values, request.projects);
  let eligibleInvestment = 0n;
  for (const amount of eligible.values()) eligibleInvestment += amount;
  const ceiling = applyRate(rate, eligibleInvestment);
  const approved = request.approved ?? ceiling;
  refuseHighApproval(approved, ceiling, request.cap);
  return { eligibleInvestment, rate, ceiling, approved, ...instalments(eligible, rate, approved, rules.instalments.consecutiveYears) };
}

/** The decided award as it leaves the process. */
export function renderAward(decided: Award): RenderedAward {
  return {
    eligibleInvestment: formatYuan(decided.eligibleInvestment),
    rate: decided.rate.text,
    ceiling: formatYuan(decided.ceiling),
    approved: formatYuan(decided.approved),
    instalments: decided.instalments.map(({ year, amount, cumulative }) => ({
      year,
      amount: formatYuan(amount),
      cumulative: formatYuan(cumulative),
    })),
    lapsed: formatYuan(decided.lapsed),
  };
}

/**
 * Reads, decides and renders in one step, for a caller that has checked policy and `asOf` before.
 * @throws PolicyError as `readAwardRequest` and `decideAward`
 */
export function award(rules: MoneyRules, request: unknown): RenderedAward {
  return renderAward(decideAward(rules, readAwardRequest(rules, request)));
}

/** Eligible investment by year, fen: the sum before any rounding, over the group, not project by project (INT-16). */
function eligibleByYear(categories: readonly string[], projects: readonly AwardProject[]): Map<number, bigint> {
  const eligible = new Set(categories);
  const byYear = new Map<number, bigint>();
  for (const { completed } of projects) {
    for (const { year, category, amount } of completed) {
      if (eligible.has(category)) byYear.set(year, (byYear.get(year) ?? 0n) + amount);
    }
  }
  return byYear;
}

function refuseSmallGroup({ atLeast, clause }: MoneyRules['group'], size: number): void {
  if (size >= atLeast) return;
  throw new PolicyError(
    'GROUP_TOO_SMALL',
    {
      zh: `项目群至少须有 ${atLeast} 个项目，本申请有 ${size} 个；请补足项目后重新提交。`,
      en: `A project group has at least ${atLeast} projects, this one has ${size}; add the missing projects and send it again.`,
    },
    { path: 'projects', clause },
  );
}

function refuseHighRate(rate: Rate, { level, atMost, clause }: RateCap): void {
  if (compareRates(rate, atMost) <= 0) return;
  throw new PolicyError(
    'RATE_ABOVE_CAP',
    {
      zh: `补助比例 ${rate.text} 超过 ${level} 级集群的上限 ${atMost.text}；请将比例降至上限以内。`,
      en: `The rate ${rate.text} is above the cap ${atMost.text} of a cluster of level ${level}; lower it to the cap or less.`,
    },
    { path: 'rate', clause },
  );
}

function refuseHighApproval(approved: bigint, ceiling: bigint, { clause }: RateCap): void {
  if (approved <= ceiling) return;
  const [stated, most] = [formatYuan(approved), formatYuan(ceiling)];
  throw new PolicyError(
    'APPROVED_ABOVE_CEILING',
    {
      zh: `核定金额 ${stated} 元超过补助上限 ${most} 元；请将核定金额降至上限以内。`,
      en: `The approved amount of ${stated} yuan is above the ceiling of ${most} yuan; lower it to the ceiling or less.`,
    },
    { path: 'approved', clause },
  );
}
