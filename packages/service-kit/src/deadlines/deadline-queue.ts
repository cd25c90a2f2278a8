import { Logger } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

import type { UpcomingDeadline } from './deadline.repository.js';
import { durabilityWarnings } from './redis-durability.js';

/** Where a service's wake-ups are kept. */
export interface DeadlineQueueSettings {
  readonly redisUrl: string;
  /** Set before the keys; `jiqun` when empty. */
  readonly prefix: string;
  readonly service: string;
}

/** Whom the queue tells. */
export interface DeadlineQueueListener {
  /** A deadline's time has come by the clock of this machine, which may be wrong. */
  readonly onWake: (dueAt: Date) => void;
  /** Redis is there, for the first time or again; it may have lost everything. */
  readonly onReady: () => void;
}

interface WakeUp {
  readonly dueAt: string;
}

const COMMAND_MS = 5_000;
const MAX_RECONNECT_MS = 1_000;
/** Jobs that only wake take no time; with one at a time a thousand due together would trickle. */
const CONCURRENCY = 20;

/**
 * Precise wake-ups in Redis, through BullMQ. Nothing rests on it: a job carries no work, only the time to look at the table,
 * so a job that is lost, late, early or doubled changes no result. Redis being away is said once and survived.
 */
export class DeadlineQueue {
  readonly #log = new Logger(DeadlineQueue.name);
  readonly #redis: Redis;
  readonly #workerRedis: Redis;
  #queue: Queue<WakeUp> | undefined;
  #worker: Worker<WakeUp> | undefined;
  #away = false;
  #checked = false;
  #closed = false;

  constructor(
    private readonly settings: DeadlineQueueSettings,
    private readonly listener: DeadlineQueueListener,
  ) {
    const retryStrategy = (times: number): number => Math.min(times * 100, MAX_RECONNECT_MS);
    // Without a server a command fails at once instead of waiting in memory: who adds comes again.
    this.#redis = new Redis(settings.redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: COMMAND_MS, retryStrategy });
    // A worker's blocking command lasts as long as it takes, so it has neither bound.
    this.#workerRedis = new Redis(settings.redisUrl, { maxRetriesPerRequest: null, retryStrategy });
    this.#redis.on('error', (error) => this.#setAway(error));
    this.#redis.on('close', () => this.#setAway(undefined));
    this.#redis.on('ready', () => void this.#begin());
    // The same server, so the same news.
    withoutNoise(this.#workerRedis);
  }

  /** Whether Redis was there when last heard of. */
  get isConnected(): boolean {
    return this.#redis.status === 'ready';
  }

  /**
   * Adds wake-ups; those that are there already stay as they are. The id has the generation in it, because BullMQ ignores an id
   * that it knows, with another delay too.
   * @returns whether they were taken
   */
  async add(deadlines: readonly UpcomingDeadline[]): Promise<boolean> {
    if (!this.isConnected || this.#closed) return false;
    const options = { connection: this.#redis, prefix: this.#prefix, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } };
    try {
      this.#queue ??= withoutNoise(new Queue<WakeUp>(this.#name, options));
      await this.#queue.addBulk(
        deadlines.map(({ id, generation, dueAt, inMs }) => ({
          name: 'wake-up',
          data: { dueAt: dueAt.toISOString() },
          opts: { jobId: `${id}.${generation}`, delay: inMs },
        })),
      );
      return true;
    } catch (error) {
      // A queue whose first commands failed stays broken: the next one is new.
      void this.#queue?.close().catch(() => undefined);
      this.#queue = undefined;
      this.#setAway(error);
      return false;
    }
  }

  /** Lets go of Redis, whether it is there or not. A wake-up in hand is one that the next worker repeats. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.close(true).catch(() => undefined);
    this.#redis.disconnect();
    this.#workerRedis.disconnect();
  }

  get #prefix(): string {
    return this.settings.prefix === '' ? 'jiqun' : this.settings.prefix;
  }

  get #name(): string {
    return `${this.settings.service}-deadlines`;
  }

  async #begin(): Promise<void> {
    if (this.#closed) return;
    if (this.#away) this.#log.log('Redis is back; the wake-ups are written anew');
    this.#away = false;
    this.#work();
    this.listener.onReady();
    if (this.#checked) return;
    try {
      for (const warning of durabilityWarnings(await this.#redis.info())) this.#log.warn(warning);
      this.#checked = true;
    } catch {
      // Away again; checked when it is back.
    }
  }

  /** One worker, anew when the one before has ended: BullMQ ends it when its first commands fail. */
  #work(): void {
    if (this.#worker?.isRunning() === true) return;
    void this.#worker?.close(true).catch(() => undefined);
    this.#worker = withoutNoise(
      new Worker<WakeUp>(
        this.#name,
        async ({ data }) => {
          // Not awaited: BullMQ takes a job that lasts for a stalled one when the event loop is busy.
          this.listener.onWake(new Date(data.dueAt));
        },
        {
          connection: this.#workerRedis,
          prefix: this.#prefix,
          concurrency: CONCURRENCY,
          // The default of 15 s is how long a worker would sleep after an outage.
          runRetryDelay: MAX_RECONNECT_MS,
        },
      ),
    );
  }

  #setAway(error: unknown): void {
    if (this.#closed || this.#away) return;
    this.#away = true;
    this.#log.warn({ err: error }, 'Redis is away: deadlines fire by polling alone until it is back');
  }
}

/** An emitter of errors without a listener ends the process; the connections' own listeners have said it. */
function withoutNoise<Emitter extends { on(event: 'error', listener: () => void): unknown }>(emitter: Emitter): Emitter {
  emitter.on('error', () => undefined);
  return emitter;
}
