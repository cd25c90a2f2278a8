import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';

/** What a founder of a promotion organisation can be (龙头企业, 社会团体, 科研机构). */
export const founderKinds = ['leading-enterprise', 'social-group', 'institute'] as const;

/** What can be asked of an organisation before it is registered as a promotion organisation (AMC-3.a, XJ-3). */
export const promotionConditions = [
  'independent-legal-person', 'non-governmental', 'non-profit', 'registered-in-china', 'third-party', 'government-guidance',
] as const;

/** Where a promotion organisation stands. */
export const promotionOrganisationStates = ['registered', 'suspended', 'dissolved'] as const;

/** Who guides, manages and supervises a promotion organisation: the industry department of its locality (XJ-10). */
export const supervisingRoles = ['county-industry', 'prefecture-industry', 'province-industry'] as const;

const founderSchema = z.strictObject({ creditCode: socialCreditCodeSchema, kind: z.enum(founderKinds) });
const conditionSchema = z.strictObject({ condition: z.enum(promotionConditions), met: z.boolean(), evidence: textSchema(500) });
const personSchema = z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/).describe('opaque person');
const particulars = { name: textSchema(200), nameEn: textSchema(200).exactOptional(), region: regionCodeSchema };
const founders = z.array(founderSchema).max(18);
const change = { id: uuidSchema, version: versionSchema, reason: reasonSchema };

/** A promotion organisation to be registered: each condition with whether it is met and where that can be seen. */
export const registerPromotionOrganisationSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  ...particulars,
  founders,
  conditions: z.array(conditionSchema).max(promotionConditions.length),
  reason: reasonSchema.exactOptional(),
});

/** All particulars as they shall be; what is left out is taken away. */
export const updatePromotionOrganisationSchema = z.strictObject({ ...change, ...particulars, founders });

/** A change of state with its reason. */
export const movePromotionOrganisationSchema = z.strictObject(change);

/** Whether operations, finances, organisation and rules are in order (AMC-3.b). */
export const judgePromotionOrganisationSchema = z.strictObject({ ...change, inOrder: z.boolean() });

/** A person who may, or may no longer, act for a promotion organisation. */
export const representativeSchema = z.strictObject({ ...change, person: personSchema });

/** Which promotion organisation, and as it was on record at the end of which day. */
export const getPromotionOrganisationSchema = z.strictObject({ id: uuidSchema, asOf: localDateSchema.exactOptional() });

/** Which promotion organisations: `region` and all below it. */
export const listPromotionOrganisationsSchema = z.strictObject({
  ...pageSchema.shape,
  region: regionCodeSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  nameContains: textSchema(100).exactOptional(),
  state: z.enum(promotionOrganisationStates).exactOptional(),
});

/** Which promotion organisations of the public register: of one jurisdiction or of all, `region` and all below it. */
export const searchPromotionOrganisationsSchema = z.strictObject({
  ...pageSchema.shape,
  tenant: tenantSchema.exactOptional(),
  region: regionCodeSchema.exactOptional(),
  nameContains: textSchema(100).exactOptional(),
});

/** Whom a person may act for; without `person` the caller. */
export const representsSchema = z.strictObject({ person: personSchema.exactOptional() });

/** A promotion organisation as lists have it. */
export const promotionOrganisationSchema = z.strictObject({
  id: uuidSchema,
  creditCode: socialCreditCodeSchema,
  ...particulars,
  state: z.enum(promotionOrganisationStates),
  /** Absent as long as nobody has judged it (AMC-3.b). */
  inOrder: z.boolean().exactOptional(),
  supervisor: z.strictObject({ role: z.enum(supervisingRoles), region: regionCodeSchema }),
  version: versionSchema,
});

/** A promotion organisation with its founders, the conditions it was registered on, and who acts for it. */
export const promotionOrganisationDetailSchema = z.strictObject({
  ...promotionOrganisationSchema.shape,
  founders,
  conditions: z.array(conditionSchema).max(promotionConditions.length),
  judgement: z.strictObject({ inOrder: z.boolean(), judgedOn: localDateSchema, reason: reasonSchema }).exactOptional(),
  representatives: z.array(personSchema).max(50),
});

/** A page of promotion organisations, newest first. */
export const promotionOrganisationPageSchema = pageOf(promotionOrganisationSchema);

/** What everybody may know of a promotion organisation. */
export const publicPromotionOrganisationSchema = z.strictObject({
  id: uuidSchema,
  ...particulars,
  founderKinds: z.array(z.enum(founderKinds)).max(founderKinds.length),
  state: z.enum(promotionOrganisationStates),
});

/** A page of the public register, newest first. */
export const publicPromotionOrganisationPageSchema = pageOf(publicPromotionOrganisationSchema);

/** The promotion organisations that a person may act for at present. */
export const representedSchema = z.strictObject({
  organisations: z.array(z.strictObject({ id: uuidSchema, name: textSchema(200), creditCode: socialCreditCodeSchema, region: regionCodeSchema })).max(200),
});
