import type { DataSource } from 'typeorm';

import { hasPendingMigrations } from '../database/migrate.js';
import { sqlState } from '../database/failures.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import type { ReadinessCheck } from './readiness.js';

/** The part of a Redis client that a check needs; ioredis has it. */
export interface RedisLink {
  readonly status: string;
  ping(): Promise<unknown>;
}

/** The database answers and has every migration of this build. */
export function databaseCheck(dataSource: DataSource): ReadinessCheck {
  // Migrations are only ever added by a newer build, so one look that finds none missing is enough.
  let complete = false;
  return {
    name: 'database',
    weight: 'required',
    async check() {
      try {
        await dataSource.query('SELECT 1');
        complete ||= !(await hasPendingMigrations(dataSource));
      } catch (error) {
        const code = sqlState(error);
        return { ok: false, detail: code === undefined ? 'does not answer' : `does not answer (${code})` };
      }
      return complete ? { ok: true } : { ok: false, detail: 'lacks migrations of this build; run the migrate command of this service' };
    },
  };
}

/** NATS is connected. Without it no request arrives and no event leaves. */
export function natsCheck(link: Pick<NatsLink, 'isConnected'>): ReadinessCheck {
  return {
    name: 'nats',
    weight: 'required',
    check: async () => (link.isConnected() ? { ok: true } : { ok: false, detail: 'not connected; reconnecting' }),
  };
}

/** Redis answers. It only wakes deadlines in time: without it they are found by polling. */
export function redisCheck(redis: RedisLink): ReadinessCheck {
  return {
    name: 'redis',
    weight: 'degraded',
    async check() {
      // While ioredis reconnects it queues commands: a ping would wait instead of fail.
      if (redis.status !== 'ready') return { ok: false, detail: 'not connected; deadlines are found by polling' };
      await redis.ping();
      return { ok: true };
    },
  };
}

/** A figure for whoever looks, such as a consumer's lag: `read` says it. It never makes a service unready. */
export function informationCheck(name: string, read: () => string | Promise<string>): ReadinessCheck {
  return { name, weight: 'information', check: async () => ({ ok: true, detail: await read() }) };
}
