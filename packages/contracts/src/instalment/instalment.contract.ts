import { defineCommand, defineEvent, defineQuery, type EventContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import type { Sentence } from '../sentence.js';
import {
  authoriseSchema, eventSchema, getSchema, instalmentSchema, instalmentsSchema, type instalmentStates, issueSchema, listSchema, proposeAgainSchema, proposeSchema, takeBackSchema,
  type InstalmentChanged,
} from './instalment.js';

const industry: readonly Role[] = ['province-industry'];
const finance: readonly Role[] = ['province-finance'];
const readers: readonly Role[] = [
  'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'auditor', 'enterprise',
];
const allowed = (verb: string, roles: readonly Role[], ...states: (typeof instalmentStates)[number][]): Permission => ({
  action: `instalment.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});
const changed = (verb: string, summary: Sentence): EventContract<InstalmentChanged> =>
  defineEvent({ type: `jiqun.subsidy.instalment.${verb}.v1`, summary, data: eventSchema });

/** Instalments: what an award is paid year by year, from its progress (SUB-5.d, SUB-12.a; INT-17, INT-18, INT-21). */
export const instalmentContracts = {
  propose: defineCommand({
    subject: 'subsidy.instalment.propose',
    summary: { zh: '工信部门核实进度后提出当年应兑现金额', en: 'Industry has verified the progress and proposes what a year pays' },
    permission: allowed('propose', industry),
    request: proposeSchema,
    answer: instalmentSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  proposeAgain: defineCommand({
    subject: 'subsidy.instalment.propose-again',
    summary: { zh: '查明失败原因后重新提出兑现', en: 'Propose a failed instalment again, its cause being known' },
    permission: allowed('propose-again', industry, 'failed'),
    request: proposeAgainSchema,
    answer: instalmentSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  authorise: defineCommand({
    subject: 'subsidy.instalment.authorise',
    summary: { zh: '财政部门审核同意兑现', en: 'Finance authorises an instalment' },
    permission: allowed('authorise', finance, 'planned', 'failed'),
    request: authoriseSchema,
    answer: instalmentSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  takeBack: defineCommand({
    subject: 'subsidy.instalment.take-back',
    summary: { zh: '下达前收回同意', en: 'Take an authorisation back before the issue' },
    permission: allowed('take-back', finance, 'authorised'),
    request: takeBackSchema,
    answer: instalmentSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  issue: defineCommand({
    subject: 'subsidy.instalment.issue',
    summary: { zh: '下达资金；企业在名单上的，该期暂缓', en: 'Issue the funds; an instalment met by a credit listing is held' },
    permission: allowed('issue', finance, 'authorised'),
    request: issueSchema,
    answer: instalmentSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  get: defineQuery({
    subject: 'subsidy.instalment.get',
    summary: { zh: '查看一期奖补', en: 'Read an instalment' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: instalmentSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.instalment.list',
    summary: { zh: '分页查看各期奖补，最新的在前', en: 'List instalments, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: instalmentsSchema,
    errors: [],
  }),
  planned: changed('planned', { zh: '已提出当年应兑现金额', en: 'What a year pays was proposed' }),
  authorised: changed('authorised', { zh: '该期已同意兑现', en: 'An instalment was authorised' }),
  takenBack: changed('taken-back', { zh: '该期同意已收回', en: 'An authorisation was taken back' }),
  held: changed('held', { zh: '该期已暂缓', en: 'An instalment is held' }),
  released: changed('released', { zh: '该期已恢复', en: 'A held instalment was released' }),
  issued: changed('issued', { zh: '该期资金已下达', en: 'The funds of an instalment were issued' }),
  confirmed: changed('confirmed', { zh: '该期款项已到账', en: 'The money of an instalment has arrived' }),
  failed: changed('failed', { zh: '该期支付失败', en: 'A payment failed; the money has surely not arrived' }),
  doubted: changed('doubted', { zh: '该期支付存疑', en: 'Nobody knows whether the money arrived' }),
  stopped: changed('stopped', { zh: '该期已停止兑现', en: 'An instalment was stopped' }),
  lapsed: changed('lapsed', { zh: '该期已失效', en: 'An instalment lapsed with the payment years' }),
} as const;
