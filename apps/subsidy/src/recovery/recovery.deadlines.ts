import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { RECOVERY_DUE } from './recovery-debts.js';
import { RecoveryService } from './recovery.service.js';

/** The deadlines of recoveries. */
@Injectable()
export class RecoveryDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(RecoveryService) private readonly recoveries: RecoveryService,
  ) {}

  onModuleInit(): void {
    this.deadlines.register(RECOVERY_DUE, async (call, { subject }) => await this.recoveries.remind(subject, call));
  }
}
