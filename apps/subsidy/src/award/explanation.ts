import { moneyOf, type AwardExplanation } from '@jiqun/contracts';
import { parseYuan, type Policy, type RenderedAward } from '@jiqun/policy-core';

import type { AwardBasis, AwardVersionRow, BasisLine, BasisProject } from './award.entity.js';
import { basisClauseOf, rateClauseOf, windowClauseOf } from './money-clauses.js';

type Line = AwardExplanation['lines']['items'][number];
type Formula = AwardExplanation['formula'];

/** What a version of an award came from: all but its lines, which are paged. */
export function explained(policy: Policy, version: AwardVersionRow, basis: AwardBasis, level: string): Omit<AwardExplanation, 'id' | 'lines'> {
  const answer = JSON.parse(version.answer) as RenderedAward;
  const counted = countedLines(basis);
  const completed = counted.filter((line) => line.completed).reduce((sum, line) => sum + BigInt(line.counted), 0n);
  const projects = new Map(basis.projects.map((project) => [project.id, project.name]));
  return {
    number: version.number,
    formula: formulaOf(policy, answer, level, moneyOf(completed)),
    eligibleInvestment: answer.eligibleInvestment as never,
    completed: moneyOf(completed),
    rate: answer.rate,
    ceiling: answer.ceiling as never,
    approved: answer.approved as never,
    reasons: version.reasons,
    byProject: sums(counted, ({ projectId }) => projectId).map(({ key, amount }) => ({ key, label: projects.get(key) ?? '', amount })),
    byCategory: sums(counted, ({ category }) => category),
    byYear: sums(counted, ({ year }) => String(year)),
    foreseen: answer.instalments.map(({ year, amount, cumulative }) => ({ year, amount: amount as never, cumulative: cumulative as never })),
    lapsing: answer.lapsed as never,
  };
}

/** A line with what of it counted, and why or why not (SUB-4.b, SUB-5.c). */
export function explainedLine(policy: Policy, line: BasisLine, projects: ReadonlyMap<string, BasisProject>): Line {
  const { clause, why } = reasonOf(policy, line, projects.get(line.projectId)?.out);
  const isOut = projects.get(line.projectId)?.out !== undefined;
  return {
    lineId: line.id, number: line.number, projectId: line.projectId, category: line.category,
    ...(line.invoiceNumber === undefined ? {} : { invoiceNumber: line.invoiceNumber }), year: line.year, completed: line.completed, stated: moneyOf(BigInt(line.stated)),
    counted: moneyOf(isOut ? 0n : BigInt(line.counted)), clause, why,
  };
}

/** The lines that made up the eligible investment. */
function countedLines({ projects, lines }: AwardBasis): readonly BasisLine[] {
  const within = new Set(projects.filter(({ out }) => out === undefined).map(({ id }) => id));
  return lines.filter(({ projectId, counted }) => within.has(projectId) && counted !== '0');
}

function sums(lines: readonly BasisLine[], keyOf: (line: BasisLine) => string): AwardExplanation['byYear'] {
  const totals = new Map<string, bigint>();
  for (const line of lines) totals.set(keyOf(line), (totals.get(keyOf(line)) ?? 0n) + BigInt(line.counted));
  return [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, fen]) => ({ key, amount: moneyOf(fen) }));
}

function reasonOf(policy: Policy, line: BasisLine, out: BasisProject['out']): Pick<Line, 'clause' | 'why'> {
  const basis = basisClauseOf(policy);
  if (out !== undefined) {
    return { clause: out.clause, why: { zh: `所属项目未列入拟支持：${out.reason}`.slice(0, 1000), en: `Its project is not among those supported: ${out.reason}`.slice(0, 1000) } };
  }
  const because = line.zh === undefined || line.en === undefined ? undefined : { zh: line.zh.slice(0, 900), en: line.en.slice(0, 900) };
  if (line.counted === '0' && line.outcome === undefined) {
    return because !== undefined && line.clause !== undefined
      ? { clause: line.clause, why: because }
      : { clause: basis, why: { zh: '尚未核实，不计入。', en: 'It has not been verified, and does not count.' } };
  }
  if (line.counted === '0') {
    return { clause: line.clause ?? basis, why: because ?? { zh: '核实不予认可，不计入。', en: 'The verification refused it; it does not count.' } };
  }
  if (!line.completed) {
    return {
      clause: basis,
      why: { zh: `计划于 ${line.year} 年完成：计入上限，完成并核实后才兑现。`, en: `Planned for ${line.year}: it counts towards the ceiling and is paid for once it is completed and verified.` },
    };
  }
  if (line.outcome === 'cut') {
    return {
      clause: line.clause ?? basis,
      why: { zh: `已完成，核减后计入：${because?.zh ?? ''}`, en: `Completed, and counted with the amount that the verification left: ${because?.en ?? ''}` },
    };
  }
  return { clause: basis, why: { zh: '已完成并核实，全额计入。', en: 'Completed and verified; it counts in full.' } };
}

function formulaOf(policy: Policy, answer: RenderedAward, level: string, completed: string): Formula {
  const share = `${answer.rate} × ${answer.eligibleInvestment}`;
  const years = policy.source.money?.instalments.consecutiveYears ?? 0;
  return [
    {
      clause: basisClauseOf(policy), interpretations: ['INT-16'],
      text: {
        zh: `合格投资 ${answer.eligibleInvestment} 元，为各项目五类投资中已核实的各笔之和，其中已完成 ${completed} 元，其余为已认可的计划投资。`,
        en: `Eligible investment of ${answer.eligibleInvestment} yuan: the verified lines of the eligible categories over all projects, of which ${completed} yuan are completed and the rest is accepted plan.`,
      },
    },
    {
      clause: rateClauseOf(policy, level), interpretations: ['INT-16', 'INT-19'],
      text: { zh: `截止日集群级别为 ${level}，上限 = ${share}，向下取到分 = ${answer.ceiling} 元。`, en: `The cluster's level on the closing day is ${level}; ceiling = ${share}, rounded down to the fen = ${answer.ceiling} yuan.` },
    },
    {
      clause: rateClauseOf(policy, level), interpretations: [],
      text: parseYuan(answer.approved, 'approved') < parseYuan(answer.ceiling, 'ceiling')
        ? { zh: `核定 ${answer.approved} 元，低于上限。`, en: `Approved: ${answer.approved} yuan, below the ceiling.` }
        : { zh: `核定 ${answer.approved} 元，等于上限。`, en: `Approved: ${answer.approved} yuan, the ceiling itself.` },
    },
    {
      clause: windowClauseOf(policy), interpretations: ['INT-17', 'INT-18'],
      text: {
        zh: `自首次兑现的年份起连续 ${years} 个年度，每年兑现“核定额与比例乘以截至当年底已完成并核实投资的较小者，减去已付”；届时仍未挣得的部分失效。`,
        en: `Over ${years} consecutive years from the first that is paid, each pays the lesser of the approved amount and the rate on what is completed and verified by its end, less what was paid; what is not earned by then lapses.`,
      },
    },
  ];
}
