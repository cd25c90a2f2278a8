import { moveClock, type ClockMoved, type MoveClock } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ClockService } from './clock.service.js';

/** The clock of a sandbox. */
@Controller()
export class ClockController {
  constructor(@Inject(ClockService) private readonly clock: ClockService) {}

  @Handles(moveClock)
  async move({ to }: MoveClock, request: Request): Promise<ClockMoved> {
    return await this.clock.move(to, request);
  }
}
