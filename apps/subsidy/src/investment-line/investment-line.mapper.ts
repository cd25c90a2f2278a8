import {
  fenOf, type InvestmentLine as InvestmentLineAnswer, type LineInput, localDateSchema, moneyOf, regionCodeSchema, socialCreditCodeSchema,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { InvestmentLine } from './investment-line.entity.js';
import type { JudgedLine } from './eligibility.js';

/** What of a line its writer states, as it is stored. */
export type StatedLine = JudgedLine & Pick<InvestmentLine, 'projectId' | 'description' | 'supplierCreditCode' | 'amountFen'>;

/** A line as it is entered, as it is stored. */
export function toStated(line: Omit<LineInput, 'description' | 'serials' | 'evidence'> & Partial<Pick<LineInput, 'description' | 'serials' | 'evidence'>>): StatedLine {
  return {
    projectId: line.projectId,
    category: line.category,
    description: line.description ?? '',
    supplierName: line.supplier?.name ?? null,
    supplierCreditCode: line.supplier?.creditCode ?? null,
    invoiceNumber: line.invoice?.number ?? null,
    invoiceDate: line.invoice?.date ?? null,
    completedOn: line.completedOn ?? null,
    plannedYear: line.plannedYear ?? null,
    amountFen: fenOf(line.amount).toString(),
    tax: line.tax,
    condition: line.condition ?? null,
    serials: line.serials ?? [],
    region: line.region,
    evidence: line.evidence ?? [],
  };
}

/** A line as its writer states it. */
export function toLineInput(line: StatedLine): LineInput {
  const { supplierName, supplierCreditCode, invoiceNumber, invoiceDate, completedOn, plannedYear, condition } = line;
  return {
    projectId: line.projectId,
    category: line.category,
    description: line.description,
    ...(supplierName === null
      ? {}
      : { supplier: { name: supplierName, ...(supplierCreditCode === null ? {} : { creditCode: socialCreditCodeSchema.parse(supplierCreditCode) }) } }),
    ...(invoiceNumber === null || invoiceDate === null ? {} : { invoice: { number: invoiceNumber, date: localDateSchema.parse(invoiceDate) } }),
    ...(completedOn === null ? {} : { completedOn: localDateSchema.parse(completedOn) }),
    ...(plannedYear === null ? {} : { plannedYear }),
    amount: moneyOf(BigInt(line.amountFen)),
    tax: line.tax,
    ...(condition === null ? {} : { condition }),
    serials: [...line.serials],
    region: regionCodeSchema.parse(line.region),
    evidence: line.evidence.map(({ sha256, name }) => ({ sha256, name })),
  };
}

/** A line as it is read. */
export function toLineAnswer(line: InvestmentLine): InvestmentLineAnswer {
  const { id, groupId, number, version, eligibility, reasons, isProgress, outcome, verifiedFen, verifiedAt, verifiedBy } = line;
  return {
    ...toLineInput(line),
    id,
    groupId,
    number,
    version,
    eligibility,
    reasons: reasons.map((reason) => ({ ...reason })),
    isProgress,
    ...(outcome === null || verifiedAt === null || verifiedBy === null
      ? {}
      : { verification: { outcome, amount: moneyOf(BigInt(verifiedFen)), recordedAt: instantOf(verifiedAt), person: verifiedBy } }),
  };
}
