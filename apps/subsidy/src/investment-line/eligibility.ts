import type { Policy } from '@jiqun/policy-core';

import type { InvestmentLine, LineEligibility, LineReason } from './investment-line.entity.js';

/** What of a line decides whether it may count. */
export type JudgedLine = Pick<
  InvestmentLine,
  'category' | 'supplierName' | 'invoiceNumber' | 'invoiceDate' | 'completedOn' | 'plannedYear' | 'tax' | 'condition' | 'serials' | 'region' | 'evidence'
>;

/** What a line is judged by. */
export interface LineRules {
  readonly policy: Policy;
  /** The days of the notice between which investment counts; both count. */
  readonly eligibleFrom: string;
  readonly eligibleThrough: string;
  /** The day on which it is judged. */
  readonly today: string;
  readonly isInProvince: (region: string) => boolean;
  /** The project that the line belongs to. */
  readonly project: { readonly type: string; readonly startsOn: string; readonly endsOn: string };
}

/** Whether a line may count, and why or why not, each with its clause. */
export interface LineJudgement {
  readonly eligibility: LineEligibility;
  readonly reasons: readonly LineReason[];
}

interface Finding {
  readonly weight: 'bars' | 'asks' | 'tells';
  readonly reason: LineReason;
}

/** The fact of a policy that says whether something is within the province. */
const IN_PROVINCE = 'operatesInProvince';

/**
 * Judges one line (SUB-4.a, SUB-4.b, SUB-5.c, SUB-6-1; INT-16) before anybody has verified it: what the policy excludes can never count,
 * what is unclear has to be explained, what is not completed yet counts nothing until it is.
 */
export function judgeLine(line: JudgedLine, rules: LineRules): LineJudgement {
  const { money } = rules.policy.source;
  if (money === null) throw new Error(`${rules.policy.id}@${rules.policy.version} pays nothing`);
  const findings = [...ofKind(line, rules, money), ...ofTime(line, rules, money), ...ofPapers(line, money)];
  const eligibility = findings.some(({ weight }) => weight === 'bars') ? 'ineligible' : findings.some(({ weight }) => weight === 'asks') ? 'needs-explanation' : 'eligible';
  return { eligibility, reasons: findings.map(({ reason }) => reason) };
}

type Money = NonNullable<Policy['source']['money']>;

const finding = (weight: Finding['weight'], code: string, clause: string | undefined, zh: string, en: string): Finding => ({
  weight, reason: { code, ...(clause === undefined ? {} : { clause }), zh, en },
});

/** What it is, and where. */
function ofKind(line: JudgedLine, { policy, isInProvince, project }: LineRules, { eligibleCategories, excludedCategories, projectTypes }: Money): Finding[] {
  const { category, condition, serials, region } = line;
  const found: Finding[] = [];
  const eligible = eligibleCategories.values.join(', ');
  if (excludedCategories.values.includes(category)) {
    found.push(finding('bars', 'CATEGORY_EXCLUDED', excludedCategories.clause, `${category} 属于不予支持的支出`, `${category} is excluded from support`));
  } else if (!eligibleCategories.values.includes(category)) {
    found.push(finding('bars', 'CATEGORY_UNKNOWN', eligibleCategories.clause, `${category} 不在支持范围内，支持范围为：${eligible}`, `${category} is none of the supported categories: ${eligible}`));
  }
  if (!projectTypes.values.includes(project.type)) {
    found.push(finding('bars', 'PROJECT_TYPE', projectTypes.clause, `所属项目的类型 ${project.type} 不在支持范围内`, `its project is of type ${project.type}, which is not supported`));
  }
  if (condition === 'second-hand') {
    found.push(finding('bars', 'SECOND_HAND', eligibleCategories.clause, '二手设备不计入投资', 'second-hand equipment does not count'));
  } else if (condition === null && serials.length > 0) {
    found.push(finding('asks', 'CONDITION_NOT_STATED', eligibleCategories.clause, '请注明设备为全新或二手', 'say whether the equipment is new or second-hand'));
  }
  if (!isInProvince(region)) {
    found.push(finding('bars', 'OUTSIDE_PROVINCE', clauseOfProvince(policy), `实施地 ${region} 在省外`, `its site ${region} lies outside the province`));
  }
  return found;
}

/** When it was or is to be completed. */
function ofTime(line: JudgedLine, { eligibleFrom, eligibleThrough, today, project }: LineRules, { basis }: Money): Finding[] {
  const { completedOn, plannedYear, invoiceDate } = line;
  const { clause } = basis;
  const period = { zh: `${eligibleFrom} 至 ${eligibleThrough}`, en: `${eligibleFrom} through ${eligibleThrough}` };
  if (completedOn === null) {
    const isWithin = plannedYear !== null && plannedYear >= yearOf(eligibleFrom) && plannedYear <= yearOf(eligibleThrough);
    return [
      finding('tells', 'NOT_COMPLETED', clause, '尚未完成，完成并核实前不计入', 'not completed yet: it counts nothing until it is completed and verified'),
      ...(isWithin ? [] : [finding('bars', 'OUT_OF_PERIOD', clause, `计划年份不在投资期内（${period.zh}）`, `it is planned for a year outside the period (${period.en})`)]),
    ];
  }
  const found: Finding[] = [];
  if (completedOn < eligibleFrom || completedOn > eligibleThrough) {
    found.push(finding('bars', 'OUT_OF_PERIOD', clause, `完成日 ${completedOn} 不在投资期内（${period.zh}）`, `it was completed on ${completedOn}, outside the period (${period.en})`));
  }
  if (completedOn > today) found.push(finding('bars', 'COMPLETED_IN_FUTURE', clause, `完成日 ${completedOn} 尚未到来`, `its day of completion, ${completedOn}, has not come`));
  if (completedOn < project.startsOn || completedOn > project.endsOn) {
    found.push(finding('asks', 'OUTSIDE_SCHEDULE', clause, '完成日不在项目的建设期内，请说明', 'it was completed outside the schedule of its project; explain'));
  }
  if (invoiceDate !== null && invoiceDate < eligibleFrom) {
    found.push(finding('asks', 'INVOICE_BEFORE_PERIOD', clause, `发票日 ${invoiceDate} 早于投资期，请说明`, `its invoice of ${invoiceDate} is older than the period; explain`));
  }
  return found;
}

/** What proves it. */
function ofPapers({ completedOn, supplierName, invoiceNumber, evidence, tax }: JudgedLine, { basis, eligibleCategories }: Money): Finding[] {
  const found: Finding[] = [];
  if (completedOn !== null) {
    if (supplierName === null) found.push(finding('asks', 'SUPPLIER_MISSING', basis.clause, '请填写供应商', 'name the supplier'));
    if (invoiceNumber === null) found.push(finding('asks', 'INVOICE_MISSING', basis.clause, '没有发票，请说明并附其他凭证', 'there is no invoice; explain and enclose another proof'));
    if (evidence.length === 0) found.push(finding('asks', 'EVIDENCE_MISSING', basis.clause, '请附凭证', 'enclose the proof'));
  }
  if (tax === 'included') found.push(finding('asks', 'TAX_INCLUDED', eligibleCategories.clause, '金额含税，请改为不含税金额或说明', 'the amount includes tax; state it net of tax or explain'));
  return found;
}

const yearOf = (day: string): number => Number(day.slice(0, 4));

/** The clause by which a policy asks for operation within the province. */
function clauseOfProvince(policy: Policy): string | undefined {
  return policy.source.criteria.find(({ condition }) => JSON.stringify(condition).includes(`"${IN_PROVINCE}"`))?.clause;
}
