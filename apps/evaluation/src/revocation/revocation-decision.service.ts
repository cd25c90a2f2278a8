import {
  type Caller, revocationContracts, revocationDecided, revocationWithdrawn, type DecideRevocation, type PublishRevocation, type RevocationCase,
  type WithdrawRevocation,
} from '@jiqun/contracts';
import type { Calendar, Policy } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { CalendarCatalogue } from '../calendar/calendar-catalogue.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, handsOf, invalidAt } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import { lastDayFor } from './defence-period.js';
import { aggregateOf, RevocationCases } from './revocation-cases.js';
import type { RevocationRow } from './revocation.entity.js';
import { missingForDecision, revocationLifecycle } from './revocation.lifecycle.js';
import { forbidden } from './revocation-procedure.service.js';
import { DEFENCE_ENDS } from './revocation.service.js';

/** The end of a case: decision, publication, and the withdrawal of a decision that was overturned. */
@Injectable()
export class RevocationDecisionService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RevocationCases) private readonly shared: RevocationCases,
    @Inject(CalendarCatalogue) private readonly calendars: CalendarCatalogue,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /**
   * Decides a case, by another person than the one who opened it, after the notice, the periods that run from it and a
   * hearing that was asked for.
   * @throws Refusal CLAUSE_FORBIDS for what is missing, also an established ground; FOUR_EYES; INVALID_REQUEST for grounds that are none of the case
   */
  async decide(request: DecideRevocation, { call }: Request): Promise<RevocationCase> {
    const { calendar, version } = await this.calendars.current();
    return await this.commands.run(call, async (transaction) => {
      const { today } = transaction;
      const taken = recounted(await this.shared.taken(transaction, revocationContracts.decide, request), calendar);
      const clause = taken.grounds[0]?.clause;
      const missing = missingForDecision[taken.state];
      if (missing !== undefined) throw forbidden('decide', missing, clause);
      fourEyes(handsOf(taken.openedBy, taken.openedClient), call.caller, revocationContracts.decide.permission);
      const { target } = transition(revocationLifecycle, taken.state, request.outcome);
      if (taken.defenceEndsOn === null || today <= taken.defenceEndsOn) throw forbidden('decide', 'statement', clause);
      requireEstablished(request, taken, await this.policies.policyOf(taken.programme, taken.policyVersion));
      const { person, client } = call.caller;
      const { outcome, established, reasons, document } = request;
      const decision = {
        outcome, established, reasons, document, decidedBy: person, calendarVersion: version,
        ...(outcome === 'revoke' ? remedies(today, calendar) : {})
      };
      const changed = { ...taken, state: target, decidedOn: today, decidedBy: person, decidedClient: client ?? null, decision };
      const entry = {
        action: 'revocation.decide', clause: established[0] ?? clause ?? '', reason: reasons.slice(0, 2_000), detail: { outcome, established },
      };
      const { row, answer } = await this.shared.written(transaction, changed, entry);
      transaction.cancelDeadline(DEFENCE_ENDS, row.id);
      if (outcome === 'revoke') transaction.emit(revocationDecided, aggregateOf(row), decided(row));
      else this.shared.tell(transaction, revocationContracts.concluded, row);
      return answer;
    });
  }

  /** Records where the decision was published. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT, NOT_FOUND */
  async publish(request: PublishRevocation, { call }: Request): Promise<RevocationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.publish, request);
      const { target } = transition(revocationLifecycle, taken.state, 'publish');
      const publication = { address: request.address, publishedOn: day(transaction.today) };
      const { row, answer } = await this.shared.written(
        transaction, { ...taken, state: target, publication }, { action: 'revocation.publish', detail: { address: request.address } },
      );
      this.shared.tell(transaction, revocationContracts.published, row);
      return answer;
    });
  }

  /** Takes a decision back, by another person than the one who decided: the title returns. @throws Refusal FOUR_EYES */
  async withdraw(request: WithdrawRevocation, { call }: Request): Promise<RevocationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.withdraw, request);
      const { target } = transition(revocationLifecycle, taken.state, 'withdraw');
      const { person }: Caller = call.caller;
      fourEyes(handsOf(taken.decidedBy ?? '', taken.decidedClient), call.caller, revocationContracts.withdraw.permission);
      const { reason, document } = request;
      const ending = { on: day(transaction.today), by: person, reason, document };
      const { row, answer } = await this.shared.written(
        transaction, { ...taken, state: target, endedBy: person, ending }, { action: 'revocation.withdraw', reason, detail: { document } },
      );
      transaction.emit(revocationWithdrawn, aggregateOf(row), { ...decided(row), withdrawnOn: ending.on });
      return answer;
    });
  }
}

/** The periods again by the arrangements installed by now: those counted without one were provisional (INT-14). */
function recounted(row: RevocationRow, calendar: Calendar): RevocationRow {
  const { notice } = row;
  if (notice === null || !(notice.statement.provisional || notice.hearing.provisional)) return row;
  const statement = lastDayFor('statement', notice.servedOn, calendar, notice.statementWorkingDays);
  const hearing = lastDayFor('hearing-request', notice.servedOn, calendar);
  return {
    ...row, notice: { ...notice, statement, hearing }, defenceEndsOn: statement.through > hearing.through ? statement.through : hearing.through,
  };
}

/** The gate of the procedure: to revoke, a ground of the case is established; what is no ground of the case cannot be. */
function requireEstablished({ outcome, established }: DecideRevocation, row: RevocationRow, { source }: Policy): void {
  const known = new Set(row.grounds.map(({ clause }) => clause));
  const unknown = established.findIndex((clause) => !known.has(clause));
  if (unknown >= 0) throw invalidAt(`established[${unknown}]`, '不是本案的撤销理由', 'is no ground of this case');
  const gate = source.procedure.find(({ phase }) => phase === 'revocation')?.gates.find((one) => one.gate === 'ground-established');
  if (gate !== undefined && outcome === 'revoke' && established.length === 0) {
    throw clauseForbids('revocation.decide', gate.gate, gate.title, gate.clause);
  }
}

function remedies(decidedOn: string, calendar: Calendar) {
  return { reconsideration: lastDayFor('reconsideration', decidedOn, calendar), litigation: lastDayFor('litigation', decidedOn, calendar) };
}

function decided({ id, titleId, clusterId, decision, decidedOn }: RevocationRow) {
  return { revocationId: id, titleId, clusterId, grounds: [...(decision?.established ?? [])], decidedOn: day(decidedOn ?? '') };
}
