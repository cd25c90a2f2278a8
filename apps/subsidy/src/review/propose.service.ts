import { groupReviewContracts, type GroupsProposed, type ProposeGroups } from '@jiqun/contracts';
import { CommandRunner, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { invalidAt } from '../refusals.js';
import { actorOf, roleAmong, rolesOf } from './procedure.js';
import { ProposedProjectRepository } from './proposed-project.repository.js';
import type { GroupResult, ProposedProject } from './review.entity.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewService, type Standing } from './review.service.js';

const ACTION = 'review.propose';

type Chosen = ProposeGroups['proposed'][number];
type Out = GroupsProposed['leftOut'][number];
/** Why a project is out, by which clause; null for one that is proposed. */
type Verdicts = ReadonlyMap<string, { readonly clause: string; readonly reason: string } | null>;

/** The list of what is proposed for support: what the reviewers support, less what is left out with a reason (SUB-9, SUB-5.a). */
@Injectable()
export class ProposeService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(ProposedProjectRepository) private readonly proposed: ProposedProjectRepository,
    @Inject(ReviewService) private readonly review: ReviewService,
  ) {}

  /**
   * Groups that are not named stay at the step and can follow with another list.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, NOT_PERMITTED, OUTSIDE_REGION, FOUR_EYES; INVALID_REQUEST for a group or project named
   *   twice or of another group or year
   */
  async propose(list: ProposeGroups, { call }: Request): Promise<GroupsProposed> {
    const named = [...list.proposed, ...list.leftOut];
    if (named.length === 0) throw invalidAt('proposed', '请至少列出一个项目群。', 'Name at least one group.');
    if (new Set(named.map(({ id }) => id)).size !== named.length) throw invalidAt('proposed', '同一项目群列了两次。', 'A group is named twice.');
    return await this.commands.run(call, async (transaction) => {
      const { permission } = groupReviewContracts.propose;
      const found = await this.review.named(transaction, named, { yearId: list.yearId, result: 'proposed', permission });
      const standings = new Map(found.map((standing) => [standing.group.id, standing]));
      const proposed: string[] = [];
      const leftOut: Out[] = [];
      for (const chosen of list.proposed) {
        const out = await this.#take(transaction, standings.get(chosen.id) as Standing, chosen, list.reason);
        if (out === undefined) proposed.push(chosen.id);
        else leftOut.push(out);
      }
      for (const { id, reason } of list.leftOut) leftOut.push(await this.#leaveOut(transaction, standings.get(id) as Standing, reason));
      const detail = { proposed: proposed.length, leftOut: leftOut.length };
      transaction.record({ action: ACTION, objectType: 'programme-year', objectId: list.yearId, reason: list.reason, detail });
      return { proposed: proposed as GroupsProposed['proposed'], leftOut };
    });
  }

  /** Proposes a group with its projects. @returns why it is out, when too few projects are left (SUB-5.a) */
  async #take(transaction: Transaction, standing: Standing, chosen: Chosen, reason: string): Promise<Out | undefined> {
    const { group, policy } = standing;
    const result = await this.reviews.resultIn(transaction.manager, group.id, group.contentNumber);
    if (result === undefined) throw new Error(`The group ${group.id} came to the list without a result`);
    const verdicts = verdictsOn(standing, chosen, result);
    const left = [...verdicts.values()].filter((verdict) => verdict === null).length;
    const rule = policy.source.money?.group;
    if (rule === undefined || left >= rule.atLeast) {
      this.#write(transaction, standing, verdicts, undefined);
      const detail = { resultId: result.id, proposed: left, leftOut: chosen.leftOut };
      await this.review.complete(transaction, standing, ACTION, { opinion: reason, by: actorOf(transaction.call.caller, roleAmong(transaction.call.caller, rolesOf(standing.step))), detail });
      return undefined;
    }
    const text = `拟支持的项目只有 ${left} 个，不足 ${rule.atLeast} 个，不构成项目群。`;
    const clause = rule.clause as Out['clause'];
    this.#write(transaction, standing, verdicts, { clause, reason: text });
    const detail = { resultId: result.id, supported: left, leftOut: chosen.leftOut };
    await this.review.reject(transaction, standing, ACTION, { opinion: text, by: actorOf(transaction.call.caller, roleAmong(transaction.call.caller, rolesOf(standing.step))), clause, detail });
    return { groupId: group.id as Out['groupId'], clause, reason: text };
  }

  async #leaveOut(transaction: Transaction, standing: Standing, reason: string): Promise<Out> {
    const { group, step } = standing;
    const verdicts: Verdicts = new Map(group.content.projects.map(({ id }) => [id, { clause: step.clause, reason }]));
    this.#write(transaction, standing, verdicts, undefined);
    await this.review.reject(transaction, standing, ACTION, { opinion: reason, by: actorOf(transaction.call.caller, roleAmong(transaction.call.caller, rolesOf(standing.step))) });
    return { groupId: group.id as Out['groupId'], clause: step.clause as Out['clause'], reason };
  }

  /** @param instead why those that were to be proposed are out with their group */
  #write(transaction: Transaction, { group }: Standing, verdicts: Verdicts, instead: { readonly clause: string; readonly reason: string } | undefined): void {
    for (const { id: projectId, name } of group.content.projects) {
      const out = verdicts.get(projectId) ?? instead ?? null;
      const row: ProposedProject = {
        groupId: group.id, projectId, tenant: group.tenant, yearId: group.yearId, name, state: out === null ? 'proposed' : 'left-out',
        clause: out?.clause ?? null, reason: out?.reason.slice(0, 500) ?? null, decidedBy: transaction.call.caller.person, decidedAt: transaction.now,
      };
      this.proposed.put(transaction, row);
    }
  }
}

/** What of a group is proposed: what the reviewers support and nobody left out. @throws Refusal INVALID_REQUEST for a project of another group */
function verdictsOn({ group, step }: Standing, { leftOut }: Chosen, { projects }: GroupResult): Verdicts {
  const own = new Set<string>(group.content.projects.map(({ id }) => id));
  const stranger = leftOut.find(({ projectId }) => !own.has(projectId));
  if (stranger !== undefined) throw invalidAt('proposed.leftOut', `${stranger.projectId} 不是项目群 ${group.id} 的项目。`, `${stranger.projectId} is no project of the group ${group.id}.`);
  return new Map(
    projects.map(({ projectId, isSupported, opinion }) => {
      const reason = leftOut.find((out) => out.projectId === projectId)?.reason ?? (isSupported ? undefined : `评审未予支持：${opinion}`);
      return [projectId, reason === undefined ? null : { clause: step.clause, reason }];
    }),
  );
}
