import { calendarContracts, localDateSchema, type LocalDate } from '@jiqun/contracts';
import { defenceRule, type DefenceRuleId } from '@jiqun/policy-core';
import { MessageClient } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';


/** The last day of a period for an act, and what it rests on. */
export interface DefencePeriod {
  readonly through: LocalDate;
  /** The arrangement of a year that it reaches into is not known yet (INT-14). */
  readonly provisional: boolean;
  readonly basis: { readonly zh: string; readonly en: string };
  readonly calendarVersion: string;
}

/** Asks evaluation when a period for an act of the other side ends: arrangements installed at run time are known there. */
@Injectable()
export class DefencePeriods {
  constructor(@Inject(MessageClient) private readonly messages: Pick<MessageClient, 'query'>) {}

  /**
   * The day of the event does not count, and an end on a rest day moves to the next working day (INT-12, INT-27).
   * @param workingDays more than the rule's own
   */
  async lastDayFor(id: DefenceRuleId, from: string, workingDays?: number): Promise<DefencePeriod> {
    const { law, workingDays: least = 1 } = defenceRule(id);
    const question = { from: localDateSchema.parse(from), workingDays: workingDays ?? least, restDay: 'moves' as const };
    const { ends, provisional, version } = await this.messages.query(calendarContracts.period, question, {});
    return { through: ends, provisional, basis: { ...law }, calendarVersion: version };
  }
}
