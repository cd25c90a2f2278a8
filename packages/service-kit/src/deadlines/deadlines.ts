import type { DataSource } from 'typeorm';

import type { DeadlineHandlers } from './deadline-handlers.js';
import { DeadlinePoller, type PollerCounts, type PollerSettings } from './deadline-poller.js';
import { DeadlineQueue, type DeadlineQueueSettings } from './deadline-queue.js';
import { DeadlineSweeper, type SweeperSettings } from './deadline-sweeper.js';

/** What a service's deadlines stand on. */
export interface DeadlinesParts {
  readonly dataSource: DataSource;
  readonly handlers: DeadlineHandlers;
  readonly queue: DeadlineQueueSettings;
  readonly poller?: PollerSettings;
  readonly sweeper?: SweeperSettings;
  /** Calls back when the installation's clock was moved; returns what ends it. `InstallationClock` is one. */
  readonly clock?: { onMoved(listener: () => void): () => void };
}

/**
 * A service's deadlines at work: the table is the truth, the poller fires what is due, the sweeper and Redis wake the
 * poller on time. Only the leader of a service works; `start` and `stop` follow each other as often as leadership does.
 */
export class Deadlines {
  readonly #poller: DeadlinePoller;
  readonly #sweeper: DeadlineSweeper;
  #queue: DeadlineQueue | undefined;
  #unwatch: (() => void) | undefined;

  constructor(private readonly parts: DeadlinesParts) {
    this.#poller = new DeadlinePoller(parts.dataSource, parts.handlers, parts.poller);
    this.#sweeper = new DeadlineSweeper(parts.dataSource, async (page) => (await this.#queue?.add(page)) ?? false, parts.sweeper);
  }

  /** Begins to fire. Waits for nothing: with Redis away, deadlines fire by polling. */
  start(): void {
    if (this.#queue !== undefined) return;
    this.#queue = new DeadlineQueue(this.parts.queue, {
      onWake: (dueAt) => this.#poller.wake(dueAt),
      onReady: () => void this.#sweeper.sweep(),
    });
    this.#unwatch = this.parts.clock?.onMoved(() => this.#poller.wake());
    this.#sweeper.start();
    this.#poller.start();
  }

  /** Fires nothing more and waits for what is in hand. */
  async stop(): Promise<void> {
    this.#unwatch?.();
    this.#unwatch = undefined;
    await Promise.all([this.#poller.stop(), this.#sweeper.stop()]);
    await this.#queue?.close();
    this.#queue = undefined;
  }

  /** For the runner's `onCommit`: deadlines were written. Does nothing in a replica that is not the leader. */
  poke(): void {
    if (this.#queue === undefined) return;
    this.#poller.wake();
    this.#sweeper.poke();
  }

  /** Fires all that is due now and returns when nothing is; for tests and tools. */
  async fireDue(): Promise<void> {
    await this.#poller.fireDue();
  }

  /** For metrics: what this process has done. */
  get counts(): Readonly<PollerCounts> {
    return this.#poller.counts;
  }

  /** Whether Redis wakes the poller on time at the moment. */
  get isPrecise(): boolean {
    return this.#queue?.isConnected ?? false;
  }
}
