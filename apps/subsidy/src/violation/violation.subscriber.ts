import { complaintReferred } from '@jiqun/contracts';
import { DeadlineHandlers, EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { IntakeService } from './intake.service.js';
import { CORRECTION_DUE, DEFENCE_ENDS, ViolationService } from './violation.service.js';

/** The deadlines of cases, and the complaints that audit refers. */
@Injectable()
export class ViolationSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(IntakeService) private readonly intakes: IntakeService,
    @Inject(ViolationService) private readonly cases: ViolationService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('violation-intake', complaintReferred, async ({ data }, transaction) => await this.intakes.take(data, transaction));
    this.deadlines.register(DEFENCE_ENDS, async (call, { subject }) => await this.cases.announceDefenceEnd(subject, call));
    this.deadlines.register(CORRECTION_DUE, async (call, { subject }) => await this.cases.missCorrection(subject, call));
  }
}
