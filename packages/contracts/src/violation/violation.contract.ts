import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import {
  addEvidenceSchema,
  askHearingSchema,
  caseSchema,
  casesSchema,
  confirmCorrectionSchema,
  confirmWithdrawalSchema,
  dismissIntakeSchema,
  dismissSchema,
  dropSchema,
  establishSchema,
  eventSchema,
  getSchema,
  holdHearingSchema,
  intakeEventSchema,
  intakeSchema,
  intakesSchema,
  listIntakesSchema,
  listSchema,
  notifySchema,
  openFromIntakeSchema,
  openSchema,
  orderCorrectionSchema,
  recordStatementSchema,
  replaySchema,
  violationStates,
  withdrawSchema,
} from './violation-case.js';
import type {
  GetViolation, IntakeDismissed, IntakePage, ListIntakes, ListViolations, ViolationCase, ViolationPage, ViolationProgressed, ViolationReplay,
} from './violation-types.js';

type State = (typeof violationStates)[number];

const operators: readonly Role[] = ['province-industry', 'province-finance'];
const localities: readonly Role[] = ['county-industry', 'prefecture-industry', 'county-finance', 'prefecture-finance'];
/** An enterprise speaks for itself, or on paper, which an official records. */
const parties: readonly Role[] = ['enterprise', 'county-industry', 'prefecture-industry', ...operators];
/** Before its notice a case is known to the province and the auditor alone. */
const readers: readonly Role[] = ['enterprise', ...localities, ...operators, 'auditor'];
const undecided: readonly State[] = ['opened', 'notified', 'hearing-asked', 'heard'];

const allowed = (verb: string, roles: readonly Role[], ...states: State[]): Permission => ({
  action: `violation.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly roles?: readonly Role[];
  readonly states: readonly State[];
  readonly errors?: readonly ('CLAUSE_FORBIDS' | 'FOUR_EYES')[];
}

function step<Req>({ verb, summary, request, roles = operators, states, errors = [] }: Step<Req>): CommandContract<Req, ViolationCase> {
  return defineCommand({
    subject: `subsidy.violation.${verb}`,
    summary,
    permission: allowed(verb, roles, ...states),
    request,
    answer: caseSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', ...errors],
  });
}

const event = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<ViolationProgressed> =>
  defineEvent({ type: `jiqun.subsidy.violation.${verb}.v1`, summary, data: eventSchema });

/** Cases of serious violation and fraud (SUB-5.e, SUB-13, SUB-17; INT-27). */
export const violationContracts = {
  open: defineCommand({
    subject: 'subsidy.violation.open',
    summary: { zh: '就违规或骗取资金立案', en: 'Open a case of violation or fraud' },
    permission: allowed('open', operators),
    request: openSchema,
    answer: caseSchema,
    errors: ['ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  openFromIntake: defineCommand({
    subject: 'subsidy.violation.open-from-intake',
    summary: { zh: '就移交的举报立案', en: 'Open a case from a complaint that was referred' },
    permission: allowed('open-from-intake', operators),
    request: openFromIntakeSchema,
    answer: caseSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  dismissIntake: defineCommand({
    subject: 'subsidy.violation.dismiss-intake',
    summary: { zh: '对移交的举报不予立案', en: 'Dismiss a complaint that was referred' },
    permission: allowed('dismiss-intake', operators),
    request: dismissIntakeSchema,
    answer: intakeSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  addEvidence: step({
    verb: 'add-evidence', states: [...undecided, 'correction-ordered'], request: addEvidenceSchema,
    summary: { zh: '增加证据', en: 'Add a piece of evidence' },
  }),
  notify: step({
    verb: 'notify', states: ['opened'], request: notifySchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '登记已送达的事实、依据和权利告知书', en: 'Record the served notice of facts, clauses and rights' },
  }),
  recordStatement: step({
    verb: 'record-statement', roles: parties, states: ['notified', 'hearing-asked', 'heard'], request: recordStatementSchema,
    summary: { zh: '登记陈述申辩', en: 'Record a statement or defence' },
  }),
  askHearing: step({
    verb: 'ask-hearing', roles: parties, states: ['notified'], request: askHearingSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '申请听证', en: 'Ask for a hearing' },
  }),
  holdHearing: step({
    verb: 'hold-hearing', states: ['hearing-asked'], request: holdHearingSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '登记听证及笔录', en: 'Record the hearing and its minutes' },
  }),
  dismiss: step({
    verb: 'dismiss', states: undecided, request: dismissSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '认定违规不成立', en: 'Decide that no violation is established' },
  }),
  orderCorrection: step({
    verb: 'order-correction', states: undecided, request: orderCorrectionSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '责令限期改正', en: 'Order a correction by a day' },
  }),
  confirmCorrection: step({
    verb: 'confirm-correction', states: ['correction-ordered'], request: confirmCorrectionSchema, errors: ['FOUR_EYES'],
    summary: { zh: '确认已经改正', en: 'Confirm that it was corrected' },
  }),
  establish: step({
    verb: 'establish', states: [...undecided, 'correction-ordered'], request: establishSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '认定难以改正的严重违规或骗取资金，追回、停付并移送限制', en: 'Establish a violation that is hard to correct, or fraud: recover, stop, order sanctions' },
  }),
  drop: step({ verb: 'drop', states: undecided, request: dropSchema, summary: { zh: '终止案件', en: 'Drop a case' } }),
  withdraw: step({
    verb: 'withdraw', states: ['established'], request: withdrawSchema, errors: ['FOUR_EYES', 'CLAUSE_FORBIDS'],
    summary: { zh: '依据复查文书提请撤销决定', en: 'Propose that a decision which was annulled is withdrawn' },
  }),
  confirmWithdrawal: step({
    verb: 'confirm-withdrawal', states: ['established'], request: confirmWithdrawalSchema, errors: ['FOUR_EYES', 'CLAUSE_FORBIDS'],
    summary: { zh: '由另一人确认撤销决定，解除可以解除的措施', en: 'Confirm the withdrawal, by another person; what can be released is released' },
  }),
  get: defineQuery({
    subject: 'subsidy.violation.get',
    summary: { zh: '查看一个违规案件', en: 'Read a case' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: caseSchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetViolation, ViolationCase>,
  list: defineQuery({
    subject: 'subsidy.violation.list',
    summary: { zh: '分页查看违规案件，最新的在前', en: 'List cases, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: casesSchema,
    errors: [],
  }) as QueryContract<ListViolations, ViolationPage>,
  listIntakes: defineQuery({
    subject: 'subsidy.violation.list-intakes',
    summary: { zh: '分页查看移交的举报，最新的在前', en: 'List complaints that were referred, newest first' },
    permission: allowed('list-intakes', [...operators, 'auditor']),
    request: listIntakesSchema,
    answer: intakesSchema,
    errors: [],
  }) as QueryContract<ListIntakes, IntakePage>,
  replay: defineQuery({
    subject: 'subsidy.violation.replay',
    summary: { zh: '重新推导处理后果并核对证据链', en: 'Derive the consequences of a decision again, and check its chain of evidence' },
    permission: allowed('replay', [...operators, 'auditor']),
    request: getSchema,
    answer: replaySchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetViolation, ViolationReplay>,
  opened: event('opened', { zh: '违规案件已立案', en: 'A case was opened' }),
  notified: event('notified', { zh: '告知书已送达', en: 'The notice was served' }),
  defenceEnded: event('defence-ended', { zh: '陈述申辩和申请听证的期限已过', en: 'The periods for statement, defence and a request for a hearing have ended' }),
  dismissed: event('dismissed', { zh: '违规不成立或案件终止', en: 'No violation was established, or the case was dropped' }),
  correctionOrdered: event('correction-ordered', { zh: '已责令限期改正', en: 'A correction was ordered' }),
  correctionMissed: event('correction-missed', { zh: '逾期未改正', en: 'The day of a correction order has passed' }),
  corrected: event('corrected', { zh: '已经改正', en: 'It was corrected' }),
  established: event('established', { zh: '违规或骗取资金已认定', en: 'A violation or fraud was established' }),
  withdrawn: event('withdrawn', { zh: '认定决定已撤销', en: 'The decision was withdrawn' }),
  intakeDismissed: defineEvent({
    type: 'jiqun.subsidy.violation.intake-dismissed.v1',
    summary: { zh: '移交的举报不予立案', en: 'A complaint that was referred gave no case' },
    data: intakeEventSchema,
  }) as EventContract<IntakeDismissed>,
} as const;
