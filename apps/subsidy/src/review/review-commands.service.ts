import {
  groupReviewContracts, Refusal, type CommandContract, type CompleteGroupStep, type GroupReview, type RejectGroup, type ReturnGroup,
  type SignGroup, type TakeSignatureBack,
} from '@jiqun/contracts';
import { signaturesOf } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, permitsObject, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { clauseForbids, handsOf, notFound, requireVersion } from '../refusals.js';
import { requireReadyToSubmit } from './gates.js';
import { actorOf, commandOf, roleAmong, rolesOf, rolesOfActors, sidesOf, type Side } from './procedure.js';
import type { GroupSignature } from './review.entity.js';
import type { ReviewAction } from './review.lifecycle.js';
import { toGroupReviewed } from './review.mapper.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewReadingService } from './review-reading.service.js';
import { ReviewService, type Standing, type StepOutcome } from './review.service.js';

interface Which {
  readonly id: string;
  readonly version: number;
  readonly step: string;
}

type Contract = CommandContract<never, GroupReview>;

/** What officials do with one group, each only at the step that is theirs and in their own area; industry and finance never for each other (SUB-3, SUB-8). */
@Injectable()
export class ReviewCommandsService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(ReviewService) private readonly review: ReviewService,
    @Inject(ReviewReadingService) private readonly readings: ReviewReadingService,
  ) {}

  /**
   * Signs for the caller's side; the last signature submits the group jointly (SUB-8).
   * @throws Refusal NOT_FOUND, NOT_PERMITTED, OUTSIDE_REGION, STATE_FORBIDS, VERSION_CONFLICT, FOUR_EYES; CLAUSE_FORBIDS for a side that has signed, lines not verified, duplicates not explained
   */
  async sign(sign: SignGroup, request: Request): Promise<GroupReview> {
    return await this.#act(groupReviewContracts.sign as Contract, sign, request, async (transaction, standing) => {
      const { group, policy, step } = standing;
      if (step.signatures === undefined) throw byOther('review.sign', standing, commandOf(step) ?? 'review.complete');
      await requireReadyToSubmit(policy, step, this.review.gateView(transaction, group), 'review.sign');
      const signed = await this.#signaturesAt(transaction, standing);
      const side = openSide(sidesOf(step, request.caller, group.region), signed, standing);
      for (const { person, client } of signed) fourEyes(handsOf(person, client), request.caller, { action: 'review.sign' });
      const by = actorOf(request.caller, side.role);
      await this.reviews.insertSignature(transaction.manager, signatureOf(transaction, group, side, by));
      const outcome: StepOutcome = { opinion: sign.opinion, by, detail: { side: side.side, evidence: sign.evidence } };
      const kept = await this.review.keep(transaction, standing, 'signed', outcome);
      transaction.record({ action: 'review.sign', objectType: 'project-group', objectId: group.id, clause: step.clause, detail: { side: side.side, role: side.role } });
      transaction.emit(groupReviewContracts.signed, { noun: 'project-group', id: kept.id, version: kept.version }, toGroupReviewed(kept, step));
      if (signed.length + 1 < signaturesOf(step).length) return kept;
      const detail = { signatures: [...signed.map(({ role, person }) => ({ role, person })), { role: side.role, person: by.person }] };
      return await this.review.complete(transaction, { ...standing, group: kept }, 'review.sign', { opinion: '各方均已签署，联合上报。', by, detail });
    });
  }

  /** @throws Refusal as `sign`; CLAUSE_FORBIDS when the caller's side has not signed */
  async takeBack(back: TakeSignatureBack, request: Request): Promise<GroupReview> {
    return await this.#act(groupReviewContracts.takeBack as Contract, back, request, async (transaction, standing) => {
      const { group, step } = standing;
      const own = sidesOf(step, request.caller, group.region);
      const signature = (await this.#signaturesAt(transaction, standing)).find(({ side }) => own.some((each) => each.side === side));
      if (signature === undefined) {
        const message = { zh: '本方尚未签署，无可撤回。', en: 'This side has not signed: there is nothing to take back.' };
        throw clauseForbids('review.take-back', 'signature', message, step.clause);
      }
      await this.reviews.deleteSignature(transaction.manager, signature);
      const by = actorOf(request.caller, signature.role);
      transaction.record({ action: 'review.take-back', objectType: 'project-group', objectId: group.id, clause: step.clause, reason: back.reason });
      return await this.review.keep(transaction, standing, 'taken-back', { opinion: back.reason, by, detail: { side: signature.side, signedBy: signature.person } });
    });
  }

  /** @throws Refusal as `sign`; CLAUSE_FORBIDS for a step that is done otherwise or a gate that is not met; FOUR_EYES for who signed before */
  async complete(complete: CompleteGroupStep, request: Request): Promise<GroupReview> {
    return await this.#act(groupReviewContracts.complete as Contract, complete, request, async (transaction, standing) => {
      const { group, step } = standing;
      const elsewhere = commandOf(step);
      if (elsewhere !== undefined) throw byOther('review.complete', standing, elsewhere);
      const signed = await this.reviews.signaturesIn(transaction.manager, group.id, group.contentNumber);
      for (const { person, client } of signed) fourEyes(handsOf(person, client), request.caller, { action: 'review.complete' });
      const by = actorOf(request.caller, roleAmong(request.caller, rolesOf(step)));
      return await this.review.complete(transaction, standing, 'review.complete', { opinion: complete.opinion, by, detail: { evidence: complete.evidence } });
    });
  }

  /** @throws Refusal as `sign`; CLAUSE_FORBIDS where the policy lets nobody return a group */
  async return(back: ReturnGroup, request: Request): Promise<GroupReview> {
    const opinion = back.reasons.map(({ clause, text }) => (clause === undefined ? text : `[${clause}] ${text}`)).join('\n').slice(0, 10_000);
    return await this.#act(groupReviewContracts.return as Contract, back, request, async (transaction, standing) => {
      const by = actorOf(request.caller, roleAmong(request.caller, rolesOfActors(standing.step.mayReturn)));
      return await this.review.return(transaction, standing, { opinion, by, detail: { reasons: back.reasons } });
    });
  }

  /** @throws Refusal as `sign` */
  async reject(reject: RejectGroup, request: Request): Promise<GroupReview> {
    const { reason: opinion, clause } = reject;
    return await this.#act(groupReviewContracts.reject as Contract, reject, request, async (transaction, standing) => {
      const by = actorOf(request.caller, roleAmong(request.caller, rolesOf(standing.step)));
      return await this.review.reject(transaction, standing, 'review.reject', { opinion, by, ...(clause === undefined ? {} : { clause }) });
    });
  }

  /** Runs an official's act: the caller's tenant, a step that is the caller's, by other hands than the applicant's, as it was read. */
  async #act(
    { permission }: Contract,
    { id, version, step: named }: Which,
    { call }: Request,
    effect: (transaction: Transaction, standing: Standing) => Promise<ProjectGroup>,
  ): Promise<GroupReview> {
    const { caller } = call;
    const action = permission.action as ReviewAction;
    return await this.commands.run(call, async (transaction) => {
      const group = await this.groups.lock(transaction.manager, caller.tenant, id);
      // What was never submitted is its editors' alone: for everybody else it does not exist.
      if (group === undefined || group.contentNumber === 0) throw notFound('project-group', id);
      permitsObject({ action, roles: permission.roles, reach: 'region' }, caller, group, installedRegions());
      requireVersion('project-group', group, version);
      const standing = await this.review.standing(group, action, named);
      const actors = action === 'review.return' ? standing.step.mayReturn : standing.step.actors;
      const roles = rolesOfActors(actors).filter((role) => permission.roles.includes(role));
      permitsObject({ action, roles, reach: 'region' }, caller, group, installedRegions());
      for (const editor of group.editors) fourEyes({ person: editor }, caller, permission);
      const moved = await effect(transaction, standing);
      return await this.readings.answerIn(transaction, moved);
    });
  }

  async #signaturesAt({ manager }: Transaction, { group, step }: Standing): Promise<readonly GroupSignature[]> {
    const all = await this.reviews.signaturesIn(manager, group.id, group.contentNumber);
    return all.filter((signature) => signature.step === step.step);
  }
}

/** @throws Refusal CLAUSE_FORBIDS when every side that the caller may sign for has signed */
function openSide(own: readonly Side[], signed: readonly GroupSignature[], { step }: Standing): Side {
  const open = own.find(({ side }) => !signed.some((signature) => signature.side === side));
  if (open !== undefined) return open;
  const message = { zh: '本方已经签署，请等待另一方。', en: 'This side has signed; the other one is waited for.' };
  throw clauseForbids('review.sign', 'signature', message, step.clause);
}

function signatureOf({ now }: Transaction, group: ProjectGroup, { side, role }: Side, { person, client }: { person: string; client?: string }): GroupSignature {
  const { id: groupId, step, contentNumber, tenant } = group;
  return { groupId, step: step ?? '-', contentNumber, side, tenant, role, person, client: client ?? null, signedAt: now };
}

function byOther(action: string, { step }: Standing, command: string): Refusal {
  const message = { zh: `该环节请以 ${command} 办理。`, en: `This step is done by ${command}.` };
  return clauseForbids(action, `${step.step}: ${command}`, message, step.clause);
}
