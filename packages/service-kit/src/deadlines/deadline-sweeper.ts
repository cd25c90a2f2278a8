import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { readUpcoming, type UpcomingDeadline } from './deadline.repository.js';

/** How a sweeper works; each has a default that suits a service. */
export interface SweeperSettings {
  /** How far ahead a regular sweep looks: a day. Longer would only fill Redis (about 1 KB a deadline). */
  readonly horizonMs?: number;
  /** Between regular sweeps: 5 minutes. */
  readonly sweepMs?: number;
  /** At least so long between sweeps for commits that wrote deadlines. */
  readonly pokeMs?: number;
}

/** Takes wake-ups for deadlines; says whether it took them. */
export type AddWakeUps = (deadlines: readonly UpcomingDeadline[]) => Promise<boolean>;

const DEFAULTS: Required<SweeperSettings> = { horizonMs: 24 * 3_600_000, sweepMs: 5 * 60_000, pokeMs: 250 };
const PAGE = 1_000;

/**
 * Writes the next day's pending deadlines into the queue of wake-ups: at the start, regularly, when Redis is back, and
 * soon after a commit that wrote deadlines. That last one looks only as far as two regular sweeps: what is later is
 * found by the next regular one in time, so a busy service does not read its whole day after every commit.
 */
export class DeadlineSweeper {
  readonly #log = new Logger(DeadlineSweeper.name);
  readonly #settings: Required<SweeperSettings>;
  #timer: NodeJS.Timeout | undefined;
  #pokeTimer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wanted = 0;
  #stopping = true;

  constructor(
    private readonly dataSource: DataSource,
    private readonly add: AddWakeUps,
    settings: SweeperSettings = {},
  ) {
    this.#settings = { ...DEFAULTS, ...settings };
  }

  /** Sweeps regularly from now on; the first sweep waits for nobody. */
  start(): void {
    this.#stopping = false;
    this.#timer ??= setInterval(() => void this.sweep(), this.#settings.sweepMs);
    void this.sweep();
  }

  /** Ends after the page in hand. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    clearTimeout(this.#pokeTimer);
    this.#timer = undefined;
    this.#pokeTimer = undefined;
    await this.#running;
  }

  /** Deadlines were written: a sweep of the near future follows shortly, one for all that are written until then. */
  poke(): void {
    if (this.#stopping) return;
    this.#pokeTimer ??= setTimeout(() => {
      this.#pokeTimer = undefined;
      void this.sweep(Math.min(this.#settings.horizonMs, 2 * this.#settings.sweepMs));
    }, this.#settings.pokeMs);
  }

  /** Writes what comes due within the horizon. Never rejects: the next sweep, or the poller, makes good what failed. */
  async sweep(horizonMs: number = this.#settings.horizonMs): Promise<void> {
    this.#wanted = Math.max(this.#wanted, horizonMs);
    this.#running ??= this.#sweepAll().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #sweepAll(): Promise<void> {
    try {
      while (this.#wanted > 0 && !this.#stopping) {
        const horizonMs = this.#wanted;
        this.#wanted = 0;
        await this.#sweepOnce(horizonMs);
      }
    } catch (error) {
      this.#wanted = 0;
      this.#log.warn({ err: error }, 'Upcoming deadlines could not be read; the next sweep follows');
    }
  }

  async #sweepOnce(horizonMs: number): Promise<void> {
    let after: UpcomingDeadline | undefined;
    do {
      const page = await readUpcoming(this.dataSource.manager, { horizonMs, limit: PAGE, after });
      if (page.length === 0 || !(await this.add(page))) return;
      after = page.length === PAGE ? page.at(-1) : undefined;
    } while (after !== undefined && !this.#stopping);
  }
}
