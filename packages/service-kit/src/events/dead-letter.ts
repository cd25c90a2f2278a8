import type { CloudEvent } from '@jiqun/contracts';
import type { DataSource, EntityManager } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { prepared } from '../database/prepared.js';

/** An event whose effect failed for good, with all that is needed to run it again. */
export interface ParkedEvent {
  readonly consumer: string;
  readonly subject: string;
  /** The message as it came. */
  readonly payload: string;
  readonly error: unknown;
  readonly tries: number;
  /** Absent when the message does not say whose it is. */
  readonly tenant?: string;
  /** Absent when the message is no event at all. */
  readonly event?: CloudEvent<unknown>;
}

/** An earlier event of the same object is parked; this one waits behind it. */
export class Behind extends Error {
  constructor() {
    super('An earlier event of the same object is parked');
    this.name = 'Behind';
  }
}

const PARK = `
  WITH taken AS (
    INSERT INTO inbox (consumer, event_id) SELECT $1, $2::uuid WHERE $2 IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING event_id)
  INSERT INTO dead_letter (id, tenant, consumer, event_id, aggregate, subject, payload, error, tries)
  SELECT $8::uuid, $9, $1, $2::uuid, $3, $4, $5, $6, $7
  WHERE CASE WHEN $2::uuid IS NULL
    THEN NOT EXISTS (SELECT FROM dead_letter WHERE consumer = $1 AND event_id IS NULL AND payload = $5)
    ELSE EXISTS (SELECT FROM taken) END`;

const BEHIND = `SELECT 1 FROM dead_letter WHERE consumer = $1 AND aggregate = $2 AND state = 'parked' LIMIT 1`;

const MAX_ERROR_LENGTH = 4_000;

/** Parks an event: it counts as received, and waits for a person who replays or discards it. Harmless when run again. */
export async function park(dataSource: DataSource, parked: ParkedEvent): Promise<void> {
  const { error } = parked;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await dataSource.transaction(async (manager) => {
    await prepared(manager, 'jiqun-park', PARK, [
      parked.consumer,
      parked.event?.id ?? null,
      parked.event?.subject ?? '',
      parked.subject,
      storable(parked.payload),
      storable(text).slice(0, MAX_ERROR_LENGTH),
      parked.tries,
      newId(),
      parked.tenant ?? null,
    ]);
  });
}

/** PostgreSQL's text holds every character but this one, and a message that could not be parked would hold up all others. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

const RECEIVE = `
  WITH taken AS (INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id)
  SELECT EXISTS (SELECT FROM taken) OR event_id IS NOT NULL AS due FROM dead_letter WHERE id = $3`;

/**
 * Enters a replayed event into the inbox. One that was an event when it was parked is there already; one that nobody could
 * read then is not, and may have come again since.
 * @returns whether its effect is still to be run
 */
export async function receiveReplayed(manager: EntityManager, consumer: string, eventId: string, letterId: string): Promise<boolean> {
  return (await prepared<{ due: boolean }>(manager, 'jiqun-receive-replayed', RECEIVE, [consumer, eventId, letterId])).rows[0]?.due === true;
}

/** Whether an earlier event of the aggregate is parked for the consumer. */
export async function isParkedBehind(manager: EntityManager, consumer: string, aggregate: string): Promise<boolean> {
  return ((await prepared(manager, 'jiqun-behind', BEHIND, [consumer, aggregate])).rowCount ?? 0) > 0;
}

/** Whether any event is parked for the consumer. */
export async function someParked(manager: EntityManager, consumer: string): Promise<boolean> {
  const rows: unknown[] = await manager.query(`SELECT 1 FROM dead_letter WHERE consumer = $1 AND state = 'parked' LIMIT 1`, [consumer]);
  return rows.length > 0;
}
