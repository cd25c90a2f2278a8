import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { because } from '../issue-catalogue.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';

/** Where an expert of the pool stands: may be drawn, not for now, never again. */
export const expertStates = ['active', 'suspended', 'retired'] as const;

/** How a person is bound to an organisation. */
export const expertTies = ['employment', 'membership', 'ownership'] as const;

/** The code under which an expert stands in published lists: no name, and nothing that can be turned into one. */
export const expertCodeSchema = z.string().min(2).max(32).regex(/^[A-Z0-9]+(?:-[A-Z0-9]+)*$/).describe('code of an expert in the pool');

const keepers: readonly Role[] = ['province-industry', 'province-development-commission'];
const readers: readonly Role[] = [...keepers, 'auditor', 'expert'];
/** A person of the identity provider; names stay there. */
const personSchema = z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/).describe('opaque identifier of a person');
/** A code of GB/T 4754 or a word that calls use for a field. */
const fieldSchema = textSchema(64);

const tieSchema = z
  .strictObject({
    creditCode: socialCreditCodeSchema,
    tie: z.enum(expertTies),
    from: localDateSchema,
    /** The last day; absent while it lasts. */
    to: localDateSchema.exactOptional(),
  })
  .refine(({ from, to }) => to === undefined || from <= to, because('VALUE'));
const conflictSchema = z
  .strictObject({ creditCode: socialCreditCodeSchema.exactOptional(), clusterId: uuidSchema.exactOptional(), reason: textSchema(200) })
  .refine(({ creditCode, clusterId }) => creditCode !== undefined || clusterId !== undefined, because('REQUIRED'));
const tiesSchema = z.array(tieSchema).max(50);
const conflictsSchema = z.array(conflictSchema).max(30);
const fieldsSchema = z.array(fieldSchema).min(1).max(20);

const expertSchema = z.strictObject({
  id: uuidSchema,
  code: expertCodeSchema,
  person: personSchema,
  fields: fieldsSchema,
  ties: tiesSchema,
  conflicts: conflictsSchema,
  state: z.enum(expertStates),
  version: versionSchema,
  registeredAt: instantSchema,
});
const expertChangeSchema = z.strictObject({
  version: versionSchema,
  action: z.string().max(64),
  by: personSchema,
  at: instantSchema,
  reason: reasonSchema.exactOptional(),
  /** The record as it was after the change. */
  after: z.strictObject({ code: expertCodeSchema, fields: fieldsSchema, ties: tiesSchema, conflicts: conflictsSchema, state: z.enum(expertStates) }),
});
// A record with many ties and conflicts is large: the pages are short.
const expertPageSchema = pageOf(expertSchema, 20);
const expertChangePageSchema = pageOf(expertChangeSchema, 5);
const registerExpertSchema = z.strictObject({ code: expertCodeSchema, person: personSchema, fields: fieldsSchema, ties: tiesSchema, conflicts: conflictsSchema });
const amendExpertSchema = z.strictObject({ id: uuidSchema, version: versionSchema, fields: fieldsSchema, ties: tiesSchema, reason: reasonSchema });
const declareConflictsSchema = z.strictObject({ id: uuidSchema, version: versionSchema, ties: tiesSchema, conflicts: conflictsSchema, reason: reasonSchema });
const moveExpertSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema });
const getExpertSchema = z.strictObject({ id: uuidSchema });
const listExpertsSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(20).exactOptional(),
  field: fieldSchema.exactOptional(),
  state: z.enum(expertStates).exactOptional(),
});
const listExpertChangesSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape, limit: z.int().min(1).max(5).exactOptional() });

/** How many experts a page holds at most, and unless said otherwise. */
export const expertPage = 20;

/** That an expert is or was bound to an organisation. */
export type ExpertTie = z.infer<typeof tieSchema>;

/** What an expert has declared not to judge, and why: an organisation, or a cluster. */
export type ExpertConflict = z.infer<typeof conflictSchema>;

/** An expert of a jurisdiction's pool. */
export type Expert = z.infer<typeof expertSchema>;

/** One page of experts, newest first; an expert sees the own record alone. */
export type ExpertPage = z.infer<typeof expertPageSchema>;

/** A change of an expert's record: who, when, why, and what came of it. */
export type ExpertChange = z.infer<typeof expertChangeSchema>;

/** One page of an expert's changes, newest first. */
export type ExpertChangePage = z.infer<typeof expertChangePageSchema>;

/** A new expert of the pool. */
export type RegisterExpert = z.infer<typeof registerExpertSchema>;

/** Other fields and ties of an expert. */
export type AmendExpert = z.infer<typeof amendExpertSchema>;

/** An expert's own declaration: the ties and conflicts as they are from now on. */
export type DeclareConflicts = z.infer<typeof declareConflictsSchema>;

/** Which expert, as last read, and why. */
export type MoveExpert = z.infer<typeof moveExpertSchema>;

/** Which expert. */
export type GetExpert = z.infer<typeof getExpertSchema>;

/** Which experts. */
export type ListExperts = z.infer<typeof listExpertsSchema>;

/** Of which expert. */
export type ListExpertChanges = z.infer<typeof listExpertChangesSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly (typeof expertStates)[number][]): Permission => ({
  action: `expert.${verb}`,
  roles,
  reach: 'tenant',
  ...(states === undefined ? {} : { states }),
});
const move = (verb: string, states: readonly (typeof expertStates)[number][], summary: { readonly zh: string; readonly en: string }): CommandContract<MoveExpert, Expert> =>
  defineCommand({
    subject: `evaluation.expert.${verb}`,
    summary,
    permission: permitted(verb, keepers, states),
    request: moveExpertSchema,
    answer: expertSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  });

/** The expert pool: who may be drawn for a panel, with fields, ties and declared conflicts. */
export const expertContracts: {
  readonly register: CommandContract<RegisterExpert, Expert>;
  readonly amend: CommandContract<AmendExpert, Expert>;
  readonly declare: CommandContract<DeclareConflicts, Expert>;
  readonly suspend: CommandContract<MoveExpert, Expert>;
  readonly reinstate: CommandContract<MoveExpert, Expert>;
  readonly retire: CommandContract<MoveExpert, Expert>;
  readonly get: QueryContract<GetExpert, Expert>;
  readonly list: QueryContract<ListExperts, ExpertPage>;
  readonly listChanges: QueryContract<ListExpertChanges, ExpertChangePage>;
} = {
  register: defineCommand({
    subject: 'evaluation.expert.register',
    summary: { zh: '登记入库专家', en: 'Register an expert in the pool' },
    permission: permitted('register', keepers),
    request: registerExpertSchema,
    answer: expertSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  amend: defineCommand({
    subject: 'evaluation.expert.amend',
    summary: { zh: '更正专家的领域和任职情况', en: 'Correct the fields and ties of an expert' },
    permission: permitted('amend', keepers, ['active', 'suspended']),
    request: amendExpertSchema,
    answer: expertSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  declare: defineCommand({
    subject: 'evaluation.expert.declare',
    summary: { zh: '专家申报本人的任职情况和利益冲突', en: "Declare one's own ties and conflicts of interest" },
    permission: permitted('declare', ['expert'], ['active', 'suspended']),
    request: declareConflictsSchema,
    answer: expertSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  suspend: move('suspend', ['active'], { zh: '暂停专家参加评审', en: 'Suspend an expert from the draw' }),
  reinstate: move('reinstate', ['suspended'], { zh: '恢复专家参加评审', en: 'Let a suspended expert be drawn again' }),
  retire: move('retire', ['active', 'suspended'], { zh: '专家退库', en: 'Take an expert out of the pool for good' }),
  get: defineQuery({
    subject: 'evaluation.expert.get',
    summary: { zh: '查看一位专家；专家只能查看本人', en: 'Read an expert; an expert reads the own record alone' },
    permission: permitted('get', readers),
    request: getExpertSchema,
    answer: expertSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.expert.list',
    summary: { zh: '分页查看专家，最新的在前；专家只看到本人', en: 'List experts, newest first; an expert sees the own record alone' },
    permission: permitted('list', readers),
    request: listExpertsSchema,
    answer: expertPageSchema,
    errors: [],
  }),
  listChanges: defineQuery({
    subject: 'evaluation.expert.list-changes',
    summary: { zh: '分页查看一位专家的变更记录，最新的在前', en: 'List the changes of an expert, newest first' },
    permission: permitted('list-changes', readers),
    request: listExpertChangesSchema,
    answer: expertChangePageSchema,
    errors: ['NOT_FOUND'],
  }),
};
