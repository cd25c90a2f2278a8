import {
  applicationContracts, Refusal, reviewContracts, type Application as ApplicationAnswer, type CheckedStanding, type CommandContract, type CompleteStep, type JudgeClause, type RecordReview,
  type ReadReviewHistory, type RejectApplication, type ReturnApplication, type ReviewHistory, type WaiveClause, uuidSchema,
} from '@jiqun/contracts';
import { recognises, selects, type Step } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, readCursor, transition, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Application } from '../application/application.entity.js';
import { applicationLifecycle, possibleIn, type ApplicationAction } from '../application/application.lifecycle.js';
import { toApplicationAnswer } from '../application/application.mapper.js';
import { ApplicationRepository } from '../application/application.repository.js';
import { requireVersion } from '../application/application.service.js';
import { AttachmentSource } from '../application/attachment-source.js';
import { requireVisible } from '../application/visible.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { rolesOf } from './procedure.js';
import type { ReviewEntry } from './review.entity.js';
import { toReviewHistory } from './review.mapper.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewService } from './review.service.js';

const USUAL_PAGE = 20;

interface Acting {
  readonly transaction: Transaction;
  readonly application: Application;
  readonly step: Step;
}

interface Which {
  readonly id: string;
  readonly version: number;
}

type Contract = CommandContract<never, ApplicationAnswer>;

/** What officials do with an application: each only at the step that is theirs, and only in their own area (SME-4, XJ-4, SEI-3-3). */
@Injectable()
export class ReviewCommandsService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(ReviewRepository) private readonly entries: ReviewRepository,
    @Inject(ReviewService) private readonly reviews: ReviewService,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(AttachmentSource) private readonly attachments: AttachmentSource,
  ) {}

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, CLAUSE_FORBIDS, FOUR_EYES, LIMIT_REACHED, NOT_PERMITTED */
  async complete(complete: CompleteStep, request: Request): Promise<ApplicationAnswer> {
    const { step: name, opinion, evidence, plaqueNumber } = complete;
    const asked = await this.#standingBefore(complete);
    return await this.#act(reviewContracts.complete as Contract, complete, request, async ({ transaction, application, step }) => {
      requireByHand(step, name);
      await this.attachments.requireHashes(transaction, evidence, 'evidence');
      await this.#requireOtherThanChooser(transaction, application, step);
      const detail = { evidence, ...(plaqueNumber === undefined ? {} : { plaqueNumber }) };
      return await this.reviews.complete(transaction, application, name, { opinion, detail, by: request.caller.person, standing: asked });
    });
  }

  /** @throws Refusal as `complete` */
  async reject(reject: RejectApplication, request: Request): Promise<ApplicationAnswer> {
    return await this.#act(reviewContracts.reject as Contract, reject, request, async ({ transaction, application }) =>
      await this.reviews.reject(transaction, application, reject.step, { opinion: reject.reason, by: request.caller.person }),
    );
  }

  /** @throws Refusal as `complete` */
  async return(back: ReturnApplication, request: Request): Promise<ApplicationAnswer> {
    const opinion = back.reasons.map(({ clause, text }) => (clause === undefined ? text : `[${clause}] ${text}`)).join('\n');
    return await this.#act(reviewContracts.return as Contract, back, request, async ({ transaction, application }) =>
      await this.reviews.return(transaction, application, back.step, { opinion, detail: { reasons: back.reasons }, by: request.caller.person }),
    );
  }

  /** Puts what a gate asks for on record (SME-10, AMC-3.c, XJ-7-2, XJ-7-3.a). @throws Refusal as `complete` */
  async record(record: RecordReview, request: Request): Promise<ApplicationAnswer> {
    const { kind, on, text, isClean, evidence } = record;
    return await this.#act(reviewContracts.record as Contract, record, request, async ({ transaction, application, step }) => {
      if (on > transaction.today) throw notYet(on, transaction.today);
      await this.attachments.requireHashes(transaction, evidence, 'evidence');
      const detail = { on, evidence, ...(isClean === undefined ? {} : { isClean }) };
      return await this.#note(transaction, application, { kind: 'recorded', outcome: kind, clause: step.clause, text, detail }, 'review.record');
    });
  }

  /** Judges a clause for this submission. @throws Refusal as `complete`; INVALID_REQUEST for a clause that takes no judgement */
  async judge({ id, version, clause, outcome, reason }: JudgeClause, request: Request): Promise<ApplicationAnswer> {
    return await this.#act(reviewContracts.judge as Contract, { id, version }, request, async ({ transaction, application }) => {
      await this.#requireClause(application, clause, 'judgements');
      return await this.#note(transaction, application, { kind: 'judged', outcome, clause, text: reason, detail: {} }, 'review.judge');
    });
  }

  /** Waives what is required in principle (INT-8). @throws Refusal as `complete`; INVALID_REQUEST for a clause that takes no waiver */
  async waive({ id, version, clause, reason }: WaiveClause, request: Request): Promise<ApplicationAnswer> {
    return await this.#act(reviewContracts.waive as Contract, { id, version }, request, async ({ transaction, application }) => {
      await this.#requireClause(application, clause, 'waivers');
      return await this.#note(transaction, application, { kind: 'waived', outcome: null, clause, text: reason, detail: {} }, 'review.waive');
    });
  }

  /** What was done to an application; who did it, for officials alone. @throws Refusal NOT_FOUND */
  async history({ id, cursor, limit = USUAL_PAGE }: ReadReviewHistory, { caller }: Pick<Request, 'caller'>): Promise<ReviewHistory> {
    requireVisible(reviewContracts.history.permission, caller, await this.applications.find(id), id);
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const [entries, stays] = await Promise.all([this.entries.page(id, after, limit + 1), this.entries.stays(id)]);
    const seesPeople = caller.grants.some(({ role }) => reviewContracts.complete.permission.roles.includes(role) || role === 'auditor');
    const shown = entries.slice(0, limit);
    const last = shown.at(-1);
    const next = entries.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {};
    return { ...toReviewHistory(shown, stays, seesPeople), ...next };
  }

  /** Runs an official's act: visible, in this state, as it was read, at a step that is the official's, by other hands than the applicant's. */
  async #act(contract: Contract, { id, version }: Which, { call }: Request, effect: (acting: Acting) => Promise<Application>): Promise<ApplicationAnswer> {
    const { permission } = contract;
    return await this.commands.run(call, async (transaction) => {
      const application = requireVisible(applicationContracts.get.permission, call.caller, await this.applications.lock(transaction.manager, id), id);
      const action = permission.action as ApplicationAction;
      transition(applicationLifecycle, application.state, action);
      requireVersion(application, version);
      const step = await this.reviews.stepOf(application);
      if (step === undefined) throw new Refusal('STATE_FORBIDS', { action, state: application.state });
      const roles = rolesOf(step).filter((role) => permission.roles.includes(role));
      // A waiver is the province's whatever the step (INT-8).
      const may = action === 'review.waive' ? permission.roles : roles;
      permitsObject({ action, roles: may, reach: 'region' }, call.caller, application, installedRegions());
      for (const editor of application.editors) fourEyes({ person: editor }, call.caller, permission);
      const moved = await effect({ transaction, application, step });
      return toApplicationAnswer(moved, undefined, possibleIn(moved.state));
    });
  }

  /** Who may act at all is asked in the transaction; the standing of an organisation is open to anybody. */
  async #standingBefore({ id, version, step }: CompleteStep): Promise<CheckedStanding | undefined> {
    const known = await this.applications.find(id);
    if (known === undefined || known.version !== version || known.step !== step || known.state !== 'under-review') return undefined;
    return await this.reviews.askStanding(known, await this.reviews.stepOf(known));
  }

  async #note(transaction: Transaction, application: Application, what: Pick<ReviewEntry, 'kind' | 'outcome' | 'clause' | 'text' | 'detail'>, action: string): Promise<Application> {
    const { tenant, person } = transaction.call.caller;
    const { id: applicationId, contentNumber, step } = application;
    this.entries.insert(transaction, { id: newId(), tenant, applicationId, contentNumber, step: step ?? '-', person, recordedAt: transaction.now, ...what });
    transaction.record({ action, objectType: 'application', objectId: applicationId, ...(what.clause === null ? {} : { clause: what.clause }), reason: what.text });
    const moved = await this.applications.update(transaction.manager, { ...application, updatedAt: transaction.now });
    if (moved === undefined) throw new Error(`The application ${applicationId} changed under its lock`);
    return moved;
  }

  /** Maker is never checker: who chose the list does not also recognise what stands in it. */
  async #requireOtherThanChooser(transaction: Transaction, application: Application, step: Step): Promise<void> {
    const policy = await this.catalogue.policyOf(application.programme, application.policyVersion);
    if (!recognises(policy, step)) return;
    const choosing = policy.source.procedure.filter(selects).map(({ step: name }) => name);
    const entries = await this.entries.entriesIn(transaction.manager, application.id);
    const chooser = entries.findLast((entry) => entry.kind === 'completed' && choosing.includes(entry.step));
    if (chooser !== undefined) fourEyes({ person: chooser.person }, transaction.call.caller, { action: 'review.complete' });
  }

  async #requireClause({ programme, policyVersion }: Application, clause: string, section: 'judgements' | 'waivers'): Promise<void> {
    const policy = await this.catalogue.policyOf(programme, policyVersion);
    const known = section === 'judgements' ? policy.rules.judgementSlots : policy.rules.waiverSlots;
    if (known.has(clause)) return;
    const message = { zh: `该方案可用的条款：${[...known.keys()].join('、')}。`, en: `The clauses of this policy that do: ${[...known.keys()].join(', ')}.` };
    throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'clause', code: 'UNKNOWN_CLAUSE', message }] });
  }
}

/** Steps that are not an official's act by itself: experts' by a panel, choices for the whole call, notices by their end. */
function requireByHand(step: Step, name: string): void {
  const byExperts = rolesOf(step).every((role) => role === 'expert') ? 'panel.close' : undefined;
  const elsewhere = selects(step) ? 'review.select' : step.result === 'noticed' ? 'public-notice.publish' : byExperts;
  if (elsewhere !== undefined) throw new Refusal('CLAUSE_FORBIDS', { action: 'review.complete', what: `${name}: ${elsewhere}` }, { clause: step.clause });
}

function notYet(on: string, today: string): Refusal {
  const message = { zh: `${on} 晚于今天 ${today}。`, en: `${on} is after today, ${today}.` };
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'on', code: 'NOT_YET', message }] });
}
