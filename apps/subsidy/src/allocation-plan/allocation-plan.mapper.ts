import {
  moneyOf, socialCreditCodeSchema, type AllocationPlan, type AllocationPlanChanged, type AllocationSharePage, type LocalDate,
} from '@jiqun/contracts';
import { type Aggregate, instantOf } from '@jiqun/service-kit';

import type { AllocationPlanRow, PlanSignature, ShareOf, ShareRow } from './allocation-plan.entity.js';

type Share = AllocationSharePage['items'][number];

/** A plan as it is answered. */
export function toPlanAnswer(row: AllocationPlanRow, signatures: readonly PlanSignature[]): AllocationPlan {
  return {
    id: row.id, version: row.version, programme: row.programme, policyVersion: row.policyVersion, yearId: row.yearId, budgetId: row.budgetId, number: row.number,
    state: row.state, budget: moneyOf(row.budget), claims: moneyOf(row.claims), total: moneyOf(row.total), awards: row.awards, scaled: row.claims > row.budget,
    ...(row.reason === null ? {} : { reason: row.reason }), draftedBy: row.draftedBy, draftedAt: instantOf(row.draftedAt),
    signatures: signatures.map(({ role, person, signedAt }) => ({ role, person, signedAt: instantOf(signedAt) })),
    ...(row.governmentDocument === null ? {} : { governmentDocument: row.governmentDocument }),
    ...(row.governmentOn === null ? {} : { governmentOn: row.governmentOn as LocalDate }),
    ...(row.congressDocument === null ? {} : { congressDocument: row.congressDocument }),
    ...(row.effectiveOn === null ? {} : { effectiveOn: row.effectiveOn as LocalDate }),
  };
}

/** How a share came about, as it is answered. @param claims the sum of all claims, below the line of the remainder */
export function toShareFigures(share: ShareOf, claims: bigint): Omit<Share, 'awardId' | 'awardNumber' | 'leadCreditCode' | 'leadName' | 'clusterName'> {
  return {
    claim: moneyOf(share.claim), share: moneyOf(share.share), roundedDown: moneyOf(share.down), remainder: `${share.remainder}/${claims}`,
    ...(share.rank === null ? {} : { rank: share.rank }), extraFen: share.share > share.down,
  };
}

/** A share as it is answered. */
export function toShareAnswer(row: ShareRow, claims: bigint): Share {
  const { awardId, awardNumber, leadName, clusterName } = row;
  return { awardId, awardNumber, leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), leadName, clusterName, ...toShareFigures(row, claims) };
}

/** A plan as the object of events. */
export function planAggregate({ id, version }: Pick<AllocationPlanRow, 'id' | 'version'>): Aggregate {
  return { noun: 'allocation-plan', id, version };
}

/** What the events of a plan tell. */
export function toPlanChanged(row: AllocationPlanRow, on: string, document?: string): AllocationPlanChanged {
  return {
    planId: row.id, yearId: row.yearId, budgetId: row.budgetId, programme: row.programme, number: row.number, budget: moneyOf(row.budget), claims: moneyOf(row.claims),
    total: moneyOf(row.total), awards: row.awards, ...(document === undefined ? {} : { document }), on: on as LocalDate,
  };
}
