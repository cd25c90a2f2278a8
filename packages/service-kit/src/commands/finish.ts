import type { Client } from 'pg';

import { newId } from '../clock/new-id.js';
import type { Identity } from './call.js';
import type { Transaction } from './transaction.js';

/** A piece of work whose effect is written: its transaction, and its answer as JSON text. */
export interface Finished {
  readonly transaction: Transaction;
  readonly identity: Identity;
  readonly answer: string;
}

const ANSWERS = `
  UPDATE command_key SET answer = given.answer
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given (tenant, operation, key, answer)
  WHERE (command_key.tenant, command_key.operation, command_key.key) = (given.tenant, given.operation, given.key)`;

const AUDIT = `
  INSERT INTO audit_entry
    (recorded_at, tenant, person, on_behalf_of, action, outcome, object_type, object_id, clause, reason, detail, trace)
  SELECT $5, tenant, person, on_behalf_of, action, 'done', object_type, object_id, clause, reason, detail::jsonb, trace
  FROM unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
    WITH ORDINALITY AS given (tenant, person, on_behalf_of, action, object_type, object_id, clause, reason, detail, trace, place)
  ORDER BY place`;

// Positions are given in the order of the rows: a relay publishes an aggregate's events as they were written.
const OUTBOX = `
  INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at)
  SELECT tenant, event_id, type, aggregate, payload, $5
  FROM unnest($16::text[], $17::uuid[], $18::text[], $19::text[], $20::text[])
    WITH ORDINALITY AS given (tenant, event_id, type, aggregate, payload, place)
  ORDER BY place`;

const FINISH = `WITH answered AS (${ANSWERS}), audited AS (${AUDIT}), sent AS (${OUTBOX}) SELECT 1`;

/** Writes answers, audit entries and events of a group in one statement. Not awaited before the COMMIT: it is pipelined. */
export async function writeFinish(connection: Client, group: readonly Finished[], now: Date): Promise<void> {
  const keys = group.flatMap(({ identity, answer }) => (identity.kind === 'key' ? [{ ...identity, answer }] : []));
  const audit = group.flatMap(({ transaction }) => transaction.audit.map((entry) => ({ entry, call: transaction.call })));
  const events = group.flatMap(({ transaction }) => transaction.events.map((event) => ({ event, tenant: transaction.call.caller.tenant })));
  await connection.query({
    name: 'jiqun-finish',
    text: FINISH,
    values: [
      keys.map(({ tenant }) => tenant),
      keys.map(({ operation }) => operation),
      keys.map(({ key }) => key),
      keys.map(({ answer }) => answer),
      now,
      audit.map(({ call }) => call.caller.tenant),
      audit.map(({ call }) => call.caller.person),
      audit.map(({ call }) => call.caller.client ?? null),
      audit.map(({ entry }) => entry.action),
      audit.map(({ entry }) => entry.objectType),
      audit.map(({ entry }) => entry.objectId),
      audit.map(({ entry }) => entry.clause ?? null),
      audit.map(({ entry }) => entry.reason ?? null),
      audit.map(({ entry }) => (entry.detail === undefined ? null : JSON.stringify(entry.detail))),
      audit.map(({ call }) => call.traceparent ?? null),
      events.map(({ tenant }) => tenant),
      events.map(({ event }) => event.id),
      events.map(({ event }) => event.type),
      events.map(({ event }) => event.aggregate),
      events.map(({ event }) => event.payload),
    ],
  });
}

const SET_DEADLINES = `
  INSERT INTO deadline (id, tenant, kind, subject, due_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
  ON CONFLICT (kind, subject) DO UPDATE SET
    due_at = excluded.due_at, generation = deadline.generation + 1, state = 'pending', fired_at = NULL,
    tries = 0, retry_at = NULL, error = NULL`;

const CANCEL_DEADLINES = `
  UPDATE deadline SET state = 'cancelled', generation = deadline.generation + 1
  FROM unnest($1::text[], $2::text[]) AS given (kind, subject)
  WHERE (deadline.kind, deadline.subject) = (given.kind, given.subject) AND state IN ('pending', 'stuck')`;

/** Writes the deadlines of a group. The last word on a kind and subject counts: the statement takes each row once. */
export async function writeDeadlines(connection: Client, group: readonly Finished[]): Promise<void> {
  const last = new Map<string, { tenant: string; kind: string; subject: string; dueAt: Date | null }>();
  for (const { transaction } of group) {
    for (const write of transaction.deadlines) {
      last.set(JSON.stringify([write.kind, write.subject]), { ...write, tenant: transaction.call.caller.tenant });
    }
  }
  const set = [...last.values()].filter(({ dueAt }) => dueAt !== null);
  const cancelled = [...last.values()].filter(({ dueAt }) => dueAt === null);
  await Promise.all([
    set.length > 0 &&
      connection.query({
        name: 'jiqun-set-deadlines',
        text: SET_DEADLINES,
        values: [
          set.map(() => newId()),
          set.map(({ tenant }) => tenant),
          set.map(({ kind }) => kind),
          set.map(({ subject }) => subject),
          set.map(({ dueAt }) => dueAt),
        ],
      }),
    cancelled.length > 0 &&
      connection.query({
        name: 'jiqun-cancel-deadlines',
        text: CANCEL_DEADLINES,
        values: [cancelled.map(({ kind }) => kind), cancelled.map(({ subject }) => subject)],
      }),
  ]);
}
