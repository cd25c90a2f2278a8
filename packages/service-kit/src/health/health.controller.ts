import type { Permission } from '@jiqun/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';

import { Permits } from '../authorisation/permits.decorator.js';
import { EventLoopWatch, type EventLoopDelay } from './event-loop.js';
import { ReadinessChecks, type ReadinessReport } from './readiness.js';

const readHealth: Permission = { action: 'health.read', roles: ['public'], reach: 'public' };

/** The answer to a liveness probe. */
export interface LivenessReport {
  readonly status: 'live';
  readonly eventLoop: EventLoopDelay;
}

/** The probes of every service. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(ReadinessChecks) private readonly readiness: ReadinessChecks,
    @Inject(EventLoopWatch) private readonly eventLoop: EventLoopWatch,
  ) {}

  /** Answers while the event loop turns; asks nothing else, since restarting a service does not mend its database. */
  @Get('live')
  @Permits(readHealth)
  live(): LivenessReport {
    return { status: 'live', eventLoop: this.eventLoop.read() };
  }

  /** 200 when requests are welcome, 503 otherwise; the body says what was checked. */
  @Get('ready')
  @Permits(readHealth)
  async ready(@Res({ passthrough: true }) reply: { status(code: number): unknown }): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (report.status === 'unready') reply.status(503);
    return report;
  }
}
