import type { NextDeadline } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';

import { EventConsumers } from '../events/event-consumers.js';
import { ClockRepository } from './clock.repository.js';
import { instantOf } from './instant.js';

/** What the one who moves a sandbox's clock must know of a service. */
@Injectable()
export class ClockService {
  constructor(
    @Inject(ClockRepository) private readonly clock: ClockRepository,
    @Inject(EventConsumers) private readonly consumers: EventConsumers,
  ) {}

  /** The next deadline, and what is not done yet at the present time: overdue deadlines, events on their way. */
  async nextDeadline(): Promise<NextDeadline> {
    const { dueAt, overdue, unpublished } = await this.clock.ahead();
    const lags = await this.consumers.lag();
    // What a consumer will find that is not there yet nobody can say: something, until it is.
    const onTheirWay = [...lags.values()].reduce<number>((sum, lag) => sum + (lag ?? 1), unpublished);
    return { ...(dueAt === undefined ? {} : { dueAt: instantOf(dueAt) }), overdue, onTheirWay };
  }
}
