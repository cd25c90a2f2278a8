import {
  Refusal, reReviewApplied, reReviewContracts, reReviewFailed, reReviewOpened, reReviewPassed, roles, uuidSchema, type ApplyForReReview,
  type AssessReReview, type DecideReReview,
  type ListReReviews, type ReReview, type ReReviewPage,
} from '@jiqun/contracts';
import { addDays, addYears, type Policy } from '@jiqun/policy-core';
import {
  type AuditEntry, type Call, CommandRunner, fourEyes, installedRegions, newId, permitsObject, readCursor, type Request, startOfDayInShanghai,
  type Transaction, transition,
  visibleRegions, writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DecisionService } from '../decision/decision.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { type ChangingContract, clauseForbids, handsOf, requireCurrent, versionConflict } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import { isHeld } from '../title-projection/held.js';
import { TitleProjectionRepository } from '../title-projection/title-projection.repository.js';
import { TitleProjectionService } from '../title-projection/title-projection.service.js';
import { type ReReviewSteps, reReviewOpensOn, reReviewSteps, termEndOf } from './opening.js';
import { requireAssessed } from './re-review-gates.js';
import type { ReReviewRow } from './re-review.entity.js';
import { reReviewLifecycle } from './re-review.lifecycle.js';
import { toReReview, toReReviewSummary } from './re-review.mapper.js';
import { questionOf, RE_REVIEW_LAPSES, reReviewEvent } from './re-review-question.js';
import { ReReviewRepository } from './re-review.repository.js';

const USUAL_PAGE = 50;

/** Re-reviews of titles at the end of their term (SME-12, AMC-11.a): steps, actors and gates are the policy's. */
@Injectable()
export class ReReviewService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ReReviewRepository) private readonly reReviews: ReReviewRepository,
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(TitleProjectionService) private readonly titleService: TitleProjectionService,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(DecisionService) private readonly decisions: DecisionService,
  ) {}

  /** Opens the re-review of the term that runs. A title that is not held, or that has it already, is left alone. */
  async open(titleId: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const title = await this.titles.lock(manager, call.caller.tenant, titleId);
      const policy = title === undefined || !isHeld(title) ? undefined : await this.titleService.policyOf(title);
      if (title === undefined || policy === undefined) return;
      const [steps, termEnd, opensOn] = [reReviewSteps(policy), termEndOf(policy, title), reReviewOpensOn(policy, title)];
      if (steps === undefined || termEnd === undefined || opensOn === undefined || opensOn > today) return;
      const { tenant, clusterId, clusterName, programme, region } = title;
      const row = await this.reReviews.insert(manager, {
        id: newId(), tenant, titleId, clusterId, clusterName, programme, region, policyVersion: policy.version, clause: steps.deciding.clause,
        openedOn: today, termEnd,
      });
      if (row === undefined) return;
      if (steps.application !== undefined) transaction.setDeadline(RE_REVIEW_LAPSES, row.id, startOfDayInShanghai(addDays(termEnd, 1)));
      transaction.record({ action: 're-review.open', objectType: 're-review', objectId: row.id, clause: row.clause, detail: { termEnd } });
      transaction.emit(reReviewOpened, aggregateOf(row), reReviewEvent(row, today));
    });
  }

  /** Takes an application, filed on or before the last day of the term. @throws Refusal CLAUSE_FORBIDS after it (SME-14-1) */
  async apply(request: ApplyForReReview, { call }: Request): Promise<ReReview> {
    return await this.commands.run(call, async (transaction) => {
      const { row, steps } = await this.#taken(transaction, reReviewContracts.apply, request);
      const { target } = transition(reReviewLifecycle, row.state, 'apply');
      const { application } = steps;
      if (application === undefined) throw unasked(row);
      requireActor(transaction, row, application.actors);
      const { today } = transaction;
      const gate = application.gates.find((one) => one.gate === 'applied-in-term');
      if (today > row.termEnd) {
        throw clauseForbids('re-review.apply', 'applied-in-term', gate?.title ?? application.title, gate?.clause ?? application.clause);
      }
      const { statement, documents } = request;
      transaction.cancelDeadline(RE_REVIEW_LAPSES, row.id);
      const applied = { ...row, state: target, appliedOn: today, application: { statement, documents, by: call.caller.person } };
      const { row: changed, answer } = await this.#written(transaction, applied, { action: 're-review.apply', clause: application.clause });
      transaction.emit(reReviewApplied, aggregateOf(changed), reReviewEvent(changed, today));
      return answer;
    });
  }

  /**
   * Records what the re-review found, and decides the policy's criteria again on the new facts: that decision is kept with
   * its inputs beside the assessment, and informs the outcome without binding it.
   * @throws Refusal CLAUSE_FORBIDS before the application, or where a gate's assessment is missing
   */
  async assess(request: AssessReReview, { call }: Request): Promise<ReReview> {
    return await this.commands.run(call, async (transaction) => {
      const { row, steps } = await this.#taken(transaction, reReviewContracts.assess, request);
      const { target } = transition(reReviewLifecycle, row.state, 'assess');
      if (row.state === 'open' && steps.application !== undefined) throw unapplied(steps.application);
      await this.#requireHeld(transaction, row);
      requireAssessed(steps, request, await this.reReviews.planGoals(transaction.manager, row.tenant, row.clusterId, row.programme));
      const subject = { purpose: 're-review' as const, type: 're-review', id: row.id, programme: row.programme, policyVersion: row.policyVersion };
      const { id: decisionId, decision } = await this.decisions.decide(
        transaction, subject, { question: questionOf(row, request, transaction.today) },
      );
      const { planGoals, actionPlan, opinion } = request;
      const { person, client } = call.caller;
      const assessment = {
        opinion, by: person, on: day(transaction.today), decisionId, verdict: decision.verdict,
        ...(planGoals === undefined ? {} : { planGoals }), ...(actionPlan === undefined ? {} : { actionPlan }),
      };
      const assessed = { ...row, state: target, assessedBy: person, assessedClient: client ?? null, assessment };
      return (await this.#written(
        transaction, assessed, { action: 're-review.assess', clause: row.clause, detail: { decisionId, verdict: decision.verdict } },
      )).answer;
    });
  }

  /**
   * Ends a re-review, by another person than the one who assessed. Passed, the term is extended from its old end (INT-13);
   * failed, it is a ground of revocation, not a revocation.
   */
  async decide(request: DecideReReview, { call }: Request): Promise<ReReview> {
    return await this.commands.run(call, async (transaction) => {
      const { row, policy } = await this.#taken(transaction, reReviewContracts.decide, request);
      const { target } = transition(reReviewLifecycle, row.state, request.result === 'passed' ? 'pass' : 'fail');
      fourEyes(handsOf(row.assessedBy ?? '', row.assessedClient), call.caller, reReviewContracts.decide.permission);
      await this.#requireHeld(transaction, row);
      const { today } = transaction;
      const validThrough = request.result === 'passed' ? extended(policy, row) : undefined;
      const { person } = call.caller;
      const { result, reasons } = request;
      const outcome = { result, reasons, by: person, ...(validThrough === undefined ? {} : { validThrough: day(validThrough) }) };
      const decided = { ...row, state: target, decidedBy: person, decidedOn: today, outcome, validThrough: validThrough ?? null };
      const entry = {
        action: 're-review.decide', clause: row.clause, reason: reasons.slice(0, 2_000),
        detail: { result, ...(validThrough === undefined ? {} : { validThrough }) },
      };
      const { row: changed, answer } = await this.#written(transaction, decided, entry);
      if (validThrough === undefined) transaction.emit(reReviewFailed, aggregateOf(changed), reReviewEvent(changed, today));
      else {
        const decisionId = row.assessment?.decisionId;
        transaction.emit(
          reReviewPassed, aggregateOf(changed),
          { ...reReviewEvent(changed, today), validThrough: day(validThrough), ...(decisionId === undefined ? {} : { decisionId }) },
        );
      }
      return answer;
    });
  }

  /** Ends a re-review that nobody applied for within the term: the ground of SME-14-1. */
  async lapse(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const row = await this.reReviews.lock(transaction.manager, call.caller.tenant, id);
      if (row?.state !== 'open' || transaction.today <= row.termEnd) return;
      const { target } = transition(reReviewLifecycle, row.state, 'lapse');
      await this.#written(
        transaction, { ...row, state: target }, { action: 're-review.lapse', clause: row.clause, detail: { termEnd: row.termEnd } },
      );
    });
  }

  /** @throws Refusal NOT_FOUND, also for a re-review outside the caller's regions */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ReReview> {
    const { regions } = visibleRegions(reReviewContracts.get.permission, caller, installedRegions());
    const row = await this.reReviews.find(caller.tenant, id);
    if (row === undefined || regions?.codes.includes(row.region) !== true) throw notFound(id);
    return toReReview(row);
  }

  /** Re-reviews of the caller's regions, newest first. */
  async list({ cursor, limit = USUAL_PAGE, programme, state, titleId }: ListReReviews, { caller }: Pick<Request, 'caller'>): Promise<ReReviewPage> {
    const { regions } = visibleRegions(reReviewContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.reReviews.list({
      tenant: caller.tenant, regions: regions?.codes ?? [], programme, state, titleId, before, limit: limit + 1,
    });
    const items = rows.slice(0, limit).map(toReReviewSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #taken(
    transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version: number },
  ): Promise<{ row: ReReviewRow; policy: Policy; steps: ReReviewSteps }> {
    const row = await this.reReviews.lock(transaction.manager, transaction.call.caller.tenant, id);
    if (row === undefined) throw notFound(id);
    requireCurrent(contract, transaction.call.caller, row, version);
    const policy = await this.policies.policyOf(row.programme, row.policyVersion);
    const steps = reReviewSteps(policy);
    if (steps === undefined) throw new Error(`${policy.id}@${policy.version} has a re-review running and knows none`);
    return { row, policy, steps };
  }

  async #requireHeld(transaction: Transaction, row: ReReviewRow): Promise<void> {
    const title = await this.titles.lock(transaction.manager, row.tenant, row.titleId);
    if (title?.state === 'revoked') {
      throw clauseForbids('re-review', 'title-revoked', { zh: '称号已被撤销，不再复核。', en: 'The title was revoked: it is not re-reviewed.' }, row.clause);
    }
  }

  async #written(
    transaction: Transaction, changed: ReReviewRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>,
  ): Promise<{ row: ReReviewRow; answer: ReReview }> {
    const row = await this.reReviews.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('re-review', changed.id, changed.version, changed.version + 1);
    transaction.record({ ...entry, objectType: 're-review', objectId: row.id });
    return { row, answer: toReReview(row) };
  }
}

const notFound = (id: string): Refusal => new Refusal('NOT_FOUND', { noun: 're-review', id });
const aggregateOf = ({ id, version }: Pick<ReReviewRow, 'id' | 'version'>) => ({ noun: 're-review', id, version });

/** From the old end, whenever it was decided (INT-13). */
function extended(policy: Policy, { termEnd }: ReReviewRow): string | undefined {
  const { validity } = policy.source;
  return validity === null ? undefined : addYears(termEnd, policy.count(validity.reReview.extensionYears));
}

/** Of the contract's roles, those that the policy's step names. @throws Refusal NOT_PERMITTED, OUTSIDE_REGION */
function requireActor({ call }: Transaction, { tenant, region }: ReReviewRow, actors: readonly string[]): void {
  const { states: _states, ...inAnyState } = reReviewContracts.apply.permission;
  const named = roles.filter((role) => actors.includes(role) && inAnyState.roles.includes(role));
  permitsObject({ ...inAnyState, roles: named }, call.caller, { tenant, region }, installedRegions());
}

function unapplied({ step, clause, title }: NonNullable<ReReviewSteps['application']>): Refusal {
  return clauseForbids('re-review.assess', step, title, clause);
}

function unasked({ clause, programme }: ReReviewRow): Refusal {
  return clauseForbids(
    're-review.apply', 'no-application',
    { zh: `${programme} 的复核由省厅启动，不需申请。`, en: `The province begins the re-reviews of ${programme}: no application is asked for.` }, clause,
  );
}
