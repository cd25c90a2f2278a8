import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';
import { clusterReaders, clusterRegistrars } from './cluster.contract.js';

const addMemberSchema = z.strictObject({
  clusterId: uuidSchema,
  version: versionSchema,
  kind: z.enum(['enterprise', 'institute']),
  creditCode: socialCreditCodeSchema,
  role: z.enum(['leading', 'member']),
  fromOn: localDateSchema,
  throughOn: localDateSchema.exactOptional(),
  reason: reasonSchema,
});
const endMemberSchema = z.strictObject({ clusterId: uuidSchema, version: versionSchema, memberId: uuidSchema, throughOn: localDateSchema, reason: reasonSchema });
const memberSchema = z.strictObject({
  id: uuidSchema,
  clusterId: uuidSchema,
  kind: z.enum(['enterprise', 'institute']),
  creditCode: socialCreditCodeSchema,
  role: z.enum(['leading', 'member']),
  fromOn: localDateSchema,
  throughOn: localDateSchema.exactOptional(),
  /** The version of the cluster after the change. */
  clusterVersion: versionSchema,
});
const listMembersSchema = z.strictObject({
  ...pageSchema.shape,
  clusterId: uuidSchema,
  asOf: localDateSchema.exactOptional(),
  kind: z.enum(['enterprise', 'institute']).exactOptional(),
});
const memberPageSchema = pageOf(memberSchema);
const checkMemberSchema = z.strictObject({ clusterId: uuidSchema, creditCode: socialCreditCodeSchema, asOf: localDateSchema.exactOptional() });
const checkedMemberSchema = z.strictObject({
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  region: regionCodeSchema,
  creditCode: socialCreditCodeSchema,
  asOf: localDateSchema,
  /** Absent for an enterprise that is no member on the day. */
  role: z.enum(['leading', 'member']).exactOptional(),
});

/** An enterprise or institute that joins a cluster. */
export type AddClusterMember = z.infer<typeof addMemberSchema>;

/** The last day of a membership. */
export type EndClusterMember = z.infer<typeof endMemberSchema>;

/** A membership with its first and last day. */
export type ClusterMember = z.infer<typeof memberSchema>;

/** Whose members, and as of which day; all there ever were when absent. */
export type ListClusterMembers = z.infer<typeof listMembersSchema>;

/** One page of memberships, in the order in which they were recorded. */
export type ClusterMemberPage = z.infer<typeof memberPageSchema>;

/** Which part which enterprise has in which cluster, as of which day; today when absent. */
export type CheckClusterMember = z.infer<typeof checkMemberSchema>;

/** The part that an enterprise has in a cluster on a day, and what the cluster is called there. */
export type CheckedClusterMember = z.infer<typeof checkedMemberSchema>;

/** Applicants, who do not read the register of clusters, ask for the one that they apply with. */
const memberCheckers: readonly Role[] = [...clusterReaders, 'enterprise'];

function permitted(verb: string, roles: readonly Role[]): Permission {
  return { action: `cluster.${verb}`, roles, reach: 'region' };
}

/** Members of clusters. */
export const clusterMemberContracts: {
  /** Records that an enterprise or institute joined a cluster (AMC-2, XJ-2). */
  readonly add: CommandContract<AddClusterMember, ClusterMember>;
  /** Records the last day of a membership. */
  readonly end: CommandContract<EndClusterMember, ClusterMember>;
  /** Lists the members of a cluster as of any day. */
  readonly list: QueryContract<ListClusterMembers, ClusterMemberPage>;
  /** Tells the part of one enterprise in one cluster: what an application of it rests on (SUB-5.a, SUB-6-1). */
  readonly check: QueryContract<CheckClusterMember, CheckedClusterMember>;
} = {
  add: defineCommand({
    subject: 'registry.cluster.add-member',
    summary: { zh: '登记集群成员', en: 'Record a member of a cluster' },
    permission: permitted('add-member', clusterRegistrars),
    request: addMemberSchema,
    answer: memberSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'VERSION_CONFLICT'],
  }),
  end: defineCommand({
    subject: 'registry.cluster.end-member',
    summary: { zh: '登记成员退出集群', en: 'Record that a member left a cluster' },
    permission: permitted('end-member', clusterRegistrars),
    request: endMemberSchema,
    answer: memberSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'VERSION_CONFLICT'],
  }),
  list: defineQuery({
    subject: 'registry.cluster.list-members',
    summary: { zh: '分页查看集群成员（可查任意一日）', en: 'List the members of a cluster, as of any day' },
    permission: permitted('list-members', clusterReaders),
    request: listMembersSchema,
    answer: memberPageSchema,
    errors: ['NOT_FOUND'],
  }),
  check: defineQuery({
    subject: 'registry.cluster.check-member',
    summary: { zh: '查询某企业在某日是集群的头部企业还是成员', en: 'Tell whether an enterprise leads a cluster or is a member of it on a day' },
    permission: { action: 'cluster.check-member', roles: memberCheckers, reach: 'tenant' },
    request: checkMemberSchema,
    answer: checkedMemberSchema,
    errors: ['NOT_FOUND'],
  }),
};
