import {
  applicationContracts, Refusal, uuidSchema, type AdmitEditor, type Application as ApplicationAnswer, type ApplicationContent, type ApplicationPage,
  type CompareSubmissions, type DraftApplication, type ListApplications, type Permission, type SaveApplication, type SubmissionDifference, type WithdrawApplication,
} from '@jiqun/contracts';
import { applicationSteps, type Policy, stepOf } from '@jiqun/policy-core';
import {
  CommandRunner, installedRegions, newId, permitsObject, prefectureOf, readCursor, transition, writeCursor, type Call as Work, type Request, type Transaction,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Call } from '../call/call.entity.js';
import { CallRepository } from '../call/call.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { isCrossRegion } from '../review/gates.js';
import { rolesOf } from '../review/procedure.js';
import { ReviewRepository } from '../review/review.repository.js';
import type { AppliedCluster, Application } from './application.entity.js';
import { applicationLifecycle, possibleIn, type ApplicationAction } from './application.lifecycle.js';
import { aggregateOf, toApplicationAnswer, toApplicationChanged, toApplicationSummary } from './application.mapper.js';
import { ApplicationRepository } from './application.repository.js';
import { ClusterSource } from './cluster-source.js';
import { differencesBetween } from './submission-difference.js';
import { isEditor, narrowed, requireVisible, seersOf, visibleTo } from './visible.js';

const USUAL_PAGE = 50;
const BLANK: ApplicationContent = { facts: [], statements: [], attachments: [], goals: [], keyProjects: [], coApplicants: [] };

/** Applications as their writers and readers see them: drafts, withdrawal, lists. Submission is `SubmitService`'s. */
@Injectable()
export class ApplicationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(ClusterSource) private readonly clusters: ClusterSource,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
  ) {}

  /**
   * Drafts an application by who may apply under the policy (AMC-7-1.a, SME-9, XJ-5.a, SEI-3-1), in the region whose
   * departments will check it (AMC-7-1.b, XJ-7-1.b).
   * @throws Refusal NOT_FOUND, CALL_NOT_OPEN, ALREADY_EXISTS, NOT_PERMITTED, OUTSIDE_REGION, CLAUSE_FORBIDS
   */
  async draft({ callId, clusterId }: DraftApplication, request: Request): Promise<ApplicationAnswer> {
    const { call } = request;
    const cluster = await this.clusters.ask(clusterId, request);
    return await this.commands.run(call, async (transaction) => {
      const { tenant, person } = call.caller;
      const { call: open, policy } = await this.#openCall(transaction, callId);
      const roles = rolesOf(stepOf(policy, 'application'));
      const permission: Permission = { action: 'application.draft', roles, reach: 'region' };
      permitsObject(permission, call.caller, { tenant, region: cluster.region }, installedRegions());
      const region = regionOfReview(policy, cluster);
      const application: Application = {
        id: newId(), tenant, callId, programme: open.programme, policyVersion: policy.version, clusterId, cluster, region, prefecture: prefectureOf(region) ?? region,
        applicantRole: roles.find((role) => call.caller.grants.some((grant) => grant.role === role)) ?? '', seers: seersOf(applicationSteps(policy).flatMap(rolesOf)), editors: [person], state: 'draft', step: null, version: 1,
        content: BLANK, contentNumber: 0, countsTowardsLimit: false, rank: null, updatedAt: transaction.now,
      };
      if (!(await this.applications.insert(transaction.manager, application))) throw new Refusal('ALREADY_EXISTS', { noun: 'application', id: clusterId });
      this.applications.saveDraft(transaction, application);
      transaction.record({ action: 'application.draft', objectType: 'application', objectId: application.id, detail: { callId, clusterId } });
      return toApplicationAnswer(application, undefined, possibleIn(application.state));
    });
  }

  /** Saves what was written so far; every version is kept. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async saveDraft({ id, version, content }: SaveApplication, { call }: Request): Promise<ApplicationAnswer> {
    return await this.#change(call, { id, version, action: 'application.save' }, async (transaction, found) => {
      const saved = await Promise.resolve({ ...found, content });
      this.applications.saveDraft(transaction, { ...saved, version: version + 1 });
      return saved;
    });
  }

  /** Lets another person write at it. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async admit({ id, version, editor }: AdmitEditor, { call }: Request): Promise<ApplicationAnswer> {
    return await this.#change(call, { id, version, action: 'application.admit' }, async (_transaction, found) =>
      await Promise.resolve({ ...found, editors: [...new Set([...found.editors, editor])] }),
    );
  }

  /** Takes an application back; its place under the call's limit is free again. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw({ id, version, reason }: WithdrawApplication, { call }: Request): Promise<ApplicationAnswer> {
    return await this.#change(call, { id, version, action: 'application.withdraw', reason }, async (transaction, found) => {
      if (found.contentNumber === 0) return found;
      const { tenant, person } = call.caller;
      const entry = { id: newId(), tenant, applicationId: id, contentNumber: found.contentNumber, step: found.step ?? 'application', person };
      this.reviews.insert(transaction, { ...entry, kind: 'withdrawn', clause: null, outcome: null, text: reason, detail: {}, recordedAt: transaction.now });
      this.reviews.leave(transaction, id);
      const withdrawn: Application = { ...found, state: 'withdrawn', step: null, version: version + 1, countsTowardsLimit: false };
      transaction.emit(applicationContracts.withdrawn, aggregateOf(withdrawn), toApplicationChanged(withdrawn));
      return await Promise.resolve({ ...found, countsTowardsLimit: false });
    });
  }

  /** @throws Refusal NOT_FOUND, also where the caller may not know of it */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ApplicationAnswer> {
    const application = requireVisible(applicationContracts.get.permission, caller, await this.applications.find(id), id);
    const [submission] = await this.applications.submissions(id, [application.contentNumber]);
    // Others see what was submitted, not what is being written since.
    const content = submission !== undefined && !isEditor(application, caller) ? (JSON.parse(submission.content) as ApplicationContent) : application.content;
    return toApplicationAnswer({ ...application, content }, submission, possibleIn(application.state));
  }

  /** Newest first: own ones, and those submitted in the caller's regions. */
  async list({ cursor, limit = USUAL_PAGE, callId, programme, state, step, region, clusterId }: ListApplications, { caller }: Pick<Request, 'caller'>): Promise<ApplicationPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const whose = narrowed(visibleTo(applicationContracts.list.permission, caller), region);
    const filter = { tenant: caller.tenant, whose, person: caller.person, callId, programme, state, step, clusterId, before, limit: limit + 1 };
    const found = await this.applications.list(filter);
    const items = found.slice(0, limit).map(toApplicationSummary);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** What a later submission says otherwise. @throws Refusal NOT_FOUND */
  async compare({ id, from, to }: CompareSubmissions, { caller }: Pick<Request, 'caller'>): Promise<SubmissionDifference> {
    requireVisible(applicationContracts.compare.permission, caller, await this.applications.find(id), id);
    const submissions = await this.applications.submissions(id, [from, to]);
    const contentOf = (number: number): ApplicationContent => {
      const submission = submissions.find((candidate) => candidate.number === number);
      if (submission === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id: `${id}/${number}` });
      return JSON.parse(submission.content) as ApplicationContent;
    };
    return { from, to, changes: differencesBetween(contentOf(from), contentOf(to)) };
  }

  async #openCall(transaction: Transaction, callId: string): Promise<{ call: Call; policy: Policy }> {
    const call = await this.calls.share(transaction.manager, callId);
    if (call === undefined || call.tenant !== transaction.call.caller.tenant || call.state === 'draft') throw new Refusal('NOT_FOUND', { noun: 'call', id: callId });
    requireOpen(call, transaction.today);
    return { call, policy: await this.catalogue.policyOf(call.programme, call.policyVersion ?? '') };
  }

  async #change(
    call: Work,
    change: { readonly id: string; readonly version: number; readonly action: ApplicationAction; readonly reason?: string },
    effect: (transaction: Transaction, found: Application) => Promise<Application>,
  ): Promise<ApplicationAnswer> {
    const { id, version, action, reason } = change;
    return await this.commands.run(call, async (transaction) => {
      const found = requireEditable(await this.applications.lock(transaction.manager, id), call, change);
      const { target } = transition(applicationLifecycle, found.state, action);
      const changed = { ...(await effect(transaction, found)), state: target, updatedAt: transaction.now };
      const moved = await this.applications.update(transaction.manager, target === 'withdrawn' ? { ...changed, step: null } : changed);
      if (moved === undefined) throw new Error(`The application ${id} changed under its lock at version ${version}`);
      transaction.record({ action, objectType: 'application', objectId: id, ...(reason === undefined ? {} : { reason }) });
      return toApplicationAnswer(moved, undefined, possibleIn(moved.state));
    });
  }
}

/** The application, if the caller writes at it and read it as it is now. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
export function requireEditable(
  application: Application | undefined,
  { caller }: Work,
  { id, version, action }: { readonly id: string; readonly version: number; readonly action: ApplicationAction },
): Application {
  if (application === undefined || application.tenant !== caller.tenant || !isEditor(application, caller)) throw new Refusal('NOT_FOUND', { noun: 'application', id });
  transition(applicationLifecycle, application.state, action);
  requireVersion(application, version);
  return application;
}

/** @throws Refusal VERSION_CONFLICT */
export function requireVersion({ id, version: actual }: Application, expected: number): void {
  if (actual !== expected) throw new Refusal('VERSION_CONFLICT', { noun: 'application', id, expected: String(expected), actual: String(actual) });
}

/** @throws Refusal CALL_NOT_OPEN before its first day, after its last, and when it was withdrawn */
export function requireOpen({ state, terms: { opensOn, closesOn } }: Call, today: string): void {
  if (state !== 'published' || today < opensOn || today > closesOn) throw new Refusal('CALL_NOT_OPEN', { today, opensOn, closesOn });
}

/**
 * The region whose departments check and recommend: the cluster's own; of one across prefectures the lead prefecture, or the
 * prefecture where the applicant sits, as the policy's procedure says (AMC-7-1.b, XJ-7-1.b).
 * @throws Refusal CLAUSE_FORBIDS when the registry does not know that prefecture
 */
export function regionOfReview(policy: Policy, cluster: AppliedCluster): string {
  if (!isCrossRegion(cluster)) return cluster.region;
  for (const { gate, clause } of policy.source.procedure.flatMap(({ gates }) => gates)) {
    if (gate !== 'lead-prefecture' && gate !== 'applicants-prefecture') continue;
    const seat = cluster.applicantRegion === undefined ? undefined : (prefectureOf(cluster.applicantRegion) ?? cluster.applicantRegion);
    const region = gate === 'lead-prefecture' ? cluster.leadPrefecture : seat;
    if (region === undefined) throw new Refusal('CLAUSE_FORBIDS', { action: 'application.draft', what: gate }, { clause });
    return region;
  }
  return cluster.region;
}
