import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { IssueParts, type PerformanceTargets } from '../instalment/issue-parts.js';
import { PerformanceRepository } from './performance.repository.js';

/** Tells the issue of funds whether the targets of the year that go out with it are confirmed (SUB-12.a, gate `performance-targets-set`). */
@Injectable()
export class ConfirmedTargets implements PerformanceTargets, OnModuleInit {
  constructor(
    @Inject(IssueParts) private readonly parts: IssueParts,
    @Inject(PerformanceRepository) private readonly performances: PerformanceRepository,
  ) {}

  onModuleInit(): void {
    this.parts.useTargets(this);
  }

  async areSet(manager: EntityManager, tenant: string, awardId: string, year: number): Promise<boolean> {
    return await this.performances.areSet(manager, tenant, awardId, year);
  }
}
