import { clauseSchema, type GroupObjection, type GroupObjectionChanged, type GroupObjectionPage } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Objection, ObjectionContact } from './objection.entity.js';

/** An objection as lists show it. @param person who looks at it */
export function toObjectionSummary(objection: Objection, person: string): GroupObjectionPage['items'][number] {
  const { id, noticeId, groupId, projectId, state, outcome, version, raisedAt, raisedBy } = objection;
  return {
    id, noticeId, groupId,
    ...(projectId === null ? {} : { projectId }),
    state,
    ...(outcome === null ? {} : { outcome }),
    version,
    raisedAt: instantOf(raisedAt),
    isOwn: raisedBy === person,
  };
}

/** An objection whole. @param contact for those alone who verify @param possible what can be done with it */
export function toObjectionAnswer(objection: Objection, person: string, contact: ObjectionContact | undefined, possible: readonly string[]): GroupObjection {
  const { grounds, evidence, outcome, reasons, answerEvidence, answeredAt } = objection;
  const isAnswered = outcome !== null && reasons !== null && answeredAt !== null;
  return {
    ...toObjectionSummary(objection, person),
    ...(contact === undefined ? {} : { contact: { kind: contact.kind, text: contact.contact } }),
    grounds,
    evidence: [...evidence],
    ...(isAnswered ? { answer: { outcome, reasons, evidence: [...(answerEvidence ?? [])], answeredAt: instantOf(answeredAt) } } : {}),
    possible: [...possible],
  };
}

/** What the events of an objection say: never who, never what. */
export function toObjectionChanged({ id, noticeId, groupId, projectId, state, outcome }: Objection, clause: string): GroupObjectionChanged {
  return {
    objectionId: id, noticeId, groupId,
    ...(projectId === null ? {} : { projectId }),
    clause: clauseSchema.parse(clause),
    state,
    ...(outcome === null ? {} : { outcome }),
  };
}
