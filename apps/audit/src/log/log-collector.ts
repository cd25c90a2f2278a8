import { type ReadRecord, type RecordEntry, recordKinds, type RecordPage, Refusal, services, type ServiceName } from '@jiqun/contracts';
import type { LeaderWork } from '@jiqun/service-kit';
import { Logger } from '@nestjs/common';

import type { RecordKind } from './log.entity.js';
import type { LogAppendService } from './log-append.service.js';
import { Pauses } from './pauses.js';

/** Asks a service for what it has recorded. @throws Refusal while it cannot be reached */
export type ReadRecords = (service: ServiceName, request: ReadRecord) => Promise<RecordPage>;

/** Entries of one question: as many as one transaction appends well. */
const BATCH = 1_000;
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Fetches what every service has recorded, for the log. It pulls: a service writes its outbox and its audit table and
 * needs nobody's leave; while this one is away, its cursors wait. One loop a service and kind, so that one that is away
 * does not keep the others waiting; appending takes its turn, for the tree has one end.
 */
export class LogCollector implements LeaderWork {
  readonly #log = new Logger(LogCollector.name);
  readonly #positions = new Map<string, number>();
  readonly #failing = new Set<ServiceName>();
  #loops: Promise<unknown> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();
  #running = false;
  #pauses = new Pauses();

  constructor(
    private readonly read: ReadRecords,
    private readonly appender: LogAppendService,
  ) {}

  start(): void {
    this.#running = true;
    this.#pauses = new Pauses();
    // Another one may have appended since.
    this.#positions.clear();
    this.#loops = Promise.all(services.flatMap((service) => recordKinds.map(async (kind) => await this.#collect(service, kind))));
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#pauses.end();
    await this.#loops;
  }

  /** Fetches all that a service has recorded since the last time. @returns how many entries came */
  async fetch(service: ServiceName): Promise<number> {
    let count = 0;
    for (const kind of recordKinds) count += await this.#fetchKind(service, kind, () => true);
    return count;
  }

  async #collect(service: ServiceName, kind: RecordKind): Promise<void> {
    let pause = SHORTEST_PAUSE_MS;
    while (this.#running) {
      const count = await this.#tryFetch(service, kind);
      pause = count > 0 ? SHORTEST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await this.#pauses.rest(pause);
    }
  }

  async #tryFetch(service: ServiceName, kind: RecordKind): Promise<number> {
    try {
      const count = await this.#fetchKind(service, kind, () => this.#running);
      this.#failing.delete(service);
      return count;
    } catch (error) {
      this.#positions.delete(`${service} ${kind}`);
      const isAway = error instanceof Refusal && error.toAnswerError().retryable;
      if (!this.#failing.has(service)) {
        if (isAway) this.#log.warn(`${service} does not answer; what it has recorded waits there`);
        else this.#log.error({ err: error, service }, 'What a service has recorded could not be put on the log');
      }
      this.#failing.add(service);
      return 0;
    }
  }

  /** Until nothing is left; the next page is read while the one before it is appended. */
  async #fetchKind(service: ServiceName, kind: RecordKind, goesOn: () => boolean): Promise<number> {
    const name = `${service} ${kind}`;
    let after = this.#positions.get(name) ?? (await this.appender.position(service, kind));
    let [count, upTo] = [0, Number.POSITIVE_INFINITY];
    let appending: Promise<unknown> = Promise.resolve();
    while (after < upTo && goesOn()) {
      const reading = this.#next(service, kind, after);
      const [read, appended] = await Promise.allSettled([reading, appending]);
      if (appended.status === 'rejected') throw appended.reason;
      this.#positions.set(name, after);
      if (read.status === 'rejected') throw read.reason;
      const { entries } = read.value;
      const last = entries.at(-1);
      if (last === undefined) break;
      ({ upTo } = read.value);
      after = last.position;
      count += entries.length;
      appending = this.#append(service, kind, entries);
    }
    await appending;
    this.#positions.set(name, after);
    return count;
  }

  /** One after the other, whatever the service: transactions that wait for the lock would hold connections. */
  async #append(service: ServiceName, kind: RecordKind, entries: readonly RecordEntry[]): Promise<void> {
    const append = this.#turn.then(async () => await this.appender.append(service, kind, entries));
    this.#turn = append.catch(() => undefined);
    await append;
  }

  /** The next entries; one that is too large for an answer is put together again from its pieces. */
  async #next(service: ServiceName, kind: RecordKind, after: number): Promise<Pick<RecordPage, 'entries' | 'upTo'>> {
    const { entries, piece, upTo } = await this.read(service, { kind, after, limit: BATCH });
    if (piece === undefined) return { entries, upTo };
    let { text } = piece;
    while (text.length < piece.length) {
      const more = (await this.read(service, { kind, after, limit: 1, offset: text.length })).piece;
      if (more?.position !== piece.position || more.text === '') throw new Error(`${service} did not go on with ${kind} ${piece.position}`);
      text += more.text;
    }
    return { entries: [{ position: piece.position, text }], upTo };
  }
}
