import {
  type AmendProgrammeYear, type CorrectProgrammeYear, type DraftProgrammeYear, type ProgrammeYear as ProgrammeYearAnswer, programmeYearContracts,
  Refusal, type WhichProgrammeYear, type WithdrawProgrammeYear,
} from '@jiqun/contracts';
import { addDays, type Policy } from '@jiqun/policy-core';
import { type Call, CommandRunner, newId, type Request, startOfDayInShanghai, transition, type Transaction, violatedConstraint } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, invalidAt, notFound, notInForce, requireVersion } from '../refusals.js';
import { MilestoneService } from './milestone.service.js';
import type { ProgrammeYear, ProposedTerms } from './programme-year.entity.js';
import { possibleIn, programmeYearLifecycle, type ProgrammeYearAction } from './programme-year.lifecycle.js';
import { toYearAnswer, toYearChanged } from './programme-year.mapper.js';
import { ProgrammeYearRepository } from './programme-year.repository.js';
import { callStep, requireSignatures, signingRole } from './signatures.js';
import { requireTerms } from './year-terms.js';

/** Deadline kind: the last day of a window is over. */
export const YEAR_CLOSES = 'programme-year.closes';

interface Change {
  readonly id: string;
  readonly version: number;
  readonly action: ProgrammeYearAction;
  readonly reason?: string;
}

/**
 * The notice for a year's funds: drafted by the industry department, signed by industry and finance, two people, neither for the other
 * (SUB-3.a, SUB-3.b), published by the end of June of the year before (SUB-7.a), corrected while its window is open.
 */
@Injectable()
export class ProgrammeYearService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(MilestoneService) private readonly milestones: MilestoneService,
  ) {}

  /** @throws Refusal NOT_FOUND for an unknown programme, CLAUSE_FORBIDS for a window outside the policy's time in force (SUB-18), INVALID_REQUEST */
  async draft({ programme, year, terms }: DraftProgrammeYear, request: Request): Promise<ProgrammeYearAnswer> {
    const { call } = request;
    const { tenant, person } = call.caller;
    const offered = await this.catalogue.offered(programme, request);
    return await this.commands.run(call, async (transaction) => {
      const policy = await this.#inForce(transaction, programme, offered);
      await this.catalogue.keep(transaction, offered);
      requireOwn(policy, tenant);
      requireTerms(policy, terms);
      const drafted: ProgrammeYear = {
        id: newId(), tenant, programme, year, policyVersion: policy.version, terms, state: 'draft', version: 1, number: 0, proposed: 1, draftedBy: person,
        publishedAt: null, closedAt: null,
      };
      await this.years.insert(transaction.manager, drafted);
      const proposed = await this.#propose(transaction, drafted, terms, null);
      await this.milestones.watch(transaction, policy, year);
      transaction.record({ action: 'programme-year.draft', objectType: 'programme-year', objectId: drafted.id, clause: callStep(policy)?.clause ?? 'SUB-7.a', detail: { programme, year } });
      return toYearAnswer(drafted, possibleIn('draft'), { terms: proposed, signatures: [] });
    });
  }

  /** Other terms for a draft; signatures under the terms before are void. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, CLAUSE_FORBIDS, INVALID_REQUEST */
  async amend({ id, version, terms }: AmendProgrammeYear, { call }: Request): Promise<ProgrammeYearAnswer> {
    return await this.#change(call, { id, version, action: 'programme-year.amend' }, async (transaction, found) => {
      const policy = await this.#inForce(transaction, found.programme);
      requireTerms(policy, terms);
      await this.#propose(transaction, { ...found, proposed: found.proposed + 1 }, terms, null);
      return { ...found, terms, policyVersion: policy.version, proposed: found.proposed + 1 };
    });
  }

  /** Other terms for what is published, before its window closes; in force once both have signed and it is published. */
  async correct({ id, version, terms, reason }: CorrectProgrammeYear, { call }: Request): Promise<ProgrammeYearAnswer> {
    return await this.#change(call, { id, version, action: 'programme-year.correct', reason }, async (transaction, found) => {
      const policy = await this.catalogue.policyOf(found.programme, found.policyVersion);
      requireWindowOpen(found, transaction.today);
      requireTerms(policy, terms);
      requireNotPast(terms.closesOn, transaction.today);
      await this.#propose(transaction, { ...found, proposed: found.proposed + 1 }, terms, reason);
      return { ...found, proposed: found.proposed + 1 };
    });
  }

  /** The caller's department signs what is proposed (SUB-3.a, SUB-3.b). @throws Refusal FOUR_EYES, CLAUSE_FORBIDS, and as `amend` */
  async sign({ id, version }: WhichProgrammeYear, { call }: Request): Promise<ProgrammeYearAnswer> {
    return await this.#change(call, { id, version, action: 'programme-year.sign' }, async (transaction, found) => {
      requireProposal(found);
      const { caller } = call;
      const policy = await this.catalogue.policyOf(found.programme, found.policyVersion);
      const given = await this.years.signatures(id, [found.proposed], transaction.manager);
      const role = signingRole(policy, given, caller);
      const signature = { yearId: id, number: found.proposed, role, tenant: found.tenant, person: caller.person, client: caller.client ?? null, signedAt: transaction.now };
      await this.years.sign(transaction.manager, signature);
      return found;
    });
  }

  /**
   * Publishes what both departments signed (SUB-7.a), by the version of the policy that is in force today; of a correction, by the version of
   * the notice.
   * @throws Refusal ALREADY_EXISTS when the year of this programme has a notice, CLAUSE_FORBIDS, and as `amend`
   */
  async publish({ id, version }: WhichProgrammeYear, { call }: Request): Promise<ProgrammeYearAnswer> {
    const isCorrection = (year: ProgrammeYear): boolean => year.number > 0;
    return await this.#change(call, { id, version, action: 'programme-year.publish' }, async (transaction, found) => {
      requireProposal(found);
      const proposed = await this.#proposed(transaction, found);
      const policy = isCorrection(found) ? await this.catalogue.policyOf(found.programme, found.policyVersion) : await this.#inForce(transaction, found.programme);
      if (isCorrection(found)) requireWindowOpen(found, transaction.today);
      requireTerms(policy, proposed.terms);
      requireNotPast(proposed.terms.closesOn, transaction.today);
      requireSignatures(policy, await this.years.signatures(id, [found.proposed], transaction.manager));
      transaction.setDeadline(YEAR_CLOSES, id, startOfDayInShanghai(addDays(proposed.terms.closesOn, 1)));
      const published: ProgrammeYear = {
        ...found, terms: proposed.terms, policyVersion: policy.version, number: found.proposed, publishedAt: found.publishedAt ?? transaction.now,
      };
      if (!isCorrection(found)) await this.milestones.noticePublished(transaction, policy, published);
      const event = isCorrection(found) ? programmeYearContracts.corrected : programmeYearContracts.published;
      transaction.emit(event, { noun: 'programme-year', id, version: version + 1 }, toYearChanged(published));
      return published;
    });
  }

  /** @throws Refusal CLAUSE_FORBIDS once a group was submitted under it, and as `amend` */
  async withdraw({ id, version, reason }: WithdrawProgrammeYear, { call }: Request): Promise<ProgrammeYearAnswer> {
    return await this.#change(call, { id, version, action: 'programme-year.withdraw', reason }, async (transaction, found) => {
      if (await this.years.hasSubmitted(transaction.manager, id)) {
        const message = { zh: '已有项目群按该通知提交，不能撤回；确需调整的，请在截止前提出更正。', en: 'Project groups were submitted under this notice; it cannot be withdrawn. Propose a correction while its window is open.' };
        throw clauseForbids('programme-year.withdraw', 'submitted-groups', message, 'SUB-7.b');
      }
      transaction.cancelDeadline(YEAR_CLOSES, id);
      if (found.number > 0) transaction.emit(programmeYearContracts.withdrawn, { noun: 'programme-year', id, version: version + 1 }, toYearChanged(found));
      return found;
    });
  }

  /**
   * The last day of the window is over. Does nothing when it was withdrawn meanwhile.
   * @param afterwards what else closes with the window, in the same transaction
   */
  async close(id: string, call: Call, afterwards: (transaction: Transaction, year: ProgrammeYear) => Promise<void>): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const found = await this.years.lock(transaction.manager, call.caller.tenant, id);
      if (found?.state !== 'published') return;
      const closed = await this.#move(transaction, { ...found, closedAt: transaction.now }, 'programme-year.close');
      transaction.emit(programmeYearContracts.closed, { noun: 'programme-year', id, version: closed.version }, toYearChanged(closed));
      await afterwards(transaction, closed);
    });
  }

  async #inForce(transaction: Transaction, programme: string, offered: Awaited<ReturnType<PolicyCatalogue['offered']>> = []): Promise<Policy> {
    const policy = await this.catalogue.inForceOn(programme, transaction.today, offered);
    if (policy !== undefined) return policy;
    const versions = await this.catalogue.versionsOf(programme);
    const last = versions.at(-1);
    throw notInForce('programme-year.publish', last?.source.inForce.clause ?? undefined, transaction.today, last?.inForce ?? { from: null, to: null });
  }

  async #propose({ manager, now, call }: Transaction, { id, tenant, proposed }: ProgrammeYear, terms: ProgrammeYear['terms'], reason: string | null): Promise<ProposedTerms> {
    const version: ProposedTerms = { yearId: id, number: proposed, tenant, terms, reason, proposedBy: call.caller.person, proposedAt: now };
    await this.years.propose(manager, version);
    return version;
  }

  async #proposed({ manager }: Transaction, { id, proposed }: ProgrammeYear): Promise<ProposedTerms> {
    const found = await this.years.proposed(id, proposed, manager);
    if (found === undefined) throw new Error(`The programme year ${id} has no terms ${proposed}`);
    return found;
  }

  async #change(call: Call, change: Change, effect: (transaction: Transaction, found: ProgrammeYear) => Promise<ProgrammeYear>): Promise<ProgrammeYearAnswer> {
    const { id, version, action, reason } = change;
    return await this.commands.run(call, async (transaction) => {
      const found = await this.years.lock(transaction.manager, call.caller.tenant, id);
      if (found === undefined) throw notFound('programme-year', id);
      requireVersion('programme-year', found, version);
      transition(programmeYearLifecycle, found.state, action);
      const moved = await this.#move(transaction, await effect(transaction, found), action, reason);
      if (moved.proposed === moved.number) return toYearAnswer(moved, possibleIn(moved.state));
      const signatures = await this.years.signatures(id, [moved.proposed], transaction.manager);
      return toYearAnswer(moved, possibleIn(moved.state), { terms: await this.#proposed(transaction, moved), signatures });
    });
  }

  async #move(transaction: Transaction, year: ProgrammeYear, action: ProgrammeYearAction, reason?: string): Promise<ProgrammeYear> {
    const { target, clause } = transition(programmeYearLifecycle, year.state, action);
    const moved = await this.#update(transaction, { ...year, state: target });
    const detail = { number: moved.number, proposed: moved.proposed };
    transaction.record({ action, objectType: 'programme-year', objectId: year.id, detail, ...(clause === undefined ? {} : { clause }), ...(reason === undefined ? {} : { reason }) });
    return moved;
  }

  async #update({ manager }: Transaction, year: ProgrammeYear): Promise<ProgrammeYear> {
    try {
      const moved = await this.years.update(manager, year);
      if (moved === undefined) throw new Error(`The programme year ${year.id} changed under its lock`);
      return moved;
    } catch (error) {
      if (violatedConstraint(error) === 'programme_year_published') throw new Refusal('ALREADY_EXISTS', { noun: 'programme-year', id: `${year.programme} ${year.year}` }, { cause: error });
      throw error;
    }
  }
}

/** @throws Refusal OTHER_TENANT for the policy of another jurisdiction */
function requireOwn(policy: Policy, tenant: string): void {
  if (policy.source.document.jurisdiction !== tenant) throw new Refusal('OTHER_TENANT');
}

/** @throws Refusal CLAUSE_FORBIDS when nothing waits for signatures */
function requireProposal({ number, proposed }: ProgrammeYear): void {
  if (proposed > number) return;
  const message = { zh: '没有待签署的内容；如需更正，请先提出更正。', en: 'Nothing waits for signatures; propose a correction first.' };
  throw clauseForbids('programme-year.sign', 'nothing-proposed', message);
}

/** @throws Refusal CLAUSE_FORBIDS once the last day of the window is over: what was applied for rests on the notice */
function requireWindowOpen({ terms: { closesOn } }: ProgrammeYear, today: string): void {
  if (today <= closesOn) return;
  const message = { zh: `申报已于 ${closesOn} 截止，通知不能再更正。`, en: `The window closed on ${closesOn}; the notice can no longer be corrected.` };
  throw clauseForbids('programme-year.correct', 'window-closed', message, 'SUB-7.a');
}

function requireNotPast(closesOn: string, today: string): void {
  if (closesOn < today) throw invalidAt('terms.closesOn', `截止日 ${closesOn} 已过，请改为今天（${today}）或之后`, `the last day ${closesOn} is over; choose today, ${today}, or a later day`);
}
