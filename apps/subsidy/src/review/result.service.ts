import { groupReviewContracts, type Expert, type GroupReview, type Issue, type RecordGroupResult } from '@jiqun/contracts';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { clauseForbids, clauseForbidsAll, invalid, invalidAt, issueAt, notFound, requireVersion } from '../refusals.js';
import { conflictOf, enterprisesOf } from './conflicts.js';
import { ExpertSource } from './expert-source.js';
import { actorOf, isReviewedOutside, roleAmong, rolesOf } from './procedure.js';
import type { GroupResult } from './review.entity.js';
import { ReviewReadingService } from './review-reading.service.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewService } from './review.service.js';

const ACTION = 'review.record-result';

/** The review by experts or a commissioned third party, put on record by the department that organises it (SUB-3.a, SUB-9). */
@Injectable()
export class ResultService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(ReviewService) private readonly review: ReviewService,
    @Inject(ReviewReadingService) private readonly readings: ReviewReadingService,
    @Inject(ExpertSource) private readonly experts: ExpertSource,
  ) {}

  /**
   * Puts a result on record and completes the step.
   * @throws Refusal INVALID_REQUEST for projects that are not the group's or are missing; CLAUSE_FORBIDS for a reviewer with an interest, another
   *   step; NOT_FOUND, NOT_PERMITTED, OUTSIDE_REGION, STATE_FORBIDS, VERSION_CONFLICT, FOUR_EYES; what evaluation answers about experts
   */
  async record(given: RecordGroupResult, request: Request): Promise<GroupReview> {
    requireOneKind(given);
    const { call } = request;
    const asked = given.experts === undefined ? [] : await this.experts.ask(given.experts.map(({ expertId }) => expertId), request);
    return await this.commands.run(call, async (transaction) => {
      const group = await this.groups.lock(transaction.manager, call.caller.tenant, given.id);
      if (group === undefined || group.contentNumber === 0) throw notFound('project-group', given.id);
      permitsObject({ action: ACTION, roles: groupReviewContracts.recordResult.permission.roles, reach: 'region' }, call.caller, group, installedRegions());
      requireVersion('project-group', group, given.version);
      const standing = await this.review.standing(group, ACTION, given.step);
      const { step } = standing;
      if (!isReviewedOutside(step)) {
        const message = { zh: '该环节不是专家或第三方评审。', en: 'This step is no review by experts or a third party.' };
        throw clauseForbids(ACTION, step.step, message, step.clause);
      }
      permitsObject({ action: ACTION, roles: rolesOf(step), reach: 'region' }, call.caller, group, installedRegions());
      for (const editor of group.editors) fourEyes({ person: editor }, call.caller, { action: ACTION });
      if (given.on > transaction.today) throw invalidAt('on', `${given.on} 晚于今天 ${transaction.today}。`, `${given.on} is after today, ${transaction.today}.`);
      requireEveryProject(given, group);
      requireNoInterest(given, group, asked, step.clause);
      const result = resultOf(transaction, given, group, asked);
      this.reviews.insertResult(transaction, result);
      const by = actorOf(call.caller, roleAmong(call.caller, rolesOf(step)));
      const supported = given.projects.filter(({ isSupported }) => isSupported).map(({ projectId }) => projectId);
      const detail = { resultId: result.id, kind: result.kind, report: result.report, supported };
      return await this.readings.answerIn(transaction, await this.review.complete(transaction, standing, ACTION, { opinion: given.opinion, by, detail }));
    });
  }
}

/** @throws Refusal INVALID_REQUEST unless it is either experts or a third party, and no expert comes twice */
function requireOneKind({ experts, thirdParty }: RecordGroupResult): void {
  if ((experts === undefined) === (thirdParty === undefined)) {
    throw invalidAt('experts', '请填写专家组或第三方，二者择一。', 'Give either the expert group or the third party, not both.');
  }
  const ids = (experts ?? []).map(({ expertId }) => expertId);
  if (new Set(ids).size !== ids.length) throw invalidAt('experts', '同一专家列了两次。', 'An expert is named twice.');
}

/** @throws Refusal INVALID_REQUEST unless every project of the group has a result, once */
function requireEveryProject({ projects }: RecordGroupResult, group: ProjectGroup): void {
  const own = new Set<string>(group.content.projects.map(({ id }) => id));
  const given = new Set<string>(projects.map(({ projectId }) => projectId));
  const issues: Issue[] = projects.flatMap(({ projectId }, at) => (own.has(projectId) ? [] : [issueAt(`projects[${at}].projectId`, '不是该项目群的项目。', 'This is no project of the group.')]));
  if (given.size !== projects.length) issues.push(issueAt('projects', '同一项目列了两次。', 'A project comes twice.'));
  for (const id of own) if (!given.has(id)) issues.push(issueAt('projects', `项目 ${id} 没有评审结果。`, `The project ${id} has no result.`));
  if (issues.length > 0) throw invalid(issues);
}

/** @throws Refusal CLAUSE_FORBIDS for a reviewer with an interest in the group */
function requireNoInterest({ thirdParty, on }: RecordGroupResult, group: ProjectGroup, experts: readonly Expert[], clause: string): void {
  const issues = experts.flatMap((expert, at) => conflictOf(expert, group, on, `experts[${at}]`) ?? []);
  if (thirdParty !== undefined && enterprisesOf(group).includes(thirdParty.creditCode)) {
    issues.push(issueAt('thirdParty.creditCode', '受托方是该项目群的企业，应当另行委托。', 'The third party is an enterprise of this group; commission another one.', 'CONFLICT'));
  }
  if (issues.length > 0) throw clauseForbidsAll(ACTION, 'conflict-of-interest', issues, clause);
}

function resultOf({ now, call }: Transaction, given: RecordGroupResult, group: ProjectGroup, experts: readonly Expert[]): GroupResult {
  const { thirdParty, report, projects, opinion, on } = given;
  return {
    id: newId(), tenant: group.tenant, groupId: group.id, contentNumber: group.contentNumber, kind: thirdParty === undefined ? 'expert-group' : 'third-party', heldOn: on,
    experts: (given.experts ?? []).map(({ expertId, declaration }, at) => ({ expertId, code: experts[at]?.code ?? '-', declaration })),
    thirdParty: thirdParty ?? null, report, projects, opinion, recordedBy: call.caller.person, recordedAt: now,
  };
}
