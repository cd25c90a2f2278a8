import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { industryCodeSchema } from '../primitives/industry-code.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';

/** The sizes of an enterprise (大型, 中型, 小型, 微型). */
export const enterpriseScales = ['large', 'medium', 'small', 'micro'] as const;

/** Whether an enterprise is there. */
export const enterpriseStates = ['active', 'dissolved'] as const;

/** What an enterprise can be recognised as: 单项冠军, 专精特新“小巨人”, 专精特新中小企业, 高新技术企业, 创新型中小企业. */
export const qualificationKinds = ['champion', 'little-giant', 'specialised-sme', 'high-tech', 'innovative-sme'] as const;

/** More than 0 and at most 100, with at most four decimals, as a string. */
export const sharePercentSchema = z
  .string()
  .max(8)
  .regex(/^(?!0(?:\.0+)?$)(?:100(?:\.0{1,4})?|(?:0|[1-9][0-9]?)(?:\.[0-9]{1,4})?)$/)
  .describe('share in per cent');

const particulars = {
  name: textSchema(200),
  nameEn: textSchema(200).exactOptional(),
  region: regionCodeSchema,
  industry: industryCodeSchema,
  scale: z.enum(enterpriseScales),
};
const qualification = {
  kind: z.enum(qualificationKinds),
  certificateNumber: textSchema(64).exactOptional(),
  validFrom: localDateSchema,
  validThrough: localDateSchema.exactOptional(),
  source: textSchema(500),
};
const ownership = {
  ownerCode: socialCreditCodeSchema,
  sharePercent: sharePercentSchema,
  ownedFrom: localDateSchema,
  ownedThrough: localDateSchema.exactOptional(),
};
const change = { id: uuidSchema, version: versionSchema, reason: reasonSchema };

/** An enterprise to be registered. */
export const registerEnterpriseSchema = z.strictObject({ creditCode: socialCreditCodeSchema, ...particulars, reason: reasonSchema.exactOptional() });

/** All particulars as they shall be; what is left out is taken away. */
export const updateEnterpriseSchema = z.strictObject({ ...change, ...particulars });

/** That an enterprise is dissolved. */
export const dissolveEnterpriseSchema = z.strictObject(change);

/** A qualification that an enterprise holds. */
export const addQualificationSchema = z.strictObject({ ...change, ...qualification });

/** A qualification as it shall be; `struck` for one that was never held. */
export const correctQualificationSchema = z.strictObject({ ...change, qualificationId: uuidSchema, ...qualification, struck: z.boolean().exactOptional() });

/** That an organisation owns a share of the enterprise. Natural persons are not recorded. */
export const addOwnerSchema = z.strictObject({ ...change, ...ownership });

/** An ownership as it shall be; `struck` for one that never was. */
export const correctOwnerSchema = z.strictObject({ ...change, ownershipId: uuidSchema, ...ownership, struck: z.boolean().exactOptional() });

/** Which enterprise, and as it was on record at the end of which day. */
export const getEnterpriseSchema = z.strictObject({ id: uuidSchema, asOf: localDateSchema.exactOptional() });

/** Which enterprises: `region` and all below it, `industry` by its first digits, `qualification` held on `asOf` or today. */
export const listEnterprisesSchema = z.strictObject({
  ...pageSchema.shape,
  region: regionCodeSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  nameContains: textSchema(100).exactOptional(),
  industry: industryCodeSchema.exactOptional(),
  scale: z.enum(enterpriseScales).exactOptional(),
  state: z.enum(enterpriseStates).exactOptional(),
  qualification: z.enum(qualificationKinds).exactOptional(),
  asOf: localDateSchema.exactOptional(),
});

/** Enterprises that held any of the kinds on a day: of a cluster, of a region and all below it, or of all that the caller may see. */
export const countQualifiedSchema = z.strictObject({
  kinds: z.array(z.enum(qualificationKinds)).min(1).max(qualificationKinds.length),
  asOf: localDateSchema.exactOptional(),
  clusterId: uuidSchema.exactOptional(),
  region: regionCodeSchema.exactOptional(),
});

/** An enterprise as lists have it. */
export const enterpriseSchema = z.strictObject({
  id: uuidSchema,
  creditCode: socialCreditCodeSchema,
  ...particulars,
  state: z.enum(enterpriseStates),
  version: versionSchema,
});

const qualificationSchema = z.strictObject({ qualificationId: uuidSchema, ...qualification });
const ownershipSchema = z.strictObject({ ownershipId: uuidSchema, ...ownership });

/** An enterprise with what it is recognised as, and the organisations that own it. */
export const enterpriseDetailSchema = z.strictObject({
  ...enterpriseSchema.shape,
  qualifications: z.array(qualificationSchema).max(50),
  owners: z.array(ownershipSchema).max(200),
});

/** A page of enterprises, newest first. */
export const enterprisePageSchema = pageOf(enterpriseSchema);

const countSchema = z.int().min(0).max(1_000_000_000);

/** How many: each enterprise once in `enterprises`, however many kinds it has (INT-30), and once under each kind. */
export const qualifiedCountSchema = z.strictObject({
  asOf: localDateSchema,
  enterprises: countSchema,
  byKind: z.array(z.strictObject({ kind: z.enum(qualificationKinds), enterprises: countSchema })).max(qualificationKinds.length),
});
