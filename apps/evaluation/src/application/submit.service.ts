import {
  applicationContracts, Refusal, type Application as ApplicationAnswer, type ApplicationCheck, type ApplicationContent, type CheckedStanding, type Issue, type WhichApplication,
} from '@jiqun/contracts';
import { type Decision, type Policy, stepAfter, stepOf } from '@jiqun/policy-core';
import { CommandRunner, newId, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Call } from '../call/call.entity.js';
import { CallRepository } from '../call/call.repository.js';
import { DecisionService } from '../decision/decision.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { sha256Of } from '../policy/policy.mapper.js';
import { requireNotSanctioned } from '../review/barred.js';
import { requireGates, type GateView } from '../review/gates.js';
import { leavesLocality } from '../review/procedure.js';
import { ReviewRepository } from '../review/review.repository.js';
import { missingAttachments, questionOf } from './application-question.js';
import type { Application, Submission } from './application.entity.js';
import { possibleIn } from './application.lifecycle.js';
import { aggregateOf, toApplicationAnswer, toApplicationChanged } from './application.mapper.js';
import { ApplicationRepository } from './application.repository.js';
import { regionOfReview, requireEditable, requireOpen } from './application.service.js';
import { AttachmentSource } from './attachment-source.js';
import { ClusterSource } from './cluster-source.js';
import { requireLimit } from './limit.js';
import { StandingSource } from './standing-source.js';
import { isEditor, requireVisible } from './visible.js';

const ACTION = 'application.submit';

interface Forwarded {
  readonly updated: Application;
  readonly policy: Policy;
  readonly underCall: Call;
  readonly submission: Submission;
  readonly isFirst: boolean;
  /** What audit said of the organisation that applies. */
  readonly standing: CheckedStanding | undefined;
}

/** Submission of applications, and the self-check before it. */
@Injectable()
export class SubmitService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(DecisionService) private readonly decisions: DecisionService,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(ClusterSource) private readonly clusters: ClusterSource,
    @Inject(AttachmentSource) private readonly attachments: AttachmentSource,
    @Inject(StandingSource) private readonly standings: StandingSource,
  ) {}

  /** Every clause as it would be decided now, what would change it, and what else keeps it from being submitted. @throws Refusal NOT_FOUND, INVALID_REQUEST */
  async check(id: string, { caller }: Pick<Request, 'caller'>): Promise<ApplicationCheck> {
    const application = requireVisible(applicationContracts.check.permission, caller, await this.applications.find(id), id);
    const call = await this.#callOf(application);
    const content = isEditor(application, caller) ? application.content : await this.#submitted(application);
    const inputs = questionOf({ ...application, content }, call, await this.reviews.entries(id));
    const decision = await this.decisions.ask(application.programme, application.policyVersion, inputs);
    const obstacles = [...missingFacts(decision), ...missingAttachments(content, call.terms)].map(({ code, message }) => ({ code, message }));
    return { asOf: call.terms.closesOn, verdict: decision.verdict, decision: JSON.parse(JSON.stringify(decision)) as ApplicationCheck['decision'], obstacles };
  }

  /**
   * Submits: the contents are frozen under their SHA-256, decided by the policy that the call was published from, and go to the
   * first step of its procedure, or back to the step that returned them.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, CALL_NOT_OPEN, LIMIT_REACHED; CLAUSE_FORBIDS for a gate that is
   *   not met; INVALID_REQUEST with every fact and attachment that is missing
   */
  async submit({ id, version }: WhichApplication, request: Request): Promise<ApplicationAnswer> {
    const { call } = request;
    const before = await this.applications.find(id);
    const known = requireEditable(before, call, { id, version, action: ACTION });
    const cluster = await this.clusters.ask(known.clusterId, request);
    const standing = await this.standings.ask({ ...known, cluster });
    return await this.commands.run(call, async (transaction) => {
      const found = requireEditable(await this.applications.lock(transaction.manager, id), call, { id, version, action: ACTION });
      const underCall = await this.calls.share(transaction.manager, found.callId);
      if (underCall === undefined) throw new Error(`The application ${id} has no call`);
      const isFirst = found.contentNumber === 0;
      // What was returned for correction may come back after the last day: it was filed in time.
      if (isFirst) requireOpen(underCall, transaction.today);
      const policy = await this.catalogue.policyOf(found.programme, found.policyVersion);
      const updated = { ...found, cluster, region: isFirst ? regionOfReview(policy, cluster) : found.region };
      requireNotSanctioned(standing, ACTION);
      await this.#requireGates(transaction, updated, policy, standing);
      const { submission, decision } = await this.#freeze(transaction, updated, underCall);
      requireComplete(decision, updated.content, underCall);
      await this.attachments.require(transaction, updated.content);
      return await this.#forward(transaction, { updated, policy, underCall, submission, isFirst, standing });
    });
  }

  async #freeze(transaction: Transaction, application: Application, call: Call): Promise<{ submission: Submission; decision: Decision }> {
    const number = application.contentNumber + 1;
    const inputs = questionOf({ ...application, contentNumber: number }, call, []);
    const { id: applicationId, programme, policyVersion } = application;
    const subject = { purpose: 'submission', type: 'application', id: applicationId, programme, policyVersion } as const;
    const { id: decisionId, decision } = await this.decisions.decide(transaction, subject, inputs);
    const content = JSON.stringify(application.content);
    const submission: Submission = {
      applicationId, number, content, sha256: sha256Of(content), decisionId, submittedAt: transaction.now, submittedBy: transaction.call.caller.person,
    };
    this.applications.insertSubmission(transaction, submission);
    return { submission, decision };
  }

  async #forward(
    transaction: Transaction,
    { updated, policy, underCall, submission, isFirst, standing }: Forwarded,
  ): Promise<ApplicationAnswer> {
    const application = stepOf(policy, 'application');
    const next = isFirst ? stepAfter(policy, 'application')?.step : updated.step;
    if (next === undefined || next === null) throw new Error(`${policy.id}@${policy.version} knows no step after the application`);
    const counts = updated.countsTowardsLimit || leavesLocality(policy, application);
    if (counts && !updated.countsTowardsLimit) await requireLimit(transaction, this.applications, updated, underCall);
    const submitted: Application = {
      ...updated, state: 'under-review', step: next, contentNumber: submission.number, countsTowardsLimit: counts, updatedAt: transaction.now,
    };
    const moved = await this.applications.update(transaction.manager, submitted);
    if (moved === undefined) throw new Error(`The application ${updated.id} changed under its lock`);
    if (isFirst) this.reviews.enter(transaction, moved.id, next);
    else this.reviews.resume(transaction, moved.id);
    const { tenant, person } = transaction.call.caller;
    const entry = { id: newId(), tenant, applicationId: moved.id, contentNumber: submission.number, step: 'application', person, recordedAt: transaction.now };
    this.reviews.insert(transaction, { ...entry, kind: 'submitted', clause: application.clause, outcome: null, text: submission.sha256, detail: { decisionId: submission.decisionId, ...(standing === undefined ? {} : { standing }) } });
    transaction.record({ action: ACTION, objectType: 'application', objectId: moved.id, clause: application.clause, detail: { number: submission.number, sha256: submission.sha256 } });
    transaction.emit(applicationContracts.submitted, aggregateOf(moved), toApplicationChanged(moved, submission.sha256));
    return toApplicationAnswer(moved, submission, possibleIn(moved.state));
  }

  async #requireGates(transaction: Transaction, application: Application, policy: Policy, standing: CheckedStanding | undefined): Promise<void> {
    const view: GateView = {
      application,
      entries: [],
      standing,
      verdict: async () => await Promise.reject(new Error('No gate of a submission asks for the verdict')),
      openObjections: async () => await Promise.resolve(0),
      hasOtherInArea: async () => await this.applications.hasOtherInArea(transaction.manager, application),
      opinion: '',
    };
    await requireGates(stepOf(policy, 'application'), view, ACTION);
  }

  async #callOf({ callId }: Application): Promise<Call> {
    const call = await this.calls.find(callId);
    if (call === undefined) throw new Error(`There is no call ${callId}`);
    return call;
  }

  async #submitted({ id, contentNumber }: Application): Promise<ApplicationContent> {
    const [submission] = await this.applications.submissions(id, [contentNumber]);
    if (submission === undefined) throw new Error(`The application ${id} has no submission ${contentNumber}`);
    return JSON.parse(submission.content) as ApplicationContent;
  }
}

function missingFacts(decision: Decision): Issue[] {
  return decision.criteria.flatMap((criterion) => {
    const { clause, missing } = criterion;
    return missing.map((fact) => ({
      path: `content.facts.${fact}`,
      code: 'FACT_MISSING',
      message: { zh: `${clause} 缺少填报项 ${fact}。`, en: `${clause} lacks the fact ${fact}.` },
    }));
  });
}

/** Judgements and failed criteria are the reviewers' affair; a fact or an attachment that is missing is the applicant's. */
function requireComplete(decision: Decision, content: ApplicationContent, call: Call): void {
  const issues = [...(decision.verdict === 'incomplete' ? missingFacts(decision) : []), ...missingAttachments(content, call.terms)];
  if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues: issues.slice(0, 100) });
}
