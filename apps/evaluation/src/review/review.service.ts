import { applicationContracts, applicationRecognised, type CheckedStanding, localDateSchema, plaqueAwarded, Refusal, regionCodeSchema } from '@jiqun/contracts';
import { type Policy, recognises, type Step, stepAfter, stepOf, termOf } from '@jiqun/policy-core';
import { newId, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { questionOf } from '../application/application-question.js';
import type { Application } from '../application/application.entity.js';
import { applicationLifecycle, type ApplicationAction } from '../application/application.lifecycle.js';
import { aggregateOf, toApplicationChanged } from '../application/application.mapper.js';
import { ApplicationRepository } from '../application/application.repository.js';
import { requireLimit } from '../application/limit.js';
import { StandingSource } from '../application/standing-source.js';
import type { Call } from '../call/call.entity.js';
import { CallRepository } from '../call/call.repository.js';
import { DecisionService } from '../decision/decision.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { asksStanding, requireGates, type GateView } from './gates.js';
import { leavesLocality } from './procedure.js';
import type { ReviewEntry } from './review.entity.js';
import { ReviewRepository } from './review.repository.js';

/** What was done at a step, and by whom. */
export interface StepOutcome {
  readonly opinion: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The person; a panel or a notice that ends by itself gives the caller it acts for. */
  readonly by: string;
  /** What audit said before the transaction, where the step asks for it. */
  readonly standing?: CheckedStanding | undefined;
}

/** Outcomes of a clause that hold nobody up. */
const SETTLED: ReadonlySet<string> = new Set(['met', 'not-applicable', 'waived']);

interface Standing {
  readonly application: Application;
  readonly policy: Policy;
  readonly call: Call;
  readonly step: Step;
  readonly entries: readonly ReviewEntry[];
}

/**
 * Moves applications along their policy's procedure (AMC-7, SME-10, SME-11, XJ-7, SEI-3-2). Who may is asked before: by
 * the commands of officials, by panels, by notices.
 */
@Injectable()
export class ReviewService {
  constructor(
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(DecisionService) private readonly decisions: DecisionService,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(StandingSource) private readonly standings: StandingSource,
  ) {}

  /**
   * Completes the step that an application stands at, and moves it to the next; the step that recognises gives the title.
   * @param application locked by the caller
   * @throws Refusal STATE_FORBIDS when it stands elsewhere, CLAUSE_FORBIDS for a gate that is not met, LIMIT_REACHED
   */
  async complete(transaction: Transaction, application: Application, step: string, outcome: StepOutcome): Promise<Application> {
    const standing = await this.#standingAt(transaction, application, step, 'review.complete');
    const credit = outcome.standing ?? (await this.askStanding(application, standing.step));
    await requireGates(standing.step, this.#view(transaction, standing, outcome.opinion, credit), 'review.complete');
    const counts = application.countsTowardsLimit || leavesLocality(standing.policy, standing.step);
    if (counts && !application.countsTowardsLimit) await requireLimit(transaction, this.applications, application, standing.call);
    const isRecognition = application.state === 'under-review' && recognises(standing.policy, standing.step);
    const action: ApplicationAction = isRecognition ? 'review.finish' : 'review.complete';
    const { target } = transition(applicationLifecycle, application.state, action);
    const next = stepAfter(standing.policy, step)?.step ?? null;
    const moved = await this.#move(transaction, { ...application, state: target, step: next, countsTowardsLimit: counts });
    this.#note(transaction, application, { kind: 'completed', clause: standing.step.clause, text: outcome.opinion, detail: detailOf(outcome, credit), person: outcome.by });
    this.reviews.leave(transaction, application.id);
    if (next !== null) this.reviews.enter(transaction, application.id, next);
    transaction.record({ action: 'review.complete', objectType: 'application', objectId: application.id, clause: standing.step.clause, detail: { step } });
    transaction.emit(applicationContracts.advanced, aggregateOf(moved), toApplicationChanged(moved));
    if (isRecognition) await this.#recognise(transaction, standing, moved);
    if (standing.step.result === 'plaque-awarded') emitPlaque(transaction, moved, outcome);
    return moved;
  }

  /** Ends an application's way: not recommended, not chosen, fallen in notice. @throws Refusal STATE_FORBIDS */
  async reject(transaction: Transaction, application: Application, step: string, outcome: StepOutcome): Promise<Application> {
    const standing = await this.#standingAt(transaction, application, step, 'review.reject');
    const moved = await this.#move(transaction, { ...application, state: 'rejected', step: null });
    this.#note(transaction, application, { kind: 'rejected', clause: standing.step.clause, text: outcome.opinion, detail: outcome.detail ?? {}, person: outcome.by });
    this.reviews.leave(transaction, application.id);
    transaction.record({ action: 'review.reject', objectType: 'application', objectId: application.id, clause: standing.step.clause, reason: outcome.opinion });
    transaction.emit(applicationContracts.rejected, aggregateOf(moved), toApplicationChanged(moved));
    return moved;
  }

  /** Returns an application for correction; it comes back to the step at which it stands. @throws Refusal STATE_FORBIDS, CLAUSE_FORBIDS */
  async return(transaction: Transaction, application: Application, step: string, outcome: StepOutcome): Promise<Application> {
    const standing = await this.#standingAt(transaction, application, step, 'review.return');
    if (standing.step.mayReturn.length === 0) throw new Refusal('CLAUSE_FORBIDS', { action: 'review.return', what: step }, { clause: standing.step.clause });
    const moved = await this.#move(transaction, { ...application, state: 'returned' });
    this.#note(transaction, application, { kind: 'returned', clause: standing.step.clause, text: outcome.opinion, detail: outcome.detail ?? {}, person: outcome.by });
    if (standing.step.clockStops) this.reviews.suspend(transaction, application.id);
    transaction.record({ action: 'review.return', objectType: 'application', objectId: application.id, clause: standing.step.clause, reason: outcome.opinion });
    transaction.emit(applicationContracts.returned, aggregateOf(moved), toApplicationChanged(moved));
    return moved;
  }

  /**
   * Asks the gates of the step that an application stands at, before something begins that will complete it: a notice.
   * @throws Refusal STATE_FORBIDS when it stands elsewhere, CLAUSE_FORBIDS for a gate that is not met
   */
  async requireGatesOf(transaction: Transaction, application: Application, step: string, { action, opinion }: { readonly action: string; readonly opinion: string }): Promise<void> {
    const standing = await this.#standingAt(transaction, application, step, 'review.complete');
    await requireGates(standing.step, this.#view(transaction, standing, opinion, await this.askStanding(application, standing.step)), action);
  }

  /**
   * What audit says of the organisation that applies, if the step asks for it. Commands ask before their transaction; what ends by
   * itself, a notice or a panel, asks within it.
   * @throws Refusal SERVICE_UNAVAILABLE
   */
  async askStanding(application: Application, step: Step | undefined): Promise<CheckedStanding | undefined> {
    return step === undefined || !asksStanding(step) ? undefined : await this.standings.ask(application);
  }

  /** The step that an application stands at, as its policy has it. */
  async stepOf({ programme, policyVersion, step }: Application): Promise<Step | undefined> {
    return step === null ? undefined : stepOf(await this.catalogue.policyOf(programme, policyVersion), step);
  }

  async #standingAt(transaction: Transaction, application: Application, step: string, action: ApplicationAction): Promise<Standing> {
    transition(applicationLifecycle, application.state, action);
    if (application.step !== step) throw new Refusal('STATE_FORBIDS', { action: `${action} ${step}`, state: application.step ?? application.state });
    const call = await this.calls.share(transaction.manager, application.callId);
    if (call === undefined) throw new Error(`The application ${application.id} has no call`);
    const policy = await this.catalogue.policyOf(application.programme, application.policyVersion);
    return { application, policy, call, step: stepOf(policy, step), entries: await this.reviews.entriesIn(transaction.manager, application.id) };
  }

  #view(transaction: Transaction, { application, call, entries }: Standing, opinion: string, standing: CheckedStanding | undefined): GateView {
    const { programme, policyVersion } = application;
    return {
      application,
      entries,
      standing,
      verdict: async () => (await this.decisions.ask(programme, policyVersion, questionOf(application, call, entries))).verdict,
      openObjections: async () => await this.reviews.openObjections(transaction.manager, application.id),
      hasOtherInArea: async () => await this.applications.hasOtherInArea(transaction.manager, application),
      opinion,
    };
  }

  async #move(transaction: Transaction, changed: Application): Promise<Application> {
    const moved = await this.applications.update(transaction.manager, { ...changed, updatedAt: transaction.now });
    if (moved === undefined) throw new Error(`The application ${changed.id} changed under its lock`);
    return moved;
  }

  #note(transaction: Transaction, { id, contentNumber, step }: Application, what: Pick<ReviewEntry, 'kind' | 'clause' | 'text' | 'detail' | 'person'>): void {
    const { tenant } = transaction.call.caller;
    this.reviews.insert(transaction, { id: newId(), tenant, applicationId: id, contentNumber, step: step ?? '-', outcome: null, recordedAt: transaction.now, ...what });
  }

  /** @throws Refusal CLAUSE_FORBIDS while a must-clause is not met, a fact is missing, or a judgement or waiver is open (INT-24) */
  async #recognise(transaction: Transaction, { application, policy, call, entries, step }: Standing, moved: Application): Promise<void> {
    const { id, programme, policyVersion, callId, clusterId, region } = application;
    const inputs = questionOf(application, call, entries);
    const { id: decisionId, decision } = await this.decisions.decide(transaction, { purpose: 'recognition', type: 'application', id, programme, policyVersion }, inputs);
    if (decision.verdict !== 'eligible') {
      const open = decision.criteria.filter(({ outcome }) => !SETTLED.has(outcome));
      const issues = open.slice(0, 100).map((criterion) => ({ path: criterion.clause, code: criterion.outcome.toUpperCase(), message: criterion.explanation }));
      throw new Refusal('CLAUSE_FORBIDS', { action: 'review.complete', what: decision.verdict }, { clause: open[0]?.clause ?? step.clause, issues });
    }
    const { today } = transaction;
    const { validThrough, endsTitle } = termOf(policy, today);
    transaction.emit(applicationRecognised, aggregateOf(moved), {
      applicationId: id, callId, programme, policyVersion, clusterId, region: regionCodeSchema.parse(region), decisionId, recognisedOn: localDateSchema.parse(today),
      ...(validThrough === null ? {} : { validThrough: localDateSchema.parse(validThrough) }), endsWithTerm: endsTitle,
    });
  }
}

/** The answer of audit is kept with what rests on it. */
function detailOf({ detail = {} }: StepOutcome, standing: CheckedStanding | undefined): Readonly<Record<string, unknown>> {
  return standing === undefined ? detail : { ...detail, standing };
}

function emitPlaque(transaction: Transaction, { id, clusterId, programme, version }: Application, { detail }: StepOutcome): void {
  const plaqueNumber = detail?.['plaqueNumber'];
  if (typeof plaqueNumber !== 'string') {
    const message = { zh: '请填写牌匾编号。', en: 'Give the number of the plaque.' };
    throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'plaqueNumber', code: 'MISSING', message }] });
  }
  const awardedOn = localDateSchema.parse(transaction.today);
  transaction.emit(plaqueAwarded, { noun: 'application', id, version }, { applicationId: id, clusterId, programme, plaqueNumber, awardedOn });
}
