import { deadLetterContracts, type DeadLetter, type DeadLetterPage, type DiscardDeadLetter, type ListDeadLetters, type ReplayDeadLetter, type ServiceName } from '@jiqun/contracts';
import { Controller, Inject, type Type } from '@nestjs/common';

import { Handles } from '../messaging/handles.decorator.js';
import type { Request } from '../messaging/request.js';
import { DeadLetterService } from './dead-letter.service.js';

/** Messages about parked events, of one service. */
export function deadLetterController(service: ServiceName): Type {
  const contracts = deadLetterContracts[service];

  @Controller()
  class DeadLetterController {
    constructor(@Inject(DeadLetterService) private readonly letters: DeadLetterService) {}

    @Handles(contracts.list)
    async list(list: ListDeadLetters, request: Request): Promise<DeadLetterPage> {
      return await this.letters.list(list, request);
    }

    @Handles(contracts.replay)
    async replay({ id }: ReplayDeadLetter, request: Request): Promise<DeadLetter> {
      return await this.letters.replay(id, request);
    }

    @Handles(contracts.discard)
    async discard(discard: DiscardDeadLetter, request: Request): Promise<DeadLetter> {
      return await this.letters.discard(discard, request);
    }
  }
  return DeadLetterController;
}
