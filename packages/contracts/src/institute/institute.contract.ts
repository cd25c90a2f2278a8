import { z } from 'zod';
import { defineCommand, defineQuery } from '../contract.js';
import { historyPageSchema, historyRequestSchema, organisationReaders, organisationRegistrars } from '../organisation/organisation.schema.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';

/** The kinds of an institute (高等院校, 科研院所, 实验室, 其他). */
export const instituteKinds = ['university', 'research-institute', 'laboratory', 'other'] as const;

/** Whether an institute is there. */
export const instituteStates = ['active', 'dissolved'] as const;

const particulars = { name: textSchema(200), nameEn: textSchema(200).exactOptional(), region: regionCodeSchema, kind: z.enum(instituteKinds) };
const change = { id: uuidSchema, version: versionSchema, reason: reasonSchema };
const registerInstituteSchema = z.strictObject({ creditCode: socialCreditCodeSchema, ...particulars, reason: reasonSchema.exactOptional() });
const updateInstituteSchema = z.strictObject({ ...change, ...particulars });
const dissolveInstituteSchema = z.strictObject(change);
const getInstituteSchema = z.strictObject({ id: uuidSchema, asOf: localDateSchema.exactOptional() });
const listInstitutesSchema = z.strictObject({
  ...pageSchema.shape,
  region: regionCodeSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  nameContains: textSchema(100).exactOptional(),
  kind: z.enum(instituteKinds).exactOptional(),
  state: z.enum(instituteStates).exactOptional(),
});
const instituteSchema = z.strictObject({
  id: uuidSchema,
  creditCode: socialCreditCodeSchema,
  ...particulars,
  state: z.enum(instituteStates),
  version: versionSchema,
});
const institutePageSchema = pageOf(instituteSchema);

/** An institute to be registered. */
export type RegisterInstitute = z.infer<typeof registerInstituteSchema>;

/** All particulars of an institute as they shall be; what is left out is taken away. */
export type UpdateInstitute = z.infer<typeof updateInstituteSchema>;

/** That an institute is dissolved. */
export type DissolveInstitute = z.infer<typeof dissolveInstituteSchema>;

/** Which institute, and as it was on record at the end of which day. */
export type GetInstitute = z.infer<typeof getInstituteSchema>;

/** Which institutes: `region` and all below it. */
export type ListInstitutes = z.infer<typeof listInstitutesSchema>;

/** A university, research institute or laboratory. */
export type Institute = z.infer<typeof instituteSchema>;

/** A page of institutes, newest first. */
export type InstitutePage = z.infer<typeof institutePageSchema>;

const registering = (verb: string): Permission => ({ action: `institute.${verb}`, roles: organisationRegistrars, reach: 'region' });
const changing = (verb: string): Permission => ({ ...registering(verb), states: ['active'] });
const reading = (verb: string): Permission => ({ action: `institute.${verb}`, roles: organisationReaders, reach: 'region' });
const changeErrors = ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'] as const;

/** What registry offers for institutes. */
export const instituteContracts = {
  register: defineCommand({
    subject: 'registry.institute.register',
    summary: { zh: '登记科研院所', en: 'Register an institute' },
    permission: registering('register'),
    request: registerInstituteSchema,
    answer: instituteSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  update: defineCommand({
    subject: 'registry.institute.update',
    summary: { zh: '变更科研院所登记事项', en: 'Change the particulars of an institute' },
    permission: changing('update'),
    request: updateInstituteSchema,
    answer: instituteSchema,
    errors: changeErrors,
  }),
  dissolve: defineCommand({
    subject: 'registry.institute.dissolve',
    summary: { zh: '登记科研院所注销', en: 'Record that an institute is dissolved' },
    permission: changing('dissolve'),
    request: dissolveInstituteSchema,
    answer: instituteSchema,
    errors: changeErrors,
  }),
  get: defineQuery({
    subject: 'registry.institute.get',
    summary: { zh: '查看科研院所，可查看某日的登记情况', en: 'Read one institute, also as it was on record on a day' },
    permission: reading('get'),
    request: getInstituteSchema,
    answer: instituteSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.institute.list',
    summary: { zh: '分页查看科研院所，最新登记的在前', en: 'List institutes, newest first' },
    permission: reading('list'),
    request: listInstitutesSchema,
    answer: institutePageSchema,
    errors: [],
  }),
  history: defineQuery({
    subject: 'registry.institute.history',
    summary: { zh: '分页查看科研院所的变更记录，最新的在前', en: 'List the changes of an institute, newest first' },
    permission: reading('history'),
    request: historyRequestSchema,
    answer: historyPageSchema,
    errors: ['NOT_FOUND'],
  }),
};
