import {
  revocationContracts, type AskHearing, type HoldHearing, type NotifyRevocation, type RecordStatement, type Refusal, type RevocationCase,
} from '@jiqun/contracts';
import { addDays, defenceDemand, defencePeriod, defenceRights, defenceRule, type DefenceRuleId } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, newId, type Request, startOfDayInShanghai, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { CalendarCatalogue } from '../calendar/calendar-catalogue.js';
import { clauseForbids, handsOf, invalidAt } from '../title-projection/current.js';
import { lastDayFor } from './defence-period.js';
import { RevocationCases } from './revocation-cases.js';
import { revocationLifecycle } from './revocation.lifecycle.js';
import { RevocationRepository } from './revocation.repository.js';
import { DEFENCE_ENDS } from './revocation.service.js';

/** What an answer holds. */
const MOST_STATEMENTS = 20;

/** The way to a decision: notice, statements and defence, hearing (INT-27). */
@Injectable()
export class RevocationProcedureService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RevocationRepository) private readonly cases: RevocationRepository,
    @Inject(RevocationCases) private readonly shared: RevocationCases,
    @Inject(CalendarCatalogue) private readonly calendars: CalendarCatalogue,
  ) {}

  /** Records the served notice, from which the periods run. @throws Refusal CLAUSE_FORBIDS for a period shorter than the least */
  async notify(request: NotifyRevocation, { call }: Request): Promise<RevocationCase> {
    const { calendar } = await this.calendars.current();
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.notify, request);
      const { target } = transition(revocationLifecycle, taken.state, 'notify');
      const { servedOn, document } = request;
      if (servedOn > transaction.today || servedOn < taken.openedOn) {
        throw invalidAt('servedOn', '送达日应在立案日至今天之间', 'the day of service lies between the opening of the case and today');
      }
      const least = defenceRule('statement').workingDays ?? 0;
      const statementWorkingDays = request.statementWorkingDays ?? least;
      if (statementWorkingDays < least) throw forbidden('notify', 'statement', taken.grounds[0]?.clause);
      const statement = lastDayFor('statement', servedOn, calendar, statementWorkingDays);
      const hearing = lastDayFor('hearing-request', servedOn, calendar);
      const defenceEndsOn = statement.through > hearing.through ? statement.through : hearing.through;
      const notice = { document, servedOn, statementWorkingDays, statement, hearing, rights: [...defenceRights] };
      const entry = { action: 'revocation.notify', clause: taken.grounds[0]?.clause ?? '', detail: { document, servedOn, defenceEndsOn } };
      const { row, answer } = await this.shared.written(transaction, { ...taken, state: target, servedOn, defenceEndsOn, notice }, entry);
      transaction.setDeadline(DEFENCE_ENDS, row.id, startOfDayInShanghai(addDays(defenceEndsOn, 1)));
      this.shared.tell(transaction, revocationContracts.notified, row);
      return answer;
    });
  }

  /** Records a statement or defence. A late one is recorded as late: it is heard all the same. */
  async recordStatement(request: RecordStatement, { call }: Request): Promise<RevocationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.recordStatement, request);
      const { target } = transition(revocationLifecycle, taken.state, 'record-statement');
      const { receivedOn, by, text, document } = request;
      if (receivedOn > transaction.today || receivedOn < (taken.servedOn ?? taken.openedOn)) {
        throw invalidAt('receivedOn', '收到日应在送达日至今天之间', 'the day of receipt lies between service and today');
      }
      const before = await this.cases.statementsIn(transaction.manager, taken.id);
      if (before.length >= MOST_STATEMENTS) {
        throw invalidAt('text', `一个案件至多登记 ${MOST_STATEMENTS} 份陈述，请合并`, `a case holds ${MOST_STATEMENTS} statements; put several into one`);
      }
      const inTime = taken.notice !== null && receivedOn <= taken.notice.statement.through;
      const statement = {
        id: newId(), tenant: taken.tenant, caseId: taken.id, by, receivedOn, inTime, text, document: document ?? null, recordedBy: call.caller.person,
      };
      await this.cases.insertStatement(transaction.manager, statement);
      return (await this.shared.written(
        transaction, { ...taken, state: target }, { action: 'revocation.record-statement', detail: { receivedOn, inTime } },
      )).answer;
    });
  }

  /** Takes a request for a hearing. @throws Refusal CLAUSE_FORBIDS after its period */
  async askHearing(request: AskHearing, { call }: Request): Promise<RevocationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.askHearing, request);
      const { target } = transition(revocationLifecycle, taken.state, 'ask-hearing');
      const { askedOn, by } = request;
      if (askedOn > transaction.today || askedOn < (taken.servedOn ?? taken.openedOn)) {
        throw invalidAt('askedOn', '申请日应在送达日至今天之间', 'the day of the request lies between service and today');
      }
      if (taken.notice === null || askedOn > taken.notice.hearing.through) {
        throw forbidden('ask-hearing', 'hearing-request', taken.grounds[0]?.clause);
      }
      return (await this.shared.written(
        transaction, { ...taken, state: target, hearing: { by, askedOn } }, { action: 'revocation.ask-hearing', detail: { askedOn } },
      )).answer;
    });
  }

  /** Records a hearing. @throws Refusal CLAUSE_FORBIDS when it was told of too late, FOUR_EYES when who opened the case chaired it */
  async holdHearing(request: HoldHearing, { call }: Request): Promise<RevocationCase> {
    const { calendar } = await this.calendars.current();
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.holdHearing, request);
      const { target } = transition(revocationLifecycle, taken.state, 'hold-hearing');
      const { noticedOn, heldOn, chair, minutes } = request;
      const askedOn = taken.hearing?.askedOn ?? taken.openedOn;
      if (heldOn > transaction.today || noticedOn < askedOn) {
        throw invalidAt('heldOn', '听证应在申请之后通知并已经举行', 'the hearing was told of after the request, and has been held');
      }
      fourEyes(handsOf(taken.openedBy, taken.openedClient), { person: chair }, revocationContracts.holdHearing.permission);
      const earliest = defencePeriod('hearing-notice', noticedOn, calendar).ends;
      if (heldOn < earliest) throw forbidden('hold-hearing', 'hearing-notice', taken.grounds[0]?.clause);
      const hearing = { by: taken.hearing?.by ?? chair, askedOn: taken.hearing?.askedOn ?? noticedOn, noticedOn, heldOn, chair, minutes };
      return (await this.shared.written(
        transaction, { ...taken, state: target, hearing }, { action: 'revocation.hold-hearing', detail: { noticedOn, heldOn, minutes } },
      )).answer;
    });
  }
}

/** What the general law demands, told with the clause of the ground that the case rests on. */
export function forbidden(verb: string, rule: DefenceRuleId, clause: string | undefined): Refusal {
  return clauseForbids(`revocation.${verb}`, rule, defenceDemand(rule), clause);
}
