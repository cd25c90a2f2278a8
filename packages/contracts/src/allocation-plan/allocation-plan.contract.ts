import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract } from '../contract.js';
import type { ErrorCode } from '../error-catalogue.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import type { Sentence } from '../sentence.js';
import {
  type allocationPlanStates, approveSchema, draftSchema, eventSchema, exportRequestSchema, exportSchema, getSchema, listSchema, planSchema, plansSchema, returnSchema, sharesRequestSchema,
  sharesSchema, simulateSchema, simulationSchema, stepSchema, type AllocationPlan, type AllocationPlanChanged,
} from './allocation-plan.js';

const industry: readonly Role[] = ['province-industry'];
const finance: readonly Role[] = ['province-finance'];
const both: readonly Role[] = [...industry, ...finance];
const readers: readonly Role[] = [...both, 'auditor'];
const allowed = (verb: string, roles: readonly Role[], ...states: (typeof allocationPlanStates)[number][]): Permission => ({
  action: `allocation-plan.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: Sentence;
  readonly request: z.ZodType<Req>;
  readonly roles: readonly Role[];
  readonly states: readonly (typeof allocationPlanStates)[number][];
  readonly errors?: readonly ErrorCode[];
}

function step<Req>({ verb, summary, request, roles, states, errors = [] }: Step<Req>): CommandContract<Req, AllocationPlan> {
  return defineCommand({
    subject: `subsidy.allocation-plan.${verb}`,
    summary,
    permission: allowed(verb, roles, ...states),
    request,
    answer: planSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', ...errors],
  });
}

const changed = (verb: string, summary: Sentence): EventContract<AllocationPlanChanged> =>
  defineEvent({ type: `jiqun.subsidy.allocation-plan.${verb}.v1`, summary, data: eventSchema });

/** Allocation plans: a budget shared out among the awards of a year, to the fen (SUB-11, SUB-12.a; INT-20). */
export const allocationPlanContracts = {
  draft: defineCommand({
    subject: 'subsidy.allocation-plan.draft',
    summary: { zh: '工信部门拟出分配方案，或以新版本取代', en: 'Industry makes an allocation plan, or replaces one by a new version' },
    permission: allowed('draft', industry),
    request: draftSchema,
    answer: planSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  sign: step({
    verb: 'sign', roles: both, states: ['draft'], request: stepSchema, errors: ['FOUR_EYES', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
    summary: { zh: '工信、财政部门分别签署分配方案', en: 'Industry and finance each sign the plan' },
  }),
  submit: step({
    verb: 'submit', roles: industry, states: ['signed'], request: stepSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '报省政府审批', en: 'Submit the plan to the provincial government' },
  }),
  approve: step({
    verb: 'approve', roles: industry, states: ['submitted'], request: approveSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '登记省政府批准的文号和日期', en: "Record the provincial government's approval with its document and day" },
  }),
  giveBack: step({
    verb: 'give-back', roles: both, states: ['draft', 'signed', 'submitted', 'government-approved'], request: returnSchema,
    summary: { zh: '退回分配方案', en: 'Return a plan' },
  }),
  takeEffect: step({
    verb: 'take-effect', roles: finance, states: ['government-approved'], request: stepSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '预算批准后执行分配方案', en: 'Put a plan into effect, the congress having approved the budget' },
  }),
  get: defineQuery({
    subject: 'subsidy.allocation-plan.get',
    summary: { zh: '查看分配方案', en: 'Read a plan' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: planSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.allocation-plan.list',
    summary: { zh: '分页查看分配方案，最新的在前', en: 'List plans, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: plansSchema,
    errors: [],
  }),
  listShares: defineQuery({
    subject: 'subsidy.allocation-plan.list-shares',
    summary: { zh: '分页查看各奖补的份额及余数说明', en: 'List the shares of a plan, with their remainders' },
    permission: allowed('list-shares', readers),
    request: sharesRequestSchema,
    answer: sharesSchema,
    errors: ['NOT_FOUND'],
  }),
  export: defineQuery({
    subject: 'subsidy.allocation-plan.export',
    summary: { zh: '导出分配方案', en: 'Export a plan' },
    permission: allowed('export', readers),
    request: exportRequestSchema,
    answer: exportSchema,
    errors: ['NOT_FOUND'],
  }),
  simulate: defineQuery({
    subject: 'subsidy.allocation-plan.simulate',
    summary: { zh: '试算全年在某一预算下的分配结果', en: 'Simulate what a whole year would get under a budget' },
    permission: allowed('simulate', readers),
    request: simulateSchema,
    answer: simulationSchema,
    errors: ['NOT_FOUND'],
  }),
  signed: changed('signed', { zh: '分配方案已由两部门签署', en: 'A plan was signed by both departments' }),
  submitted: changed('submitted', { zh: '分配方案已报批', en: 'A plan was submitted' }),
  approved: changed('approved', { zh: '省政府已批准分配方案', en: 'The provincial government approved a plan' }),
  returned: changed('returned', { zh: '分配方案已退回', en: 'A plan was returned' }),
  tookEffect: changed('put-into-effect', { zh: '分配方案已执行', en: 'A plan took effect' }),
} as const;
