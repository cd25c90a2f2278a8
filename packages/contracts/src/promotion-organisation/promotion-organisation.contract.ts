import type { z } from 'zod';
import { defineCommand, defineQuery } from '../contract.js';
import { historyPageSchema, historyRequestSchema, organisationReaders, organisationRegistrars } from '../organisation/organisation.schema.js';
import type { Permission } from '../permission.js';
import {
  getPromotionOrganisationSchema, judgePromotionOrganisationSchema, listPromotionOrganisationsSchema, movePromotionOrganisationSchema,
  promotionOrganisationDetailSchema, promotionOrganisationPageSchema, type promotionOrganisationSchema, publicPromotionOrganisationPageSchema,
  registerPromotionOrganisationSchema, representativeSchema, representedSchema, representsSchema, searchPromotionOrganisationsSchema,
  updatePromotionOrganisationSchema,
} from './promotion-organisation.schema.js';

/** A promotion organisation to be registered. */
export type RegisterPromotionOrganisation = z.infer<typeof registerPromotionOrganisationSchema>;

/** All particulars of a promotion organisation as they shall be. */
export type UpdatePromotionOrganisation = z.infer<typeof updatePromotionOrganisationSchema>;

/** A change of state with its reason. */
export type MovePromotionOrganisation = z.infer<typeof movePromotionOrganisationSchema>;

/** Whether a promotion organisation is in order (AMC-3.b). */
export type JudgePromotionOrganisation = z.infer<typeof judgePromotionOrganisationSchema>;

/** A person who may, or may no longer, act for a promotion organisation. */
export type Representative = z.infer<typeof representativeSchema>;

/** Which promotion organisation, as of which day. */
export type GetPromotionOrganisation = z.infer<typeof getPromotionOrganisationSchema>;

/** Which promotion organisations. */
export type ListPromotionOrganisations = z.infer<typeof listPromotionOrganisationsSchema>;

/** Which promotion organisations of the public register. */
export type SearchPromotionOrganisations = z.infer<typeof searchPromotionOrganisationsSchema>;

/** Whom a person may act for. */
export type Represents = z.infer<typeof representsSchema>;

/** A promotion organisation as lists have it. */
export type PromotionOrganisation = z.infer<typeof promotionOrganisationSchema>;

/** A promotion organisation with its founders, conditions and representatives. */
export type PromotionOrganisationDetail = z.infer<typeof promotionOrganisationDetailSchema>;

/** A page of promotion organisations, newest first. */
export type PromotionOrganisationPage = z.infer<typeof promotionOrganisationPageSchema>;

/** A page of the public register, newest first. */
export type PublicPromotionOrganisationPage = z.infer<typeof publicPromotionOrganisationPageSchema>;

/** The promotion organisations that a person may act for. */
export type Represented = z.infer<typeof representedSchema>;

const registering = (verb: string): Permission => ({ action: `promotion-organisation.${verb}`, roles: organisationRegistrars, reach: 'region' });
const changing = (verb: string, ...states: readonly string[]): Permission => ({ ...registering(verb), states });
const reading = (verb: string): Permission => ({ action: `promotion-organisation.${verb}`, roles: organisationReaders, reach: 'region' });
const changeErrors = ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'] as const;

/** What registry offers for promotion organisations. */
export const promotionOrganisationContracts = {
  register: defineCommand({
    subject: 'registry.promotion-organisation.register',
    summary: { zh: '登记集群发展促进组织，逐项核对条件', en: 'Register a promotion organisation that meets the conditions' },
    permission: registering('register'),
    request: registerPromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: ['ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  update: defineCommand({
    subject: 'registry.promotion-organisation.update',
    summary: { zh: '变更促进组织登记事项', en: 'Change the particulars of a promotion organisation' },
    permission: changing('update', 'registered', 'suspended'),
    request: updatePromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: [...changeErrors, 'CLAUSE_FORBIDS'],
  }),
  judge: defineCommand({
    subject: 'registry.promotion-organisation.judge',
    summary: { zh: '认定促进组织运营、财务、组织和制度是否良好', en: 'Judge whether a promotion organisation is in good order' },
    permission: { ...changing('judge', 'registered', 'suspended'), roles: ['province-industry'] },
    request: judgePromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: [...changeErrors, 'CLAUSE_FORBIDS'],
  }),
  suspend: defineCommand({
    subject: 'registry.promotion-organisation.suspend',
    summary: { zh: '暂停促进组织', en: 'Suspend a promotion organisation' },
    permission: changing('suspend', 'registered'),
    request: movePromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: changeErrors,
  }),
  resume: defineCommand({
    subject: 'registry.promotion-organisation.resume',
    summary: { zh: '恢复促进组织', en: 'Let a suspended promotion organisation go on' },
    permission: changing('resume', 'suspended'),
    request: movePromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: changeErrors,
  }),
  dissolve: defineCommand({
    subject: 'registry.promotion-organisation.dissolve',
    summary: { zh: '登记促进组织注销', en: 'Record that a promotion organisation is dissolved' },
    permission: changing('dissolve', 'registered', 'suspended'),
    request: movePromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: changeErrors,
  }),
  appointRepresentative: defineCommand({
    subject: 'registry.promotion-organisation.appoint-representative',
    summary: { zh: '确定促进组织经办人', en: 'Let a person act for a promotion organisation' },
    permission: changing('appoint-representative', 'registered'),
    request: representativeSchema,
    answer: promotionOrganisationDetailSchema,
    errors: [...changeErrors, 'ALREADY_EXISTS'],
  }),
  removeRepresentative: defineCommand({
    subject: 'registry.promotion-organisation.remove-representative',
    summary: { zh: '取消促进组织经办人', en: 'Let a person no longer act for a promotion organisation' },
    permission: changing('remove-representative', 'registered', 'suspended'),
    request: representativeSchema,
    answer: promotionOrganisationDetailSchema,
    errors: changeErrors,
  }),
  represents: defineQuery({
    subject: 'registry.promotion-organisation.represents',
    summary: { zh: '查看可代表哪些促进组织办理', en: 'Tell for which promotion organisations a person may act' },
    permission: { action: 'promotion-organisation.represents', roles: ['promotion-organisation', ...organisationReaders], reach: 'tenant' },
    request: representsSchema,
    answer: representedSchema,
    errors: [],
  }),
  get: defineQuery({
    subject: 'registry.promotion-organisation.get',
    summary: { zh: '查看促进组织，可查看某日的登记情况', en: 'Read one promotion organisation, also as it was on record on a day' },
    permission: { ...reading('get'), roles: ['promotion-organisation', ...organisationReaders] },
    request: getPromotionOrganisationSchema,
    answer: promotionOrganisationDetailSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.promotion-organisation.list',
    summary: { zh: '分页查看促进组织，最新登记的在前', en: 'List promotion organisations, newest first' },
    permission: reading('list'),
    request: listPromotionOrganisationsSchema,
    answer: promotionOrganisationPageSchema,
    errors: [],
  }),
  history: defineQuery({
    subject: 'registry.promotion-organisation.history',
    summary: { zh: '分页查看促进组织的变更记录，最新的在前', en: 'List the changes of a promotion organisation, newest first' },
    permission: reading('history'),
    request: historyRequestSchema,
    answer: historyPageSchema,
    errors: ['NOT_FOUND'],
  }),
  searchPublic: defineQuery({
    subject: 'registry.promotion-organisation.search-public',
    summary: { zh: '查询促进组织公开名录', en: 'Search the public register of promotion organisations' },
    permission: { action: 'promotion-organisation.search-public', roles: ['public'], reach: 'public' },
    request: searchPromotionOrganisationsSchema,
    answer: publicPromotionOrganisationPageSchema,
    errors: [],
  }),
};
