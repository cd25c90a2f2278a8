import { jetstreamManager } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import type { Client, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

import { prepared } from '../database/prepared.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import { AckInbox, type Acknowledgement } from './ack-inbox.js';
import { ensureStream, eventSubject, STREAM_MAX_AGE_MS, streamName } from './event-stream.js';
import { type FloorSearch, OutboxFloor } from './outbox-floor.js';

/** The points of a publication at which a fault can be thrown in. */
export type RelayPoint = 'before-publish' | 'after-publish' | 'before-mark' | 'after-mark';

/** How a relay works. */
export interface RelaySettings {
  readonly service: string;
  /** Copies of each event in a NATS cluster; 1 on a single server, 3 in production. */
  readonly replicas: number;
  readonly batchSize?: number;
  /** A commit pokes the relay; the poll finds what was written while nobody could poke. */
  readonly pollMs?: number;
  /** For the fault harness. */
  readonly atPoint?: ((point: RelayPoint) => void) | undefined;
}

interface OutboxRow {
  readonly position: string;
  readonly event_id: string;
  readonly type: string;
  readonly payload: string;
  readonly generation: number;
}

interface RelayState {
  readonly stream_created: string;
  readonly last_sequence: string;
}

const BATCH = 500;
const POLL_MS = 1_000;
const ACK_MS = 5_000;
const MAX_BACKOFF_MS = 5_000;
/** Events that were written while a batch was on its way are collected for a moment: ten batches cost ten times what one of all costs. */
const COLLECT_MS = 4;

const READ = `
  SELECT position, event_id, type, payload, generation FROM outbox
  WHERE published_at IS NULL AND position > $2 ORDER BY position LIMIT $1`;
const REMEMBER = `
  INSERT INTO relay_state (stream, stream_created, last_sequence) VALUES ($1, $2, $3)
  ON CONFLICT (stream) DO UPDATE SET stream_created = excluded.stream_created, last_sequence = excluded.last_sequence`;
// One statement, and so one transaction without a BEGIN and a COMMIT to be sent.
const MARK = `
  WITH marked AS (UPDATE outbox SET published_at = pg_catalog.clock_timestamp() WHERE position = ANY($4::bigint[]))
  ${REMEMBER}`;
const REOPEN = `
  UPDATE outbox SET published_at = NULL, generation = generation + 1
  WHERE published_at > pg_catalog.now() - $1 * interval '1 millisecond'`;

/**
 * Publishes the outbox to the service's stream: in the order of positions, marked only after the acknowledgement. Runs in
 * the service's leader alone. A stream that was lost, or that forgot messages it had acknowledged, is found by its
 * date of creation and last sequence; what it should hold is then published again under the next generation, because
 * JetStream takes an id that it has seen for a duplicate and stores nothing.
 */
export class OutboxRelay {
  readonly #log = new Logger(OutboxRelay.name);
  readonly #acks: AckInbox;
  readonly #floor = new OutboxFloor();
  readonly #batchSize: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  /** Pokes wait for the timer. */
  #collecting = false;
  #started = false;
  #verified = false;
  #created = '';
  #lastSequence = 0;
  #failures = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly link: NatsLink,
    private readonly settings: RelaySettings,
  ) {
    this.#acks = new AckInbox(link);
    this.#batchSize = settings.batchSize ?? BATCH;
    link.onReconnect(() => {
      // The server that came back may not be the one that went.
      this.#verified = false;
      this.poke();
    });
  }

  /** Begins to publish; the service's leader calls it. */
  start(): void {
    this.#started = true;
    this.#verified = false;
    this.poke();
  }

  /** Stops after the batch in hand. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#collecting = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Publishes what is there now, if this replica leads and NATS answers; what is left the next leader publishes. */
  async drain(): Promise<void> {
    await this.#running;
    if (!this.#started) return;
    this.#goOn();
    await this.#running;
  }

  /** Stops and lets go of the inbox. */
  async close(): Promise<void> {
    await this.stop();
    await this.#acks.close();
  }

  /** Says that the outbox has new rows. Cheap; nothing happens in a replica that does not lead. */
  poke(): void {
    if (!this.#started) return;
    if (this.#running !== undefined || this.#collecting) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      if (!this.#started) return;
      if (this.#again && this.#failures > 0) this.poke();
      else this.#wait(this.#again);
    });
  }

  #wait(collecting: boolean): void {
    this.#collecting = collecting;
    this.#timer = setTimeout(() => this.#goOn(), collecting ? COLLECT_MS : this.#pause());
  }

  #goOn(): void {
    this.#collecting = false;
    this.poke();
  }

  #pause(): number {
    const poll = this.settings.pollMs ?? POLL_MS;
    return this.#failures === 0 ? poll : Math.min(MAX_BACKOFF_MS, 50 * 2 ** this.#failures);
  }

  async #drain(): Promise<void> {
    this.#again = false;
    try {
      if (!this.#verified) {
        // Before it is done: a reconnection meanwhile means that it has to be done again.
        this.#verified = true;
        await this.#verify();
      }
      let full = true;
      while (full && this.#started) full = await this.#publishBatch();
      this.#failures = 0;
    } catch (error) {
      this.#failures = Math.min(this.#failures + 1, 10);
      this.#verified = false;
      if (this.#failures === 1) this.#log.warn({ err: error }, 'The outbox waits: it cannot be published now');
    }
  }

  /** @returns whether there may be more */
  async #publishBatch(): Promise<boolean> {
    const floor = await this.#floor.above(performance.now(), async (...statement) => await this.#statement<FloorSearch>(...statement));
    const rows = await this.#statement<OutboxRow>('jiqun-relay-read', READ, [this.#batchSize, floor]);
    if (rows.length === 0) return false;
    this.settings.atPoint?.('before-publish');
    // After a failure one event goes alone, so that a chain that cannot hold any more does not stop the rest.
    const sent = this.#failures > 2 ? rows.slice(0, 1) : rows;
    const acknowledgements = await this.#acks.publish(this.#messages(sent), ACK_MS);
    this.settings.atPoint?.('after-publish');
    const refused = acknowledgements.findIndex(({ ok }) => !ok);
    const stored = refused === -1 ? sent : sent.slice(0, refused);
    const last = sequenceAfter(acknowledgements.slice(0, stored.length), this.#lastSequence);
    if (last === undefined) throw new Error('The stream acknowledged under numbers that it had used: it has lost messages');
    if (stored.length > 0) {
      this.settings.atPoint?.('before-mark');
      await this.#mark(stored, last);
      this.settings.atPoint?.('after-mark');
    }
    const failure = refused === -1 ? undefined : acknowledgements[refused];
    if (failure !== undefined && !failure.ok) throw new Error(`JetStream did not take an event: ${failure.reason}`);
    return rows.length === this.#batchSize || sent.length < rows.length;
  }

  /** Each but the first is stored only behind the one before it. */
  #messages(batch: readonly OutboxRow[]) {
    return batch.map((row, index) => {
      const before = batch[index - 1];
      return {
        subject: eventSubject(this.link, row.type),
        payload: row.payload,
        messageId: messageId(row),
        ...(before === undefined ? {} : { afterMessageId: messageId(before) }),
      };
    });
  }

  async #mark(rows: readonly OutboxRow[], last: number): Promise<void> {
    const state = [streamName(this.link, this.settings.service), this.#created, last];
    await this.#statement('jiqun-relay-mark', MARK, [...state, rows.map(({ position }) => position)]);
    this.#lastSequence = last;
  }

  /** A statement that is a transaction by itself. */
  async #statement<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const queryRunner = this.dataSource.createQueryRunner();
    try {
      const connection = (await queryRunner.connect()) as Client;
      return (await connection.query<Row>({ name, text, values: values as unknown[] })).rows;
    } finally {
      await queryRunner.release();
    }
  }

  async #remember(manager: EntityManager, sequence: number): Promise<void> {
    await prepared(manager, 'jiqun-relay-remember', REMEMBER, [streamName(this.link, this.settings.service), this.#created, sequence]);
  }

  /** Makes sure that the stream is there and is the one that acknowledged, else publishes again what it should hold. */
  async #verify(): Promise<void> {
    this.#floor.reset();
    const manager = await jetstreamManager(this.link.connection);
    const stream = await ensureStream(manager, this.link, this.settings.service, this.settings.replicas);
    await this.dataSource.transaction(async (transaction) => {
      const known = (await transaction.query(`SELECT stream_created, last_sequence FROM relay_state WHERE stream = $1`, [
        stream.config.name,
      ])) as RelayState[];
      const state = known[0];
      const lost = state !== undefined && (state.stream_created !== stream.created || Number(state.last_sequence) > stream.state.last_seq);
      // Without a known state whatever is marked went to a stream of which nothing is known any more.
      if (lost || state === undefined) await this.#reopen(transaction, lost);
      this.#created = stream.created;
      this.#lastSequence = stream.state.last_seq;
      await this.#remember(transaction, stream.state.last_seq);
    });
  }

  async #reopen(manager: EntityManager, lost: boolean): Promise<void> {
    const result = await prepared(manager, 'jiqun-relay-reopen', REOPEN, [STREAM_MAX_AGE_MS]);
    if (lost) this.#log.warn(`The event stream was lost; ${result.rowCount ?? 0} events are published again`);
  }
}

const messageId = ({ event_id, generation }: OutboxRow): string => `${event_id}.${generation}`;

/** The highest sequence, or undefined when a message that is no duplicate got a number at or below `before`. */
function sequenceAfter(acknowledgements: readonly Acknowledgement[], before: number): number | undefined {
  let last = before;
  for (const acknowledgement of acknowledgements) {
    if (!acknowledgement.ok || acknowledgement.duplicate) continue;
    if (acknowledgement.sequence <= before) return undefined;
    last = Math.max(last, acknowledgement.sequence);
  }
  return last;
}
