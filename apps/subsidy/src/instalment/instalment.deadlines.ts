import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { InstalmentService } from './instalment.service.js';
import { WINDOW_ENDS } from './instalment-writing.js';

/** The payment years of an award end with the last day of the last of them (INT-17). */
@Injectable()
export class InstalmentDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(InstalmentService) private readonly instalments: InstalmentService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(WINDOW_ENDS, async (call, { subject }) => {
      await this.instalments.endWindow(subject, call);
    });
  }
}
