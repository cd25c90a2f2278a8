import { deadlineContracts, type DeadlineReleased, type ReleaseDeadline, type ServiceName, type StuckDeadlines } from '@jiqun/contracts';
import { Controller, Inject, type Type } from '@nestjs/common';

import { Handles } from '../messaging/handles.decorator.js';
import type { Request } from '../messaging/request.js';
import { DeadlineService } from './deadline.service.js';

/** Messages about stuck deadlines, of one service. */
export function deadlineController(service: ServiceName): Type {
  const contracts = deadlineContracts[service];

  @Controller()
  class DeadlineController {
    constructor(@Inject(DeadlineService) private readonly deadlines: DeadlineService) {}

    @Handles(contracts.listStuck)
    async listStuck(_nothing: object, request: Request): Promise<StuckDeadlines> {
      return await this.deadlines.listStuck(request);
    }

    @Handles(contracts.release)
    async release(release: ReleaseDeadline, request: Request): Promise<DeadlineReleased> {
      return await this.deadlines.release(release, request);
    }
  }
  return DeadlineController;
}
