import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { ErrorCode } from '../error-catalogue.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import {
  admitGroupEditorSchema, type AdmitGroupEditor, type CompareGroupSubmissions, compareGroupsSchema, draftGroupSchema, type DraftProjectGroup, getGroupSchema,
  type GetProjectGroup, groupChangedSchema, groupCheckSchema, type GroupDifference, groupDifferenceSchema, type GroupDraftPage, groupDraftPageSchema,
  groupPageSchema, groupSchema, listGroupDraftsSchema, type ListGroupDrafts, listGroupsSchema, type ListProjectGroups, type ProjectGroup, type ProjectGroupChanged,
  type ProjectGroupCheck, type ProjectGroupPage, type projectGroupStates, saveGroupSchema, type SavedGroupDraft, savedGroupDraftSchema, type SaveProjectGroup,
  simulateGroupSchema, type SimulateProjectGroup, whichGroupSchema, type WhichProjectGroup, withdrawGroupSchema, type WithdrawProjectGroup,
} from './project-group.schema.js';

/** Who files a project group: the leading enterprise (SUB-5.a, SUB-7.b). */
export const groupApplicants: readonly Role[] = ['enterprise'];

/** Officials who see a group of their regions once it was submitted: those who act in its procedure, and auditors. */
export const groupOfficials: readonly Role[] = [
  'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'auditor',
];

type State = (typeof projectGroupStates)[number];
interface Said {
  readonly zh: string;
  readonly en: string;
}

const permitted = (verb: string, roles: readonly Role[], states?: readonly State[]): Permission => ({
  action: `project-group.${verb}`, roles, reach: 'region', ...(states === undefined ? {} : { states }),
});
const readers: readonly Role[] = [...groupApplicants, ...groupOfficials];
const editing: readonly State[] = ['draft', 'returned'];

function writes<Req>(verb: string, summary: Said, request: z.ZodType<Req>, states: readonly State[], more: readonly ErrorCode[] = []): CommandContract<Req, ProjectGroup> {
  return defineCommand({
    subject: `subsidy.project-group.${verb}`, summary, permission: permitted(verb, groupApplicants, states), request, answer: groupSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', ...more],
  });
}

function reads<Req, Ans>(verb: string, summary: Said, request: z.ZodType<Req>, answer: z.ZodType<Ans>, roles: readonly Role[] = readers): QueryContract<Req, Ans> {
  return defineQuery({ subject: `subsidy.project-group.${verb}`, summary, permission: permitted(verb, roles), request, answer, errors: ['NOT_FOUND'] });
}

const happened = (verb: string, summary: Said): EventContract<ProjectGroupChanged> =>
  defineEvent({ type: `jiqun.subsidy.project-group.${verb}.v1`, summary, data: groupChangedSchema });

/** Project groups: drafted, checked, submitted by a leading enterprise; read by the departments of its region (SUB-4.a, SUB-5.a, SUB-6-1, SUB-7.b). */
export const projectGroupContracts: {
  readonly draft: CommandContract<DraftProjectGroup, ProjectGroup>;
  readonly save: CommandContract<SaveProjectGroup, ProjectGroup>;
  readonly admit: CommandContract<AdmitGroupEditor, ProjectGroup>;
  readonly submit: CommandContract<WhichProjectGroup, ProjectGroup>;
  readonly withdraw: CommandContract<WithdrawProjectGroup, ProjectGroup>;
  readonly get: QueryContract<GetProjectGroup, ProjectGroup>;
  readonly list: QueryContract<ListProjectGroups, ProjectGroupPage>;
  readonly check: QueryContract<GetProjectGroup, ProjectGroupCheck>;
  readonly simulate: QueryContract<SimulateProjectGroup, ProjectGroupCheck>;
  readonly compare: QueryContract<CompareGroupSubmissions, GroupDifference>;
  readonly listDrafts: QueryContract<ListGroupDrafts, GroupDraftPage>;
  readonly getDraft: QueryContract<WhichProjectGroup, SavedGroupDraft>;
  readonly submitted: EventContract<ProjectGroupChanged>;
  readonly withdrawn: EventContract<ProjectGroupChanged>;
  readonly levelFixed: EventContract<ProjectGroupChanged>;
} = {
  draft: defineCommand({
    subject: 'subsidy.project-group.draft',
    summary: { zh: '由头部企业起草项目群申报', en: 'Draft a project group led by a leading enterprise' },
    permission: permitted('draft', groupApplicants),
    request: draftGroupSchema,
    answer: groupSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CALL_NOT_OPEN', 'CLAUSE_FORBIDS'],
  }),
  save: writes('save', { zh: '保存项目群草稿', en: 'Save the draft of a project group' }, saveGroupSchema, editing),
  admit: writes('admit', { zh: '允许另一人共同填写', en: 'Let another person write at the project group' }, admitGroupEditorSchema, editing),
  submit: writes('submit', { zh: '提交项目群，内容固定并出具回执', en: 'Submit a project group; its contents are frozen and a receipt is given' }, whichGroupSchema, editing, ['CALL_NOT_OPEN', 'CLAUSE_FORBIDS']),
  withdraw: writes('withdraw', { zh: '撤回项目群申报', en: 'Withdraw a project group' }, withdrawGroupSchema, ['draft', 'under-review', 'returned']),
  get: reads('get', { zh: '查看一个项目群', en: 'Read a project group' }, getGroupSchema, groupSchema),
  list: defineQuery({
    subject: 'subsidy.project-group.list',
    summary: { zh: '分页查看项目群，最新的在前', en: 'List project groups, newest first' },
    permission: permitted('list', readers),
    request: listGroupsSchema,
    answer: groupPageSchema,
    errors: [],
  }),
  check: reads('check', { zh: '自查：逐条判定、差距与可得金额', en: 'Self-check: every clause, what would change it, what it would bring' }, getGroupSchema, groupCheckSchema),
  simulate: defineQuery({
    subject: 'subsidy.project-group.simulate',
    summary: { zh: '试算：不保存任何内容，看能否申报、可得多少', en: 'Simulate: nothing is saved; whether it may apply, and what it would get' },
    permission: { action: 'project-group.simulate', roles: readers, reach: 'tenant' },
    request: simulateGroupSchema,
    answer: groupCheckSchema,
    errors: ['NOT_FOUND'],
  }),
  compare: reads('compare', { zh: '比较两次提交的内容', en: 'Compare two submissions' }, compareGroupsSchema, groupDifferenceSchema),
  listDrafts: reads('list-drafts', { zh: '查看草稿的保存记录，最新的在前', en: 'List the versions in which a draft was saved, newest first' }, listGroupDraftsSchema, groupDraftPageSchema, groupApplicants),
  getDraft: reads('get-draft', { zh: '查看某次保存的草稿', en: 'Read a draft as it was saved once' }, whichGroupSchema, savedGroupDraftSchema, groupApplicants),
  submitted: happened('submitted', { zh: '项目群已提交', en: 'A project group was submitted' }),
  withdrawn: happened('withdrawn', { zh: '项目群已撤回', en: 'A project group was withdrawn' }),
  levelFixed: happened('level-fixed', { zh: '已按申报截止日确定集群级别', en: "The cluster's level on the closing day was fixed" }),
};
