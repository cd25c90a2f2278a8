import type { Client } from 'pg';

import type { Identity } from './call.js';

/**
 * What a claim found. `fresh`: nobody did this, go on. `answered`: done before, with this answer (JSON text).
 * `reused`: the key belongs to another payload. `done`: the event or deadline needs nothing more.
 */
export type Claim =
  | { readonly outcome: 'fresh' }
  | { readonly outcome: 'answered'; readonly answer: string }
  | { readonly outcome: 'reused' }
  | { readonly outcome: 'done' };

const FRESH: Claim = { outcome: 'fresh' };
const DONE: Claim = { outcome: 'done' };

type Key = Extract<Identity, { kind: 'key' }>;
type EventTaken = Extract<Identity, { kind: 'event' }>;
type DeadlineDue = Extract<Identity, { kind: 'deadline' }>;
type DeadLetter = Extract<Identity, { kind: 'dead-letter' }>;

/** The claims of a group, in the order of its identities, and the transaction's time. */
export interface Claims {
  readonly now: Date;
  readonly claims: readonly Claim[];
}

/**
 * Claims each identity in the current transaction. A key that another transaction has in hand is waited for: it is
 * then either answered, or free because that one rolled back.
 */
export async function claimAll(connection: Client, identities: readonly Identity[]): Promise<Claims> {
  const claims: Claim[] = Array.from({ length: identities.length }, () => FRESH);
  const at = <Kind extends Identity['kind']>(kind: Kind) =>
    identities.flatMap((identity, index) =>
      identity.kind === kind ? [{ index, identity: identity as Extract<Identity, { kind: Kind }> }] : [],
    );
  const keys = at('key');
  const events = at('event');
  const deadlines = at('deadline');
  // Claimed beside a command that moves or cancels it, a deadline would be fired already when that command's turn comes,
  // and run after it: the group is rolled back for this, and each runs alone in its order.
  if (deadlines.length > 0 && identities.length > 1) throw new Error('A deadline is claimed in a transaction of its own');
  const letters = at('dead-letter');
  let now: Date | undefined;
  if (keys.length > 0) now = await claimKeys(connection, keys, claims);
  if (events.length > 0) now = await claimEvents(connection, events, claims);
  if (deadlines.length > 0) now = await claimDeadlines(connection, deadlines, claims);
  if (letters.length > 0) now = await claimLetters(connection, letters, claims);
  if (now === undefined) throw new Error('A group without work was claimed');
  return { now, claims };
}

interface Placed<Kind> {
  readonly index: number;
  readonly identity: Kind;
}

const INSERT_KEYS = `
  WITH inserted AS (
    INSERT INTO command_key (tenant, operation, key, payload_hash)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
    ON CONFLICT DO NOTHING RETURNING tenant, operation, key)
  SELECT clock.now, array(SELECT jsonb_build_array(tenant, operation, key)::text FROM inserted) AS inserted
  FROM (SELECT installation.now() AS now) clock`;

const READ_KEYS = `
  SELECT command_key.payload_hash, command_key.answer, asked.ordinality
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (tenant, operation, key, ordinality)
  JOIN command_key USING (tenant, operation, key)`;

async function claimKeys(connection: Client, placed: readonly Placed<Key>[], claims: Claim[]): Promise<Date> {
  const columns = (rows: readonly Placed<Key>[]) => [
    rows.map(({ identity }) => identity.tenant),
    rows.map(({ identity }) => identity.operation),
    rows.map(({ identity }) => identity.key),
  ];
  const result = await connection.query<{ now: Date; inserted: string[] }>({
    name: 'jiqun-claim-keys',
    text: INSERT_KEYS,
    values: [...columns(placed), placed.map(({ identity }) => identity.payloadHash)],
  });
  const row = result.rows[0];
  if (row === undefined) throw new Error('The database did not say the time');
  if (row.inserted.length === placed.length) return row.now;
  const inserted = new Set(row.inserted);
  // jsonb writes an array with a space after the comma, unlike JSON.stringify.
  const text = ({ tenant, operation, key }: Key) => `[${[tenant, operation, key].map((part) => JSON.stringify(part)).join(', ')}]`;
  const known = placed.filter(({ identity }) => !inserted.has(text(identity)));
  // A new statement sees what was committed while the insert waited.
  const stored = await connection.query<{ payload_hash: Buffer; answer: string | null; ordinality: string }>({
    name: 'jiqun-read-keys',
    text: READ_KEYS,
    values: columns(known),
  });
  const answers = new Map(stored.rows.map((found) => [Number(found.ordinality) - 1, found]));
  known.forEach(({ index, identity }, position) => {
    const found = answers.get(position);
    if (found === undefined || found.answer === null) throw new Error(`The key ${identity.key} was claimed and has no answer`);
    claims[index] = found.payload_hash.equals(identity.payloadHash)
      ? { outcome: 'answered', answer: found.answer }
      : { outcome: 'reused' };
  });
  return row.now;
}

const INSERT_EVENTS = `
  WITH inserted AS (
    INSERT INTO inbox (consumer, event_id) SELECT * FROM unnest($1::text[], $2::uuid[])
    ON CONFLICT DO NOTHING RETURNING consumer, event_id)
  SELECT clock.now, array(SELECT consumer || ' ' || event_id FROM inserted) AS claimed
  FROM (SELECT installation.now() AS now) clock`;

async function claimEvents(connection: Client, placed: readonly Placed<EventTaken>[], claims: Claim[]): Promise<Date> {
  const values = [placed.map(({ identity }) => identity.consumer), placed.map(({ identity }) => identity.eventId)];
  const claim = { name: 'jiqun-claim-events', text: INSERT_EVENTS, values };
  return await claimBy(connection, claim, placed, ({ consumer, eventId }) => `${consumer} ${eventId}`, claims);
}

const MARK_DEADLINES = `
  WITH due AS (
    SELECT deadline.id FROM deadline
    JOIN unnest($1::uuid[], $2::integer[]) AS asked (id, generation) USING (id, generation)
    WHERE state = 'pending' AND due_at <= installation.now()
    ORDER BY deadline.id FOR UPDATE OF deadline),
  fired AS (
    UPDATE deadline SET state = 'fired', fired_at = installation.now(), error = NULL
    FROM due WHERE deadline.id = due.id RETURNING deadline.id)
  SELECT clock.now, array(SELECT id::text FROM fired) AS claimed FROM (SELECT installation.now() AS now) clock`;

async function claimDeadlines(connection: Client, placed: readonly Placed<DeadlineDue>[], claims: Claim[]): Promise<Date> {
  const values = [placed.map(({ identity }) => identity.id), placed.map(({ identity }) => identity.generation)];
  return await claimBy(connection, { name: 'jiqun-claim-deadlines', text: MARK_DEADLINES, values }, placed, ({ id }) => id, claims);
}

const MARK_LETTERS = `
  WITH replayed AS (
    UPDATE dead_letter SET state = 'replayed', settled_at = installation.now(), settled_by = 'replay'
    WHERE id = ANY($1::uuid[]) AND state = 'parked' RETURNING id)
  SELECT clock.now, array(SELECT id::text FROM replayed) AS claimed FROM (SELECT installation.now() AS now) clock`;

async function claimLetters(connection: Client, placed: readonly Placed<DeadLetter>[], claims: Claim[]): Promise<Date> {
  const values = [placed.map(({ identity }) => identity.id)];
  return await claimBy(connection, { name: 'jiqun-claim-letters', text: MARK_LETTERS, values }, placed, ({ id }) => id, claims);
}

/** Runs a claim that says which of the identities it got; the others need nothing more. */
async function claimBy<Kind>(
  connection: Client,
  claim: { readonly name: string; readonly text: string; readonly values: unknown[] },
  placed: readonly Placed<Kind>[],
  nameOf: (identity: Kind) => string,
  claims: Claim[],
): Promise<Date> {
  const { rows } = await connection.query<{ now: Date; claimed: string[] }>(claim);
  const [row] = rows;
  if (row === undefined) throw new Error('The database did not say the time');
  const claimed = new Set(row.claimed);
  for (const { index, identity } of placed) {
    // Taken out, because a group may hold an event twice: a stream that was given it again delivers it so.
    if (!claimed.delete(nameOf(identity))) claims[index] = DONE;
  }
  return row.now;
}
