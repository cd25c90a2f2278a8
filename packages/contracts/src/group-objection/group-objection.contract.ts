import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { objectionOutcomes, objectionStates } from '../objection/objection.contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { sha256Schema } from '../primitives/sha256.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

const verifiers: readonly Role[] = ['province-industry'];
/** Who can have objected as somebody known to the system; whoever else objects does so without signing in. */
const objectors: readonly Role[] = ['promotion-organisation', 'enterprise', 'expert', 'county-industry', 'prefecture-industry', 'county-finance', 'prefecture-finance'];
const readers: readonly Role[] = [...objectors, ...verifiers, 'auditor'];
const which = { id: uuidSchema, version: versionSchema };
const evidenceSchema = z.array(sha256Schema).max(20).describe('SHA-256 of the documents it rests on');

const raiseSchema = z.strictObject({
  noticeId: uuidSchema,
  groupId: uuidSchema,
  /** One project alone; absent where the whole group is objected to. */
  projectId: uuidSchema.exactOptional(),
  /** How to reach who objects; the department that verifies alone sees it. */
  contact: z.strictObject({ kind: z.enum(['person', 'organisation']), text: textSchema(200) }).exactOptional(),
  grounds: textSchema(3000),
  evidence: evidenceSchema,
});
const verifySchema = z.strictObject({ ...which, note: reasonSchema });
const answerSchema = z.strictObject({ ...which, outcome: z.enum(objectionOutcomes), reasons: textSchema(3000), evidence: evidenceSchema });
const withdrawSchema = z.strictObject({ ...which, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  noticeId: uuidSchema.exactOptional(),
  groupId: uuidSchema.exactOptional(),
  state: z.enum(objectionStates).exactOptional(),
});
const summaryFields = {
  id: uuidSchema,
  noticeId: uuidSchema,
  groupId: uuidSchema,
  projectId: uuidSchema.exactOptional(),
  state: z.enum(objectionStates),
  outcome: z.enum(objectionOutcomes).exactOptional(),
  version: versionSchema,
  raisedAt: instantSchema,
  /** The caller raised it. */
  isOwn: z.boolean(),
};
const objectionSchema = z.strictObject({
  ...summaryFields,
  /** For the department that verifies alone. */
  contact: z.strictObject({ kind: z.enum(['person', 'organisation']), text: textSchema(200) }).exactOptional(),
  grounds: textSchema(3000),
  evidence: evidenceSchema,
  answer: z.strictObject({ outcome: z.enum(objectionOutcomes), reasons: textSchema(3000), evidence: evidenceSchema, answeredAt: instantSchema }).exactOptional(),
  possible: z.array(z.string().max(64)).max(20),
});
const objectionPageSchema = pageOf(z.strictObject(summaryFields), 50);
const changedSchema = z.strictObject({
  objectionId: uuidSchema,
  noticeId: uuidSchema,
  groupId: uuidSchema,
  projectId: uuidSchema.exactOptional(),
  clause: clauseSchema,
  state: z.enum(objectionStates),
  outcome: z.enum(objectionOutcomes).exactOptional(),
});

/** An objection to a group or one project of it that stands on public notice. */
export type RaiseGroupObjection = z.infer<typeof raiseSchema>;

/** Which objection is being verified, and how. */
export type VerifyGroupObjection = z.infer<typeof verifySchema>;

/** The answer to an objection, with reasons. */
export type AnswerGroupObjection = z.infer<typeof answerSchema>;

/** Which objection its objector takes back, and why. */
export type WithdrawGroupObjection = z.infer<typeof withdrawSchema>;

/** Which objection. */
export type GetGroupObjection = z.infer<typeof getSchema>;

/** Which objections. */
export type ListGroupObjections = z.infer<typeof listSchema>;

/** An objection (SUB-10.a): verified, answered with reasons. */
export type GroupObjection = z.infer<typeof objectionSchema>;

/** One page of objections, newest first: all for those who verify, one's own for everybody else. */
export type GroupObjectionPage = z.infer<typeof objectionPageSchema>;

/** Data of the events of an objection: never who, never what. */
export type GroupObjectionChanged = z.infer<typeof changedSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `objection.${verb}`, roles, reach: 'tenant', ...(states === undefined ? {} : { states }),
});
const happened = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<GroupObjectionChanged> =>
  defineEvent({ type: `jiqun.subsidy.objection.${verb}.v1`, summary, data: changedSchema });

/** Objections to proposed projects: raised by anybody while a notice stands, verified, answered; each holds up only what it concerns (SUB-10.a). */
export const groupObjectionContracts: {
  readonly raise: CommandContract<RaiseGroupObjection, GroupObjection>;
  readonly verify: CommandContract<VerifyGroupObjection, GroupObjection>;
  readonly answer: CommandContract<AnswerGroupObjection, GroupObjection>;
  readonly withdraw: CommandContract<WithdrawGroupObjection, GroupObjection>;
  readonly get: QueryContract<GetGroupObjection, GroupObjection>;
  readonly list: QueryContract<ListGroupObjections, GroupObjectionPage>;
  readonly raised: EventContract<GroupObjectionChanged>;
  readonly answered: EventContract<GroupObjectionChanged>;
  readonly withdrawn: EventContract<GroupObjectionChanged>;
} = {
  raise: defineCommand({
    subject: 'subsidy.objection.raise',
    summary: { zh: '公示期内对拟支持项目提出异议', en: 'Object to a proposed project while it stands on public notice' },
    permission: { action: 'objection.raise', roles: ['public'], reach: 'public', states: ['open'] },
    request: raiseSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'ALREADY_EXISTS'],
  }),
  verify: defineCommand({
    subject: 'subsidy.objection.verify',
    summary: { zh: '着手核实对拟支持项目的异议', en: 'Begin to verify an objection to a proposed project' },
    permission: permitted('verify', verifiers, ['raised']),
    request: verifySchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  answer: defineCommand({
    subject: 'subsidy.objection.answer',
    summary: { zh: '答复对拟支持项目的异议：成立或不成立，附理由', en: 'Answer an objection to a proposed project, upheld or not, with reasons' },
    permission: permitted('answer', verifiers, ['under-verification']),
    request: answerSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  withdraw: defineCommand({
    subject: 'subsidy.objection.withdraw',
    summary: { zh: '异议人撤回对拟支持项目的异议', en: 'Take an objection of one\'s own to a proposed project back' },
    permission: permitted('withdraw', objectors, ['raised', 'under-verification']),
    request: withdrawSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'subsidy.objection.get',
    summary: { zh: '查看一项对拟支持项目的异议及其答复', en: 'Read an objection to a proposed project and its answer' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.objection.list',
    summary: { zh: '分页查看对拟支持项目的异议，最新的在前；异议人只看到本人的', en: 'List objections to proposed projects, newest first; objectors see their own' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: objectionPageSchema,
    errors: [],
  }),
  raised: happened('raised', { zh: '对拟支持项目提出了异议', en: 'An objection to a proposed project was raised' }),
  answered: happened('answered', { zh: '对拟支持项目的异议已答复', en: 'An objection to a proposed project was answered' }),
  withdrawn: happened('withdrawn', { zh: '对拟支持项目的异议已撤回', en: 'An objection to a proposed project was taken back' }),
};
