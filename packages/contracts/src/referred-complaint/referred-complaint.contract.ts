import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where a complaint stands that was handed to evaluation: an allegation is no finding. */
export const referredComplaintStates = ['open', 'finding-recorded', 'dismissed'] as const;

const readers: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry', 'auditor'];
const shape = {
  /** The id that it has in audit. */
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(referredComplaintStates),
  region: regionCodeSchema,
  programme: programmeSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  aboutNoun: textSchema(64).exactOptional(),
  aboutId: uuidSchema.exactOptional(),
  clause: clauseSchema.exactOptional(),
  referredOn: localDateSchema,
};
const referredSchema = z.strictObject({
  ...shape,
  allegation: textSchema(2000),
  evidence: z.array(sha256Schema).max(50),
  findingId: uuidSchema.exactOptional(),
  reason: reasonSchema.exactOptional(),
  settledBy: z.string().max(128).exactOptional(),
});
const pageSchemaOfReferred = pageOf(z.strictObject(shape));
const settleSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  /** The finding that was recorded of it; absent where nothing was established. */
  findingId: uuidSchema.exactOptional(),
  reason: reasonSchema,
});
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({ ...pageSchema.shape, state: z.enum(referredComplaintStates).exactOptional() });

/** What came of a referred complaint. */
export type SettleReferredComplaint = z.infer<typeof settleSchema>;

/** Which referred complaint. */
export type GetReferredComplaint = z.infer<typeof getSchema>;

/** Which referred complaints. */
export type ListReferredComplaints = z.infer<typeof listSchema>;

/** A complaint about a recognition that audit handed over. */
export type ReferredComplaint = z.infer<typeof referredSchema>;

/** One page of referred complaints, newest first. */
export type ReferredComplaintPage = z.infer<typeof pageSchemaOfReferred>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `referred-complaint.${verb}`, roles, reach: 'region', ...(states === undefined ? {} : { states }),
});

/** Complaints about recognitions, until a finding is recorded or nothing was established. */
export const referredComplaintContracts: {
  readonly settle: CommandContract<SettleReferredComplaint, ReferredComplaint>;
  readonly get: QueryContract<GetReferredComplaint, ReferredComplaint>;
  readonly list: QueryContract<ListReferredComplaints, ReferredComplaintPage>;
} = {
  settle: defineCommand({
    subject: 'evaluation.referred-complaint.settle',
    summary: { zh: '了结移交的举报：已登记查实情况，或未查实', en: 'Settle a referred complaint: a finding was recorded, or nothing was established' },
    permission: permitted('settle', ['province-industry'], ['open']),
    request: settleSchema,
    answer: referredSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'evaluation.referred-complaint.get',
    summary: { zh: '查看一件移交的举报', en: 'Read a referred complaint' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: referredSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.referred-complaint.list',
    summary: { zh: '分页查看移交的举报，最新的在前', en: 'List referred complaints, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: pageSchemaOfReferred,
    errors: [],
  }),
};
