import { type MoneyPreview, moneyOf } from '@jiqun/contracts';
import { decideAward, type MoneyRules, PolicyError, readAwardRequest, renderAward } from '@jiqun/policy-core';

import type { ClusterLevel } from './project-group.entity.js';

/** What of a line counts in a preview; amounts are fen. */
export interface PreviewLine {
  readonly projectId: string;
  readonly category: string;
  /** The year of completion, or that for which it is planned. */
  readonly year: number;
  readonly isCompleted: boolean;
  readonly eligibility: 'eligible' | 'ineligible' | 'needs-explanation';
  readonly amountFen: bigint;
}

type Remark = MoneyPreview['remarks'][number];
type Award = NonNullable<MoneyPreview['completed']>;

/**
 * What a group would get at most (SUB-4.b, SUB-5.b, SUB-5.d; INT-16 to INT-18): from what is completed by now, and with what is planned. What
 * still needs an explanation, and what is not eligible, is left out and said.
 */
export function moneyPreview(
  rules: MoneyRules, level: ClusterLevel | undefined, projects: readonly { readonly id: string; readonly type: string }[], lines: readonly PreviewLine[],
): MoneyPreview {
  const remarks: Remark[] = [];
  const counted = lines.filter(({ eligibility }) => eligibility === 'eligible');
  const unexplained = lines.filter(({ eligibility }) => eligibility === 'needs-explanation');
  if (unexplained.length > 0) remarks.push(leftOut(rules, unexplained));
  const rate = rules.ratesByLevel.find((entry) => entry.level === level);
  if (rate === undefined) return { level: level ?? 'none', remarks: [...remarks, noRate(rules)] };
  const award = (which: readonly PreviewLine[]): Award | undefined => {
    try {
      const shape = { clusterLevel: rate.level, projects: projects.map(({ id, type }) => ({ id, type, completed: completedOf(which.filter(({ projectId }) => projectId === id)) })) };
      return renderAward(decideAward(rules, readAwardRequest(rules, shape))) as Award;
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const remark: Remark = { code: error.code, message: error.sentence, ...(error.clause === undefined ? {} : { clause: error.clause }) };
      if (!remarks.some(({ code }) => code === remark.code)) remarks.push(remark);
      return undefined;
    }
  };
  const completed = award(counted.filter(({ isCompleted }) => isCompleted));
  const planned = award(counted);
  return { level: rate.level as ClusterLevel, ...(completed === undefined ? {} : { completed }), ...(planned === undefined ? {} : { planned }), remarks };
}

/** Yuan by year and category, as an award is asked for. */
function completedOf(lines: readonly PreviewLine[]): Record<string, Record<string, string>> {
  const sums = new Map<number, Map<string, bigint>>();
  for (const { year, category, amountFen } of lines) {
    const ofYear = sums.get(year) ?? new Map<string, bigint>();
    ofYear.set(category, (ofYear.get(category) ?? 0n) + amountFen);
    sums.set(year, ofYear);
  }
  return Object.fromEntries([...sums].map(([year, ofYear]) => [String(year), Object.fromEntries([...ofYear].map(([category, fen]) => [category, moneyOf(fen)]))]));
}

function leftOut({ basis }: MoneyRules, lines: readonly PreviewLine[]): Remark {
  const sum = moneyOf(lines.reduce((total, { amountFen }) => total + amountFen, 0n));
  const message = {
    zh: `有 ${lines.length} 行共 ${sum} 元尚需说明，试算未计入；说明并核实后方可计入。`,
    en: `${lines.length} lines of ${sum} yuan in all need an explanation and are left out; they count once explained and verified.`,
  };
  return { code: 'NEEDS_EXPLANATION', clause: basis.clause, message };
}

function noRate({ ratesByLevel }: MoneyRules): Remark {
  const [first] = ratesByLevel;
  const levels = ratesByLevel.map(({ level }) => level).join(', ');
  const message = {
    zh: `集群在所询之日没有可以计算奖补的有效称号（${levels}），无从试算。`,
    en: `On the day asked about the cluster holds no valid title with a rate (${levels}); nothing can be computed.`,
  };
  return { code: 'NO_RATE', ...(first === undefined ? {} : { clause: first.clause }), message };
}
