import { Refusal, type DeadlineReleased, type ReleaseDeadline, type StuckDeadlines } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';

import { instantOf } from '../clock/instant.js';
import { CommandRunner } from '../commands/command-runner.js';
import { CommitSignal } from '../commands/commit-signal.js';
import { Reader } from '../database/reader.js';
import type { Request } from '../messaging/request.js';
import { releaseStuck, stuck } from './deadline.repository.js';

const SHOWN = 50;

/** Deadlines that could not do their work: an operator sees them, and has them tried again after mending the cause. */
@Injectable()
export class DeadlineService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(CommitSignal) private readonly signal: CommitSignal,
  ) {}

  async listStuck({ caller }: Pick<Request, 'caller'>): Promise<StuckDeadlines> {
    const { items, count } = await this.reader.snapshot(async (manager) => await stuck(manager, caller.tenant, SHOWN));
    return { count, items: items.map(({ id, kind, subject, dueAt, tries, error }) => ({ id, kind, subject, tries, error, dueAt: instantOf(dueAt) })) };
  }

  /** @throws Refusal NOT_FOUND when no stuck deadline of the caller's tenant has the id */
  async release({ id, reason }: ReleaseDeadline, { call }: Request): Promise<DeadlineReleased> {
    const released = await this.commands.run(call, async (transaction) => {
      if (!(await releaseStuck(transaction.manager, call.caller.tenant, id))) throw new Refusal('NOT_FOUND', { noun: 'deadline', id });
      transaction.record({ action: 'deadline.release', objectType: 'deadline', objectId: id, reason });
      return { id };
    });
    this.signal.send({ events: false, deadlines: true });
    return released;
  }
}
