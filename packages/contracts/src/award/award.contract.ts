import { defineCommand, defineEvent, defineQuery, type EventContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import type { Sentence } from '../sentence.js';
import {
  awardSchema, awardsSchema, type awardStates, correctSchema, decideSchema, eventSchema, explainRequestSchema, explanationSchema, getSchema, listSchema, prepareSchema,
  replaySchema, versionsSchema, withdrawSchema, type AwardChanged,
} from './award.js';

const industry: readonly Role[] = ['province-industry'];
const finance: readonly Role[] = ['province-finance'];
const officials: readonly Role[] = [
  'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'auditor',
];
/** An enterprise sees the awards of the project groups that it edits. */
const readers: readonly Role[] = [...officials, 'enterprise'];

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof awardStates)[number][]): Permission => ({
  action: `award.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});
const changed = (verb: string, summary: Sentence): EventContract<AwardChanged> =>
  defineEvent({ type: `jiqun.subsidy.award.${verb}.v1`, summary, data: eventSchema });

/** Awards: what a reserved project group gets, why, and down to which line (SUB-4.b, SUB-5; INT-16 to INT-19). */
export const awardContracts = {
  prepare: defineCommand({
    subject: 'subsidy.award.prepare',
    summary: { zh: '工信部门为已入库项目群拟定奖补金额', en: 'Industry prepares the award of a project group in the reserve' },
    permission: allowed('prepare', industry),
    request: prepareSchema,
    answer: awardSchema,
    errors: ['CLAUSE_FORBIDS', 'ALREADY_EXISTS', 'NOT_FOUND'],
  }),
  correct: defineCommand({
    subject: 'subsidy.award.correct',
    summary: { zh: '分配方案报批前以新版本更正奖补金额', en: 'Correct an award by a new version, before its plan is submitted' },
    permission: allowed('correct', industry, 'prepared', 'decided'),
    request: correctSchema,
    answer: awardSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  decide: defineCommand({
    subject: 'subsidy.award.decide',
    summary: { zh: '财政部门审核并确定奖补金额', en: 'Finance examines an award and decides it' },
    permission: allowed('decide', finance, 'prepared'),
    request: decideSchema,
    answer: awardSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  withdraw: defineCommand({
    subject: 'subsidy.award.withdraw',
    summary: { zh: '分配方案报批前撤下奖补', en: 'Give an award up before its plan is submitted' },
    permission: allowed('withdraw', [...industry, ...finance], 'prepared', 'decided'),
    request: withdrawSchema,
    answer: awardSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'subsidy.award.get',
    summary: { zh: '查看奖补', en: 'Read an award' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: awardSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.award.list',
    summary: { zh: '分页查看奖补，最新的在前', en: 'List awards, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: awardsSchema,
    errors: [],
  }),
  explain: defineQuery({
    subject: 'subsidy.award.explain',
    summary: { zh: '说明奖补金额的由来，直至每一笔投资', en: 'Explain an award down to each line of investment' },
    permission: allowed('explain', readers),
    request: explainRequestSchema,
    answer: explanationSchema,
    errors: ['NOT_FOUND'],
  }),
  versions: defineQuery({
    subject: 'subsidy.award.versions',
    summary: { zh: '查看奖补的各个版本', en: 'Read the versions of an award' },
    permission: allowed('versions', officials),
    request: getSchema,
    answer: versionsSchema,
    errors: ['NOT_FOUND'],
  }),
  replay: defineQuery({
    subject: 'subsidy.award.replay',
    summary: { zh: '用留存的资料重新计算奖补并逐字比对', en: 'Derive an award again from what was stored and compare it byte for byte' },
    permission: allowed('replay', officials),
    request: getSchema,
    answer: replaySchema,
    errors: ['NOT_FOUND'],
  }),
  prepared: changed('prepared', { zh: '奖补已拟定', en: 'An award was prepared, or corrected by a new version' }),
  decided: changed('decided', { zh: '奖补已确定', en: 'An award was decided' }),
  withdrawn: changed('withdrawn', { zh: '奖补已撤下', en: 'An award was given up before the plan' }),
  allotted: changed('allotted', { zh: '奖补已按分配方案安排资金', en: 'The plan gave an award its share' }),
  stopped: changed('stopped', { zh: '奖补已停止兑现', en: 'The payments of an award were stopped' }),
  stopWithdrawn: changed('stop-withdrawn', { zh: '停止兑现已撤销', en: 'The stop of an award was annulled' }),
  closed: changed('closed', { zh: '奖补兑现期届满，未兑现部分失效', en: 'The payment years of an award are over; what was not paid has lapsed' }),
} as const;
