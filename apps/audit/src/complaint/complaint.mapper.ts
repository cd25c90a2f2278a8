import {
  type Complaint, type ComplaintPage, type ComplaintReferred, programmeSchema, regionCodeSchema, socialCreditCodeSchema,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { day, field } from '../days.js';
import type { ComplaintRow, EvidenceRow } from './complaint.entity.js';
import { isWhole } from './evidence-chain.js';

function aboutOf({ region, programme, creditCode, aboutNoun, aboutId }: ComplaintRow) {
  return {
    region: regionCodeSchema.parse(region),
    ...field('programme', programme === null ? null : programmeSchema.parse(programme)),
    ...field('creditCode', creditCode === null ? null : socialCreditCodeSchema.parse(creditCode)),
    ...field('aboutNoun', aboutNoun),
    ...field('aboutId', aboutId),
  };
}

/** A complaint as lists show it. */
export function toComplaintSummary(row: ComplaintRow): ComplaintPage['items'][number] {
  const { id, version, state, filedOn, recordedBy, receiver } = row;
  return { id, version, ...aboutOf(row), state, filedOn: day(filedOn), isFromPublic: recordedBy === null, ...field('receiver', receiver) };
}

/** A complaint with its chain of evidence. @param possible what can be done with it @param contact for the operator alone */
export function toComplaint(row: ComplaintRow, evidence: readonly EvidenceRow[], possible: string[], contact?: string): Complaint {
  const { text, source, referral, rejection, answer } = row;
  return {
    ...toComplaintSummary(row), text, ...field('source', source), ...field('contact', contact),
    evidence: evidence.map((link) => ({ ...link, addedAt: instantOf(link.addedAt) })),
    isChainWhole: isWhole(row.id, evidence),
    ...field('referral', referral), ...field('rejection', rejection), ...field('answer', answer),
    possible,
  };
}

/** A complaint as its receiver is told of it: in the operator's words, without the complainant's. */
export function toComplaintReferred(row: ComplaintRow, referral: NonNullable<Complaint['referral']>, evidence: readonly EvidenceRow[]): ComplaintReferred {
  const { receiver, allegation, clause, referredOn } = referral;
  const sha256 = evidence.map((link) => link.sha256).slice(0, 50);
  return { complaintId: row.id, receiver, ...aboutOf(row), allegation, ...field('clause', clause), evidence: sha256, referredOn };
}
