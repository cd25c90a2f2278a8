import { nextDeadlineContracts, type NextDeadline, type ServiceName } from '@jiqun/contracts';
import { Controller, Inject, type Type } from '@nestjs/common';

import { Handles } from '../messaging/handles.decorator.js';
import { ClockService } from './clock.service.js';

/** Messages about a service's clock. */
export function clockController(service: ServiceName): Type {
  @Controller()
  class ClockController {
    constructor(@Inject(ClockService) private readonly clock: ClockService) {}

    @Handles(nextDeadlineContracts[service])
    async nextDeadline(): Promise<NextDeadline> {
      return await this.clock.nextDeadline();
    }
  }
  return ClockController;
}
