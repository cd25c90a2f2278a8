import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import { groupReviewAnswers, groupReviewedSchema, groupReviewRequests } from './group-review-parts.js';

/** The signature of one side under a joint review, with its opinion (SUB-8). */
export type SignGroup = z.infer<typeof groupReviewRequests.sign>;

/** A side takes its own signature back while the other has not signed. */
export type TakeSignatureBack = z.infer<typeof groupReviewRequests.takeBack>;

/** A step is done: opinion, evidence. */
export type CompleteGroupStep = z.infer<typeof groupReviewRequests.complete>;

/** What the applicant is to correct. */
export type ReturnGroup = z.infer<typeof groupReviewRequests.return>;

/** A group goes no further. */
export type RejectGroup = z.infer<typeof groupReviewRequests.reject>;

/** What an expert group or a commissioned third party found, project by project (SUB-9). */
export type RecordGroupResult = z.infer<typeof groupReviewRequests.recordResult>;

/** Which reviewed groups and projects are proposed for support, and which are left out and why (SUB-9). */
export type ProposeGroups = z.infer<typeof groupReviewRequests.propose>;

/** Which groups enter the project reserve (SUB-10.b). */
export type ReserveGroups = z.infer<typeof groupReviewRequests.reserve>;

/** Which group. */
export type GetGroupReview = z.infer<typeof groupReviewRequests.get>;

/** Whose history, and from where on. */
export type ReadGroupHistory = z.infer<typeof groupReviewRequests.history>;

/** What waits for the caller. */
export type ListWaitingGroups = z.infer<typeof groupReviewRequests.worklist>;

/** Whose reserve. */
export type ListReserve = z.infer<typeof groupReviewRequests.reserveList>;

/** Where the review of a group stands: step, signatures, projects proposed. */
export type GroupReview = z.infer<typeof groupReviewAnswers.review>;

/** What came of a proposed list. */
export type GroupsProposed = z.infer<typeof groupReviewAnswers.proposed>;

/** How many were entered, and how many of the year still wait at the step. */
export type GroupsReserved = z.infer<typeof groupReviewAnswers.reserved>;

/** What was done to a group, step by step, oldest first. */
export type GroupHistory = z.infer<typeof groupReviewAnswers.history>;

/** One page of what waits for the caller, oldest group first. */
export type WaitingGroupPage = z.infer<typeof groupReviewAnswers.worklist>;

/** One page of a year's reserve, oldest group first. */
export type ReservePage = z.infer<typeof groupReviewAnswers.reserveList>;

/** One page of a year's reserve as CSV; the first has the heading. No cell is read as a formula. */
export type ReserveCsv = z.infer<typeof groupReviewAnswers.csv>;

/** Data of the events of a group's review. */
export type GroupReviewed = z.infer<typeof groupReviewedSchema>;

const locals: readonly Role[] = ['county-industry', 'prefecture-industry', 'county-finance', 'prefecture-finance'];
const reviewers: readonly Role[] = [...locals, 'province-industry'];
const officials: readonly Role[] = [...reviewers, 'province-finance', 'auditor'];
const permitted = (verb: string, roles: readonly Role[]): Permission => ({ action: `review.${verb}`, roles, reach: 'region', states: ['under-review'] });
const readable = (verb: string, roles: readonly Role[]): Permission => ({ action: `review.${verb}`, roles, reach: 'region' });
const errors = ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS', 'FOUR_EYES'] as const;
const happened = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<GroupReviewed> =>
  defineEvent({ type: `jiqun.subsidy.review.${verb}.v1`, summary, data: groupReviewedSchema });

/** What officials do with a project group, step by step of the policy's procedure (SUB-3, SUB-8, SUB-9, SUB-10.b). */
export const groupReviewContracts: {
  readonly sign: CommandContract<SignGroup, GroupReview>;
  readonly takeBack: CommandContract<TakeSignatureBack, GroupReview>;
  readonly complete: CommandContract<CompleteGroupStep, GroupReview>;
  readonly return: CommandContract<ReturnGroup, GroupReview>;
  readonly reject: CommandContract<RejectGroup, GroupReview>;
  readonly recordResult: CommandContract<RecordGroupResult, GroupReview>;
  readonly propose: CommandContract<ProposeGroups, GroupsProposed>;
  readonly reserve: CommandContract<ReserveGroups, GroupsReserved>;
  readonly get: QueryContract<GetGroupReview, GroupReview>;
  readonly history: QueryContract<ReadGroupHistory, GroupHistory>;
  readonly worklist: QueryContract<ListWaitingGroups, WaitingGroupPage>;
  readonly listReserve: QueryContract<ListReserve, ReservePage>;
  readonly exportReserve: QueryContract<ListReserve, ReserveCsv>;
  readonly signed: EventContract<GroupReviewed>;
  readonly completed: EventContract<GroupReviewed>;
  readonly returned: EventContract<GroupReviewed>;
  readonly rejected: EventContract<GroupReviewed>;
  readonly reserved: EventContract<GroupReviewed>;
  readonly fallen: EventContract<GroupReviewed>;
} = {
  sign: defineCommand({
    subject: 'subsidy.review.sign',
    summary: { zh: '工信或财政部门签署联合审核意见', en: 'Sign a joint review for one of its sides' },
    permission: permitted('sign', locals),
    request: groupReviewRequests.sign,
    answer: groupReviewAnswers.review,
    errors,
  }),
  takeBack: defineCommand({
    subject: 'subsidy.review.take-back',
    summary: { zh: '另一方签署前撤回本方签署', en: "Take one's own signature back while the other side has not signed" },
    permission: permitted('take-back', locals),
    request: groupReviewRequests.takeBack,
    answer: groupReviewAnswers.review,
    errors,
  }),
  complete: defineCommand({
    subject: 'subsidy.review.complete',
    summary: { zh: '办结项目群的当前环节', en: 'Complete the step that a project group stands at' },
    permission: permitted('complete', ['province-industry']),
    request: groupReviewRequests.complete,
    answer: groupReviewAnswers.review,
    errors,
  }),
  return: defineCommand({
    subject: 'subsidy.review.return',
    summary: { zh: '退回补正，环节计时中止', en: 'Return a group for correction; the clock of the step stops' },
    permission: permitted('return', reviewers),
    request: groupReviewRequests.return,
    answer: groupReviewAnswers.review,
    errors,
  }),
  reject: defineCommand({
    subject: 'subsidy.review.reject',
    summary: { zh: '不予通过并说明理由', en: 'Carry a group no further, with the reason' },
    permission: permitted('reject', reviewers),
    request: groupReviewRequests.reject,
    answer: groupReviewAnswers.review,
    errors,
  }),
  recordResult: defineCommand({
    subject: 'subsidy.review.record-result',
    summary: { zh: '登记专家组或受托第三方的评审结果', en: 'Put the result of an expert group or a commissioned third party on record' },
    permission: permitted('record-result', ['province-industry']),
    request: groupReviewRequests.recordResult,
    answer: groupReviewAnswers.review,
    errors,
  }),
  propose: defineCommand({
    subject: 'subsidy.review.propose',
    summary: { zh: '按评审结果列出拟支持的项目群和项目', en: 'Propose reviewed groups and projects for support, and leave others out with reasons' },
    permission: { action: 'review.propose', roles: ['province-industry'], reach: 'tenant' },
    request: groupReviewRequests.propose,
    answer: groupReviewAnswers.proposed,
    errors,
  }),
  reserve: defineCommand({
    subject: 'subsidy.review.reserve',
    summary: { zh: '将公示无异议的项目群列入项目储备', en: 'Enter groups in the project reserve of their year' },
    permission: { action: 'review.reserve', roles: ['province-industry'], reach: 'tenant' },
    request: groupReviewRequests.reserve,
    answer: groupReviewAnswers.reserved,
    errors,
  }),
  get: defineQuery({
    subject: 'subsidy.review.get',
    summary: { zh: '查看项目群的审核进展', en: 'Tell where the review of a group stands' },
    permission: readable('get', officials),
    request: groupReviewRequests.get,
    answer: groupReviewAnswers.review,
    errors: ['NOT_FOUND'],
  }),
  history: defineQuery({
    subject: 'subsidy.review.history',
    summary: { zh: '查看项目群的办理过程', en: 'Read what was done to a group, step by step' },
    permission: { action: 'review.history', roles: [...officials, 'enterprise'], reach: 'tenant' },
    request: groupReviewRequests.history,
    answer: groupReviewAnswers.history,
    errors: ['NOT_FOUND'],
  }),
  worklist: defineQuery({
    subject: 'subsidy.review.worklist',
    summary: { zh: '查看等待本人办理的项目群', en: 'List the groups that wait for the caller' },
    permission: readable('worklist', reviewers),
    request: groupReviewRequests.worklist,
    answer: groupReviewAnswers.worklist,
    errors: [],
  }),
  listReserve: defineQuery({
    subject: 'subsidy.review.list-reserve',
    summary: { zh: '查看一个年度的项目储备', en: 'List the project reserve of a year' },
    permission: readable('list-reserve', officials),
    request: groupReviewRequests.reserveList,
    answer: groupReviewAnswers.reserveList,
    errors: [],
  }),
  exportReserve: defineQuery({
    subject: 'subsidy.review.export-reserve',
    summary: { zh: '以 CSV 导出一个年度的项目储备', en: 'Export the project reserve of a year as CSV' },
    permission: readable('export-reserve', officials),
    request: groupReviewRequests.reserveList,
    answer: groupReviewAnswers.csv,
    errors: [],
  }),
  signed: happened('signed', { zh: '联合审核的一方已签署', en: 'A side signed a joint review' }),
  completed: happened('completed', { zh: '项目群的一个环节已办结', en: 'A step of a group was completed' }),
  returned: happened('returned', { zh: '项目群已退回补正', en: 'A group was returned for correction' }),
  rejected: happened('rejected', { zh: '项目群未通过', en: 'A group goes no further' }),
  reserved: happened('reserved', { zh: '项目群已列入项目储备', en: 'A group was entered in the project reserve' }),
  fallen: happened('removed', { zh: '项目群因异议成立而落选', en: 'A group fell by an upheld objection' }),
};
