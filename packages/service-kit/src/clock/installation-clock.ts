import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import type { NatsLink } from '../messaging/nats-connection.js';
import { dayInShanghai, systemNow } from './system-time.js';

const MOVED = '_clock.moved';
const DEFAULT_REFRESH_MS = 5_000;

/** Tells all services that the clock was moved. A hint: who misses it reads the clock some seconds later. */
export async function announceClockMoved(link: NatsLink): Promise<void> {
  link.connection.publish(link.subject(MOVED));
  await link.connection.flush();
}

/**
 * The installation's time for code outside transactions; inside one, the transaction's `now` counts. Machine time plus what
 * a sandbox is ahead, as the database says: read at the start, on a notice over NATS, after each reconnection, and
 * regularly, because a notice can be lost.
 */
export class InstallationClock {
  readonly #log = new Logger(InstallationClock.name);
  readonly #listeners = new Set<() => void>();
  readonly #refreshMs: number;
  #aheadMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopWatching: (() => void) | undefined;
  #failing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly link: NatsLink,
    settings: { readonly refreshMs?: number } = {},
  ) {
    this.#refreshMs = settings.refreshMs ?? DEFAULT_REFRESH_MS;
    link.onReconnect(() => {
      if (this.#timer !== undefined) void this.#refresh();
    });
  }

  /** Reads the clock and watches it. @throws the driver's error when it cannot be read: a service must not start without it */
  async start(): Promise<void> {
    const subscription = this.link.connection.subscribe(this.link.subject(MOVED), { callback: () => void this.#refresh() });
    this.#stopWatching = () => subscription.unsubscribe();
    await this.#read();
    this.#timer = setInterval(() => void this.#refresh(), this.#refreshMs);
  }

  /** Stops watching; `now` goes on with what was read last. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.link.connection.isClosed()) this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  /** The installation's time. @throws Error before `start` has read the clock: a guess could be years off */
  now(): Date {
    if (this.#aheadMs === undefined) throw new Error('The installation clock has not been read yet: await start()');
    return new Date(systemNow() + this.#aheadMs);
  }

  /** The day of `now` in Asia/Shanghai, `YYYY-MM-DD`. @throws Error as `now` */
  today(): string {
    return dayInShanghai(this.now());
  }

  /** Calls back after the clock was moved, with `now` moved already. @returns what ends it */
  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #read(): Promise<void> {
    const rows = await this.dataSource.query<{ ahead_ms: string }[]>('SELECT ahead_ms FROM installation.clock');
    const [row] = rows;
    if (row === undefined) throw new Error('The installation has no clock: provision it first');
    const before = this.#aheadMs;
    // Reads may overtake each other, and the clock moves forward only: the greatest is the newest.
    this.#aheadMs = Math.max(Number(row.ahead_ms), before ?? Number.NEGATIVE_INFINITY);
    if (before === undefined || this.#aheadMs === before) return;
    for (const listener of this.#listeners) listener();
  }

  async #refresh(): Promise<void> {
    try {
      await this.#read();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#log.warn({ err: error }, 'The installation clock could not be read; the last reading stands');
      this.#failing = true;
    }
  }
}
