import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { DEFENCE_ENDS, RevocationService } from './revocation.service.js';

/** The deadlines of cases of revocation. */
@Injectable()
export class RevocationSubscriber implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(RevocationService) private readonly cases: RevocationService,
  ) {}

  onModuleInit(): void {
    this.deadlines.register(DEFENCE_ENDS, async (call, { subject }) => await this.cases.announceDefenceEnd(subject, call));
  }
}
