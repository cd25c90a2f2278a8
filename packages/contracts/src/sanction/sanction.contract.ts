import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { ErrorCode } from '../error-catalogue.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';
import { establishedMatters, sanctionMeasures } from './sanction-events.js';

/** Where a sanction stands. A proposed change is undecided: until it is confirmed the sanction bars as before. */
export const sanctionStates = ['proposed', 'in-force', 'lift-proposed', 'withdrawal-proposed', 'ended', 'lifted', 'withdrawn', 'rejected'] as const;

/** What happened to a sanction. */
export const sanctionSteps = [
  'proposed', 'imposed', 'rejected', 'lift-proposed', 'agreed', 'shortened', 'lifted', 'withdrawal-proposed', 'withdrawn', 'change-rejected', 'ended',
] as const;

const operators: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = ['province-industry', 'province-finance', 'auditor'];
const which = { id: uuidSchema, version: versionSchema };
const documentSchema = textSchema(200);

const imposeSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  matter: z.enum(establishedMatters),
  hardToCorrect: z.boolean(),
  measure: z.enum(sanctionMeasures),
  decidedOn: localDateSchema,
  /** The decision taken elsewhere. */
  document: documentSchema,
  reason: reasonSchema,
});
const liftSchema = z.strictObject({
  ...which,
  /** The new last day, today or later; today when absent, so that tomorrow is the first day free. */
  through: localDateSchema.exactOptional(),
  reason: reasonSchema,
  document: documentSchema.exactOptional(),
});
const withdrawSchema = z.strictObject({
  ...which,
  /** By which the decision itself was annulled. */
  document: documentSchema,
  reason: reasonSchema,
});
const confirmSchema = z.strictObject(which);
const rejectSchema = z.strictObject({ ...which, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape,
  creditCode: socialCreditCodeSchema.exactOptional(),
  measure: z.enum(sanctionMeasures).exactOptional(),
  state: z.enum(sanctionStates).exactOptional(),
});
const summaryShape = {
  ...which,
  creditCode: socialCreditCodeSchema,
  measure: z.enum(sanctionMeasures),
  clause: clauseSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  matter: z.enum(establishedMatters),
  state: z.enum(sanctionStates),
  imposedFrom: localDateSchema,
  /** The last day; absent where none is set (SUB-16, SUB-17). */
  imposedThrough: localDateSchema.exactOptional(),
  firstDayFree: localDateSchema.exactOptional(),
  document: documentSchema,
};
const stepSchema = z.strictObject({
  step: z.enum(sanctionSteps),
  at: instantSchema,
  by: z.string().max(128),
  reason: reasonSchema.exactOptional(),
  document: documentSchema.exactOptional(),
  imposedThrough: localDateSchema.exactOptional(),
});
const sanctionSchema = z.strictObject({
  ...summaryShape,
  /** The case of subsidy that ordered it; absent for one imposed here. */
  orderId: uuidSchema.exactOptional(),
  /** How many people it takes to shorten or lift it; none can where absent. */
  peopleToLift: z.int().min(1).max(9).exactOptional(),
  history: z.array(stepSchema).max(60),
  possible: z.array(z.string().max(64)).max(20),
});
const sanctionsSchema = pageOf(z.strictObject(summaryShape));

/** A sanction for a matter that was decided elsewhere, to be confirmed by a second person. */
export type ImposeSanction = z.infer<typeof imposeSchema>;

/** An earlier end of a sanction, with its reason. */
export type LiftSanction = z.infer<typeof liftSchema>;

/** The document by which the decision behind a sanction was annulled. */
export type WithdrawSanction = z.infer<typeof withdrawSchema>;

/** Which proposal is confirmed. */
export type ConfirmSanction = z.infer<typeof confirmSchema>;

/** Which proposal is rejected, and why. */
export type RejectSanction = z.infer<typeof rejectSchema>;

/** Which sanction. */
export type GetSanction = z.infer<typeof getSchema>;

/** Which sanctions. */
export type ListSanctions = z.infer<typeof listSchema>;

/** A ban (SUB-13.c), a bar (SUB-16) or an exclusion (SUB-17) with its history. */
export type Sanction = z.infer<typeof sanctionSchema>;

/** One page of sanctions, newest first. */
export type SanctionPage = z.infer<typeof sanctionsSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `sanction.${verb}`, roles, reach: 'tenant', ...(states === undefined ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly states: readonly (typeof sanctionStates)[number][];
  readonly errors?: readonly ErrorCode[];
}

const step = <Req>({ verb, summary, request, states, errors = [] }: Step<Req>): CommandContract<Req, Sanction> =>
  defineCommand({
    subject: `audit.sanction.${verb}`, summary, permission: permitted(verb, operators, states), request, answer: sanctionSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', ...errors],
  });

/** Sanctions: ordered by subsidy or imposed by two people; shortened, lifted or withdrawn as their policy says; ended by their last day. */
export const sanctionContracts: {
  readonly impose: CommandContract<ImposeSanction, Sanction>;
  readonly lift: CommandContract<LiftSanction, Sanction>;
  readonly withdraw: CommandContract<WithdrawSanction, Sanction>;
  readonly confirm: CommandContract<ConfirmSanction, Sanction>;
  readonly reject: CommandContract<RejectSanction, Sanction>;
  readonly get: QueryContract<GetSanction, Sanction>;
  readonly list: QueryContract<ListSanctions, SanctionPage>;
} = {
  impose: defineCommand({
    subject: 'audit.sanction.impose',
    summary: { zh: '依据其他途径作出的决定提出限制，待另一人确认', en: 'Propose a sanction for a matter decided elsewhere; a second person confirms it' },
    permission: permitted('impose', operators),
    request: imposeSchema,
    answer: sanctionSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  lift: step({
    verb: 'lift', states: ['in-force'], request: liftSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '提出缩短或解除限制', en: 'Shorten or lift a sanction, or propose it where two people are needed' },
  }),
  withdraw: step({
    verb: 'withdraw', states: ['in-force'], request: withdrawSchema,
    summary: { zh: '原决定被撤销时提出撤回限制', en: 'Propose to withdraw a sanction whose decision was annulled' },
  }),
  confirm: step({
    verb: 'confirm', states: ['proposed', 'lift-proposed', 'withdrawal-proposed'], request: confirmSchema, errors: ['FOUR_EYES'],
    summary: { zh: '确认另一人提出的限制或其变更', en: 'Confirm what another person proposed' },
  }),
  reject: step({
    verb: 'reject', states: ['proposed', 'lift-proposed', 'withdrawal-proposed'], request: rejectSchema,
    summary: { zh: '不同意所提出的限制或其变更', en: 'Reject what was proposed' },
  }),
  get: defineQuery({
    subject: 'audit.sanction.get',
    summary: { zh: '查看一项限制及其经过', en: 'Read a sanction with its history' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: sanctionSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'audit.sanction.list',
    summary: { zh: '分页查看限制，最新的在前', en: 'List sanctions, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: sanctionsSchema,
    errors: [],
  }),
};
