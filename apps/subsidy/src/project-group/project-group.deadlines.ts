import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { ProgrammeYearService, YEAR_CLOSES } from '../programme-year/programme-year.service.js';
import { ClosingLevelService, LEVEL_CLOSES } from './closing-level.service.js';

/** The end of a window closes the year, and fixes the level of every group that was submitted in it (INT-19). */
@Injectable()
export class ProjectGroupDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(ProgrammeYearService) private readonly years: ProgrammeYearService,
    @Inject(ClosingLevelService) private readonly levels: ClosingLevelService,
  ) {}

  onModuleInit(): void {
    const closing = async (...given: Parameters<ClosingLevelService['askForAll']>): Promise<void> => await this.levels.askForAll(...given);
    this.handlers.register(YEAR_CLOSES, async (call, { subject }) => await this.years.close(subject, call, closing));
    this.handlers.register(LEVEL_CLOSES, async (call, { subject }) => await this.levels.fix(subject, call));
  }
}
