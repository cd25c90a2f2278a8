import {
  objectionContracts, Refusal, uuidSchema, type AnswerObjection, type Caller, type CommandContract, type EventContract, type ListObjections,
  type Objection as ObjectionAnswer, type ObjectionChanged, type ObjectionPage, type ObjectionTally, type RaiseObjection, type VerifyObjection,
  type WithdrawObjection,
} from '@jiqun/contracts';
import { selects, stepOf } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, readCursor, transition, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AttachmentSource } from '../application/attachment-source.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { Notice } from '../public-notice/public-notice.entity.js';
import { noticeLifecycle } from '../public-notice/public-notice.lifecycle.js';
import { PublicNoticeRepository } from '../public-notice/public-notice.repository.js';
import { SettlementService, type Standing } from '../public-notice/settlement.service.js';
import { rolesOf } from '../review/procedure.js';
import { ReviewRepository } from '../review/review.repository.js';
import type { Objection } from './objection.entity.js';
import { objectionLifecycle, type ObjectionAction } from './objection.lifecycle.js';
import { toObjectionAnswer, toObjectionChanged, toObjectionSummary, type Viewer } from './objection.mapper.js';
import { ObjectionRepository } from './objection.repository.js';

const USUAL_PAGE = 50;

interface Change {
  readonly id: string;
  readonly version: number;
}

interface Acting {
  readonly transaction: Transaction;
  readonly objection: Objection;
  /** The notice under which it was raised. */
  readonly notice: Notice;
  /** Where its application stands today; the notice there is locked. */
  readonly standing: Standing | undefined;
}

type Contract = CommandContract<never, ObjectionAnswer>;

/** Objections to what stands on public notice (AMC-7-3): identified, verified, answered; each holds up only what it concerns. */
@Injectable()
export class ObjectionService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ObjectionRepository) private readonly objections: ObjectionRepository,
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(AttachmentSource) private readonly attachments: AttachmentSource,
  ) {}

  /** Raises an objection, through 24:00 of the notice's last day (INT-12). @throws Refusal NOT_FOUND, STATE_FORBIDS, ALREADY_EXISTS, INVALID_REQUEST */
  async raise({ noticeId, applicationId, identity, grounds, evidence }: RaiseObjection, { call }: Request): Promise<ObjectionAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now, today } = transaction;
      const { caller } = call;
      const notice = await this.notices.lock(manager, noticeId);
      if (notice === undefined || notice.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'public-notice', id: noticeId });
      transition(noticeLifecycle, notice.state, 'objection.raise');
      // The deadline that ends it may be some seconds late.
      if (today > notice.dueOn) throw new Refusal('STATE_FORBIDS', { action: 'objection.raise', state: 'ended' }, { clause: notice.clause });
      const item = (await this.notices.itemsIn(manager, noticeId)).find((candidate) => candidate.applicationId === applicationId);
      if (item === undefined || item.state !== 'open') throw new Refusal('NOT_FOUND', { noun: 'application', id: applicationId });
      await this.attachments.requireHashes(transaction, evidence.attachments, 'evidence.attachments');
      const raised: Objection = {
        ...unanswered, id: newId(), tenant: caller.tenant, noticeId, applicationId, state: 'raised', version: 1, raisedBy: caller.person,
        raisedClient: caller.client ?? null, identityKind: identity.kind, contact: identity.contact ?? null, grounds, evidence: evidence.text,
        attachments: evidence.attachments, raisedAt: now,
      };
      if (!(await this.objections.insert(manager, raised))) throw new Refusal('ALREADY_EXISTS', { noun: 'objection', id: applicationId });
      transaction.record({ action: 'objection.raise', objectType: 'objection', objectId: raised.id, clause: notice.clause, detail: { noticeId, applicationId } });
      transaction.emit(objectionContracts.raised, aggregateOf(raised), toObjectionChanged(raised));
      return answerOf(raised, caller);
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, FOUR_EYES */
  async verify(verify: VerifyObjection, request: Request): Promise<ObjectionAnswer> {
    return await this.#change(objectionContracts.verify as Contract, verify, request, undefined, async (acting) => {
      await this.#requireVerifier(acting, 'objection.verify');
      return { ...acting.objection, verifiedBy: request.caller.person, verification: verify.note };
    });
  }

  /**
   * Answers an objection. Upheld, what it concerns falls at once, and the applicant is told the reasons; not upheld, what it held up goes
   * on if it was the last one and the notice is over.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, FOUR_EYES, INVALID_REQUEST
   */
  async answer(given: AnswerObjection, request: Request): Promise<ObjectionAnswer> {
    const { outcome, reasons, evidence } = given;
    return await this.#change(objectionContracts.answer as Contract, given, request, objectionContracts.answered, async (acting) => {
      const { transaction, objection } = acting;
      await this.#requireVerifier(acting, 'objection.answer');
      await this.attachments.requireHashes(transaction, evidence, 'evidence');
      const { person: answeredBy } = request.caller;
      return { ...objection, outcome, reasons, answerAttachments: evidence, answeredBy, answeredAt: transaction.now };
    });
  }

  /** Its objector takes it back. @throws Refusal NOT_FOUND, also for anybody else; STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw(withdraw: WithdrawObjection, request: Request): Promise<ObjectionAnswer> {
    return await this.#change(objectionContracts.withdraw as Contract, withdraw, request, objectionContracts.withdrawn, async ({ transaction, objection }) => {
      if (objection.raisedBy !== request.caller.person) throw new Refusal('NOT_FOUND', { noun: 'objection', id: objection.id });
      return await Promise.resolve({ ...objection, withdrawnAt: transaction.now, withdrawal: withdraw.reason });
    });
  }

  /** @throws Refusal NOT_FOUND, also for one that is neither the caller's own nor theirs to verify */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ObjectionAnswer> {
    const found = await this.objections.find(id);
    if (found === undefined || found.tenant !== caller.tenant || !(found.raisedBy === caller.person || seesAll(caller))) {
      throw new Refusal('NOT_FOUND', { noun: 'objection', id });
    }
    return answerOf(found, caller);
  }

  /** Newest first: the tenant's for those who verify and for auditors, one's own for everybody else. */
  async list({ cursor, limit = USUAL_PAGE, noticeId, applicationId, state }: ListObjections, { caller }: Pick<Request, 'caller'>): Promise<ObjectionPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const raisedBy = seesAll(caller) ? undefined : caller.person;
    const found = await this.objections.list({ tenant: caller.tenant, raisedBy, noticeId, applicationId, state, before, limit: limit + 1 });
    const items = found.slice(0, limit).map((objection) => toObjectionSummary(objection, viewerOf(caller)));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** How many there are, and where they stand: all that others are told. */
  async tally(noticeId: string, { caller }: Pick<Request, 'caller'>): Promise<ObjectionTally> {
    return { items: [...(await this.objections.tally(caller.tenant, noticeId))].slice(0, 1000) };
  }

  /** Runs an act on an objection. Locked in this order, everywhere: the notice, the objection, the application. */
  async #change(
    { permission }: Contract,
    { id, version }: Change,
    { call }: Request,
    event: EventContract<ObjectionChanged> | undefined,
    effect: (acting: Acting) => Promise<Objection>,
  ): Promise<ObjectionAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const hidden = new Refusal('NOT_FOUND', { noun: 'objection', id });
      const seen = await this.objections.findIn(transaction.manager, id);
      if (seen === undefined || seen.tenant !== call.caller.tenant || !(seen.raisedBy === call.caller.person || seesAll(call.caller))) throw hidden;
      const standing = await this.settlement.standing(transaction, seen.applicationId);
      const notice = standing?.notice.id === seen.noticeId ? standing.notice : await this.notices.findIn(transaction.manager, seen.noticeId);
      const objection = await this.objections.lock(transaction.manager, id);
      if (notice === undefined || objection === undefined) throw hidden;
      const { action: named, roles, reach } = permission;
      permitsObject({ action: named, roles, reach }, call.caller, objection, installedRegions());
      const action = named as ObjectionAction;
      const { target } = transition(objectionLifecycle, objection.state, action);
      if (objection.version !== version) throw new Refusal('VERSION_CONFLICT', { noun: 'objection', id, expected: String(version), actual: String(objection.version) });
      const acting: Acting = { transaction, objection, notice, standing };
      const moved = await this.objections.update(transaction.manager, { ...(await effect(acting)), state: target });
      if (moved === undefined) throw new Error(`The objection ${id} changed under its lock`);
      await this.#consequence(acting, moved);
      const { noticeId, applicationId, outcome } = moved;
      const detail = { noticeId, applicationId, ...(outcome === null ? {} : { outcome }) };
      transaction.record({ action, objectType: 'objection', objectId: id, clause: notice.clause, detail });
      if (event !== undefined) transaction.emit(event, aggregateOf(moved), toObjectionChanged(moved));
      return answerOf(moved, call.caller);
    });
  }

  async #consequence({ transaction, notice, standing }: Acting, { id, applicationId, outcome, reasons, state }: Objection): Promise<void> {
    if (outcome === 'upheld') {
      const upheld = { objectionId: id, reasons: reasons ?? '', by: transaction.call.caller.person };
      await this.settlement.fall(transaction, { applicationId, step: notice.step, standing }, upheld);
      return;
    }
    if ((state === 'answered' || state === 'withdrawn') && standing !== undefined) await this.settlement.resume(transaction, standing);
  }

  /** An actor of the step, who neither raised the objection nor chose what it concerns: maker is never checker. */
  async #requireVerifier({ transaction, objection, notice }: Acting, action: string): Promise<void> {
    const { caller } = transaction.call;
    const policy = await this.catalogue.policyOf(notice.programme, notice.policyVersion);
    const roles = rolesOf(stepOf(policy, notice.step)).filter((role) => objectionContracts.answer.permission.roles.includes(role));
    permitsObject({ action, roles, reach: 'tenant' }, caller, objection, installedRegions());
    const { raisedBy, raisedClient } = objection;
    fourEyes({ person: raisedBy, ...(raisedClient === null ? {} : { client: raisedClient }) }, caller, { action });
    const choosing = new Set(policy.source.procedure.filter(selects).map(({ step }) => step));
    const entries = await this.reviews.entriesIn(transaction.manager, objection.applicationId);
    for (const { kind, step, person } of entries) if (kind === 'completed' && choosing.has(step)) fourEyes({ person }, caller, { action });
  }
}

const unanswered = {
  verifiedBy: null, verification: null, outcome: null, reasons: null, answerAttachments: null, answeredBy: null, answeredAt: null, withdrawnAt: null,
  withdrawal: null,
} as const;

const aggregateOf = ({ id, version }: Objection) => ({ noun: 'objection', id, version });

const seesAll = ({ grants }: Caller): boolean => grants.some(({ role }) => role === 'auditor' || objectionContracts.answer.permission.roles.includes(role));

const viewerOf = ({ person, grants }: Caller): Viewer => ({ person, seesIdentity: grants.some(({ role }) => role === 'province-industry') });

const answerOf = (objection: Objection, caller: Caller): ObjectionAnswer =>
  toObjectionAnswer(objection, viewerOf(caller), Object.keys(objectionLifecycle[objection.state]));
