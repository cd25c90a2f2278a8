import { defineCommand, defineEvent, defineQuery } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import { approveSchema, budgetSchema, budgetsSchema, changeSchema, dropSchema, eventSchema, getSchema, listSchema, recordSchema } from './budget.js';

const finance: readonly Role[] = ['province-finance'];
const readers: readonly Role[] = ['province-finance', 'province-industry', 'auditor'];
const allowed = (verb: string, roles: readonly Role[]): Permission => ({ action: `budget.${verb}`, roles, reach: 'region' });

/** Budgets of a programme year: recorded, approved by the congress, changed, and never exceeded (SUB-11, SUB-12.a). */
export const budgetContracts = {
  record: defineCommand({
    subject: 'subsidy.budget.record',
    summary: { zh: '登记年度预算金额及其来源文件', en: 'Record the amount of a year and the document it comes from' },
    permission: allowed('record', finance),
    request: recordSchema,
    answer: budgetSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  change: defineCommand({
    subject: 'subsidy.budget.change',
    summary: { zh: '登记预算追加或者核减', en: 'Record a supplement or a reduction of a budget' },
    permission: allowed('change', finance),
    request: changeSchema,
    answer: budgetSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  approve: defineCommand({
    subject: 'subsidy.budget.approve',
    summary: { zh: '登记人民代表大会批准预算的文号和日期', en: "Record the congress's approval of what was recorded, with its document and day" },
    permission: allowed('approve', finance),
    request: approveSchema,
    answer: budgetSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  drop: defineCommand({
    subject: 'subsidy.budget.drop',
    summary: { zh: '撤下尚未批准的预算变动', en: 'Drop a change that was recorded and not approved' },
    permission: allowed('drop', finance),
    request: dropSchema,
    answer: budgetSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'subsidy.budget.get',
    summary: { zh: '查看预算', en: 'Read a budget' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: budgetSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.budget.list',
    summary: { zh: '分页查看预算，最新的在前', en: 'List budgets, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: budgetsSchema,
    errors: [],
  }),
  approved: defineEvent({
    type: 'jiqun.subsidy.budget.approved.v1',
    summary: { zh: '预算或其变动已获批准', en: 'A budget, or a change of it, was approved' },
    data: eventSchema,
  }),
} as const;
