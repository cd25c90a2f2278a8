import { groupReviewContracts, Refusal, type EventContract, type GroupReviewed, type Permission } from '@jiqun/contracts';
import { stepAfter, stepOf, type Policy, type Step } from '@jiqun/policy-core';
import { fourEyes, installedRegions, newId, permitsObject, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { clauseForbids, notFound, requireVersion } from '../refusals.js';
import { requireGates, type GateView } from './gates.js';
import { rolesOf } from './procedure.js';
import type { GroupEntry } from './review.entity.js';
import { reviewLifecycle, type ReviewAction } from './review.lifecycle.js';
import { toGroupReviewed } from './review.mapper.js';
import { ReviewRepository } from './review.repository.js';

/** What was done at a step, by whom, and what it rests on. */
export interface StepOutcome {
  readonly opinion: string;
  readonly by: { readonly person: string; readonly client?: string; readonly role?: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The clause that decided; the step's own when absent. */
  readonly clause?: string;
}

/** A group with its policy and the step that it stands at. */
export interface Standing {
  readonly group: ProjectGroup;
  readonly policy: Policy;
  readonly step: Step;
}

/** A group as a request names it. */
export interface NamedGroup {
  readonly id: string;
  readonly version: number;
}

/** Where the groups that a request names must stand. */
export interface NamedAt {
  readonly yearId: string;
  /** Of the step: `proposed`, `noticed`, `reserved`. */
  readonly result: string;
  /** Of the command. */
  readonly permission: Permission;
}

/**
 * Moves project groups along their policy's procedure (SUB-8, SUB-9, SUB-10). Who may is asked before: by the commands of officials,
 * by notices, by objections. Every group is locked by who calls.
 */
@Injectable()
export class ReviewService {
  constructor(
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository,
  ) {}

  /** Where a group stands. @throws Refusal STATE_FORBIDS when it is under no review, or at another step than named */
  async standing(group: ProjectGroup, action: ReviewAction, named?: string): Promise<Standing> {
    transition(reviewLifecycle, group.state, action);
    if (group.step === null) throw new Refusal('STATE_FORBIDS', { action, state: group.state });
    if (named !== undefined && group.step !== named) throw new Refusal('STATE_FORBIDS', { action: `${action} ${named}`, state: group.step });
    const policy = await this.catalogue.policyOf(group.programme, group.policyVersion);
    return { group, policy, step: stepOf(policy, group.step) };
  }

  /**
   * Named groups of a year, each locked, as it was read, at the step with a result, theirs to act on who asks, and by other hands than the
   * applicant's; in the order in which they are named.
   * @throws Refusal NOT_FOUND, VERSION_CONFLICT, STATE_FORBIDS, NOT_PERMITTED, OUTSIDE_REGION, FOUR_EYES; CLAUSE_FORBIDS for one at another step
   */
  async named(transaction: Transaction, named: readonly NamedGroup[], { yearId, result, permission }: NamedAt): Promise<readonly Standing[]> {
    const { caller } = transaction.call;
    const action = permission.action as ReviewAction;
    const found = new Map<string, Standing>();
    // Locked in one order, whoever names them in which.
    for (const { id, version } of named.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
      const group = await this.groups.lock(transaction.manager, caller.tenant, id);
      if (group === undefined || group.contentNumber === 0 || group.yearId !== yearId) throw notFound('project-group', id);
      requireVersion('project-group', group, version);
      const standing = await this.standing(group, action);
      const { step } = standing;
      if (step.result !== result) {
        const message = { zh: `项目群 ${id} 在 ${step.step} 环节，不能办理 ${action}。`, en: `The group ${id} stands at ${step.step}, where ${action} is not possible.` };
        throw clauseForbids(action, id, message, step.clause);
      }
      const roles = rolesOf(step).filter((role) => permission.roles.includes(role));
      permitsObject({ action, roles, reach: 'region' }, caller, group, installedRegions());
      for (const editor of group.editors) fourEyes({ person: editor }, caller, { action });
      found.set(id, standing);
    }
    return named.map(({ id }) => found.get(id)).filter((standing) => standing !== undefined);
  }

  /** What the gates of a step look at. */
  gateView({ manager }: Transaction, { id }: ProjectGroup): GateView {
    return {
      verification: async () => await this.reviews.verification(manager, id),
      unexplainedDuplicates: async () => await this.duplicates.blocking(manager, id),
      openObjections: async () => await this.reviews.openObjections(manager, id),
    };
  }

  /**
   * Completes the step that a group stands at and moves it to the next; the step whose result is the reserve ends the review.
   * @throws Refusal CLAUSE_FORBIDS for a gate that is not met
   */
  async complete(transaction: Transaction, standing: Standing, action: ReviewAction, outcome: StepOutcome): Promise<ProjectGroup> {
    const { group, policy, step } = standing;
    await requireGates(step, this.gateView(transaction, group), action);
    const isReserve = step.result === 'reserved';
    const next = stepAfter(policy, step.step)?.step;
    if (!isReserve && next === undefined) throw new Error(`${policy.id}@${policy.version}: ${step.step} leads nowhere`);
    const change = isReserve ? ({ state: 'reserved', step: null } as const) : { step: next ?? null };
    const contract = isReserve ? groupReviewContracts.reserved : groupReviewContracts.completed;
    return await this.#move(transaction, standing, { action, kind: 'completed', change, contract, outcome });
  }

  /** Ends a group's way: declined, left out, below the least number of projects. */
  async reject(transaction: Transaction, standing: Standing, action: ReviewAction, outcome: StepOutcome): Promise<ProjectGroup> {
    const change = { state: 'rejected', step: null } as const;
    return await this.#move(transaction, standing, { action, kind: 'rejected', change, contract: groupReviewContracts.rejected, outcome });
  }

  /** Ends the way of a group that an upheld objection concerned (SUB-10.a). */
  async fall(transaction: Transaction, standing: Standing, outcome: StepOutcome): Promise<ProjectGroup> {
    const change = { state: 'fallen', step: null } as const;
    return await this.#move(transaction, standing, { action: 'objection.uphold', kind: 'fallen', change, contract: groupReviewContracts.fallen, outcome });
  }

  /**
   * Returns a group for correction. What comes back is another submission: it begins again behind the application, so that both
   * departments sign what is handed on (SUB-8).
   * @throws Refusal CLAUSE_FORBIDS where the policy lets nobody return it
   */
  async return(transaction: Transaction, standing: Standing, outcome: StepOutcome): Promise<ProjectGroup> {
    const { policy, step } = standing;
    if (step.mayReturn.length === 0 || step.returnsTo === undefined) {
      const message = { zh: '该环节不能退回补正。', en: 'A group is not returned from this step.' };
      throw clauseForbids('review.return', step.step, message, step.clause);
    }
    const change = { state: 'returned', step: stepAfter(policy, step.returnsTo)?.step ?? step.step } as const;
    return await this.#move(transaction, standing, { action: 'review.return', kind: 'returned', change, contract: groupReviewContracts.returned, outcome });
  }

  /** Puts something on record without moving the group on; its version moves. */
  async keep(transaction: Transaction, standing: Standing, kind: GroupEntry['kind'], outcome: StepOutcome): Promise<ProjectGroup> {
    this.#note(transaction, standing, kind, outcome);
    return await this.groups.move(transaction.manager, standing.group, { updatedAt: transaction.now });
  }

  async #move(
    transaction: Transaction,
    standing: Standing,
    { action, kind, change, contract, outcome }: {
      readonly action: ReviewAction;
      readonly kind: GroupEntry['kind'];
      readonly change: Partial<Pick<ProjectGroup, 'state' | 'step'>>;
      readonly contract: EventContract<GroupReviewed>;
      readonly outcome: StepOutcome;
    },
  ): Promise<ProjectGroup> {
    const { group, step } = standing;
    const moved = await this.groups.move(transaction.manager, group, { ...change, updatedAt: transaction.now });
    this.#note(transaction, standing, kind, outcome);
    const clause = outcome.clause ?? step.clause;
    transaction.record({ action, objectType: 'project-group', objectId: group.id, clause, reason: outcome.opinion.slice(0, 2000), detail: { step: step.step, kind } });
    transaction.emit(contract, { noun: 'project-group', id: moved.id, version: moved.version }, toGroupReviewed(moved, step));
    return moved;
  }

  #note(transaction: Transaction, { group, step }: Standing, kind: GroupEntry['kind'], { opinion, by, detail = {}, clause }: StepOutcome): void {
    const { id: groupId, tenant, yearId, contentNumber, policyVersion } = group;
    this.reviews.insertEntry(transaction, {
      id: newId(), tenant, groupId, yearId, contentNumber, step: step.step, kind, role: by.role ?? null, person: by.person, client: by.client ?? null,
      policyVersion, clause: clause ?? step.clause, text: opinion, detail, recordedAt: transaction.now,
    });
  }
}
