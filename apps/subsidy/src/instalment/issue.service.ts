import { instalmentContracts, moneyOf, Refusal, type CheckedStanding, type Instalment, type IssueInstalment } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, permits, type Request, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardBasisRepository } from '../award/award-basis.repository.js';
import { basisClauseOf, creditClauseOf, issueClauseOf, windowClauseOf } from '../award/money-clauses.js';
import { entriesFor } from '../ledger/postings.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, handsOf } from '../refusals.js';
import { StandingGate } from '../standing/standing-gate.js';
import type { TakenInstalment } from './instalment.entity.js';
import { instalmentLifecycle } from './instalment.lifecycle.js';
import { toInstalmentAnswer } from './instalment.mapper.js';
import { requireInstalment } from './instalment-permission.js';
import { InstalmentRepository } from './instalment.repository.js';
import { InstalmentService } from './instalment.service.js';
import { InstalmentWriting, isWindowOver } from './instalment-writing.js';
import { IssueParts } from './issue-parts.js';
import { earnedOf } from './progress.js';

/** Funds go out (SUB-12.a): behind the gates of the policy's step, with the order to finance in the same transaction. */
@Injectable()
export class IssueService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InstalmentRepository) private readonly instalments: InstalmentRepository,
    @Inject(InstalmentWriting) private readonly writing: InstalmentWriting,
    @Inject(InstalmentService) private readonly service: InstalmentService,
    @Inject(AwardBasisRepository) private readonly bases: AwardBasisRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(StandingGate) private readonly gate: StandingGate,
    @Inject(IssueParts) private readonly parts: IssueParts,
  ) {}

  /**
   * Issues an instalment. One whose enterprise stands on a credit list is held instead, and answered so (INT-21).
   * @throws Refusal CLAUSE_FORBIDS for a gate that is not met, FOUR_EYES, STATE_FORBIDS, VERSION_CONFLICT
   */
  async issue(request: IssueInstalment, { call }: Request): Promise<Instalment> {
    return await this.commands.run(call, async (transaction) => {
      permits(instalmentContracts.issue.permission, call.caller);
      const found = await this.writing.taken(transaction, request.id);
      requireInstalment(transaction, instalmentContracts.issue, found, request.version);
      transition(instalmentLifecycle, found.instalment.state, 'issue');
      fourEyes(handsOf(found.instalment.proposedBy, found.instalment.proposedClient), call.caller, instalmentContracts.issue.permission);
      const policy = await this.policies.policyOf(found.award.programme, found.award.policyVersion);
      const taken = await this.#refreshed(transaction, found);
      await this.#requireGates(transaction, taken, policy);
      requireEarned(taken, policy, transaction.today);
      const listed = await this.#listing(transaction, taken, policy);
      if (listed !== undefined) {
        const held = await this.service.hold(transaction, taken.instalment.id, listed.reason, listed.clause, listed.check);
        return toInstalmentAnswer(held ?? taken.instalment, taken.award);
      }
      return toInstalmentAnswer((await this.#issued(transaction, taken, policy, request)).instalment, taken.award);
    });
  }

  /** The award with what is verified by today (SUB-4.b): the database refuses to pay more than the rate of it. */
  async #refreshed(transaction: Transaction, { award, instalment }: TakenInstalment): Promise<TakenInstalment> {
    await this.bases.refreshVerified(transaction.manager, [award.id], transaction.today);
    const refreshed = await this.instalments.lockAward(transaction.manager, award.tenant, award.id);
    return { award: refreshed ?? award, instalment };
  }

  async #requireGates({ manager }: Transaction, taken: TakenInstalment, policy: Policy): Promise<void> {
    const { award, instalment } = taken;
    if (award.state !== 'allotted') throw new Refusal('STATE_FORBIDS', { action: 'instalment.issue', state: award.state });
    const isApproved = award.budgetId !== null && (await this.instalments.budgetIsApproved(manager, award.budgetId));
    if (!isApproved) throw gateClosed(policy, 'congress-approved-budget', instalment.id);
    if (!(await this.parts.targetsAreSet(manager, taken))) throw gateClosed(policy, 'performance-targets-set', instalment.id);
  }

  /** A listing holds (SUB-6-2; INT-21); other measures stop payments only by a case of this service (INT-19). */
  async #listing(
    transaction: Transaction, { award, instalment }: TakenInstalment, policy: Policy,
  ): Promise<{ readonly reason: string; readonly clause: string; readonly check: CheckedStanding } | undefined> {
    const clause = creditClauseOf(policy);
    const check = await this.gate.require(transaction, {
      programme: award.programme, policyVersion: award.policyVersion, creditCodes: [award.leadCreditCode], gate: 'payment', about: { noun: 'instalment', id: instalment.id }, clause,
      mode: 'tell',
    });
    const listing = check.standings.flatMap(({ reasons }) => reasons).find(({ kind }) => kind === 'credit-listing');
    if (listing === undefined) return undefined;
    return { reason: `${listing.list ?? 'credit-listing'} ${listing.from}`, clause: listing.clause, check };
  }

  async #issued(transaction: Transaction, taken: TakenInstalment, policy: Policy, { document, payOutDays }: IssueInstalment): Promise<TakenInstalment> {
    const { person } = transaction.call.caller;
    const offsets = await this.parts.offsetsOf(transaction.manager, taken);
    const offset = offsets.reduce((sum, one) => sum + one.amount, 0n);
    if (offset !== taken.instalment.offset) throw new Error(`The offsets of ${taken.instalment.id} sum to ${offset}, not to ${taken.instalment.offset}`);
    const attempt = taken.instalment.attempt + 1;
    const clause = issueClauseOf(policy, 'congress-approved-budget');
    const change = { attempt, issuedBy: person, issuedOn: transaction.today, document, reason: null, clause: null };
    const { instalment } = await this.writing.step(transaction, taken, 'issue', change, { clause, detail: { document, attempt } });
    const { award } = taken;
    const entries = entriesFor.issued(award.tenant, award.id, instalment.amount, offsets);
    const decisionId = `instalment:${instalment.id}:authorised`;
    await this.writing.post(transaction, award, instalment.id, { kind: 'issued', bizKey: `instalment:${instalment.id}:issued:${attempt}`, entries, decisionId, clause });
    const opened = await this.writing.setWindow(transaction, award.id);
    const issued = { award: opened, instalment };
    const net = instalment.amount - offset;
    if (net > 0n) {
      await this.parts.placeOrder(transaction, { ...issued, net, document, ...(payOutDays === undefined ? {} : { payOutDays }) });
      return issued;
    }
    // What settles debts in full needs no payment: it has arrived.
    const bankReference = `offset:${instalment.id}:${attempt}`;
    return { award: opened, instalment: await this.service.confirm(transaction, instalment.id, { bankReference, executedOn: transaction.today, decisionId }) };
  }
}

function requireEarned({ award, instalment }: TakenInstalment, policy: Policy, today: string): void {
  if (isWindowOver(award, today)) {
    const last = (award.firstPaidYear ?? 0) + award.consecutiveYears - 1;
    const message = { zh: `兑现期至 ${last} 年止，已经届满，该期失效。`, en: `The payment years ended with ${last}: the instalment lapses.` };
    throw clauseForbids('instalment.issue', 'payment-years', message, windowClauseOf(policy));
  }
  if (award.issued + instalment.amount <= earnedOf(award, award.verified)) return;
  const message = {
    zh: `已核实完成投资 ${moneyOf(award.verified)} 元按比例 ${award.rate} 不足以支撑已下达 ${moneyOf(award.issued)} 元和本期 ${moneyOf(instalment.amount)} 元；请收回同意，重新核实进度后提出。`,
    en: `${moneyOf(award.verified)} yuan verified at the rate ${award.rate} do not carry ${moneyOf(award.issued)} gone out and ${moneyOf(instalment.amount)} of this instalment; take the authorisation back and have the progress verified again.`,
  };
  throw clauseForbids('instalment.issue', 'progress', message, basisClauseOf(policy));
}

/** A gate of the policy's step that issues funds, in the policy's own words. */
function gateClosed(policy: Policy, gate: string, id: string): Refusal {
  const step = policy.source.procedure.find(({ result }) => result === 'issued');
  const title = step?.gates.find((one) => one.gate === gate)?.title ?? { zh: gate, en: gate };
  const message = {
    zh: `下达该期 ${id} 前须满足：${title.zh}；请先办理。`,
    en: `Before the instalment ${id} is issued this must hold: ${title.en}. See to it first.`,
  };
  return clauseForbids('instalment.issue', gate, message, issueClauseOf(policy, gate));
}
