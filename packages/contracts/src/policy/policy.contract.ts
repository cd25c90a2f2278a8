import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { jsonWithin } from '../primitives/bounded.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { tenantSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { reasonSchema } from '../primitives/text.js';
import { policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

const officials: readonly Role[] = [
  'county-industry', 'prefecture-industry', 'province-industry', 'prefecture-development-commission', 'province-development-commission', 'auditor',
  'promotion-organisation', 'expert',
];
/** A policy file is checked by policy-core, not here; its size is what a message bears. */
const sourceSchema = jsonWithin(600_000);
const sentenceSchema = z.strictObject({ zh: z.string().max(500), en: z.string().max(500) });

const policySchema = z.strictObject({
  programme: programmeSchema,
  version: policyVersionSchema,
  jurisdiction: tenantSchema,
  title: sentenceSchema,
  inForceFrom: localDateSchema.exactOptional(),
  inForceTo: localDateSchema.exactOptional(),
  /** SHA-256 of the file as it was installed, in hexadecimal. */
  sha256: sha256Schema,
  /** Absent for the versions that come with the release. */
  installedAt: instantSchema.exactOptional(),
});
const policiesSchema = z.strictObject({ items: z.array(policySchema).max(200) });
const installPolicySchema = z.strictObject({ source: sourceSchema, inForceFrom: localDateSchema.exactOptional(), reason: reasonSchema });
const getPolicySchema = z.strictObject({ programme: programmeSchema, version: policyVersionSchema });
/** Either a version, or the one in force on a day. */
const getPublicPolicySchema = z.strictObject({
  tenant: tenantSchema, programme: programmeSchema, version: policyVersionSchema.exactOptional(), on: localDateSchema.exactOptional(),
});
const policyWithSourceSchema = z.strictObject({ ...policySchema.shape, source: sourceSchema });

/** A version of a programme's policy, without its contents. */
export type PolicyEntry = z.infer<typeof policySchema>;

/** All versions of all policies of the jurisdiction. */
export type PolicyEntries = z.infer<typeof policiesSchema>;

/** A policy file to be installed; `inForceFrom` for a file whose document gives no day. */
export type InstallPolicy = z.infer<typeof installPolicySchema>;

/** Which version. */
export type GetPolicy = z.infer<typeof getPolicySchema>;

/** Which version of a jurisdiction's policy, or the one in force on which day. */
export type GetPublicPolicy = z.infer<typeof getPublicPolicySchema>;

/** A version with its contents. */
export type PolicyWithSource = z.infer<typeof policyWithSourceSchema>;

/** The policies that calls can be published from: those of the release and those installed since. */
export const policyContracts: {
  readonly install: CommandContract<InstallPolicy, PolicyEntry>;
  readonly list: QueryContract<Record<string, never>, PolicyEntries>;
  readonly get: QueryContract<GetPolicy, PolicyWithSource>;
  readonly getPublic: QueryContract<GetPublicPolicy, PolicyWithSource>;
} = {
  install: defineCommand({
    subject: 'evaluation.policy.install',
    summary: { zh: '安装一个方案文件，无须发布新版本', en: 'Install a policy file; no release is needed' },
    permission: { action: 'policy.install', roles: ['province-industry', 'province-development-commission'], reach: 'tenant' },
    request: installPolicySchema,
    answer: policySchema,
    errors: ['ALREADY_EXISTS'],
  }),
  list: defineQuery({
    subject: 'evaluation.policy.list',
    summary: { zh: '查看本辖区的全部方案及版本', en: 'List the policies of the jurisdiction with their versions' },
    permission: { action: 'policy.list', roles: officials, reach: 'tenant' },
    request: z.strictObject({}) as z.ZodType<Record<string, never>>,
    answer: policiesSchema,
    errors: [],
  }),
  get: defineQuery({
    subject: 'evaluation.policy.get',
    summary: { zh: '查看一个方案版本的全部内容', en: 'Read a version of a policy with its contents' },
    permission: { action: 'policy.get', roles: officials, reach: 'tenant' },
    request: getPolicySchema,
    answer: policyWithSourceSchema,
    errors: ['NOT_FOUND'],
  }),
  getPublic: defineQuery({
    subject: 'evaluation.policy.get-public',
    summary: { zh: '公众查看一个方案版本的全部内容', en: 'Read a version of a policy, or the one in force on a day, without signing in' },
    permission: { action: 'policy.get-public', roles: ['public'], reach: 'public' },
    request: getPublicPolicySchema,
    answer: policyWithSourceSchema,
    errors: ['NOT_FOUND'],
  }),
};
