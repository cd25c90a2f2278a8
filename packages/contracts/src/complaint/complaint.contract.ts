import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';
import { complaintReceivers } from './complaint-events.js';

/** Where a complaint stands. */
export const complaintStates = ['filed', 'referred', 'rejected', 'answered'] as const;

const officials: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance'];
const operators: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = [...officials, 'auditor'];
const which = { id: uuidSchema, version: versionSchema };

/** A piece of evidence as it is handed in: its hash, and what it is. */
const evidenceSchema = z.strictObject({ sha256: sha256Schema, description: textSchema(500) });
const aboutShape = {
  region: regionCodeSchema,
  programme: programmeSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  aboutNoun: textSchema(64).exactOptional(),
  aboutId: uuidSchema.exactOptional(),
};
const filedShape = { ...aboutShape, text: textSchema(4000), evidence: z.array(evidenceSchema).max(20) };
const fileSchema = z.strictObject({
  tenant: tenantSchema,
  ...filedShape,
  /** Where the complainant can be reached, kept apart; the operator alone sees it. */
  contact: textSchema(300).exactOptional(),
});
const receivedSchema = z.strictObject({ id: uuidSchema, filedOn: localDateSchema });
const recordSchema = z.strictObject({ ...filedShape, contact: textSchema(300).exactOptional(), source: textSchema(200) });
const addEvidenceSchema = z.strictObject({ ...which, evidence: evidenceSchema });
const referSchema = z.strictObject({
  ...which,
  receiver: z.enum(complaintReceivers),
  programme: programmeSchema.exactOptional(),
  /** What is alleged, in the operator's words, without personal data. */
  allegation: textSchema(2000),
  clause: clauseSchema.exactOptional(),
});
const rejectSchema = z.strictObject({ ...which, reason: reasonSchema });
const answerSchema = z.strictObject({ ...which, result: textSchema(2000), document: textSchema(200).exactOptional() });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(100).exactOptional(),
  state: z.enum(complaintStates).exactOptional(),
  receiver: z.enum(complaintReceivers).exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  region: regionCodeSchema.exactOptional(),
  /** A part of the text. */
  words: textSchema(50).exactOptional(),
});
const summaryShape = {
  ...which,
  ...aboutShape,
  state: z.enum(complaintStates),
  filedOn: localDateSchema,
  isFromPublic: z.boolean(),
  receiver: z.enum(complaintReceivers).exactOptional(),
};
const linkSchema = z.strictObject({
  number: z.int().min(1).max(200),
  sha256: sha256Schema,
  description: textSchema(500),
  addedBy: z.string().max(128),
  addedAt: instantSchema,
  /** The hash of the link before; the first has sixty-four zeros. */
  previous: sha256Schema,
  hash: sha256Schema,
});
const complaintSchema = z.strictObject({
  ...summaryShape,
  text: textSchema(4000),
  source: textSchema(200).exactOptional(),
  contact: textSchema(300).exactOptional(),
  evidence: z.array(linkSchema).max(200),
  /** The chain, calculated again, is what is stored. */
  isChainWhole: z.boolean(),
  referral: z
    .strictObject({ receiver: z.enum(complaintReceivers), allegation: textSchema(2000), clause: clauseSchema.exactOptional(), referredOn: localDateSchema })
    .exactOptional(),
  rejection: z.strictObject({ reason: reasonSchema, rejectedOn: localDateSchema }).exactOptional(),
  answer: z.strictObject({ result: textSchema(2000), document: textSchema(200).exactOptional(), answeredOn: localDateSchema }).exactOptional(),
  possible: z.array(z.string().max(64)).max(20),
});
const complaintsSchema = pageOf(z.strictObject(summaryShape), 100);

/** A complaint or a report of a violation by anybody. */
export type FileComplaint = z.infer<typeof fileSchema>;

/** That a complaint was received. */
export type ComplaintReceived = z.infer<typeof receivedSchema>;

/** A complaint that reached an official by other ways. */
export type RecordComplaint = z.infer<typeof recordSchema>;

/** A further piece of evidence. */
export type AddComplaintEvidence = z.infer<typeof addEvidenceSchema>;

/** Who is to decide, about which allegation. */
export type ReferComplaint = z.infer<typeof referSchema>;

/** Why a complaint is not followed. */
export type RejectComplaint = z.infer<typeof rejectSchema>;

/** What came out. */
export type AnswerComplaint = z.infer<typeof answerSchema>;

/** Which complaint. */
export type GetComplaint = z.infer<typeof getSchema>;

/** Which complaints. */
export type ListComplaints = z.infer<typeof listSchema>;

/** A complaint with its chain of evidence. */
export type Complaint = z.infer<typeof complaintSchema>;

/** One page of complaints, newest first. */
export type ComplaintPage = z.infer<typeof complaintsSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `complaint.${verb}`, roles, reach: 'region', ...(states === undefined ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly roles: readonly Role[];
  readonly states: readonly (typeof complaintStates)[number][];
}

const step = <Req>({ verb, summary, request, roles, states }: Step<Req>): CommandContract<Req, Complaint> =>
  defineCommand({
    subject: `audit.complaint.${verb}`, summary, permission: permitted(verb, roles, states), request, answer: complaintSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  });

/** Complaints and reports of violations: filed, given evidence, referred to who decides, rejected or answered. */
export const complaintContracts: {
  readonly file: CommandContract<FileComplaint, ComplaintReceived>;
  readonly record: CommandContract<RecordComplaint, Complaint>;
  readonly addEvidence: CommandContract<AddComplaintEvidence, Complaint>;
  readonly refer: CommandContract<ReferComplaint, Complaint>;
  readonly reject: CommandContract<RejectComplaint, Complaint>;
  readonly answer: CommandContract<AnswerComplaint, Complaint>;
  readonly get: QueryContract<GetComplaint, Complaint>;
  readonly list: QueryContract<ListComplaints, ComplaintPage>;
} = {
  file: defineCommand({
    subject: 'audit.complaint.file',
    summary: { zh: '公众提交举报', en: 'File a complaint or a report of a violation, without signing in' },
    permission: { action: 'complaint.file', roles: ['public'], reach: 'public' },
    request: fileSchema,
    answer: receivedSchema,
    errors: [],
  }),
  record: defineCommand({
    subject: 'audit.complaint.record',
    summary: { zh: '登记其他途径收到的举报', en: 'Record a complaint that came in by other ways' },
    permission: permitted('record', officials),
    request: recordSchema,
    answer: complaintSchema,
    errors: [],
  }),
  addEvidence: step({
    verb: 'add-evidence', roles: officials, states: ['filed', 'referred'], request: addEvidenceSchema,
    summary: { zh: '补充一项证据', en: 'Add a piece of evidence' },
  }),
  refer: step({
    verb: 'refer', roles: operators, states: ['filed'], request: referSchema, summary: { zh: '移交有权处理的一方', en: 'Refer a complaint to who decides' },
  }),
  reject: step({
    verb: 'reject', roles: operators, states: ['filed'], request: rejectSchema, summary: { zh: '不予受理并说明理由', en: 'Reject a complaint with a reason' },
  }),
  answer: step({
    verb: 'answer', roles: operators, states: ['referred'], request: answerSchema, summary: { zh: '登记处理结果', en: 'Record what came out' },
  }),
  get: defineQuery({
    subject: 'audit.complaint.get',
    summary: { zh: '查看一件举报及其证据链', en: 'Read a complaint with its chain of evidence' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: complaintSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'audit.complaint.list',
    summary: { zh: '分页查看举报，最新的在前', en: 'List complaints, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: complaintsSchema,
    errors: [],
  }),
};
