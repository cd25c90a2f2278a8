import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { MILESTONE_MISSED, MILESTONE_NEARS, MilestoneService } from './milestone.service.js';

/** The yearly deadlines of a programme come near and pass. The end of a window is `ProjectGroupDeadlines`', since groups close with it. */
@Injectable()
export class ProgrammeYearDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(MilestoneService) private readonly milestones: MilestoneService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(MILESTONE_NEARS, async (call, { subject }) => await this.milestones.warn(subject, call));
    this.handlers.register(MILESTONE_MISSED, async (call, { subject }) => await this.milestones.miss(subject, call));
  }
}
