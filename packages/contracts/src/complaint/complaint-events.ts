import { z } from 'zod';
import { defineEvent, type EventContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** Who decides what a complaint is about: money, or a recognition. */
export const complaintReceivers = ['subsidy', 'evaluation'] as const;

const referredSchema = z.strictObject({
  complaintId: uuidSchema,
  receiver: z.enum(complaintReceivers),
  programme: programmeSchema.exactOptional(),
  region: regionCodeSchema,
  /** Whom it is about: an enterprise, a cluster, a title, an award. */
  creditCode: socialCreditCodeSchema.exactOptional(),
  aboutNoun: textSchema(64).exactOptional(),
  aboutId: uuidSchema.exactOptional(),
  /** What is alleged, in the operator's words, without personal data. */
  allegation: textSchema(2_000),
  clause: clauseSchema.exactOptional(),
  evidence: z.array(sha256Schema).max(50),
  referredOn: localDateSchema,
});

/** Data of `jiqun.audit.complaint.referred.v1`. */
export type ComplaintReferred = z.infer<typeof referredSchema>;

/** A complaint or report of a violation was handed to the service that decides, with its chain of evidence. */
export const complaintReferred: EventContract<ComplaintReferred> = defineEvent({
  type: 'jiqun.audit.complaint.referred.v1',
  summary: { zh: '举报已移交办理', en: 'A complaint was handed to who decides it' },
  data: referredSchema,
});
