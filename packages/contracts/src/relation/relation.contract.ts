import { z } from 'zod';
import { defineQuery } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';

/** How a person is or was tied to an organisation. */
export const tieKinds = ['employment', 'membership', 'ownership'] as const;

/** What an organisation is to a cluster. */
export const clusterRelations = ['promotion-organisation', 'operating-body', 'member', 'founder', 'owns-member', 'owned-by-member'] as const;

const tie = { creditCode: socialCreditCodeSchema, tie: z.enum(tieKinds), from: localDateSchema, to: localDateSchema.exactOptional() };
const findConflictsSchema = z.strictObject({ organisations: z.array(z.strictObject(tie)).max(50), clusterId: uuidSchema, asOf: localDateSchema });
const conflictSchema = z.strictObject({
  ...tie,
  relation: z.enum(clusterRelations),
  /** The organisation of the cluster to which the relation is; the same as `creditCode` when it is that itself. */
  of: socialCreditCodeSchema,
  ofName: textSchema(200).exactOptional(),
  relatedFrom: localDateSchema.exactOptional(),
  relatedTo: localDateSchema.exactOptional(),
});
const conflictsSchema = z.strictObject({ clusterId: uuidSchema, asOf: localDateSchema, conflicts: z.array(conflictSchema).max(500) });

/** The organisations a person is or was tied to, and the cluster that the person may review. */
export type FindConflicts = z.infer<typeof findConflictsSchema>;

/** One tie that gives an interest in a cluster, and through what. */
export type Conflict = z.infer<typeof conflictSchema>;

/** Every tie that gives an interest; none when `conflicts` is empty. */
export type Conflicts = z.infer<typeof conflictsSchema>;

/** What registry offers for relations between organisations. */
export const relationContracts = {
  conflicts: defineQuery({
    subject: 'registry.relation.conflicts',
    summary: { zh: '查找与集群有利害关系的单位', en: 'Find the ties that give a person an interest in a cluster' },
    permission: {
      action: 'relation.conflicts',
      roles: ['county-industry', 'prefecture-industry', 'province-industry', 'prefecture-development-commission', 'province-development-commission', 'auditor'],
      reach: 'tenant',
    },
    request: findConflictsSchema,
    answer: conflictsSchema,
    errors: [],
  }),
};
