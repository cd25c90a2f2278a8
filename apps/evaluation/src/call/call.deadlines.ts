import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CALL_CLOSES, CallService } from './call.service.js';

/** A call's last day closes it. */
@Injectable()
export class CallDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(CallService) private readonly calls: CallService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(CALL_CLOSES, async (call, { subject }) => await this.calls.close(subject, call));
  }
}
