import {
  fenOf, localDateSchema, moneyOf, violationContracts, type ConfirmCorrection, type DismissViolation, type EstablishViolation, type OrderCorrection, type ViolationCase,
} from '@jiqun/contracts';
import { addDays, type Policy } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, type Request, startOfDayInShanghai, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { AwardSubject } from '../award-subject/award-subject.entity.js';
import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { defenceForbids } from '../defence-period/defence-forbids.js';
import { InstalmentService } from '../instalment/instalment.service.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { RecoveryDebts } from '../recovery/recovery-debts.js';
import { clauseForbids, handsOf, invalidAt } from '../refusals.js';
import { consequencesOf, decisionSha256, recoveryClause, type ConsequenceInputs } from './consequences.js';
import { aggregateOf, ViolationCases } from './violation-cases.js';
import type { ViolationRow } from './violation.entity.js';
import { missingForDecision, type ViolationAction, violationLifecycle } from './violation.lifecycle.js';
import { CORRECTION_DUE, DEFENCE_ENDS } from './violation.service.js';

type Decision = NonNullable<ViolationCase['decision']>;

/** The decision of a case, by another person than the one who opened it (SUB-13.a, SUB-13.b, SUB-13.c, SUB-17). */
@Injectable()
export class ViolationDecisionService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ViolationCases) private readonly shared: ViolationCases,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
    @Inject(InstalmentService) private readonly instalments: Pick<InstalmentService, 'stop'>,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
    @Inject(RecoveryDebts) private readonly recoveries: RecoveryDebts,
  ) {}

  /** Nothing is established. @throws Refusal CLAUSE_FORBIDS for what is missing on the way, FOUR_EYES */
  async dismiss(request: DismissViolation, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.dismiss, request);
      const target = requireDecidable(transaction, taken, 'dismiss', violationContracts.dismiss.permission);
      const decision = decisionOf(transaction, request, { outcome: 'not-established', consequences: [] });
      const { row, answer } = await this.#decided(transaction, { ...taken, state: target, decision }, 'violation.dismiss', request.reasons);
      this.shared.tell(transaction, violationContracts.dismissed, row);
      return answer;
    });
  }

  /** Something is established that can be corrected: it has no other consequence, unless it is not corrected in time. */
  async orderCorrection(request: OrderCorrection, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.orderCorrection, request);
      const target = requireDecidable(transaction, taken, 'order-correction', violationContracts.orderCorrection.permission);
      if (taken.kind === 'fraud') {
        const message = { zh: '骗取资金不适用责令改正；请认定成立或不成立。', en: 'Fraud is not corrected; establish it or not.' };
        throw clauseForbids('violation.order-correction', 'correctable', message, taken.clauses[0]);
      }
      const { order, correctBy } = request;
      if (correctBy <= transaction.today) throw invalidAt('correctBy', '改正期限应晚于今天', 'the day of the order lies after today');
      const decision = decisionOf(transaction, request, { outcome: 'correction-ordered', hardToCorrect: false, consequences: [] });
      const changed = { ...taken, state: target, decision, correctBy, correction: { order, correctBy } };
      const { row, answer } = await this.#decided(transaction, changed, 'violation.order-correction', request.reasons);
      transaction.setDeadline(CORRECTION_DUE, row.id, startOfDayInShanghai(addDays(correctBy, 1)));
      this.shared.tell(transaction, violationContracts.correctionOrdered, row);
      return answer;
    });
  }

  /** What was ordered has been done; another person than the one who opened the case says so. */
  async confirmCorrection(request: ConfirmCorrection, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.confirmCorrection, request);
      const { target } = transition(violationLifecycle, taken.state, 'confirm-correction');
      fourEyes(handsOf(taken.openedBy, taken.openedClient), call.caller, violationContracts.confirmCorrection.permission);
      if (taken.correction === null) throw new Error(`The case ${taken.id} has no correction order`);
      const { reason, document } = request;
      const correction = { ...taken.correction, confirmedBy: call.caller.person, confirmedOn: localDateSchema.parse(transaction.today), document };
      const { row, answer } = await this.shared.written(transaction, { ...taken, state: target, correction }, {
        action: 'violation.confirm-correction', clause: taken.clauses[0] ?? '', reason, detail: { document },
      });
      transaction.cancelDeadline(CORRECTION_DUE, row.id);
      this.shared.tell(transaction, violationContracts.corrected, row);
      return answer;
    });
  }

  /**
   * A violation that is hard to correct, or fraud: payments stop at once, what was paid is demanded back, and audit is told to impose what
   * the policy attaches, all in one transaction.
   * @throws Refusal CLAUSE_FORBIDS, FOUR_EYES, INVALID_REQUEST
   */
  async establish(request: EstablishViolation, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const { taken, award } = await this.shared.takenWithAward(transaction, violationContracts.establish, request);
      const target = requireDecidable(transaction, taken, 'establish', violationContracts.establish.permission);
      requireEstablishable(transaction, taken, request);
      const { kind, hardToCorrect, reasons, document } = request;
      const { programme, policyVersion } = taken;
      const policy = await this.shared.policyOf(taken);
      const inputs: ConsequenceInputs = { programme, policyVersion, kind, hardToCorrect, decidedOn: transaction.today };
      const consequences = consequencesOf(policy, inputs);
      const clause = consequences[0]?.clause ?? '';
      const recoveryId = await this.#recover(transaction, policy, { taken, award, request, consequences });
      const stopped = await this.#stop(transaction, taken, clause, reasons);
      await this.sanctions.order(transaction, {
        aggregate: aggregateOf({ id: taken.id, version: taken.version + 1 }), orderId: taken.id, creditCode: taken.leadCreditCode, programme, policyVersion,
        matter: kind, hardToCorrect, document,
      });
      const text = JSON.stringify(inputs);
      const decision = decisionOf(transaction, request, {
        outcome: 'established', hardToCorrect, consequences, stoppedInstalments: stopped, ...(recoveryId === undefined ? {} : { recoveryId }),
      });
      const changed = { ...taken, kind, state: target, decision, decisionInputs: text, decisionSha256: decisionSha256(text, consequences) };
      const { row, answer } = await this.#decided(transaction, changed, 'violation.establish', reasons, clause);
      transaction.cancelDeadline(CORRECTION_DUE, row.id);
      this.shared.tell(transaction, violationContracts.established, row, { document, ...(recoveryId === undefined ? {} : { recoveryId }) });
      return answer;
    });
  }

  /** Demands back what the decision says. @returns the recovery, unless nothing was paid out or fraud is decided without one */
  async #recover(
    transaction: Transaction, policy: Policy,
    { taken, award, request, consequences }: { taken: ViolationRow; award: AwardSubject; request: EstablishViolation; consequences: Decision['consequences'] },
  ): Promise<string | undefined> {
    const { recovery, document } = request;
    const most = await this.recoveries.recoverable(transaction, taken.tenant, award.id);
    const must = consequences.find(({ measure }) => measure === 'recovery');
    if (recovery === undefined) {
      if (must === undefined || most === 0n) return undefined;
      const message = {
        zh: `已拨付 ${moneyOf(most)} 元，须决定追回全部或部分并说明理由。`,
        en: `${moneyOf(most)} yuan was paid out: decide how much of it is demanded back, and say why.`,
      };
      throw clauseForbids('violation.establish', 'recovery', message, must.clause);
    }
    const { amount, basis, dueOn, interest = null } = recovery;
    if (dueOn < transaction.today) throw invalidAt('recovery.dueOn', '退回期限不得早于今天', 'the day by which it is due is not before today');
    const row = await this.recoveries.demand(transaction, {
      award, violationId: taken.id, clause: recoveryClause(policy) ?? '', amount: fenOf(amount), basis, document, dueOn, interest,
    });
    return row.id;
  }

  /** @returns how many instalments were stopped */
  async #stop(transaction: Transaction, { id, awardId }: ViolationRow, clause: string, reasons: string): Promise<number> {
    const { manager } = transaction;
    const open = (await this.subjects.instalments(manager, awardId)).filter(({ state }) => state !== 'stopped').map((instalment) => instalment.id);
    await this.instalments.stop(transaction, awardId, clause, reasons, id);
    return (await this.subjects.instalments(manager, awardId)).filter((one) => one.state === 'stopped' && open.includes(one.id)).length;
  }

  async #decided(transaction: Transaction, changed: ViolationRow, action: string, reasons: string, clause = changed.clauses[0] ?? '') {
    const { person, client } = transaction.call.caller;
    const { outcome, document, hardToCorrect, recoveryId, stoppedInstalments } = changed.decision ?? {};
    const row = { ...changed, decidedOn: transaction.today, decidedBy: person, decidedClient: client ?? null };
    const detail = { outcome, document, hardToCorrect, recoveryId, stoppedInstalments };
    const written = await this.shared.written(transaction, row, { action, clause, reason: reasons.slice(0, 2_000), detail });
    transaction.cancelDeadline(DEFENCE_ENDS, row.id);
    return written;
  }
}

function decisionOf(
  transaction: Transaction, { reasons, document }: { readonly reasons: string; readonly document: string },
  more: Pick<Decision, 'outcome' | 'consequences'> & Partial<Pick<Decision, 'hardToCorrect' | 'recoveryId' | 'stoppedInstalments'>>,
): Decision {
  return { ...more, reasons, document, decidedBy: transaction.call.caller.person, decidedOn: localDateSchema.parse(transaction.today) };
}

/** The notice, the hearing that was asked for, the days of the defence, and another person than the one who opened the case. */
function requireDecidable(transaction: Transaction, taken: ViolationRow, verb: ViolationAction, permission: { readonly action: string }): ViolationCase['state'] {
  const missing = missingForDecision[taken.state];
  if (missing !== undefined) throw defenceForbids(permission.action, missing, taken.clauses[0]);
  const { target } = transition(violationLifecycle, taken.state, verb);
  fourEyes(handsOf(taken.openedBy, taken.openedClient), transaction.call.caller, permission);
  if (taken.defenceEndsOn === null || transaction.today <= taken.defenceEndsOn) throw defenceForbids(permission.action, 'statement', taken.clauses[0]);
  return target;
}

/** What was told in the notice, or less; hard to correct, or fraud; and the time of a correction order has passed. */
function requireEstablishable(transaction: Transaction, taken: ViolationRow, { kind, hardToCorrect }: EstablishViolation): void {
  const forbid = (what: string, zh: string, en: string) => clauseForbids('violation.establish', what, { zh, en }, taken.clauses[0]);
  if (kind === 'fraud' && taken.kind !== 'fraud') {
    throw forbid('notice', '告知书没有告知骗取资金；请另行立案并告知。', 'The notice did not tell of fraud; open a case for it and serve its notice.');
  }
  if (kind !== 'fraud' && !hardToCorrect) {
    throw forbid('hard-to-correct', '可以改正的，请责令限期改正。', 'What can be corrected has a correction order; order it.');
  }
  if (taken.state === 'correction-ordered' && transaction.today <= (taken.correctBy ?? '')) {
    throw forbid('correction-due', '改正期限尚未届满；届满未改正的再认定。', 'The day of the correction order is not over; establish it when it has passed.');
  }
}
