import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { industryCodeSchema } from '../primitives/industry-code.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, majorChanges } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Who registers clusters and records what changes about them. */
export const clusterRegistrars: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry'];
const officials: readonly Role[] = [
  ...clusterRegistrars, 'county-finance', 'prefecture-finance', 'province-finance',
  'prefecture-development-commission', 'province-development-commission', 'auditor',
];

/** Who reads of clusters: officials in their regions, a promotion organisation's people of its own. */
export const clusterReaders: readonly Role[] = [...officials, 'promotion-organisation'];

/** An area in km² as a decimal string with at most four decimals; no zeros at its end, so that one area is never two texts. */
const areaSchema = z.string().max(12).regex(/^(?=.*[1-9])(?:0|[1-9][0-9]{0,6})(?:\.[0-9]{0,3}[1-9])?$/).describe('km², decimal string');

/** What kinds of change a cluster's history knows; those of `majorChanges` are to be reported (SME-14-4). */
export const clusterChangeKinds = [
  'registered', 'name', 'region', ...majorChanges, 'promotion-organisation', 'member-joined', 'member-left',
] as const;

/** How far the report of a major change has come (SME-14-4, INT-34). */
export const clusterReportStates = ['due', 'reported', 'overdue', 'reported-late'] as const;

const bodySchema = z.strictObject({ creditCode: socialCreditCodeSchema, name: textSchema(200) });
const described = {
  name: textSchema(200),
  nameEn: textSchema(200).exactOptional(),
  region: regionCodeSchema,
  regions: z.array(regionCodeSchema).min(1).max(100),
  leadPrefecture: regionCodeSchema.exactOptional(),
  areaKm2: areaSchema.exactOptional(),
  leadingIndustry: textSchema(200),
  industryCode: industryCodeSchema.exactOptional(),
  operatingBody: bodySchema.exactOptional(),
  promotionOrganisationId: uuidSchema.exactOptional(),
};

const registerClusterSchema = z.strictObject({ ...described, since: localDateSchema.exactOptional(), reason: reasonSchema.exactOptional() });
const updateClusterSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  changedOn: localDateSchema,
  reason: reasonSchema,
  ...described,
  name: described.name.exactOptional(),
  region: described.region.exactOptional(),
  regions: described.regions.exactOptional(),
  leadingIndustry: described.leadingIndustry.exactOptional(),
  /** What is no longer there. */
  without: z.array(z.enum(['nameEn', 'industryCode', 'operatingBody', 'promotionOrganisationId'])).max(4).exactOptional(),
});
const clusterSchema = z.strictObject({
  id: uuidSchema,
  tenant: tenantSchema,
  ...described,
  prefecture: regionCodeSchema,
  crossPrefecture: z.boolean(),
  crossCounty: z.boolean(),
  since: localDateSchema,
  asOf: localDateSchema,
  version: versionSchema,
});
const membersSchema = z.strictObject({ enterprises: z.int().min(0), leading: z.int().min(0), institutes: z.int().min(0) });
const clusterWithMembersSchema = z.strictObject({ ...clusterSchema.shape, members: membersSchema });
const getClusterSchema = z.strictObject({ id: uuidSchema, asOf: localDateSchema.exactOptional() });
const listClustersSchema = z.strictObject({
  ...pageSchema.shape,
  region: regionCodeSchema.exactOptional(),
  nameContains: textSchema(100).exactOptional(),
  industry: industryCodeSchema.exactOptional(),
});
const clusterPageSchema = pageOf(clusterSchema);

const reportSchema = z.strictObject({
  changeId: uuidSchema,
  clusterId: uuidSchema,
  clause: clauseSchema,
  dueOn: localDateSchema,
  state: z.enum(clusterReportStates),
  reportedOn: localDateSchema.exactOptional(),
});
/** The parts that a change concerns, as they were or as they are; a part that was not there is absent. */
const partsSchema = z.strictObject({
  ...described,
  name: described.name.exactOptional(),
  region: described.region.exactOptional(),
  regions: described.regions.exactOptional(),
  leadingIndustry: described.leadingIndustry.exactOptional(),
  memberId: uuidSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  role: z.enum(['leading', 'member']).exactOptional(),
  fromOn: localDateSchema.exactOptional(),
  throughOn: localDateSchema.exactOptional(),
});
const changeSchema = z.strictObject({
  id: uuidSchema,
  clusterId: uuidSchema,
  kind: z.enum(clusterChangeKinds),
  before: partsSchema,
  after: partsSchema,
  changedOn: localDateSchema,
  recordedAt: instantSchema,
  person: z.string().max(128),
  reason: z.string().max(2000),
  report: reportSchema.exactOptional(),
});
const listChangesSchema = z.strictObject({ ...pageSchema.shape, clusterId: uuidSchema });
const changePageSchema = pageOf(changeSchema, 50);
const reportChangeSchema = z.strictObject({ changeId: uuidSchema, note: textSchema(2000).exactOptional() });
const listReportsSchema = z.strictObject({ ...pageSchema.shape, state: z.enum(clusterReportStates).exactOptional() });
const reportPageSchema = pageOf(reportSchema);

/** What is said of a cluster when it is registered. `since`: the first day of which it is true; today when absent. */
export type RegisterCluster = z.infer<typeof registerClusterSchema>;

/** What changed about a cluster, and since which day. */
export type UpdateCluster = z.infer<typeof updateClusterSchema>;

/** A cluster as of a day: who leads it, where it lies, what it makes, who runs it (AMC-2, SME-2, XJ-2). */
export type Cluster = z.infer<typeof clusterSchema>;

/** A cluster with the numbers of its members of that day. */
export type ClusterWithMembers = z.infer<typeof clusterWithMembersSchema>;

/** Which cluster, and as of which day; today when absent. */
export type GetCluster = z.infer<typeof getClusterSchema>;

/** Which clusters: those that cover a part of the region's subtree, whose name contains a text, of an industry. */
export type ListClusters = z.infer<typeof listClustersSchema>;

/** One page of clusters, the newest first. */
export type ClusterPage = z.infer<typeof clusterPageSchema>;

/** A change of a cluster with what it replaced, and its report where one is due. */
export type ClusterChange = z.infer<typeof changeSchema>;

/** Whose changes. */
export type ListClusterChanges = z.infer<typeof listChangesSchema>;

/** One page of changes, the newest first. */
export type ClusterChangePage = z.infer<typeof changePageSchema>;

/** Which major change is reported. */
export type ReportClusterChange = z.infer<typeof reportChangeSchema>;

/** The report of a major change (SME-14-4). */
export type ClusterChangeReport = z.infer<typeof reportSchema>;

/** Which reports. */
export type ListClusterReports = z.infer<typeof listReportsSchema>;

/** One page of reports, the newest change first. */
export type ClusterReportPage = z.infer<typeof reportPageSchema>;

function permitted(verb: string, roles: readonly Role[]): Permission {
  return { action: `cluster.${verb}`, roles, reach: 'region' };
}

/** Clusters: registered, changed, read as of any day; their major changes and the reports of these. */
export const clusterContracts: {
  /** Registers a cluster (AMC-2, SME-2, XJ-2); one that lies in several prefectures names the one that leads (AMC-7-1.b). */
  readonly register: CommandContract<RegisterCluster, Cluster>;
  /** Records what changed about a cluster; a major change starts the period for its report (SME-14-4). */
  readonly update: CommandContract<UpdateCluster, Cluster>;
  /** Reads a cluster as of any day. */
  readonly get: QueryContract<GetCluster, ClusterWithMembers>;
  /** Lists clusters that cover a part of the caller's regions. */
  readonly list: QueryContract<ListClusters, ClusterPage>;
  /** Lists what changed about a cluster, with who, when and why. */
  readonly listChanges: QueryContract<ListClusterChanges, ClusterChangePage>;
  /** Reports a major change; in time through the last day of the period (SME-14-4, INT-34). */
  readonly reportChange: CommandContract<ReportClusterChange, ClusterChangeReport>;
  /** Lists the reports of major changes that are due, overdue or made. */
  readonly listReports: QueryContract<ListClusterReports, ClusterReportPage>;
} = {
  register: defineCommand({
    subject: 'registry.cluster.register',
    summary: { zh: '登记产业集群', en: 'Register a cluster' },
    permission: permitted('register', clusterRegistrars),
    request: registerClusterSchema,
    answer: clusterSchema,
    errors: ['ALREADY_EXISTS', 'CLAUSE_FORBIDS', 'NOT_FOUND'],
  }),
  update: defineCommand({
    subject: 'registry.cluster.update',
    summary: { zh: '登记集群信息的变动', en: 'Record what changed about a cluster' },
    permission: permitted('update', clusterRegistrars),
    request: updateClusterSchema,
    answer: clusterSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'registry.cluster.get',
    summary: { zh: '查看集群（可查任意一日的情况）', en: 'Read a cluster, as of any day' },
    permission: permitted('get', clusterReaders),
    request: getClusterSchema,
    answer: clusterWithMembersSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.cluster.list',
    summary: { zh: '分页查看集群，最新登记的在前', en: 'List clusters, newest first' },
    permission: permitted('list', clusterReaders),
    request: listClustersSchema,
    answer: clusterPageSchema,
    errors: [],
  }),
  listChanges: defineQuery({
    subject: 'registry.cluster.list-changes',
    summary: { zh: '分页查看集群的变动记录，最新的在前', en: 'List what changed about a cluster, newest first' },
    permission: permitted('list-changes', officials),
    request: listChangesSchema,
    answer: changePageSchema,
    errors: ['NOT_FOUND'],
  }),
  reportChange: defineCommand({
    subject: 'registry.cluster.report-change',
    summary: { zh: '报备集群的重大变动', en: 'Report a major change of a cluster' },
    permission: permitted('report-change', clusterRegistrars),
    request: reportChangeSchema,
    answer: reportSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  listReports: defineQuery({
    subject: 'registry.cluster.list-reports',
    summary: { zh: '分页查看重大变动的报备情况', en: 'List the reports of major changes' },
    permission: permitted('list-reports', officials),
    request: listReportsSchema,
    answer: reportPageSchema,
    errors: [],
  }),
};
