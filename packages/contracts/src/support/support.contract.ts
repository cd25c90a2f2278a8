import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { because } from '../issue-catalogue.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

const grantors: readonly Role[] = ['province-industry', 'province-development-commission'];
const readers: readonly Role[] = [
  ...grantors, 'county-industry', 'prefecture-industry', 'prefecture-development-commission',
  'county-finance', 'prefecture-finance', 'province-finance', 'auditor',
];

/** The kinds of support: the seven of SEI-4, the two of XJ-9, the one of AMC-4. */
export const supportKinds = [
  'national-recommendation', 'credit', 'major-project-reserve', 'platform-recognition', 'start-up-platform', 'expert-group', 'roadshow',
  'promotion-organisation-capacity', 'enterprise-project', 'key-project-funds',
] as const;

const documentSchema = z.strictObject({ issuer: textSchema(200), number: textSchema(100).exactOptional(), issuedOn: localDateSchema });
const amountSchema = moneySchema.refine((money) => !money.startsWith('-'), because('MONEY'));
const particulars = {
  kind: z.enum(supportKinds),
  amount: amountSchema.exactOptional(),
  beneficiary: z.strictObject({ creditCode: socialCreditCodeSchema.exactOptional(), name: textSchema(200) }).exactOptional(),
  grantedOn: localDateSchema,
  document: documentSchema,
  description: textSchema(1000),
};
const supportStates = ['granted', 'withdrawn'] as const;
const grantSupportSchema = z.strictObject({ clusterId: uuidSchema, programme: programmeSchema, ...particulars });
const correctSupportSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema, ...particulars });
const withdrawSupportSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema });
const supportSchema = z.strictObject({
  id: uuidSchema,
  tenant: tenantSchema,
  clusterId: uuidSchema,
  titleId: uuidSchema,
  programme: programmeSchema,
  region: regionCodeSchema,
  clause: clauseSchema,
  ...particulars,
  state: z.enum(supportStates),
  version: versionSchema,
  recordedAt: instantSchema,
});
const supportChangeSchema = z.strictObject({
  kind: z.enum(['granted', 'corrected', 'withdrawn']),
  recordedAt: instantSchema,
  person: z.string().max(128),
  reason: z.string().max(2000).exactOptional(),
  /** What it replaced; absent for the first. */
  before: z.strictObject({ ...particulars, state: z.enum(supportStates) }).exactOptional(),
});
const getSupportSchema = z.strictObject({ id: uuidSchema });
const supportWithHistorySchema = z.strictObject({ ...supportSchema.shape, history: z.array(supportChangeSchema).max(50) });
const listSupportsSchema = z.strictObject({
  ...pageSchema.shape,
  clusterId: uuidSchema.exactOptional(),
  region: regionCodeSchema.exactOptional(),
  programme: programmeSchema.exactOptional(),
  kind: z.enum(supportKinds).exactOptional(),
});
const supportPageSchema = pageOf(supportSchema, 100);

/** A support that was granted to a cluster. */
export type GrantSupport = z.infer<typeof grantSupportSchema>;

/** What a support is in truth; its title and programme stay. */
export type CorrectSupport = z.infer<typeof correctSupportSchema>;

/** Which support is withdrawn, and why. */
export type WithdrawSupport = z.infer<typeof withdrawSupportSchema>;

/** A support granted to a cluster, with the clause that it rests on. */
export type Support = z.infer<typeof supportSchema>;

/** A support with what was done to it, the fifty latest. */
export type SupportWithHistory = z.infer<typeof supportWithHistorySchema>;

/** Which support. */
export type GetSupport = z.infer<typeof getSupportSchema>;

/** Which supports. */
export type ListSupports = z.infer<typeof listSupportsSchema>;

/** One page of supports, the newest first. */
export type SupportPage = z.infer<typeof supportPageSchema>;

const permitted = (verb: string, roles: readonly Role[]): Permission => ({ action: `support.${verb}`, roles, reach: 'region' });

/** Supports granted to clusters (SEI-4, XJ-9, AMC-4). */
export const supportContracts: {
  /** Records a support on a cluster (SEI-4, XJ-9, AMC-4): a kind that the programme of its title knows. */
  readonly grant: CommandContract<GrantSupport, Support>;
  /** Corrects what was recorded of a support. */
  readonly correct: CommandContract<CorrectSupport, Support>;
  /** Withdraws a support. */
  readonly withdraw: CommandContract<WithdrawSupport, Support>;
  /** Reads a support with its history. */
  readonly get: QueryContract<GetSupport, SupportWithHistory>;
  /** Lists supports in the caller's regions. */
  readonly list: QueryContract<ListSupports, SupportPage>;
} = {
  grant: defineCommand({
    subject: 'registry.support.grant',
    summary: { zh: '登记给予集群的支持', en: 'Record a support granted to a cluster' },
    permission: permitted('grant', grantors),
    request: grantSupportSchema,
    answer: supportSchema,
    errors: ['NOT_FOUND', 'CLAUSE_FORBIDS'],
  }),
  correct: defineCommand({
    subject: 'registry.support.correct',
    summary: { zh: '更正支持事项的登记', en: 'Correct what was recorded of a support' },
    permission: permitted('correct', grantors),
    request: correctSupportSchema,
    answer: supportSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  withdraw: defineCommand({
    subject: 'registry.support.withdraw',
    summary: { zh: '撤回支持事项', en: 'Withdraw a support' },
    permission: permitted('withdraw', grantors),
    request: withdrawSupportSchema,
    answer: supportSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'registry.support.get',
    summary: { zh: '查看支持事项及其变更记录', en: 'Read a support with its history' },
    permission: permitted('get', readers),
    request: getSupportSchema,
    answer: supportWithHistorySchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.support.list',
    summary: { zh: '分页查看支持事项，最新的在前', en: 'List supports, newest first' },
    permission: permitted('list', readers),
    request: listSupportsSchema,
    answer: supportPageSchema,
    errors: [],
  }),
};
