import type { LeaderWork } from '@jiqun/service-kit';
import { Logger } from '@nestjs/common';

import { Pauses } from '../log/pauses.js';
import type { CheckpointIssueService } from './checkpoint-issue.service.js';

const LOOK_MS = 1_000;

/** Sees to it that a checkpoint comes at most five minutes after the one before, as long as anybody leads. */
export class Checkpointer implements LeaderWork {
  readonly #log = new Logger(Checkpointer.name);
  #pauses = new Pauses();
  #loop: Promise<void> = Promise.resolve();
  #running = false;

  constructor(
    private readonly checkpoints: Pick<CheckpointIssueService, 'issueIfDue'>,
    private readonly lookMs: number = LOOK_MS,
  ) {}

  start(): void {
    this.#running = true;
    this.#pauses = new Pauses();
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#pauses.end();
    await this.#loop;
  }

  async #run(): Promise<void> {
    let failing = '';
    while (this.#running) {
      try {
        await this.checkpoints.issueIfDue();
        failing = '';
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        // Once for each reason: it goes on trying, and a log that cannot be signed must not drown in its own complaint.
        if (message !== failing) this.#log.error({ err: error }, 'No checkpoint could be signed');
        failing = message;
      }
      await this.#pauses.rest(this.lookMs);
    }
  }
}
