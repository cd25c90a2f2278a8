import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

import type { GaugeGroup, Reading } from './metrics.js';

// The installation's time throughout: a sandbox's rows are dated by it.
const FIGURES = `
  SELECT
    (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS outbox_backlog,
    (SELECT extract(epoch FROM installation.now() - recorded_at) FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT 1) AS outbox_age,
    (SELECT count(*) FROM deadline WHERE state = 'pending' AND due_at <= installation.now()) AS deadlines_overdue,
    (SELECT count(*) FROM deadline WHERE state = 'stuck') AS deadlines_stuck,
    (SELECT coalesce(json_object_agg(consumer, parked), '{}') FROM
      (SELECT consumer, count(*) AS parked FROM dead_letter WHERE state = 'parked' GROUP BY consumer) AS by_consumer) AS dead_letters`;

interface Figures {
  readonly outbox_backlog: string;
  readonly outbox_age: string | null;
  readonly deadlines_overdue: string;
  readonly deadlines_stuck: string;
  readonly dead_letters: Readonly<Record<string, number>>;
}

/** What waits in a service's tables: outbox, deadlines, dead letters. One statement each time Prometheus asks. */
export function tableGauges(dataSource: DataSource): GaugeGroup {
  return {
    source: 'tables',
    gauges: {
      outbox_backlog: { help: 'Events that are not yet published' },
      outbox_oldest_seconds: { help: 'Age of the oldest event that is not yet published' },
      deadlines_overdue: { help: 'Deadlines that are due and have not fired' },
      deadlines_stuck: { help: 'Deadlines given up after their last try' },
      dead_letters: { help: 'Events parked after their last try', label: 'consumer' },
    },
    async read(): Promise<Record<string, Reading>> {
      const [figures] = await dataSource.query<Figures[]>(FIGURES);
      if (figures === undefined) throw new Error('The database gave no figures');
      return {
        outbox_backlog: Number(figures.outbox_backlog),
        outbox_oldest_seconds: Number(figures.outbox_age ?? 0),
        deadlines_overdue: Number(figures.deadlines_overdue),
        deadlines_stuck: Number(figures.deadlines_stuck),
        dead_letters: new Map(Object.entries(figures.dead_letters)),
      };
    },
  };
}

/** The connections of a service's pool. Read without the database: it matters most when that is stuck. */
export function poolGauges(dataSource: DataSource): GaugeGroup {
  return {
    source: 'pool',
    gauges: {
      pool_in_use: { help: 'Database connections in use' },
      pool_waiting: { help: 'Callers that wait for a database connection' },
    },
    async read(): Promise<Record<string, Reading>> {
      const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
      return { pool_in_use: pool.totalCount - pool.idleCount, pool_waiting: pool.waitingCount };
    },
  };
}

/** How many messages each durable consumer of a service has still to take. @param read by the consumer's name; undefined for one that is not there yet */
export function consumerGauges(read: () => Promise<ReadonlyMap<string, number | undefined>>): GaugeGroup {
  return {
    source: 'consumers',
    gauges: { consumer_lag: { help: 'Events that a consumer has still to take', label: 'consumer' } },
    read: async () => ({ consumer_lag: new Map([...(await read())].flatMap(([name, lag]) => (lag === undefined ? [] : [[name, lag] as const]))) }),
  };
}
