import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { groupApplicants, groupOfficials } from '../project-group/project-group.contract.js';
import type { Role } from '../roles.js';

/** What may be used once: an invoice of a supplier, a piece of equipment, a project, a file as evidence in two groups. */
export const duplicateKinds = ['invoice', 'serial', 'project', 'evidence'] as const;

/** Where a finding stands; `gone` once the later submission no longer uses the thing. */
export const duplicateStates = ['open', 'explained', 'accepted', 'declined', 'gone'] as const;

const reviewers: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry'];
const useSchema = z.strictObject({
  groupId: uuidSchema,
  projectId: uuidSchema,
  /** The line; absent where the project itself is meant. */
  lineId: uuidSchema.exactOptional(),
});
const keySchema = z.string().max(1000).describe('the thing in its normalised spelling');
const findingSchema = z.strictObject({
  id: uuidSchema,
  kind: z.enum(duplicateKinds),
  key: keySchema,
  use: useSchema,
  isSameGroup: z.boolean(),
  /** Absent for who may not see the other group. */
  other: useSchema.exactOptional(),
  state: z.enum(duplicateStates),
  version: versionSchema,
  foundAt: instantSchema,
  explanation: textSchema(2000).exactOptional(),
  reason: reasonSchema.exactOptional(),
});
const pageOfFindingsSchema = pageOf(findingSchema, 50);
const previewSchema = z.strictObject({
  /** The first of them where there are many. */
  items: z.array(z.strictObject({ kind: z.enum(duplicateKinds), key: keySchema, use: useSchema, isSameGroup: z.boolean() })).max(200),
  total: z.int().min(0),
});
const scanSchema = z.strictObject({
  yearId: uuidSchema,
  /** Keys used by more than one line or project. */
  total: z.int().min(0),
  items: withinBytes(z.array(z.strictObject({ kind: z.enum(duplicateKinds), key: keySchema, uses: z.array(useSchema).max(20), count: z.int().min(2) })).max(200), 900_000),
});
const listSchema = z.strictObject({ ...pageSchema.shape, limit: z.int().min(1).max(50).exactOptional(), groupId: uuidSchema, state: z.enum(duplicateStates).exactOptional() });
const ofGroupSchema = z.strictObject({ groupId: uuidSchema });
const ofYearSchema = z.strictObject({ yearId: uuidSchema });
const explainSchema = z.strictObject({ id: uuidSchema, version: versionSchema, explanation: textSchema(2000) });
const decideSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema });
const eventSchema = z.strictObject({ groupId: uuidSchema, yearId: uuidSchema, open: z.int().min(0) });
const settledSchema = z.strictObject({ findingId: uuidSchema, groupId: uuidSchema, kind: z.enum(duplicateKinds), state: z.enum(duplicateStates) });

/** Something that was used twice, as found on the later use. */
export type DuplicateFinding = z.infer<typeof findingSchema>;
/** One page of findings, newest first. */
export type DuplicateFindingPage = z.infer<typeof pageOfFindingsSchema>;
/** Which findings. */
export type ListDuplicates = z.infer<typeof listSchema>;
/** Of which group. */
export type CheckDuplicates = z.infer<typeof ofGroupSchema>;
/** What a submission would find. */
export type DuplicatePreview = z.infer<typeof previewSchema>;
/** Of which year. */
export type ScanDuplicates = z.infer<typeof ofYearSchema>;
/** Everything that is used twice by a year's groups. */
export type DuplicateScan = z.infer<typeof scanSchema>;
/** Why it is in order. */
export type ExplainDuplicate = z.infer<typeof explainSchema>;
/** What the reviewer decides of it, with the reason. */
export type DecideDuplicate = z.infer<typeof decideSchema>;
/** Data of the event of findings. */
export type DuplicatesFound = z.infer<typeof eventSchema>;
/** Data of the event of a finding that was settled. */
export type DuplicateSettled = z.infer<typeof settledSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `duplicate.${verb}`, roles, reach: 'region', ...(states === undefined ? {} : { states }),
});

/** What is used twice, in one group or in several, in one year or another: found, explained, decided (SUB-4.b, SUB-5.e). */
export const duplicateContracts: {
  readonly list: QueryContract<ListDuplicates, DuplicateFindingPage>;
  readonly check: QueryContract<CheckDuplicates, DuplicatePreview>;
  readonly scanYear: QueryContract<ScanDuplicates, DuplicateScan>;
  readonly explain: CommandContract<ExplainDuplicate, DuplicateFinding>;
  readonly accept: CommandContract<DecideDuplicate, DuplicateFinding>;
  readonly decline: CommandContract<DecideDuplicate, DuplicateFinding>;
  readonly found: EventContract<DuplicatesFound>;
  readonly settled: EventContract<DuplicateSettled>;
} = {
  list: defineQuery({
    subject: 'subsidy.duplicate.list',
    summary: { zh: '查看项目群中重复使用的发票、设备、项目', en: 'List what of a group is used twice, newest first' },
    permission: permitted('list', [...groupApplicants, ...groupOfficials]),
    request: listSchema,
    answer: pageOfFindingsSchema,
    errors: ['NOT_FOUND'],
  }),
  check: defineQuery({
    subject: 'subsidy.duplicate.check',
    summary: { zh: '提交前自查重复使用', en: 'Look for what is used twice before submitting' },
    permission: permitted('check', [...groupApplicants, ...groupOfficials]),
    request: ofGroupSchema,
    answer: previewSchema,
    errors: ['NOT_FOUND'],
  }),
  scanYear: defineQuery({
    subject: 'subsidy.duplicate.scan-year',
    summary: { zh: '全年查重', en: 'Look for everything that the groups of a year use twice' },
    permission: { action: 'duplicate.scan-year', roles: ['province-industry', 'province-finance', 'auditor'], reach: 'tenant' },
    request: ofYearSchema,
    answer: scanSchema,
    errors: ['NOT_FOUND'],
  }),
  explain: defineCommand({
    subject: 'subsidy.duplicate.explain',
    summary: { zh: '申报单位说明重复使用的情况', en: 'Explain what is used twice' },
    permission: permitted('explain', groupApplicants, ['open', 'explained']),
    request: explainSchema,
    answer: findingSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  accept: defineCommand({
    subject: 'subsidy.duplicate.accept',
    summary: { zh: '审核人认可对重复使用的说明', en: 'Accept the explanation of what is used twice' },
    permission: permitted('accept', reviewers, ['explained']),
    request: decideSchema,
    answer: findingSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  decline: defineCommand({
    subject: 'subsidy.duplicate.decline',
    summary: { zh: '审核人不认可说明，该明细不予计入', en: 'Decline the explanation; the line does not count' },
    permission: permitted('decline', reviewers, ['open', 'explained']),
    request: decideSchema,
    answer: findingSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  found: defineEvent({ type: 'jiqun.subsidy.duplicate.found.v1', summary: { zh: '发现重复使用', en: 'Something used twice was found' }, data: eventSchema }),
  settled: defineEvent({ type: 'jiqun.subsidy.duplicate.settled.v1', summary: { zh: '重复使用已处理', en: 'A finding was settled' }, data: settledSchema }),
};
