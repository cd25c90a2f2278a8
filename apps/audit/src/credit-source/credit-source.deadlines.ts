import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CreditSourceService, SOURCE_POLL } from './credit-source.service.js';

/** Sources are asked when their time comes. */
@Injectable()
export class CreditSourceDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(CreditSourceService) private readonly sources: CreditSourceService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(SOURCE_POLL, async (call, { subject }) => await this.sources.poll(subject, call));
  }
}
