import {
  groupObjectionContracts, tenantSchema, uuidSchema, Refusal, type AnswerGroupObjection, type Caller, type CommandContract, type EventContract, type GroupObjection,
  type GroupObjectionChanged, type GroupObjectionPage, type ListGroupObjections, type RaiseGroupObjection, type VerifyGroupObjection, type WithdrawGroupObjection,
} from '@jiqun/contracts';
import { stepOf } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, readCursor, transition, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import type { Notice, NoticeItem } from '../public-notice/public-notice.entity.js';
import { noticeLifecycle } from '../public-notice/public-notice.lifecycle.js';
import { PublicNoticeRepository } from '../public-notice/public-notice.repository.js';
import { SettlementService, type NoticeStanding } from '../public-notice/settlement.service.js';
import { handsOf, notFound, requireVersion } from '../refusals.js';
import { actorOf, roleAmong, rolesOf, stepWithResult } from '../review/procedure.js';
import { ReviewRepository } from '../review/review.repository.js';
import type { Objection } from './objection.entity.js';
import { objectionLifecycle, type ObjectionAction } from './objection.lifecycle.js';
import { toObjectionAnswer, toObjectionChanged, toObjectionSummary } from './objection.mapper.js';
import { ObjectionRepository } from './objection.repository.js';

const USUAL_PAGE = 20;

type Contract = CommandContract<never, GroupObjection>;

interface Change {
  readonly id: string;
  readonly version: number;
}

interface Acting {
  readonly transaction: Transaction;
  readonly objection: Objection;
  readonly notice: Notice;
  /** Where the group stands on a notice at present, if it does. */
  readonly standing: NoticeStanding | undefined;
}

/** Objections to proposed projects (SUB-10.a): raised by anybody while the notice stands, verified and answered by who did not propose them. */
@Injectable()
export class ObjectionService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ObjectionRepository) private readonly objections: ObjectionRepository,
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
  ) {}

  /** @throws Refusal NOT_FOUND for what does not stand on the notice; STATE_FORBIDS after its end; ALREADY_EXISTS for a second one of the same person */
  async raise({ noticeId, groupId, projectId, contact, grounds, evidence }: RaiseGroupObjection, { call }: Request): Promise<GroupObjection> {
    const seen = await this.notices.find(noticeId);
    if (seen === undefined) throw notFound('public-notice', noticeId);
    // Who has not signed in belongs to no jurisdiction: what is done is done in that of the notice.
    const caller: Caller = { ...call.caller, tenant: tenantSchema.parse(seen.tenant) };
    return await this.commands.run({ ...call, caller }, async (transaction) => {
      const { manager, now, today } = transaction;
      const notice = await this.notices.lock(manager, noticeId);
      if (notice === undefined) throw notFound('public-notice', noticeId);
      transition(noticeLifecycle, notice.state, 'objection.raise');
      // The deadline that ends it may be a moment late; the last day is not.
      if (today >= notice.firstDayAfter) throw new Refusal('STATE_FORBIDS', { action: 'objection.raise', state: 'ended' });
      requireOnNotice(await this.notices.itemsIn(manager, noticeId), groupId, projectId);
      const objection: Objection = {
        ...unanswered, id: newId(), tenant: notice.tenant, noticeId, groupId, projectId: projectId ?? null, state: 'raised', version: 1, raisedBy: caller.person,
        raisedClient: caller.client ?? null, grounds, evidence, raisedAt: now,
      };
      if (!(await this.objections.insert(manager, objection))) throw new Refusal('ALREADY_EXISTS', { noun: 'objection', id: groupId });
      if (contact !== undefined) this.objections.insertContact(transaction, { objectionId: objection.id, tenant: notice.tenant, kind: contact.kind, contact: contact.text });
      transaction.record({ action: 'objection.raise', objectType: 'objection', objectId: objection.id, clause: notice.clause, detail: { noticeId, groupId } });
      transaction.emit(groupObjectionContracts.raised, aggregateOf(objection), toObjectionChanged(objection, notice.clause));
      return answerOf(objection, caller);
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, FOUR_EYES */
  async verify(verify: VerifyGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.#change(groupObjectionContracts.verify as Contract, verify, request, undefined, async (acting) => {
      await this.#requireVerifier(acting, 'objection.verify');
      return { ...acting.objection, verifiedBy: request.caller.person, verification: verify.note };
    });
  }

  /**
   * Answers an objection. Upheld, the project or group that it concerns falls at once; otherwise what it held up goes on if it was the
   * last one and the notice is over.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, FOUR_EYES
   */
  async answer(given: AnswerGroupObjection, request: Request): Promise<GroupObjection> {
    const { outcome, reasons, evidence } = given;
    return await this.#change(groupObjectionContracts.answer as Contract, given, request, groupObjectionContracts.answered, async (acting) => {
      await this.#requireVerifier(acting, 'objection.answer');
      return { ...acting.objection, outcome, reasons, answerEvidence: evidence, answeredBy: request.caller.person, answeredAt: acting.transaction.now };
    });
  }

  /** Its objector takes it back. @throws Refusal NOT_FOUND, also for anybody else; STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw(withdraw: WithdrawGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.#change(groupObjectionContracts.withdraw as Contract, withdraw, request, groupObjectionContracts.withdrawn, async ({ transaction, objection }) => {
      if (objection.raisedBy !== request.caller.person) throw notFound('objection', objection.id);
      return await Promise.resolve({ ...objection, withdrawnAt: transaction.now, withdrawal: withdraw.reason });
    });
  }

  /** @throws Refusal NOT_FOUND, also for one that is neither the caller's own nor theirs to verify */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<GroupObjection> {
    const found = await this.objections.find(id);
    if (found === undefined || !mayKnow(found, caller)) throw notFound('objection', id);
    const contact = seesContact(caller) ? await this.objections.contact(id) : undefined;
    return toObjectionAnswer(found, caller.person, contact, Object.keys(objectionLifecycle[found.state]));
  }

  /** Newest first: the tenant's for those who verify and for auditors, one's own for everybody else. */
  async list({ cursor, limit = USUAL_PAGE, noticeId, groupId, state }: ListGroupObjections, { caller }: Pick<Request, 'caller'>): Promise<GroupObjectionPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const raisedBy = seesAll(caller) ? undefined : caller.person;
    const found = await this.objections.list({ tenant: caller.tenant, raisedBy, noticeId, groupId, state, before, limit: limit + 1 });
    const items = found.slice(0, limit).map((objection) => toObjectionSummary(objection, caller.person));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Runs an act on an objection. Locked in this order, everywhere: the notice, the objection, the group. */
  async #change(
    { permission }: Contract,
    { id, version }: Change,
    { call }: Request,
    event: EventContract<GroupObjectionChanged> | undefined,
    effect: (acting: Acting) => Promise<Objection>,
  ): Promise<GroupObjection> {
    return await this.commands.run(call, async (transaction) => {
      const seen = await this.objections.findIn(transaction.manager, id);
      if (seen === undefined || !mayKnow(seen, call.caller)) throw notFound('objection', id);
      const standing = await this.settlement.standing(transaction, seen.groupId);
      const notice = standing?.notice.id === seen.noticeId ? standing.notice : await this.notices.findIn(transaction.manager, seen.noticeId);
      const objection = await this.objections.lock(transaction.manager, id);
      if (notice === undefined || objection === undefined) throw notFound('objection', id);
      const { action: named, roles, reach } = permission;
      permitsObject({ action: named, roles, reach }, call.caller, objection, installedRegions());
      requireVersion('objection', objection, version);
      const action = named as ObjectionAction;
      const { target } = transition(objectionLifecycle, objection.state, action);
      const acting: Acting = { transaction, objection, notice, standing };
      const moved = await this.objections.update(transaction.manager, { ...(await effect(acting)), state: target });
      if (moved === undefined) throw new Error(`The objection ${id} changed under its lock`);
      await this.#consequence(acting, moved);
      const { noticeId, groupId, outcome } = moved;
      transaction.record({ action, objectType: 'objection', objectId: id, clause: notice.clause, detail: { noticeId, groupId, ...(outcome === null ? {} : { outcome }) } });
      if (event !== undefined) transaction.emit(event, aggregateOf(moved), toObjectionChanged(moved, notice.clause));
      return answerOf(moved, call.caller);
    });
  }

  async #consequence({ transaction, standing }: Acting, { id, groupId, projectId, outcome, reasons, state }: Objection): Promise<void> {
    if (outcome === 'upheld') {
      const { caller } = transaction.call;
      const by = actorOf(caller, roleAmong(caller, groupObjectionContracts.answer.permission.roles));
      await this.settlement.fall(transaction, { objectionId: id, groupId, projectId, reasons: reasons ?? '', by }, standing);
      return;
    }
    if ((state === 'answered' || state === 'withdrawn') && standing !== undefined) await this.settlement.resume(transaction, standing);
  }

  /** An actor of the step, who neither raised the objection nor proposed or wrote what it concerns: maker is never checker. */
  async #requireVerifier({ transaction, objection, notice }: Acting, action: string): Promise<void> {
    const { caller } = transaction.call;
    const policy = await this.catalogue.policyOf(notice.programme, notice.policyVersion);
    permitsObject({ action, roles: rolesOf(stepOf(policy, notice.step)), reach: 'tenant' }, caller, objection, installedRegions());
    fourEyes(handsOf(objection.raisedBy, objection.raisedClient), caller, { action });
    const proposers = await this.reviews.completedBy(transaction.manager, objection.groupId, stepWithResult(policy, 'proposed').step);
    for (const { person, client } of proposers) fourEyes(handsOf(person, client), caller, { action });
    const group = await this.groups.find(objection.tenant, objection.groupId, transaction.manager);
    for (const person of group?.editors ?? []) fourEyes({ person }, caller, { action });
  }
}

const unanswered = {
  verifiedBy: null, verification: null, outcome: null, reasons: null, answerEvidence: null, answeredBy: null, answeredAt: null, withdrawnAt: null, withdrawal: null,
} as const;

const aggregateOf = ({ id, version }: Objection) => ({ noun: 'objection', id, version });

const seesContact = ({ grants }: Caller): boolean => grants.some(({ role }) => groupObjectionContracts.answer.permission.roles.includes(role));

const seesAll = (caller: Caller): boolean => seesContact(caller) || caller.grants.some(({ role }) => role === 'auditor');

const mayKnow = ({ tenant, raisedBy }: Objection, caller: Caller): boolean => tenant === caller.tenant && (raisedBy === caller.person || seesAll(caller));

const answerOf = (objection: Objection, { person }: Caller): GroupObjection =>
  toObjectionAnswer(objection, person, undefined, Object.keys(objectionLifecycle[objection.state]));

/** @throws Refusal NOT_FOUND for a group or project that does not stand on the notice */
function requireOnNotice(items: readonly NoticeItem[], groupId: string, projectId: string | undefined): void {
  const item = items.find((candidate) => candidate.groupId === groupId && candidate.state === 'open');
  if (item === undefined) throw notFound('project-group', groupId);
  if (projectId !== undefined && !item.projects.some((project) => project.projectId === projectId)) throw notFound('project-group', projectId);
}
