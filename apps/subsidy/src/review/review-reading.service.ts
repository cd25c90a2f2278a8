import {
  groupReviewContracts, uuidSchema, type Caller, type GetGroupReview, type GroupHistory, type GroupReview, type ListWaitingGroups, type ReadGroupHistory, type Role,
  type WaitingGroupPage,
} from '@jiqun/contracts';
import { applicationSteps, signaturesOf, stepOf, type Policy, type Step } from '@jiqun/policy-core';
import { installedRegions, permitsObject, readCursor, visibleRegions, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { isEditor } from '../project-group/visible.js';
import { notFound } from '../refusals.js';
import { isReviewedOutside, rolesOfActors } from './procedure.js';
import { ProposedProjectRepository } from './proposed-project.repository.js';
import { ReserveRepository } from './reserve.repository.js';
import type { WaitingGroup } from './review.entity.js';
import { reviewLifecycle } from './review.lifecycle.js';
import { toGroupHistory, toGroupReview, toWaiting } from './review.mapper.js';
import { ReviewRepository } from './review.repository.js';

const USUAL_PAGE = 20;

/** A step that somebody can do something at. */
interface Place {
  readonly policy: Policy;
  readonly step: Step;
}

/** What is read about the review of groups. */
@Injectable()
export class ReviewReadingService {
  constructor(
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(ProposedProjectRepository) private readonly proposed: ProposedProjectRepository,
    @Inject(ReserveRepository) private readonly reserve: ReserveRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /** Where a group stands, inside the transaction that moved it. */
  async answerIn({ manager }: Transaction, group: ProjectGroup): Promise<GroupReview> {
    const signatures = await this.reviews.signaturesIn(manager, group.id, group.contentNumber);
    const proposed = await this.proposed.ofGroupIn(manager, group.id);
    const result = await this.reviews.resultIn(manager, group.id, group.contentNumber);
    return toGroupReview({ group, step: await this.#stepOf(group), signatures, proposed, result, possible: Object.keys(reviewLifecycle[group.state]) });
  }

  /** @throws Refusal NOT_FOUND, also for what was never submitted and for a group outside the caller's regions */
  async get({ id }: GetGroupReview, { caller }: Pick<Request, 'caller'>): Promise<GroupReview> {
    const group = await this.groups.find(caller.tenant, id);
    if (group === undefined || group.contentNumber === 0 || !seesAsOfficial(caller, group)) throw notFound('project-group', id);
    const [signatures, proposed, result] = await Promise.all([
      this.reviews.signatures(id, group.contentNumber), this.proposed.ofGroup(id), this.reviews.result(id, group.contentNumber),
    ]);
    return toGroupReview({ group, step: await this.#stepOf(group), signatures, proposed, result, possible: Object.keys(reviewLifecycle[group.state]) });
  }

  /** What was done to a group: for officials with who did it, for its editors without. @throws Refusal NOT_FOUND */
  async history({ id, cursor, limit = USUAL_PAGE }: ReadGroupHistory, { caller }: Pick<Request, 'caller'>): Promise<GroupHistory> {
    const group = await this.groups.find(caller.tenant, id);
    const isOfficial = group !== undefined && group.contentNumber > 0 && seesAsOfficial(caller, group);
    if (group === undefined || !(isOfficial || isEditor(group, caller))) throw notFound('project-group', id);
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const [entries, stays] = await Promise.all([this.reviews.page(id, after, limit + 1), this.reviews.stays(id)]);
    const shown = entries.slice(0, limit);
    const last = shown.at(-1);
    return { ...toGroupHistory(shown, stays, isOfficial), ...(entries.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** What waits for the caller: at steps of which one of the caller's roles is an actor, in that role's regions, not yet signed by its side. */
  async worklist({ cursor, limit = USUAL_PAGE, yearId }: ListWaitingGroups, { caller }: Pick<Request, 'caller'>): Promise<WaitingGroupPage> {
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const places = await this.#places(caller.tenant);
    const { permission } = groupReviewContracts.worklist;
    const own = [...new Set(caller.grants.map(({ role }) => role))].filter((role) => permission.roles.includes(role));
    const waiting = new Map<string, { readonly group: WaitingGroup; readonly as: Role; readonly clause: string }>();
    for (const as of own) {
      const mine = places.filter(({ step }) => rolesOfActors(step.actors).includes(as));
      const regions = visibleRegions({ ...permission, roles: [as] }, caller, installedRegions()).regions?.codes ?? [];
      const found = await this.reserve.worklist({
        tenant: caller.tenant, steps: [...new Set(mine.map(({ step }) => step.step))], regions, places: mine.map(keyOf), ownSides: mine.flatMap((place) => ownSides(place, as)),
        yearId, after, limit: limit + 1,
      });
      for (const group of found) {
        const clause = mine.find((place) => keyOf(place) === `${group.programme}@${group.policyVersion}#${group.step}`)?.step.clause ?? '-';
        if (!waiting.has(group.id)) waiting.set(group.id, { group, as, clause });
      }
    }
    const all = [...waiting.values()].toSorted((one, other) => (one.group.id < other.group.id ? -1 : 1));
    const items = all.slice(0, limit).map(({ group, as, clause }) => toWaiting(group, as, clause));
    const last = items.at(-1);
    return { items, ...(all.length > limit && last !== undefined ? { next: writeCursor(last.groupId) } : {}) };
  }

  /** Every step of the policies under which the tenant's years run. */
  async #places(tenant: string): Promise<readonly Place[]> {
    const policies = await Promise.all((await this.reserve.policies(tenant)).map(async ({ programme, policyVersion }) => await this.catalogue.policyOf(programme, policyVersion)));
    return policies.flatMap((policy) => applicationSteps(policy).map((step) => ({ policy, step })));
  }

  async #stepOf({ programme, policyVersion, state, step }: ProjectGroup): Promise<Step | undefined> {
    return state !== 'under-review' || step === null ? undefined : stepOf(await this.catalogue.policyOf(programme, policyVersion), step);
  }
}

const keyOf = ({ policy, step }: Place): string => `${policy.id}@${policy.version}#${step.step}`;

function ownSides(place: Place, as: Role): readonly string[] {
  if (place.step.signatures === undefined || isReviewedOutside(place.step)) return [];
  return signaturesOf(place.step).flatMap((actors, side) => (rolesOfActors(actors).includes(as) ? [`${side} ${keyOf(place)}`] : []));
}

/** Officials of the group's regions and auditors; the others learn nothing of it, not even that it is there. */
function seesAsOfficial(caller: Caller, { tenant, region }: ProjectGroup): boolean {
  try {
    permitsObject(groupReviewContracts.get.permission, caller, { tenant, region }, installedRegions());
    return true;
  } catch {
    return false;
  }
}
