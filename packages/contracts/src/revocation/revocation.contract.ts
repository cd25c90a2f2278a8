import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import {
  askHearingSchema,
  caseSchema,
  casesSchema,
  decideSchema,
  dropSchema,
  eventSchema,
  getSchema,
  groundsRequestSchema,
  groundsSchema,
  holdHearingSchema,
  listSchema,
  notifySchema,
  openSchema,
  publishSchema,
  recordFindingSchema,
  recordIncidentSchema,
  recordStatementSchema,
  recordedSchema,
  replaySchema,
  revocationStates,
  strikeSchema,
  withdrawSchema,
  type AskGrounds,
  type GetRevocation,
  type ListRevocations,
  type RevocationCase,
  type RevocationPage,
  type RevocationProgressed,
  type RevocationReplay,
  type TitleGrounds,
} from './revocation-case.js';

const observers: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry'];
const operators: readonly Role[] = ['province-industry'];
/**
 * The locality speaks for its cluster; who else has something to say does so on paper, which is recorded. Not the promotion
 * organisations: a grant in a region would show one of them the cases of another.
 */
const parties: readonly Role[] = observers;
const readers: readonly Role[] = [...parties, 'auditor'];

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof revocationStates)[number][]): Permission => ({
  action: `revocation.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly roles: readonly Role[];
  readonly states: readonly (typeof revocationStates)[number][];
  readonly errors?: readonly ('CLAUSE_FORBIDS' | 'FOUR_EYES')[];
}

function step<Req>({ verb, summary, request, roles, states, errors = [] }: Step<Req>): CommandContract<Req, RevocationCase> {
  return defineCommand({
    subject: `evaluation.revocation.${verb}`,
    summary,
    permission: allowed(verb, roles, ...states),
    request,
    answer: caseSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', ...errors],
  });
}

const event = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<RevocationProgressed> =>
  defineEvent({ type: `jiqun.evaluation.revocation.${verb}.v1`, summary, data: eventSchema });

/** Monitoring of titles and the procedure by which they are revoked (SME-14, AMC-11.b; INT-27). */
export const revocationContracts = {
  recordIncident: defineCommand({
    subject: 'evaluation.revocation.record-incident',
    summary: { zh: '登记集群内企业发生的事故或事件', en: 'Record an incident of an enterprise of a cluster' },
    permission: allowed('record-incident', observers),
    request: recordIncidentSchema,
    answer: recordedSchema,
    errors: [],
  }),
  recordFinding: defineCommand({
    subject: 'evaluation.revocation.record-finding',
    summary: { zh: '登记对集群或其企业查实的情况', en: 'Record a finding about a cluster or an enterprise of it' },
    permission: allowed('record-finding', observers),
    request: recordFindingSchema,
    answer: recordedSchema,
    errors: [],
  }),
  strikeRecord: defineCommand({
    subject: 'evaluation.revocation.strike-record',
    summary: { zh: '划去误登的事故或查实情况，原记录保留', en: 'Strike out an incident or a finding that was recorded by mistake; it stays on record' },
    permission: { ...allowed('strike-record', operators), reach: 'tenant' },
    request: strikeSchema,
    answer: recordedSchema,
    errors: ['NOT_FOUND'],
  }),
  grounds: defineQuery({
    subject: 'evaluation.revocation.grounds',
    summary: { zh: '查看某日存在的撤销理由及说明', en: 'Read the grounds of revocation that exist on a day, explained' },
    permission: allowed('grounds', [...observers, 'auditor']),
    request: groundsRequestSchema,
    answer: groundsSchema,
    errors: [],
  }) as QueryContract<AskGrounds, TitleGrounds>,
  open: defineCommand({
    subject: 'evaluation.revocation.open',
    summary: { zh: '立案', en: 'Open a case' },
    permission: allowed('open', operators),
    request: openSchema,
    answer: caseSchema,
    errors: ['CLAUSE_FORBIDS', 'ALREADY_EXISTS'],
  }),
  notify: step({
    verb: 'notify', roles: operators, states: ['opened'], request: notifySchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '登记已送达的事实、理由、依据和权利告知书', en: 'Record the served notice of facts, grounds, clauses and rights' },
  }),
  recordStatement: step({
    verb: 'record-statement', roles: parties, states: [
      'notified', 'hearing-asked', 'heard',
    ], request: recordStatementSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '登记陈述申辩', en: 'Record a statement or defence' },
  }),
  askHearing: step({
    verb: 'ask-hearing', roles: parties, states: ['notified'], request: askHearingSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '申请听证', en: 'Ask for a hearing' },
  }),
  holdHearing: step({
    verb: 'hold-hearing', roles: operators, states: ['hearing-asked'], request: holdHearingSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '登记听证及笔录', en: 'Record the hearing and its minutes' },
  }),
  decide: step({
    verb: 'decide', roles: operators, states: [
      'opened', 'notified', 'hearing-asked', 'heard',
    ], request: decideSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '作出撤销或不予撤销的决定', en: 'Decide to revoke or not to revoke' },
  }),
  drop: step({
    verb: 'drop', roles: operators, states: ['opened', 'notified', 'hearing-asked', 'heard'], request: dropSchema,
    summary: { zh: '终止案件', en: 'Drop a case' },
  }),
  publish: step({
    verb: 'publish', roles: operators, states: ['revoked'], request: publishSchema,
    summary: { zh: '登记撤销决定的公布', en: 'Record the publication of a decision to revoke' },
  }),
  withdraw: step({
    verb: 'withdraw', roles: operators, states: ['revoked', 'published'], request: withdrawSchema, errors: ['FOUR_EYES'],
    summary: { zh: '收回撤销决定，恢复称号', en: 'Withdraw a decision to revoke; the title returns' },
  }),
  get: defineQuery({
    subject: 'evaluation.revocation.get',
    summary: { zh: '查看一个撤销案件', en: 'Read a case' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: caseSchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetRevocation, RevocationCase>,
  list: defineQuery({
    subject: 'evaluation.revocation.list',
    summary: { zh: '分页查看撤销案件，最新的在前', en: 'List cases, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: casesSchema,
    errors: [],
  }) as QueryContract<ListRevocations, RevocationPage>,
  replay: defineQuery({
    subject: 'evaluation.revocation.replay',
    summary: { zh: '按立案时的依据重新推导撤销理由并比对', en: 'Derive the grounds of a case again from what it was opened on, and compare' },
    permission: allowed('replay', ['province-industry', 'auditor']),
    request: getSchema,
    answer: replaySchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetRevocation, RevocationReplay>,
  opened: event('opened', { zh: '撤销案件已立案', en: 'A case was opened' }),
  notified: event('notified', { zh: '告知书已送达', en: 'The notice was served' }),
  defenceEnded: event(
    'defence-period-ended', { zh: '陈述申辩和申请听证的期限已过', en: 'The periods for statement, defence and a request for a hearing have ended' },
  ),
  concluded: event('concluded', { zh: '案件终结，称号不变', en: 'A case ended; the title stays' }),
  published: event('published', { zh: '撤销决定已公布', en: 'A decision to revoke was published' }),
} as const;
