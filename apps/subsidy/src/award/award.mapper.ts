import {
  moneyOf, regionCodeSchema, socialCreditCodeSchema, type Award, type AwardChanged, type AwardVersions, type LocalDate,
} from '@jiqun/contracts';
import type { Aggregate } from '@jiqun/service-kit';

import type { AwardRow, AwardVersionRow } from './award.entity.js';

/** An award as it is answered. */
export function toAwardAnswer(row: AwardRow): Award {
  const { firstPaidYear, consecutiveYears } = row;
  return {
    id: row.id, version: row.version, programme: row.programme, policyVersion: row.policyVersion, yearId: row.yearId, groupId: row.groupId,
    region: regionCodeSchema.parse(row.region), leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), leadName: row.leadName, clusterName: row.clusterName,
    clusterLevel: row.clusterLevel, rate: row.rate, eligibleInvestment: moneyOf(row.eligible), ceiling: moneyOf(row.ceiling), approved: moneyOf(row.approved),
    ...(row.allotted === null ? {} : { allotted: moneyOf(row.allotted) }), issued: moneyOf(row.issued), verified: moneyOf(row.verified),
    ...(firstPaidYear === null ? {} : { firstPaidYear, lastPaymentYear: firstPaidYear + consecutiveYears - 1 }),
    state: row.state, number: row.number, preparedBy: row.preparedBy, ...(row.decidedBy === null ? {} : { decidedBy: row.decidedBy }),
    ...(row.decidedOn === null ? {} : { decidedOn: row.decidedOn as LocalDate }), ...(row.planId === null ? {} : { planId: row.planId }),
  };
}

/** The versions of an award as they are answered. */
export function toAwardVersions(id: string, rows: readonly AwardVersionRow[]): AwardVersions {
  return {
    id,
    versions: rows.map((row) => ({
      number: row.number, approved: moneyOf(row.approved), ceiling: moneyOf(row.ceiling), reasons: row.reasons, preparedBy: row.preparedBy,
      preparedAt: row.preparedAt.toISOString() as never, ...(row.decidedBy === null ? {} : { decidedBy: row.decidedBy }),
      ...(row.decidedAt === null ? {} : { decidedAt: row.decidedAt.toISOString() as never }), sha256: row.sha256,
    })),
  };
}

/** An award as the object of events. */
export function awardAggregate({ id, version }: Pick<AwardRow, 'id' | 'version'>): Aggregate {
  return { noun: 'award', id, version };
}

/** What the events of an award tell. */
export function toAwardChanged(row: AwardRow, on: string, more: { readonly clause?: string; readonly released?: bigint } = {}): AwardChanged {
  return {
    awardId: row.id, groupId: row.groupId, yearId: row.yearId, programme: row.programme, policyVersion: row.policyVersion, region: regionCodeSchema.parse(row.region),
    leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), approved: moneyOf(row.approved), ceiling: moneyOf(row.ceiling),
    ...(row.allotted === null ? {} : { allotted: moneyOf(row.allotted) }), ...(more.released === undefined ? {} : { released: moneyOf(more.released) }),
    ...(more.clause === undefined ? {} : { clause: more.clause }), on: on as LocalDate,
  };
}
