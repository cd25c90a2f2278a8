import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { ReconciliationService, STATEMENT_SETTLES } from './reconciliation.service.js';

/** What a large statement proves is settled piece by piece. */
@Injectable()
export class BankStatementDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(ReconciliationService) private readonly reconciliations: ReconciliationService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(STATEMENT_SETTLES, async (call, { subject }) => await this.reconciliations.settleMore(subject, call));
  }
}
