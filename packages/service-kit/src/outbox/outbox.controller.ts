import { replayOutbox, type OutboxReplayed, type ReplayOutbox, type ServiceName } from '@jiqun/contracts';
import { Controller, Inject, type Type } from '@nestjs/common';

import { Handles } from '../messaging/handles.decorator.js';
import type { Request } from '../messaging/request.js';
import { OutboxService } from './outbox.service.js';

/** Messages about a service's outbox. */
export function outboxController(service: ServiceName): Type {
  @Controller()
  class OutboxController {
    constructor(@Inject(OutboxService) private readonly outbox: OutboxService) {}

    @Handles(replayOutbox[service])
    async replay(replay: ReplayOutbox, request: Request): Promise<OutboxReplayed> {
      return await this.outbox.replay(replay, request);
    }
  }
  return OutboxController;
}
