import type { z } from 'zod';
import { defineCommand, defineQuery } from '../contract.js';
import { historyPageSchema, historyRequestSchema, organisationReaders, organisationRegistrars } from '../organisation/organisation.schema.js';
import type { Permission } from '../permission.js';
import {
  addOwnerSchema, addQualificationSchema, correctOwnerSchema, correctQualificationSchema, countQualifiedSchema, dissolveEnterpriseSchema, enterpriseDetailSchema,
  enterprisePageSchema, type enterpriseSchema, getEnterpriseSchema, listEnterprisesSchema, qualifiedCountSchema, registerEnterpriseSchema, updateEnterpriseSchema,
} from './enterprise.schema.js';

/** An enterprise to be registered. */
export type RegisterEnterprise = z.infer<typeof registerEnterpriseSchema>;

/** All particulars of an enterprise as they shall be. */
export type UpdateEnterprise = z.infer<typeof updateEnterpriseSchema>;

/** That an enterprise is dissolved. */
export type DissolveEnterprise = z.infer<typeof dissolveEnterpriseSchema>;

/** A qualification that an enterprise holds. */
export type AddQualification = z.infer<typeof addQualificationSchema>;

/** A qualification as it shall be. */
export type CorrectQualification = z.infer<typeof correctQualificationSchema>;

/** That an organisation owns a share of an enterprise. */
export type AddOwner = z.infer<typeof addOwnerSchema>;

/** An ownership as it shall be. */
export type CorrectOwner = z.infer<typeof correctOwnerSchema>;

/** Which enterprise, as of which day. */
export type GetEnterprise = z.infer<typeof getEnterpriseSchema>;

/** Which enterprises. */
export type ListEnterprises = z.infer<typeof listEnterprisesSchema>;

/** Which enterprises are to be counted. */
export type CountQualified = z.infer<typeof countQualifiedSchema>;

/** An enterprise as lists have it. */
export type Enterprise = z.infer<typeof enterpriseSchema>;

/** An enterprise with its qualifications and owners. */
export type EnterpriseDetail = z.infer<typeof enterpriseDetailSchema>;

/** A page of enterprises, newest first. */
export type EnterprisePage = z.infer<typeof enterprisePageSchema>;

/** How many enterprises held a qualification on a day. */
export type QualifiedCount = z.infer<typeof qualifiedCountSchema>;

const registering = (verb: string): Permission => ({ action: `enterprise.${verb}`, roles: organisationRegistrars, reach: 'region' });
const changing = (verb: string): Permission => ({ ...registering(verb), states: ['active'] });
const reading = (verb: string): Permission => ({ action: `enterprise.${verb}`, roles: organisationReaders, reach: 'region' });
const changeErrors = ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'] as const;

/** What registry offers for enterprises. */
export const enterpriseContracts = {
  register: defineCommand({
    subject: 'registry.enterprise.register',
    summary: { zh: '登记企业', en: 'Register an enterprise' },
    permission: registering('register'),
    request: registerEnterpriseSchema,
    answer: enterpriseDetailSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  update: defineCommand({
    subject: 'registry.enterprise.update',
    summary: { zh: '变更企业登记事项', en: 'Change the particulars of an enterprise' },
    permission: changing('update'),
    request: updateEnterpriseSchema,
    answer: enterpriseDetailSchema,
    errors: changeErrors,
  }),
  dissolve: defineCommand({
    subject: 'registry.enterprise.dissolve',
    summary: { zh: '登记企业注销', en: 'Record that an enterprise is dissolved' },
    permission: changing('dissolve'),
    request: dissolveEnterpriseSchema,
    answer: enterpriseDetailSchema,
    errors: changeErrors,
  }),
  addQualification: defineCommand({
    subject: 'registry.enterprise.add-qualification',
    summary: { zh: '登记企业资质', en: 'Record a qualification of an enterprise' },
    permission: changing('add-qualification'),
    request: addQualificationSchema,
    answer: enterpriseDetailSchema,
    errors: [...changeErrors, 'ALREADY_EXISTS'],
  }),
  correctQualification: defineCommand({
    subject: 'registry.enterprise.correct-qualification',
    summary: { zh: '更正或终止企业资质', en: 'Correct or end a qualification of an enterprise' },
    permission: changing('correct-qualification'),
    request: correctQualificationSchema,
    answer: enterpriseDetailSchema,
    errors: [...changeErrors, 'ALREADY_EXISTS'],
  }),
  addOwner: defineCommand({
    subject: 'registry.enterprise.add-owner',
    summary: { zh: '登记持有企业股份的单位', en: 'Record an organisation that owns a share of an enterprise' },
    permission: changing('add-owner'),
    request: addOwnerSchema,
    answer: enterpriseDetailSchema,
    errors: [...changeErrors, 'ALREADY_EXISTS'],
  }),
  correctOwner: defineCommand({
    subject: 'registry.enterprise.correct-owner',
    summary: { zh: '更正或终止单位持股', en: 'Correct or end the share that an organisation owns' },
    permission: changing('correct-owner'),
    request: correctOwnerSchema,
    answer: enterpriseDetailSchema,
    errors: [...changeErrors, 'ALREADY_EXISTS'],
  }),
  get: defineQuery({
    subject: 'registry.enterprise.get',
    summary: { zh: '查看企业，可查看某日的登记情况', en: 'Read one enterprise, also as it was on record on a day' },
    permission: reading('get'),
    request: getEnterpriseSchema,
    answer: enterpriseDetailSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.enterprise.list',
    summary: { zh: '分页查看企业，最新登记的在前', en: 'List enterprises, newest first' },
    permission: reading('list'),
    request: listEnterprisesSchema,
    answer: enterprisePageSchema,
    errors: [],
  }),
  history: defineQuery({
    subject: 'registry.enterprise.history',
    summary: { zh: '分页查看企业的变更记录，最新的在前', en: 'List the changes of an enterprise, newest first' },
    permission: reading('history'),
    request: historyRequestSchema,
    answer: historyPageSchema,
    errors: ['NOT_FOUND'],
  }),
  countQualified: defineQuery({
    subject: 'registry.enterprise.count-qualified',
    summary: { zh: '统计某日持有资质的企业数，一家企业只计一次', en: 'Count the enterprises that held a qualification on a day, each once' },
    permission: reading('count-qualified'),
    request: countQualifiedSchema,
    answer: qualifiedCountSchema,
    errors: [],
  }),
};
