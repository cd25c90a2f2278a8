import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import {
  annulSchema,
  concludeSchema,
  confirmAnnulmentSchema,
  confirmTargetsSchema,
  correctEvaluationSchema,
  correctTargetsSchema,
  evaluateSchema,
  eventSchema,
  getSchema,
  listSchema,
  objectSchema,
  pageSchemaOfPerformances,
  performanceSchema,
  performanceStates,
  replaySchema,
  reportSchema,
  selfEvaluateSchema,
  setTargetsSchema,
  type GetPerformance,
  type ListPerformances,
  type Performance,
  type PerformancePage,
  type PerformanceProgressed,
  type PerformanceReplay,
} from './performance-record.js';

const operators: readonly Role[] = ['province-industry'];
const localities: readonly Role[] = ['county-industry', 'prefecture-industry'];
const officials: readonly Role[] = [...localities, 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'auditor'];
/** An enterprise sees and answers what is its own. */
const readers: readonly Role[] = [...officials, 'enterprise'];

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof performanceStates)[number][]): Permission => ({
  action: `performance.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly roles: readonly Role[];
  readonly states: readonly (typeof performanceStates)[number][];
  readonly errors?: readonly ('CLAUSE_FORBIDS' | 'FOUR_EYES' | 'VERSION_CONFLICT')[];
}

function step<Req>({ verb, summary, request, roles, states, errors = ['VERSION_CONFLICT'] }: Step<Req>): CommandContract<Req, Performance> {
  return defineCommand({
    subject: `subsidy.performance.${verb}`,
    summary,
    permission: allowed(verb, roles, ...states),
    request,
    answer: performanceSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', ...errors],
  });
}

const event = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<PerformanceProgressed> =>
  defineEvent({ type: `jiqun.subsidy.performance.${verb}.v1`, summary, data: eventSchema });

/** Targets that go out with the funds, what is reported against them, and their evaluation (SUB-12.a, SUB-15, SUB-16; INT-31). */
export const performanceContracts = {
  set: defineCommand({
    subject: 'subsidy.performance.set',
    summary: { zh: '编制并分解一个年度的绩效指标', en: 'Set the performance targets of an award for a year and break them down' },
    permission: allowed('set', operators),
    request: setTargetsSchema,
    answer: performanceSchema,
    errors: ['ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  correctTargets: step({
    verb: 'correct-targets', roles: operators, states: ['set', 'confirmed'], request: correctTargetsSchema, errors: ['VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
    summary: { zh: '更正绩效指标，须重新确认', en: 'Correct targets; they are confirmed anew' },
  }),
  confirmTargets: step({
    verb: 'confirm-targets', roles: operators, states: ['set'], request: confirmTargetsSchema, errors: ['VERSION_CONFLICT', 'FOUR_EYES'],
    summary: { zh: '由另一人确认绩效指标', en: 'Confirm targets, by another person' },
  }),
  report: step({
    verb: 'report', roles: localities, states: ['confirmed'], request: reportSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '各地对照指标监控并报告', en: 'Report what a locality found against the targets' },
  }),
  selfEvaluate: step({
    verb: 'self-evaluate', roles: ['enterprise'], states: ['confirmed'], request: selfEvaluateSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '企业自评', en: 'Evaluate oneself, as the enterprise' },
  }),
  evaluate: step({
    verb: 'evaluate', roles: operators, states: ['confirmed'], request: evaluateSchema, errors: ['VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
    summary: { zh: '绩效评价', en: 'Evaluate the performance of a year' },
  }),
  correctEvaluation: step({
    verb: 'correct-evaluation', roles: operators, states: ['evaluated'], request: correctEvaluationSchema, errors: ['VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
    summary: { zh: '在生效前更正评价', en: 'Correct an evaluation that has no effect yet' },
  }),
  object: step({
    verb: 'object', roles: ['enterprise', ...localities, ...operators], states: ['evaluated'], request: objectSchema,
    summary: { zh: '登记企业对评价的异议', en: 'Record what the enterprise has against an evaluation' },
  }),
  conclude: step({
    verb: 'conclude', roles: operators, states: ['evaluated'], request: concludeSchema, errors: ['VERSION_CONFLICT', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '由另一人审定评价，并认定是否难以整改', en: 'Conclude an evaluation, by another person, who judges whether it is hard to correct' },
  }),
  annul: step({
    verb: 'annul', roles: operators, states: ['concluded', 'sanctioned'], request: annulSchema, errors: ['VERSION_CONFLICT', 'FOUR_EYES'],
    summary: { zh: '提请撤销审定结论（复查文书）', en: 'Propose to annul a conclusion, by the document of the review' },
  }),
  confirmAnnulment: step({
    verb: 'confirm-annulment', roles: operators, states: ['concluded', 'sanctioned'], request: confirmAnnulmentSchema,
    errors: ['VERSION_CONFLICT', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '由第三人确认撤销审定结论', en: 'Confirm the annulment of a conclusion, by a third person' },
  }),
  get: defineQuery({
    subject: 'subsidy.performance.get',
    summary: { zh: '查看一个年度的绩效', en: 'Read the performance of an award in a year' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: performanceSchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetPerformance, Performance>,
  list: defineQuery({
    subject: 'subsidy.performance.list',
    summary: { zh: '分页查看绩效，最新的在前', en: 'List performances, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: pageSchemaOfPerformances,
    errors: [],
  }) as QueryContract<ListPerformances, PerformancePage>,
  replay: defineQuery({
    subject: 'subsidy.performance.replay',
    summary: { zh: '按所存结果重新推导得分和等级并比对', en: 'Derive score and grade again from what is stored, and compare' },
    permission: allowed('replay', ['province-industry', 'province-finance', 'auditor']),
    request: getSchema,
    answer: replaySchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetPerformance, PerformanceReplay>,
  targetsConfirmed: event('targets-confirmed', { zh: '绩效指标已确认', en: 'Performance targets were confirmed' }),
  evaluated: event('evaluated', { zh: '绩效评价已作出', en: 'A performance was evaluated' }),
  annulled: event('annulled', { zh: '绩效审定结论已撤销', en: 'The conclusion on an evaluation was annulled' }),
  concluded: event('concluded', { zh: '绩效评价已审定', en: 'An evaluation was concluded' }),
} as const;
