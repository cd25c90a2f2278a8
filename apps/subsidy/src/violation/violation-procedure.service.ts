import {
  violationContracts, type AskViolationHearing, type HoldViolationHearing, type NotifyViolation, type RecordViolationStatement, type ViolationCase,
} from '@jiqun/contracts';
import { addDays, defenceRights, defenceRule } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, newId, type Request, startOfDayInShanghai, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { type DefencePeriod, DefencePeriods } from '../defence-period/defence-periods.js';
import { defenceForbids } from '../defence-period/defence-forbids.js';
import { handsOf, invalidAt } from '../refusals.js';
import { ViolationCases } from './violation-cases.js';
import { violationLifecycle } from './violation.lifecycle.js';
import { ViolationRepository } from './violation.repository.js';
import { DEFENCE_ENDS } from './violation.service.js';

/** What an answer holds. */
const MOST_STATEMENTS = 20;

/** The way to a decision: notice, statements and defence, hearing (INT-27). Days are evaluation's to count, and asked before the transaction. */
@Injectable()
export class ViolationProcedureService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ViolationRepository) private readonly cases: ViolationRepository,
    @Inject(ViolationCases) private readonly shared: ViolationCases,
    @Inject(DefencePeriods) private readonly periods: Pick<DefencePeriods, 'lastDayFor'>,
  ) {}

  /** Records the served notice, from which the periods run. @throws Refusal CLAUSE_FORBIDS for a period shorter than the least */
  async notify(request: NotifyViolation, { call }: Request): Promise<ViolationCase> {
    const { servedOn, document } = request;
    const statementWorkingDays = request.statementWorkingDays ?? defenceRule('statement').workingDays ?? 1;
    const statement = await this.periods.lastDayFor('statement', servedOn, statementWorkingDays);
    const hearing = await this.periods.lastDayFor('hearing-request', servedOn);
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.notify, request);
      const { target } = transition(violationLifecycle, taken.state, 'notify');
      const clause = taken.clauses[0] ?? '';
      if (servedOn > transaction.today || servedOn < taken.openedOn) {
        throw invalidAt('servedOn', '送达日应在立案日至今天之间', 'the day of service lies between the opening of the case and today');
      }
      if (statementWorkingDays < (defenceRule('statement').workingDays ?? 0)) throw defenceForbids('violation.notify', 'statement', clause);
      const defenceEndsOn = statement.through > hearing.through ? statement.through : hearing.through;
      const notice = {
        document, servedOn, statement: periodOf(statement), hearing: periodOf(hearing), rights: [...defenceRights], calendarVersion: statement.calendarVersion,
      };
      const entry = { action: 'violation.notify', clause, detail: { document, servedOn, defenceEndsOn } };
      const { row, answer } = await this.shared.written(transaction, { ...taken, state: target, servedOn, defenceEndsOn, notice }, entry);
      transaction.setDeadline(DEFENCE_ENDS, row.id, startOfDayInShanghai(addDays(defenceEndsOn, 1)));
      this.shared.tell(transaction, violationContracts.notified, row);
      return answer;
    });
  }

  /** Records a statement or defence. A late one is recorded as late: it is heard all the same. */
  async recordStatement(request: RecordViolationStatement, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const taken = await this.shared.taken(transaction, violationContracts.recordStatement, request);
      const { target } = transition(violationLifecycle, taken.state, 'record-statement');
      const { receivedOn, by, text, document } = request;
      if (receivedOn > today || receivedOn < (taken.servedOn ?? taken.openedOn)) {
        throw invalidAt('receivedOn', '收到日应在送达日至今天之间', 'the day of receipt lies between service and today');
      }
      if ((await this.cases.statementsIn(manager, taken.id)).length >= MOST_STATEMENTS) {
        throw invalidAt('text', `一个案件至多登记 ${MOST_STATEMENTS} 份陈述，请合并`, `a case holds ${MOST_STATEMENTS} statements; put several into one`);
      }
      const inTime = taken.notice !== null && receivedOn <= taken.notice.statement.through;
      await this.cases.insertStatement(manager, {
        id: newId(), tenant: taken.tenant, caseId: taken.id, by, receivedOn, inTime, text, document: document ?? null, recordedBy: call.caller.person,
      });
      const entry = { action: 'violation.record-statement', detail: { receivedOn, inTime } };
      return (await this.shared.written(transaction, { ...taken, state: target }, entry)).answer;
    });
  }

  /** Takes a request for a hearing. @throws Refusal CLAUSE_FORBIDS after its period */
  async askHearing(request: AskViolationHearing, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.askHearing, request);
      const { target } = transition(violationLifecycle, taken.state, 'ask-hearing');
      const { askedOn, by } = request;
      if (askedOn > transaction.today || askedOn < (taken.servedOn ?? taken.openedOn)) {
        throw invalidAt('askedOn', '申请日应在送达日至今天之间', 'the day of the request lies between service and today');
      }
      if (taken.notice === null || askedOn > taken.notice.hearing.through) throw defenceForbids('violation.ask-hearing', 'hearing-request', taken.clauses[0]);
      const entry = { action: 'violation.ask-hearing', detail: { askedOn } };
      return (await this.shared.written(transaction, { ...taken, state: target, hearing: { by, askedOn } }, entry)).answer;
    });
  }

  /** Records a hearing. @throws Refusal CLAUSE_FORBIDS when it was told of too late, FOUR_EYES when who opened the case chaired it */
  async holdHearing(request: HoldViolationHearing, { call }: Request): Promise<ViolationCase> {
    const { noticedOn, heldOn, chair, minutes } = request;
    const earliest = await this.periods.lastDayFor('hearing-notice', noticedOn);
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.holdHearing, request);
      const { target } = transition(violationLifecycle, taken.state, 'hold-hearing');
      const askedOn = taken.hearing?.askedOn ?? noticedOn;
      if (heldOn > transaction.today || noticedOn < askedOn) {
        throw invalidAt('heldOn', '听证应在申请之后通知并已经举行', 'the hearing was told of after the request, and has been held');
      }
      fourEyes(handsOf(taken.openedBy, taken.openedClient), { person: chair }, violationContracts.holdHearing.permission);
      if (heldOn < earliest.through) throw defenceForbids('violation.hold-hearing', 'hearing-notice', taken.clauses[0]);
      const hearing = { by: taken.hearing?.by ?? chair, askedOn, noticedOn, heldOn, chair, minutes };
      const entry = { action: 'violation.hold-hearing', detail: { noticedOn, heldOn, minutes } };
      return (await this.shared.written(transaction, { ...taken, state: target, hearing }, entry)).answer;
    });
  }
}

function periodOf({ through, provisional, basis }: DefencePeriod) {
  return { through, provisional, basis };
}
