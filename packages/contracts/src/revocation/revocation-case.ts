import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** Where a case stands: the way to a decision, and what became of it. */
export const revocationStates = [
  'opened', 'notified', 'hearing-asked', 'heard', 'revoked', 'published', 'withdrawn', 'not-revoked', 'dropped',
] as const;

const documentSchema = textSchema(500).describe('number or address of the document');
const sentenceSchema = z.strictObject({ zh: z.string().max(800), en: z.string().max(800) });
const incidentShape = {
  happenedOn: localDateSchema,
  category: z.enum(['safety', 'quality', 'environment', 'network-security', 'data-security']),
  grade: z.enum(['general', 'larger', 'major', 'extraordinary']),
};
const findingShape = {
  kind: z.enum(['false-application', 'fraud', 'violation', 'refused-monitoring', 'tax-evasion', 'serious-dishonesty', 'other-major']),
  by: z.enum(['cluster', 'enterprise']),
  foundOn: localDateSchema,
};
/** Schema of `RecordIncident`. */
export const recordIncidentSchema = z.strictObject({ titleId: uuidSchema, ...incidentShape, source: documentSchema });
/** Schema of `RecordFinding`. */
export const recordFindingSchema = z.strictObject({ titleId: uuidSchema, ...findingShape, source: documentSchema });
/** Schema of `RecordedForMonitoring`. */
export const recordedSchema = z.strictObject({ id: uuidSchema, clusterId: uuidSchema });
/** Schema of `StrikeRecord`. */
export const strikeSchema = z.strictObject({ id: uuidSchema, reason: reasonSchema });

const groundSchema = z.strictObject({
  clause: clauseSchema,
  /** `found` by the system from what is recorded, or `stated` by the operator. */
  origin: z.enum(['found', 'stated']),
  since: localDateSchema.exactOptional(),
  explanation: sentenceSchema,
  evidence: documentSchema.exactOptional(),
  interpretations: z.array(z.string().max(16)).max(20),
});
/** Schema of `AskGrounds`. */
export const groundsRequestSchema = z.strictObject({ titleId: uuidSchema, asOf: localDateSchema.exactOptional() });
/** Schema of `TitleGrounds`. */
export const groundsSchema = z.strictObject({
  titleId: uuidSchema, asOf: localDateSchema, policyVersion: policyVersionSchema, grounds: z.array(groundSchema).max(100),
});

/** Schema of `OpenRevocation`. */
export const openSchema = z.strictObject({
  titleId: uuidSchema,
  stated: z.array(z.strictObject({ clause: clauseSchema, facts: textSchema(800), evidence: documentSchema })).max(20).exactOptional(),
  reason: reasonSchema,
});
const versioned = { id: uuidSchema, version: versionSchema };
/** Schema of `NotifyRevocation`. */
export const notifySchema = z.strictObject({
  ...versioned,
  document: documentSchema,
  servedOn: localDateSchema,
  /** More working days for statement and defence than the rule data's least; the law names none for it. */
  statementWorkingDays: z.int().min(1).max(60).exactOptional(),
});
/** Schema of `RecordStatement`. */
export const recordStatementSchema = z.strictObject({
  ...versioned, by: textSchema(200), receivedOn: localDateSchema, text: textSchema(4000), document: documentSchema.exactOptional(),
});
/** Schema of `AskHearing`. */
export const askHearingSchema = z.strictObject({ ...versioned, by: textSchema(200), askedOn: localDateSchema });
/** Schema of `HoldHearing`. */
export const holdHearingSchema = z.strictObject({
  ...versioned, noticedOn: localDateSchema, heldOn: localDateSchema, chair: textSchema(128), minutes: documentSchema,
});
/** Schema of `DecideRevocation`. */
export const decideSchema = z.strictObject({
  ...versioned,
  outcome: z.enum(['revoke', 'do-not-revoke']),
  /** The grounds of the case that are established; at least one to revoke. */
  established: z.array(clauseSchema).max(50),
  reasons: textSchema(4000),
  document: documentSchema,
});
/** Schema of `DropRevocation`. */
export const dropSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `PublishRevocation`. */
export const publishSchema = z.strictObject({ ...versioned, address: documentSchema });
/** Schema of `WithdrawRevocation`. */
export const withdrawSchema = z.strictObject({ ...versioned, document: documentSchema, reason: reasonSchema });
/** Schema of `GetRevocation`. */
export const getSchema = z.strictObject({ id: uuidSchema });

const periodSchema = z.strictObject({ through: localDateSchema, provisional: z.boolean(), basis: sentenceSchema });
const statementSchema = z.strictObject({
  by: textSchema(200), receivedOn: localDateSchema, inTime: z.boolean(), text: textSchema(4000), document: documentSchema.exactOptional(),
});
const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(revocationStates),
  titleId: uuidSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  region: regionCodeSchema,
  openedOn: localDateSchema,
  defenceEndsOn: localDateSchema.exactOptional(),
  decidedOn: localDateSchema.exactOptional(),
};
/** Schema of `RevocationCase`. */
export const caseSchema = z.strictObject({
  ...summaryShape,
  grounds: z.array(groundSchema).max(50),
  openedBy: z.string().max(128),
  reason: reasonSchema,
  notice: z.strictObject({
    document: documentSchema, servedOn: localDateSchema, statementWorkingDays: z.int().min(1).max(60), statement: periodSchema, hearing: periodSchema,
    rights: z.array(sentenceSchema).max(10),
  }).exactOptional(),
  statements: z.array(statementSchema).max(20),
  hearing: z
    .strictObject({
      by: textSchema(200), askedOn: localDateSchema, noticedOn: localDateSchema.exactOptional(), heldOn: localDateSchema.exactOptional(),
      chair: textSchema(128).exactOptional(),
      minutes: documentSchema.exactOptional(),
    })
    .exactOptional(),
  decision: z
    .strictObject({
      outcome: z.enum(['revoke', 'do-not-revoke']), established: z.array(clauseSchema).max(50), reasons: textSchema(4000), document: documentSchema,
      decidedBy: z.string().max(128), calendarVersion: z.string().max(128), reconsideration: periodSchema.exactOptional(),
      litigation: periodSchema.exactOptional(),
    })
    .exactOptional(),
  publication: z.strictObject({ address: documentSchema, publishedOn: localDateSchema }).exactOptional(),
  ending: z.strictObject({
    on: localDateSchema, by: z.string().max(128), reason: reasonSchema, document: documentSchema.exactOptional(),
  }).exactOptional(),
});
/** Schema of `ListRevocations`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, programme: programmeSchema.exactOptional(), state: z.enum(revocationStates).exactOptional(),
  titleId: uuidSchema.exactOptional(),
});
/** Schema of `RevocationPage`. */
export const casesSchema = pageOf(z.strictObject(summaryShape));
/** Schema of `RevocationReplay`. */
export const replaySchema = z.strictObject({ id: uuidSchema, equal: z.boolean(), recorded: z.string().max(64), derived: z.string().max(64) });
/** Schema of `RevocationProgressed`. */
export const eventSchema = z.strictObject({
  revocationId: uuidSchema, titleId: uuidSchema, clusterId: uuidSchema, programme: programmeSchema, region: regionCodeSchema, on: localDateSchema,
});

/** An incident of an enterprise of a cluster, as it was reported. */
export type RecordIncident = z.infer<typeof recordIncidentSchema>;

/** A finding about a cluster or an enterprise of it. */
export type RecordFinding = z.infer<typeof recordFindingSchema>;

/** What was recorded. */
export type RecordedForMonitoring = z.infer<typeof recordedSchema>;

/** An incident or a finding that was recorded by mistake. */
export type StrikeRecord = z.infer<typeof strikeSchema>;

/** For which title and day grounds are asked. */
export type AskGrounds = z.infer<typeof groundsRequestSchema>;

/** A ground of revocation with its explanation. */
export type RevocationGround = z.infer<typeof groundSchema>;

/** The grounds of revocation that exist on a day. */
export type TitleGrounds = z.infer<typeof groundsSchema>;

/** What a case is opened with; what the system finds is added. */
export type OpenRevocation = z.infer<typeof openSchema>;

/** The notice of facts, grounds and rights, once served. */
export type NotifyRevocation = z.infer<typeof notifySchema>;

/** A statement or defence that came in. */
export type RecordStatement = z.infer<typeof recordStatementSchema>;

/** A request for a hearing. */
export type AskHearing = z.infer<typeof askHearingSchema>;

/** A hearing that was held. */
export type HoldHearing = z.infer<typeof holdHearingSchema>;

/** The decision of a case. */
export type DecideRevocation = z.infer<typeof decideSchema>;

/** A case that is not pursued. */
export type DropRevocation = z.infer<typeof dropSchema>;

/** Where a decision was published. */
export type PublishRevocation = z.infer<typeof publishSchema>;

/** The document by which a decision was overturned. */
export type WithdrawRevocation = z.infer<typeof withdrawSchema>;

/** Which case. */
export type GetRevocation = z.infer<typeof getSchema>;

/** A case with all that happened in it. */
export type RevocationCase = z.infer<typeof caseSchema>;

/** A period of a case: its last day, and what it rests on. */
export type RevocationPeriod = z.infer<typeof periodSchema>;

/** Which cases. */
export type ListRevocations = z.infer<typeof listSchema>;

/** One page of cases, newest first. */
export type RevocationPage = z.infer<typeof casesSchema>;

/** Whether the grounds that were found, derived again, are the same byte for byte. */
export type RevocationReplay = z.infer<typeof replaySchema>;

/** Data of the events of a case that change no title. */
export type RevocationProgressed = z.infer<typeof eventSchema>;
