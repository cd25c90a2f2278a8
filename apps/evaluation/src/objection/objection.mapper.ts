import type { Objection as ObjectionAnswer, ObjectionChanged, ObjectionPage } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Objection } from './objection.entity.js';

/** Who looks at an objection. */
export interface Viewer {
  readonly person: string;
  /** Sees who raised it and how to reach them: the province's industry department alone. */
  readonly seesIdentity: boolean;
}

/** An objection as lists show it. */
export function toObjectionSummary(objection: Objection, { person }: Viewer): ObjectionPage['items'][number] {
  const { id, noticeId, applicationId, state, outcome, version, raisedAt, raisedBy } = objection;
  return {
    id,
    noticeId,
    applicationId,
    state,
    ...(outcome === null ? {} : { outcome }),
    version,
    raisedAt: instantOf(raisedAt),
    isOwn: raisedBy === person,
  };
}

/** An objection whole. @param possible what can be done with it */
export function toObjectionAnswer(objection: Objection, viewer: Viewer, possible: readonly string[]): ObjectionAnswer {
  const { identityKind, raisedBy, contact, grounds, evidence, attachments, outcome, reasons, answerAttachments, answeredAt } = objection;
  const isAnswered = outcome !== null && reasons !== null && answeredAt !== null;
  return {
    ...toObjectionSummary(objection, viewer),
    identity: { kind: identityKind, ...(viewer.seesIdentity ? { person: raisedBy, ...(contact === null ? {} : { contact }) } : {}) },
    grounds,
    evidence: { text: evidence, attachments: [...attachments] },
    ...(isAnswered ? { answer: { outcome, reasons, evidence: [...(answerAttachments ?? [])], answeredAt: instantOf(answeredAt) } } : {}),
    possible: [...possible],
  };
}

/** What the events of an objection say: never who, never what. */
export function toObjectionChanged({ id, noticeId, applicationId, state, outcome }: Objection): ObjectionChanged {
  return { objectionId: id, noticeId, applicationId, state, ...(outcome === null ? {} : { outcome }) };
}
