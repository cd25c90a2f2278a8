import { moneyOf, regionCodeSchema, socialCreditCodeSchema, type Instalment, type InstalmentChanged, type LocalDate } from '@jiqun/contracts';
import type { Aggregate } from '@jiqun/service-kit';

import type { InstalmentRow, PayableAward, TakenInstalment } from './instalment.entity.js';

type Beside = Pick<PayableAward, 'programme' | 'region' | 'leadCreditCode' | 'leadName'>;

/** An instalment as it is answered. */
export function toInstalmentAnswer(row: InstalmentRow, award: Beside): Instalment {
  return {
    id: row.id, version: row.version, awardId: row.awardId, programme: award.programme, region: regionCodeSchema.parse(award.region),
    leadCreditCode: socialCreditCodeSchema.parse(award.leadCreditCode), leadName: award.leadName, year: row.year, amount: moneyOf(row.amount), offset: moneyOf(row.offset),
    state: row.state, ...(row.heldFrom === null ? {} : { heldFrom: row.heldFrom }), attempt: row.attempt, proposedBy: row.proposedBy,
    ...(row.authorisedBy === null ? {} : { authorisedBy: row.authorisedBy }), ...(row.issuedBy === null ? {} : { issuedBy: row.issuedBy }),
    ...(row.issuedOn === null ? {} : { issuedOn: row.issuedOn as LocalDate }), ...(row.confirmedOn === null ? {} : { confirmedOn: row.confirmedOn as LocalDate }),
    ...(row.bankReference === null ? {} : { bankReference: row.bankReference }), ...(row.document === null ? {} : { document: row.document }),
    ...(row.reason === null ? {} : { reason: row.reason }), ...(row.clause === null ? {} : { clause: row.clause }),
  };
}

/** An instalment as the object of events. */
export function instalmentAggregate({ id, version }: Pick<InstalmentRow, 'id' | 'version'>): Aggregate {
  return { noun: 'instalment', id, version };
}

/** What the events of an instalment tell. */
export function toInstalmentChanged({ award, instalment }: TakenInstalment, on: string): InstalmentChanged {
  const { reason, clause } = instalment;
  return {
    instalmentId: instalment.id, awardId: award.id, groupId: award.groupId, yearId: award.yearId, programme: award.programme, region: regionCodeSchema.parse(award.region),
    leadCreditCode: socialCreditCodeSchema.parse(award.leadCreditCode), year: instalment.year, amount: moneyOf(instalment.amount),
    net: moneyOf(instalment.amount - instalment.offset), state: instalment.state, attempt: instalment.attempt, ...(clause === null ? {} : { clause }),
    ...(reason === null ? {} : { reason }), on: on as LocalDate,
  };
}
