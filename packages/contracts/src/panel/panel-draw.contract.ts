import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { expertCodeSchema } from '../expert/expert.contract.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { type Panel, type PanelAction, panelContracts, panelOrganisers, panelPermission, panelStates, panelStepSchema } from './panel.contract.js';

const hashSchema = z.string().length(64).regex(/^[0-9a-f]{64}$/).describe('SHA-256 in hexadecimal');
const roundSchema = z.int().min(1).max(50);
const codesSchema = z.array(expertCodeSchema).max(51);
/** Given by the operator after the commitment, and known to everybody: the figure of a stock index, the numbers of a lottery. */
const publicValueSchema = textSchema(200);

const drawSchema = z.strictObject({ id: uuidSchema, version: versionSchema, publicValue: publicValueSchema.exactOptional() });
const getDrawSchema = z.strictObject({ id: uuidSchema, round: roundSchema.exactOptional() });
const drawEvidenceSchema = z.strictObject({
  panelId: uuidSchema,
  callId: uuidSchema,
  step: panelStepSchema,
  state: z.enum(panelStates),
  round: roundSchema,
  rounds: roundSchema,
  seats: z.int().min(1).max(51),
  reserves: z.int().min(0).max(51),
  algorithm: z.string().max(32),
  committedAt: instantSchema,
  seedHash: hashSchema,
  candidatesHash: hashSchema,
  /** From the draw on. */
  drawnAt: instantSchema.exactOptional(),
  publicValue: publicValueSchema.exactOptional(),
  resultHash: hashSchema.exactOptional(),
  /** Once the panel is closed or given up: until then its members are not to be approached. */
  revealed: z
    .strictObject({ seed: hashSchema.describe('32 bytes in hexadecimal'), candidateList: z.string().max(200_000), members: codesSchema, reserveMembers: codesSchema })
    .exactOptional(),
  cancelledReason: reasonSchema.exactOptional(),
  /** Panels of the same call and step that were given up, with their reasons: a draw is not repeated until it pleases. */
  givenUp: z.array(z.strictObject({ panelId: uuidSchema, cancelledAt: instantSchema, reason: reasonSchema })).max(20),
});
const commitmentSchema = z.strictObject({ panelId: uuidSchema, round: roundSchema, seedHash: hashSchema, candidatesHash: hashSchema, committedAt: instantSchema });
const drawnSchema = z.strictObject({ panelId: uuidSchema, round: roundSchema, resultHash: hashSchema, publicValue: publicValueSchema.exactOptional(), drawnAt: instantSchema });

/** Which panel is drawn, with a value made public after the commitment. */
export type DrawPanel = z.infer<typeof drawSchema>;

/** Which draw of which panel; the first when no round is said. */
export type GetDraw = z.infer<typeof getDrawSchema>;

/** A draw as the public sees it: hashes at once, all that is needed to do it again once the panel is over. */
export type PanelDraw = z.infer<typeof drawEvidenceSchema>;

/** Data of `jiqun.evaluation.panel.committed.v1`. */
export type PanelCommitted = z.infer<typeof commitmentSchema>;

/** Data of `jiqun.evaluation.panel.drawn.v1`. */
export type PanelDrawn = z.infer<typeof drawnSchema>;

/** The draw of a panel: committed to first, then done, in the end open to everybody. */
export const panelDrawContracts: {
  readonly commit: CommandContract<PanelAction, Panel>;
  readonly draw: CommandContract<DrawPanel, Panel>;
  readonly getDraw: QueryContract<GetDraw, PanelDraw>;
  readonly committed: EventContract<PanelCommitted>;
  readonly drawn: EventContract<PanelDrawn>;
} = {
  commit: defineCommand({
    subject: 'evaluation.panel.commit',
    summary: { zh: '冻结候选名单，公布种子和名单的摘要', en: 'Freeze the candidates and publish the hashes of seed and list' },
    permission: panelPermission('commit', panelOrganisers, ['prepared', 'short']),
    request: z.strictObject({ id: uuidSchema, version: versionSchema }),
    answer: panelContracts.get.answer,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  draw: defineCommand({
    subject: 'evaluation.panel.draw',
    summary: { zh: '按已公布的摘要随机抽取评审专家', en: 'Draw the members at random from what was committed to' },
    permission: panelPermission('draw', panelOrganisers, ['committed']),
    request: drawSchema,
    answer: panelContracts.get.answer,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  getDraw: defineQuery({
    subject: 'evaluation.panel.get-draw',
    summary: { zh: '查看一次抽取的公开证据', en: 'Read the public evidence of a draw' },
    permission: { action: 'panel.get-draw', roles: ['public'], reach: 'public' },
    request: getDrawSchema,
    answer: drawEvidenceSchema,
    errors: ['NOT_FOUND'],
  }),
  committed: defineEvent({
    type: 'jiqun.evaluation.panel.committed.v1',
    summary: { zh: '抽取的种子和名单已承诺', en: 'Seed and candidates of a draw were committed to' },
    data: commitmentSchema,
  }),
  drawn: defineEvent({ type: 'jiqun.evaluation.panel.drawn.v1', summary: { zh: '评审专家已抽取', en: 'The members of a panel were drawn' }, data: drawnSchema }),
};
