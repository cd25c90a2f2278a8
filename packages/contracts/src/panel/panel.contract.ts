import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { expertCodeSchema } from '../expert/expert.contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/**
 * Where a panel stands. `short`: so many have been recused that no reserve is left, and a further draw is needed.
 * `sealed-complete`: every member has submitted every scoresheet, and from now on they can be read.
 */
export const panelStates = ['prepared', 'committed', 'drawn', 'scoring', 'short', 'sealed-complete', 'closed', 'cancelled'] as const;

/** One of `panelStates`. */
export type PanelState = (typeof panelStates)[number];

/** Where somebody who was drawn stands. */
export const panelSeats = ['member', 'reserve', 'recused'] as const;

/** Those who run a panel; which of them, the programme's procedure says. */
export const panelOrganisers: readonly Role[] = ['province-industry', 'province-development-commission'];

/** A step of a policy's procedure. */
export const panelStepSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe('step of the procedure');

/** An application's number on its panel, under which a blind panel knows it. */
export const panelNumberSchema = z.int().min(1).max(500).describe('number of the application on the panel');

const countSchema = z.int().min(0).max(100_000);
/** Short, because a panel's answer holds those of all who left it. */
const recusalReasonSchema = textSchema(500);

const panelMemberSchema = z.strictObject({
  expertId: uuidSchema,
  code: expertCodeSchema,
  seat: z.enum(panelSeats),
  round: z.int().min(1).max(50),
  /** The place in the draw of the round, from 1. */
  place: z.int().min(1).max(200),
  recusedReason: recusalReasonSchema.exactOptional(),
  submitted: countSchema,
});
const panelSchema = z.strictObject({
  id: uuidSchema,
  callId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  step: panelStepSchema,
  field: textSchema(64).exactOptional(),
  size: z.int().min(5).max(51),
  reserves: z.int().min(0).max(51),
  isBlind: z.boolean(),
  dropsExtremes: z.boolean(),
  state: z.enum(panelStates),
  version: versionSchema,
  /** Draws so far. */
  rounds: z.int().min(0).max(50),
  applications: countSchema,
  preparedAt: instantSchema,
  cancelledReason: reasonSchema.exactOptional(),
  /** Not told to experts: a member does not know the others. */
  members: z.array(panelMemberSchema).max(200).exactOptional(),
});
const panelApplicationSchema = z.strictObject({
  number: panelNumberSchema,
  /** Absent, like the name, for an expert of a blind panel. */
  applicationId: uuidSchema.exactOptional(),
  clusterName: textSchema(200).exactOptional(),
});
const panelPageSchema = pageOf(panelSchema.omit({ members: true }), 50);
const panelApplicationPageSchema = pageOf(panelApplicationSchema);
const preparePanelSchema = z.strictObject({
  callId: uuidSchema,
  step: panelStepSchema,
  size: z.int().min(5).max(51),
  reserves: z.int().min(0).max(51),
  /** Only experts of this field can be drawn. */
  field: textSchema(64).exactOptional(),
  /** Only these of the call's applications at the step; all when absent. */
  applications: z.array(uuidSchema).min(1).max(500).exactOptional(),
});
const panelActionSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
const cancelPanelSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema });
const recuseSchema = z.strictObject({
  id: uuidSchema,
  /** Who is recused; an expert says nothing here and recuses himself. */
  expertId: uuidSchema.exactOptional(),
  reason: recusalReasonSchema,
});
const getPanelSchema = z.strictObject({ id: uuidSchema });
const listPanelsSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  callId: uuidSchema.exactOptional(),
  state: z.enum(panelStates).exactOptional(),
});
const listPanelApplicationsSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape });
const panelCancelledSchema = z.strictObject({ panelId: uuidSchema, callId: uuidSchema, step: panelStepSchema, reason: reasonSchema });

/** A panel of experts for the applications of a call at one step (AMC-7-2, XJ-7-2, SEI-3-2). */
export type Panel = z.infer<typeof panelSchema>;

/** Somebody who was drawn. */
export type PanelMember = z.infer<typeof panelMemberSchema>;

/** One page of panels, newest first; an expert sees those he sits on. */
export type PanelPage = z.infer<typeof panelPageSchema>;

/** An application on a panel. */
export type PanelApplication = z.infer<typeof panelApplicationSchema>;

/** One page of a panel's applications, by number. */
export type PanelApplicationPage = z.infer<typeof panelApplicationPageSchema>;

/** A new panel: an odd size of at least five. */
export type PreparePanel = z.infer<typeof preparePanelSchema>;

/** Which panel, as it was last read. */
export type PanelAction = z.infer<typeof panelActionSchema>;

/** Which panel is given up, and why. */
export type CancelPanel = z.infer<typeof cancelPanelSchema>;

/** Who leaves a panel, and why. */
export type Recuse = z.infer<typeof recuseSchema>;

/** Which panel. */
export type GetPanel = z.infer<typeof getPanelSchema>;

/** Which panels. */
export type ListPanels = z.infer<typeof listPanelsSchema>;

/** Of which panel. */
export type ListPanelApplications = z.infer<typeof listPanelApplicationsSchema>;

/** Data of `jiqun.evaluation.panel.cancelled.v1`. */
export type PanelCancelled = z.infer<typeof panelCancelledSchema>;

/** The permission of a verb of panels, by tenant. */
export const panelPermission = (verb: string, roles: readonly Role[], states?: readonly PanelState[]): Permission => ({
  action: `panel.${verb}`,
  roles,
  reach: 'tenant',
  ...(states === undefined ? {} : { states }),
});
const readers: readonly Role[] = [...panelOrganisers, 'auditor', 'expert'];

/** Panels: prepared, opened for scoring, left by who is recused, given up. */
export const panelContracts: {
  readonly prepare: CommandContract<PreparePanel, Panel>;
  readonly openScoring: CommandContract<PanelAction, Panel>;
  readonly recuse: CommandContract<Recuse, Panel>;
  readonly cancel: CommandContract<CancelPanel, Panel>;
  readonly get: QueryContract<GetPanel, Panel>;
  readonly list: QueryContract<ListPanels, PanelPage>;
  readonly listApplications: QueryContract<ListPanelApplications, PanelApplicationPage>;
  readonly cancelled: EventContract<PanelCancelled>;
} = {
  prepare: defineCommand({
    subject: 'evaluation.panel.prepare',
    summary: { zh: '为处于专家评审环节的申报组建评审组', en: 'Prepare a panel for the applications at the step of expert review' },
    permission: panelPermission('prepare', panelOrganisers),
    request: preparePanelSchema,
    answer: panelSchema,
    errors: ['CLAUSE_FORBIDS', 'ALREADY_EXISTS'],
  }),
  openScoring: defineCommand({
    subject: 'evaluation.panel.open-scoring',
    summary: { zh: '评审组开始打分', en: 'Open a drawn panel for scoring' },
    permission: panelPermission('open-scoring', panelOrganisers, ['drawn']),
    request: panelActionSchema,
    answer: panelSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  recuse: defineCommand({
    subject: 'evaluation.panel.recuse',
    summary: { zh: '专家回避，由下一位备选专家递补', en: 'Recuse an expert; the next reserve takes the seat' },
    permission: panelPermission('recuse', [...panelOrganisers, 'expert'], ['drawn', 'scoring', 'short']),
    request: recuseSchema,
    answer: panelSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  cancel: defineCommand({
    subject: 'evaluation.panel.cancel',
    summary: { zh: '撤销评审组，理由公开', en: 'Give up a panel; the reason is public' },
    permission: panelPermission('cancel', panelOrganisers, ['prepared', 'committed', 'drawn', 'scoring', 'short', 'sealed-complete']),
    request: cancelPanelSchema,
    answer: panelSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'evaluation.panel.get',
    summary: { zh: '查看一个评审组', en: 'Read a panel' },
    permission: panelPermission('get', readers),
    request: getPanelSchema,
    answer: panelSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.panel.list',
    summary: { zh: '分页查看评审组，最新的在前；专家只看到本人参加的', en: 'List panels, newest first; an expert sees those he sits on' },
    permission: panelPermission('list', readers),
    request: listPanelsSchema,
    answer: panelPageSchema,
    errors: [],
  }),
  listApplications: defineQuery({
    subject: 'evaluation.panel.list-applications',
    summary: { zh: '分页查看评审组的申报；匿名评审时专家只看到编号', en: 'List the applications of a panel; on a blind one experts see numbers alone' },
    permission: panelPermission('list-applications', readers),
    request: listPanelApplicationsSchema,
    answer: panelApplicationPageSchema,
    errors: ['NOT_FOUND'],
  }),
  cancelled: defineEvent({
    type: 'jiqun.evaluation.panel.cancelled.v1',
    summary: { zh: '评审组已撤销', en: 'A panel was given up' },
    data: panelCancelledSchema,
  }),
};
