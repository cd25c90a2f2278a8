import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema } from '../primitives/text.js';
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
};
