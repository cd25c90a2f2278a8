import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { ApplyLoadService, LOAD_GOES_ON } from './apply-load.service.js';

/** A load that is being applied goes on, chunk by chunk. */
@Injectable()
export class CreditLoadDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(ApplyLoadService) private readonly applying: ApplyLoadService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(LOAD_GOES_ON, async (call, { subject }) => await this.applying.goOn(subject, call));
  }
}
