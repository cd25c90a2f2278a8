import { calendarContracts, localDateSchema, type PeriodAnswer } from '@jiqun/contracts';
import { MessageClient } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Notice } from './public-notice.entity.js';

/** What of a notice decides when it ends. */
export type NoticeTerms = Pick<Notice, 'publishedOn' | 'length' | 'unit' | 'startDay'>;

/** Asks evaluation, which keeps the arrangements of holidays that were installed since the release, when a period ends (INT-12, INT-14). */
@Injectable()
export class CalendarSource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** @throws Refusal SERVICE_UNAVAILABLE when evaluation does not answer */
  async ask({ publishedOn, length, unit, startDay }: NoticeTerms): Promise<PeriodAnswer> {
    const from = localDateSchema.parse(publishedOn);
    return await this.messages.query(calendarContracts.period, { from, [unit]: length, startDay, restDay: 'stays' as const }, {});
  }
}
