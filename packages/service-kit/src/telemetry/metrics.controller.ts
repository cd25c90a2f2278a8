import type { Permission } from '@jiqun/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';

import { Permits } from '../authorisation/permits.decorator.js';
import { Metrics } from './metrics.js';

const readMetrics: Permission = { action: 'metrics.read', roles: ['public'], reach: 'public' };

/** What Prometheus asks. It names subjects and counts, never people or objects. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @Permits(readMetrics)
  async read(@Res({ passthrough: true }) reply: { type(contentType: string): unknown }): Promise<string> {
    reply.type(this.metrics.contentType);
    return await this.metrics.exposition();
  }
}
