import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { LeaderWork } from '../events/leadership.js';

/**
 * Work of a service's own that one replica does for all, beside consumers and deadlines, and the transactions it needs: no
 * caller asked for it, so it has no key, no audit entry and no stored answer, and must be harmless when done twice.
 */
@Injectable()
export class LeaderTasks {
  readonly #tasks: LeaderWork[] = [];

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Registers work, in onModuleInit: it begins with the lead and ends with it. */
  add(task: LeaderWork): void {
    this.#tasks.push(task);
  }

  /** One transaction of such work. */
  async transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.dataSource.transaction(work);
  }

  /** Begins all of it. */
  async start(): Promise<void> {
    for (const task of this.#tasks) await task.start();
  }

  /** Ends all of it; resolves when nothing is in hand. */
  async stop(): Promise<void> {
    await Promise.all(this.#tasks.map(async (task) => await task.stop()));
  }
}
