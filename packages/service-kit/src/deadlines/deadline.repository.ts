import type { EntityManager } from 'typeorm';

import type { Deadline } from './deadline-handlers.js';

/** A pending deadline whose time has come. */
export interface DueDeadline extends Deadline {
  readonly generation: number;
  /** Failures so far. */
  readonly tries: number;
}

interface DeadlineRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly tenant: string;
  readonly due_at: Date;
  readonly generation: number;
  readonly tries: number;
}

const READ_DUE = `
  SELECT clock.now, due.*
  FROM (SELECT installation.now() AS now) clock
  LEFT JOIN LATERAL (
    SELECT id, kind, subject, tenant, due_at, generation, tries FROM deadline
    WHERE state = 'pending' AND due_at <= clock.now AND (retry_at IS NULL OR retry_at <= pg_catalog.now())
    ORDER BY due_at, id LIMIT $1) due ON true
  ORDER BY due.due_at, due.id`;

/**
 * The first of what is due by the database's clock and not waiting for another try, by due time, then id; and the
 * installation's time at which it was looked.
 */
export async function readDue(manager: EntityManager, limit: number): Promise<{ now: Date; due: DueDeadline[] }> {
  const rows = await manager.query<({ now: Date } & (DeadlineRow | { id: null }))[]>(READ_DUE, [limit]);
  const first = rows[0];
  if (first === undefined) throw new Error('The installation has no clock: run jiqun-provision');
  const due = rows.flatMap((row) => (row.id === null ? [] : [{ ...row, dueAt: row.due_at }]));
  return { now: first.now, due: due.map(({ id, kind, subject, tenant, dueAt, generation, tries }) => ({ id, kind, subject, tenant, dueAt, generation, tries })) };
}

const RECORD_FAILURE = `
  UPDATE deadline SET
    tries = tries + 1, error = $4, retry_at = pg_catalog.now() + $5 * interval '1 millisecond',
    state = CASE WHEN tries + 1 >= $6 THEN 'stuck' ELSE state END
  WHERE id = $1 AND generation = $2 AND tries = $3 AND state = 'pending'
  RETURNING state`;

/** How a failed deadline goes on. */
export interface FailureRecord {
  readonly error: string;
  /** Until the next try. Machine time: a sandbox that moves its clock must not use up the tries. */
  readonly retryAfterMs: number;
  /** Failures after which it is stuck. */
  readonly maxTries: number;
}

/** Counts a failure. @returns whether the deadline is stuck now; `undefined` when it was settled or set anew meanwhile */
export async function recordFailure(manager: EntityManager, deadline: DueDeadline, failure: FailureRecord): Promise<boolean | undefined> {
  // TypeORM answers an UPDATE with [rows, count].
  const [rows] = await manager.query<[{ state: string }[], number]>(RECORD_FAILURE, [
    deadline.id,
    deadline.generation,
    deadline.tries,
    failure.error,
    failure.retryAfterMs,
    failure.maxTries,
  ]);
  return rows[0] === undefined ? undefined : rows[0].state === 'stuck';
}

/** A deadline that will come due, for a precise wake-up. */
export interface UpcomingDeadline {
  readonly id: string;
  readonly generation: number;
  readonly dueAt: Date;
  /** Milliseconds from the database's now until then, rounded up; 0 when it has just passed. */
  readonly inMs: number;
  /** `dueAt` as the database writes it: a Date would cut the microseconds off, and a page could begin where it began. */
  readonly position: string;
}

const READ_UPCOMING = `
  SELECT id, generation, due_at AS "dueAt", due_at::text AS position,
    greatest(0, ceil(extract(epoch FROM due_at - installation.now()) * 1000))::float8 AS "inMs"
  FROM deadline
  WHERE state = 'pending' AND retry_at IS NULL AND due_at > installation.now() - interval '5 seconds' AND due_at <= installation.now() + $1 * interval '1 millisecond'
    AND ($2::timestamptz IS NULL OR (due_at, id) > ($2, $3::uuid))
  ORDER BY due_at, id LIMIT $4`;

/**
 * A page of what comes due within the horizon, by due time, then id; also what came due in the last seconds, after the
 * poller's last look perhaps. @param after the last one of the page before
 */
export async function readUpcoming(
  manager: EntityManager,
  page: { readonly horizonMs: number; readonly limit: number; readonly after: UpcomingDeadline | undefined },
): Promise<UpcomingDeadline[]> {
  const { horizonMs, limit, after } = page;
  return await manager.query<UpcomingDeadline[]>(READ_UPCOMING, [horizonMs, after?.position ?? null, after?.id ?? null, limit]);
}

/** When a service's next deadline is, and how many are past it. */
export interface NextDue {
  /** The earliest of the pending ones, overdue or not; absent when nothing is pending. */
  readonly dueAt?: Date;
  /** Pending and due by the installation's clock, those that wait for another try among them; stuck ones are not. */
  readonly overdue: number;
}

/** The answer to `<service>.clock.next-deadline`. */
export async function nextDue(manager: EntityManager): Promise<NextDue> {
  const rows = await manager.query<{ due_at: Date | null; overdue: number }[]>(
    `SELECT (SELECT min(due_at) FROM deadline WHERE state = 'pending') AS due_at,
       (SELECT count(*)::integer FROM deadline WHERE state = 'pending' AND due_at <= installation.now()) AS overdue`,
  );
  const { due_at: dueAt = null, overdue = 0 } = rows[0] ?? {};
  return dueAt === null ? { overdue } : { dueAt, overdue };
}

/** A deadline that was given up after its last try and waits for a person. */
export interface StuckDeadline extends Deadline {
  readonly tries: number;
  /** What the last try said. */
  readonly error: string;
}

/** A tenant's stuck deadlines by due time, and how many there are in all. @param limit of the list */
export async function stuck(manager: EntityManager, tenant: string, limit: number): Promise<{ items: StuckDeadline[]; count: number }> {
  const items = await manager.query<StuckDeadline[]>(
    `SELECT id, kind, subject, tenant, due_at AS "dueAt", tries, coalesce(error, '') AS error
     FROM deadline WHERE state = 'stuck' AND tenant = $1 ORDER BY due_at, id LIMIT $2`,
    [tenant, limit],
  );
  const [{ count } = { count: 0 }] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM deadline WHERE state = 'stuck' AND tenant = $1`,
    [tenant],
  );
  return { items, count };
}

/** Gives a stuck deadline its tries again, after its cause was mended. @returns whether it was stuck, and the tenant's */
export async function releaseStuck(manager: EntityManager, tenant: string, id: string): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE deadline SET state = 'pending', tries = 0, retry_at = NULL WHERE id = $1 AND tenant = $2 AND state = 'stuck'`,
    [id, tenant],
  );
  return count > 0;
}
