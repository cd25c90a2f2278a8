import {
  localDateSchema, regionCodeSchema, socialCreditCodeSchema, type LocalDate, type OrderedSanction, type ViolationCase, type ViolationIntake, type ViolationPage,
} from '@jiqun/contracts';

import type { EvidenceRow, IntakeRow, ViolationRow, ViolationStatementRow } from './violation.entity.js';

const day = (text: string): LocalDate => localDateSchema.parse(text);

/** What belongs to a case. */
export interface ViolationParts {
  readonly evidence: readonly EvidenceRow[];
  readonly statements: readonly ViolationStatementRow[];
  readonly sanction: OrderedSanction | undefined;
}

/** A case in a list. */
export function toViolationSummary(row: ViolationRow): ViolationPage['items'][number] {
  const { id, version, state, kind, awardId, leadName, programme, policyVersion, openedOn, defenceEndsOn, decidedOn, correctBy } = row;
  return {
    id, version, state, kind, awardId, leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), leadName, programme, policyVersion,
    region: regionCodeSchema.parse(row.region), openedOn: day(openedOn), ...(defenceEndsOn === null ? {} : { defenceEndsOn: day(defenceEndsOn) }),
    ...(decidedOn === null ? {} : { decidedOn: day(decidedOn) }), ...(correctBy === null ? {} : { correctBy: day(correctBy) }),
  };
}

/** A case with all that happened in it. */
export function toViolationCase(row: ViolationRow, { evidence, statements, sanction }: ViolationParts): ViolationCase {
  const { origin, intakeId, facts, clauses, openedBy, notice, hearing, decision, correction, withdrawal, ending } = row;
  return {
    ...toViolationSummary(row), origin, ...(intakeId === null ? {} : { intakeId }), facts, clauses: [...clauses], openedBy,
    evidence: evidence.map(({ sha256, name, number, addedBy, addedOn, chain }) => ({ sha256, name, number, addedBy, addedOn: day(addedOn), chain })),
    ...(notice === null ? {} : { notice }),
    statements: statements.map(({ by, receivedOn, inTime, text, document, recordedBy }) => ({
      by, receivedOn: day(receivedOn), inTime, text, ...(document === null ? {} : { document }), recordedBy,
    })),
    ...(hearing === null ? {} : { hearing }), ...(decision === null ? {} : { decision }), ...(correction === null ? {} : { correction }),
    ...(withdrawal === null ? {} : { withdrawal }), ...(ending === null ? {} : { ending }), ...(sanction === undefined ? {} : { sanction }),
  };
}

/** A referred complaint. */
export function toIntake(row: IntakeRow): ViolationIntake {
  const { id, version, state, complaintId, region, referred, violationId, settledBy, settledOn, reason } = row;
  return {
    ...referred, id, version, state, complaintId, region: regionCodeSchema.parse(region), ...(violationId === null ? {} : { violationId }),
    ...(settledBy === null ? {} : { settledBy }), ...(settledOn === null ? {} : { settledOn: day(settledOn) }), ...(reason === null ? {} : { reason }),
  };
}
