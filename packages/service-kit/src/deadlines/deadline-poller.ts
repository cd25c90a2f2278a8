import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { systemCaller } from '../authorisation/system-caller.js';
import type { DeadlineHandlers } from './deadline-handlers.js';
import { readDue, recordFailure, type DueDeadline } from './deadline.repository.js';

/** How a poller works; each has a default that suits a service. */
export interface PollerSettings {
  /** Between looks at the table. 1 s: what a lost wake-up costs at most. */
  readonly pollMs?: number;
  /** Due deadlines read at once. */
  readonly pageSize?: number;
  /** Failures after which a deadline is stuck. */
  readonly maxTries?: number;
  /** Before the second try; each further wait is three times as long (10 tries: two and three quarter hours). */
  readonly firstRetryMs?: number;
  /** After which a handler that has not returned counts as failed: one that hangs would hold up all behind it. */
  readonly handlerMs?: number;
}

/** What a poller has done since it was made. */
export interface PollerCounts {
  handled: number;
  failed: number;
  stuck: number;
}

const DEFAULTS: Required<PollerSettings> = { pollMs: 1_000, pageSize: 200, maxTries: 10, firstRetryMs: 1_000, handlerMs: 60_000 };
const RETRY_GROWTH = 3;
const MAX_ERROR_LENGTH = 2_000;

/**
 * Fires what is due by the database's clock, in order of due time, then id, one after the other. Each handler ends
 * before the next begins: a group that shares a commit would claim all of its deadlines before the first effect, and
 * one of them could no longer cancel or move another.
 */
export class DeadlinePoller {
  readonly counts: PollerCounts = { handled: 0, failed: 0, stuck: 0 };
  readonly #log = new Logger(DeadlinePoller.name);
  readonly #settings: Required<PollerSettings>;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #again = false;
  #running: Promise<void> | undefined;
  #databaseAway = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Handled on the page before, as `id.generation`; found due once more, their handler did not do its work. */
  #handled = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly handlers: DeadlineHandlers,
    settings: PollerSettings = {},
  ) {
    this.#settings = { ...DEFAULTS, ...settings };
  }

  /** Looks now, and from now on regularly. */
  start(): void {
    this.#stopping = false;
    this.#timer ??= setInterval(() => this.wake(), this.#settings.pollMs);
    this.wake();
  }

  /** Begins nothing new and waits for what is in hand. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /**
   * Looks soon; returns at once. Also to be called after a commit that wrote deadlines: the page in hand is read anew
   * then, since a new one may be due before the rest of it.
   * @param dueAt of the deadline that the wake-up is for: what was due by the time of the last look is in hand already
   */
  wake(dueAt?: Date): void {
    if (this.#stopping || (dueAt !== undefined && dueAt.getTime() <= this.#lookedAt)) return;
    void this.fireDue();
  }

  /** Fires all that is due; done when nothing is, or when the database is away, or on `stop`. Never rejects. */
  async fireDue(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#fireAll().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #fireAll(): Promise<void> {
    try {
      while (this.#again && !this.#stopping) await this.#firePage();
      this.#setDatabaseAway(false);
    } catch (error) {
      // Nothing is lost: the next look begins at the same place.
      this.#setDatabaseAway(true, error);
    } finally {
      this.#handled.clear();
    }
  }

  async #firePage(): Promise<void> {
    this.#again = false;
    const { now, due } = await readDue(this.dataSource.manager, this.#settings.pageSize);
    this.#lookedAt = now.getTime();
    if (due.length === 0) return;
    const before = this.#handled;
    this.#handled = new Set();
    for (const deadline of due) {
      await this.#fire(deadline, before.has(identity(deadline)));
      if (this.#stopping || this.#again) break;
    }
    this.#again = true;
  }

  async #fire(deadline: DueDeadline, handledBefore: boolean): Promise<void> {
    try {
      if (handledBefore) throw new Error(`The handler of ${deadline.kind} returned and had not run its work under the call it was given`);
      await this.#handle(deadline);
    } catch (error) {
      await this.#fail(deadline, error);
      return;
    }
    this.#handled.add(identity(deadline));
    this.counts.handled += 1;
  }

  async #handle({ generation, tries: _tries, ...deadline }: DueDeadline): Promise<void> {
    const handler = this.handlers.of(deadline.kind);
    const call = { caller: systemCaller(deadline.tenant, 'deadline'), identity: { kind: 'deadline', id: deadline.id, generation } } as const;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      const { handlerMs } = this.#settings;
      timer = setTimeout(() => reject(new Error(`The handler of ${deadline.kind} did not return within ${handlerMs} ms`)), handlerMs);
    });
    try {
      await Promise.race([handler(call, deadline), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws the driver's error when the failure cannot be written: then it was perhaps the database that failed */
  async #fail(deadline: DueDeadline, error: unknown): Promise<void> {
    const { maxTries, firstRetryMs } = this.#settings;
    const isStuck = await recordFailure(this.dataSource.manager, deadline, {
      error: errorText(error),
      retryAfterMs: firstRetryMs * RETRY_GROWTH ** deadline.tries,
      maxTries,
    });
    if (isStuck === undefined) return;
    this.counts.failed += 1;
    const { id, kind, subject } = deadline;
    if (isStuck) {
      this.counts.stuck += 1;
      this.#log.error({ err: error, deadline: { id, kind, subject } }, `A deadline is stuck after ${maxTries} tries: mend the cause, then release it`);
    } else {
      this.#log.warn({ err: error, deadline: { id, kind, subject }, tries: deadline.tries + 1 }, 'A deadline failed and will be tried again');
    }
  }

  /** Said once each way: a database that is away for an hour must not fill the log. */
  #setDatabaseAway(away: boolean, error?: unknown): void {
    if (away === this.#databaseAway) return;
    this.#databaseAway = away;
    if (away) this.#log.error({ err: error }, 'The deadlines cannot be read; they are looked for again until the database is back');
    else this.#log.log('The deadlines can be read again');
  }
}

const identity = ({ id, generation }: DueDeadline): string => `${id}.${generation}`;

/** PostgreSQL's text has no NUL; and a page of an error is enough. */
function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll('\u0000', '').slice(0, MAX_ERROR_LENGTH);
}
