import { jetstreamManager } from '@nats-io/jetstream';
import { drillContracts, type CloudEvent, type DrillStarted } from '@jiqun/contracts';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

import { newId } from '../src/clock/new-id.js';
import type { Call } from '../src/commands/call.js';
import { CommandRunner } from '../src/commands/command-runner.js';
import type { Transaction } from '../src/commands/transaction.js';
import { OutboxRelay, type RelaySettings } from '../src/events/outbox-relay.js';
import { findStream, streamName } from '../src/events/event-stream.js';
import { connectNats, type NatsLink } from '../src/messaging/nats-connection.js';
import { createTestBed, testCaller, until, type TestBed } from '../src/testing/index.js';

/** A message as the stream holds it. */
export interface StoredEvent {
  readonly messageId: string;
  readonly event: CloudEvent<DrillStarted>;
}

/** What an object is called in these tests, and how often it was changed by then: `a/3`. */
export const nameOf = ({ data, sequence }: Pick<CloudEvent<DrillStarted>, 'data' | 'sequence'>): string => `${data.note}/${sequence}`;

/** What a consumer's effect leaves: without any constraint, so that a doubled effect is seen. */
class TakenLog1799999999998 implements MigrationInterface {
  readonly name = 'TakenLog1799999999998';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE taken_log (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)`);
  }

  async down(): Promise<void> {
    throw new Error('Not taken back');
  }
}

/** A service that writes events about objects, and what stands behind it. */
export class EventBed {
  readonly runner: CommandRunner;
  readonly #relays: OutboxRelay[] = [];
  readonly #links: NatsLink[] = [];

  private constructor(
    readonly bed: TestBed,
    readonly source: DataSource,
    private readonly natsUrl: string,
  ) {
    this.runner = new CommandRunner(source, { service: 'registry', lanes: 4, groupSize: 16, onCommit: () => this.#relays.forEach((relay) => relay.poke()) });
  }

  /** @param natsUrl a server of the test's own; the shared one when absent */
  static async open(natsUrl?: string): Promise<EventBed> {
    const bed = await createTestBed();
    return new EventBed(bed, await bed.open('registry', { migrations: [TakenLog1799999999998] }, 10), natsUrl ?? bed.natsUrl);
  }

  async connect(): Promise<NatsLink> {
    const link = this.natsUrl === this.bed.natsUrl ? await this.bed.connect() : await connectNats({ url: this.natsUrl, name: 'test', prefix: this.bed.prefix });
    this.#links.push(link);
    return link;
  }

  async relay(link: NatsLink, settings: Partial<RelaySettings> = {}): Promise<OutboxRelay> {
    const relay = new OutboxRelay(this.source, link, { service: 'registry', replicas: 1, ...settings });
    this.#relays.push(relay);
    return relay;
  }

  /** Creates an object; its first event says so. @returns its id */
  async create(note: string): Promise<string> {
    const id = newId();
    await this.runner.run(keyed(), async (transaction) => {
      await transaction.manager.query(`INSERT INTO drill (id, tenant, note, state, started_at) VALUES ($1, 'CN-22', $2, 'started', $3)`, [id, note, transaction.now]);
      transaction.record({ action: 'drill.start', objectType: 'drill', objectId: id });
      transaction.emit(drillContracts.registry.started, { noun: 'drill', id, version: 1 }, startedData(id, note, transaction.now));
      return null;
    });
    return id;
  }

  /** Changes an object under its lock; the event has the version that came of it. */
  async change(id: string): Promise<void> {
    await this.runner.run(keyed(), async (transaction) => {
      await transaction.manager.query(`UPDATE drill SET version = version + 1 WHERE id = $1`, [id]);
      const [row] = (await transaction.manager.query(`SELECT version, note FROM drill WHERE id = $1`, [id])) as [{ version: number; note: string }];
      transaction.record({ action: 'drill.start', objectType: 'drill', objectId: id });
      transaction.emit(drillContracts.registry.started, { noun: 'drill', id, version: row.version }, startedData(id, row.note, transaction.now));
      return null;
    });
  }

  /** Creates objects with so many events each, one after the other: `a/1 a/2 b/1 b/2`. @returns their ids */
  async write(notes: readonly string[], events = 1): Promise<string[]> {
    const ids: string[] = [];
    for (const note of notes) {
      const id = await this.create(note);
      ids.push(id);
      for (let version = 2; version <= events; version += 1) await this.change(id);
    }
    return ids;
  }

  /** The effect of a consumer: writes the event's name down. */
  async take(event: CloudEvent<DrillStarted>, { manager }: Transaction): Promise<void> {
    await manager.query(`INSERT INTO taken_log (name) VALUES ($1)`, [nameOf(event)]);
  }

  /** What consumers took, in the order of their commits. */
  async taken(): Promise<string[]> {
    return ((await this.source.query(`SELECT name FROM taken_log ORDER BY place`)) as { name: string }[]).map(({ name }) => name);
  }

  /** Writes events and waits until all of them are in the stream. */
  async publish(notes: readonly string[], events = 1): Promise<string[]> {
    const ids = await this.write(notes, events);
    await this.published();
    return ids;
  }

  async published(): Promise<void> {
    if (this.#relays.length === 0) (await this.relay(await this.connect())).start();
    this.#relays.forEach((relay) => relay.poke());
    await until('everything is published', async () => (await this.unpublished()) === 0);
  }

  async unpublished(): Promise<number> {
    const [row] = (await this.source.query(`SELECT count(*)::integer AS count FROM outbox WHERE published_at IS NULL`)) as [{ count: number }];
    return row.count;
  }

  /** Everything in the stream, in its order. */
  async stored(link: NatsLink): Promise<StoredEvent[]> {
    const manager = await jetstreamManager(link.connection);
    const name = streamName(link, 'registry');
    const stream = await findStream(manager, name);
    const stored: StoredEvent[] = [];
    for (let seq = Math.max(1, stream?.state.first_seq ?? 1); seq <= (stream?.state.last_seq ?? 0); seq += 1) {
      const message = await manager.streams.getMessage(name, { seq });
      if (message !== null) stored.push({ messageId: message.header.get('Nats-Msg-Id'), event: message.json<CloudEvent<DrillStarted>>() });
    }
    return stored;
  }

  /** The names of what is in the stream, in its order. */
  async storedNames(link: NatsLink): Promise<string[]> {
    return (await this.stored(link)).map(({ event }) => nameOf(event));
  }

  async close(): Promise<void> {
    await Promise.all(this.#relays.map(async (relay) => await relay.close()));
    if (this.natsUrl !== this.bed.natsUrl) await Promise.all(this.#links.map(async (link) => await link.connection.close()));
    await this.bed.close();
  }
}

/** A command under a key of its own. */
export function keyed(): Call {
  return { caller: testCaller(), identity: { kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: newId(), payloadHash: Buffer.alloc(32) } };
}

function startedData(drillId: string, note: string, startedAt: Date): DrillStarted {
  return { drillId, service: 'registry', note, startedAt: startedAt.toISOString() } as DrillStarted;
}
