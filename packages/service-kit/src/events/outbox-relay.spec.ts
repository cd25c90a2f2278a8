import { jest } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';

import { EventBed, nameOf } from '../../test/event-bed.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import { startNats, until, type OwnServer } from '../testing/index.js';
import { ensureStream, eventSubject, streamName } from './event-stream.js';
import { Leadership } from './leadership.js';
import { OutboxRelay } from './outbox-relay.js';

jest.setTimeout(60_000);

let bed: EventBed;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const names = (note: string, count: number): string[] => range(count).map((version) => `${note}/${version}`);

// What waits is expected here.
beforeAll(() => Logger.overrideLogger(false));

describe('the outbox', () => {
  beforeEach(async () => {
    bed = await EventBed.open();
  });
  afterEach(async () => {
    await bed.close();
  });

  it('is published once, in the order of each object, while many write about it at once', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { batchSize: 7 });
    relay.start();
    const ids = await bed.write(['a', 'b', 'c', 'd']);
    await Promise.all(ids.flatMap((id) => range(24).map(async () => await bed.change(id))));
    await until('everything is published', async () => (await bed.unpublished()) === 0);
    const stored = await bed.stored(link);
    expect(stored).toHaveLength(100);
    for (const note of ['a', 'b', 'c', 'd']) {
      expect(stored.map(({ event }) => nameOf(event)).filter((name) => name.startsWith(`${note}/`))).toEqual(names(note, 25));
    }
  });

  it('does not skip a transaction that took its place earlier and commits later', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link);
    relay.start();
    let goOn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const late = bed.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at)
         VALUES ('CN-22', gen_random_uuid(), 'jiqun.registry.drill.started.v1', 'drill/late', '{"data":{"note":"late"},"sequence":"1"}', now())`,
      );
      await waiting;
    });
    await until('the late one has its place', async () => (await positions()) > 0);
    await bed.write(['early'], 3);
    await until('the others are published', async () => (await bed.stored(link)).length === 3);
    goOn();
    await late;
    await until('the late one is published', async () => (await bed.stored(link)).length === 4);
    expect(await bed.storedNames(link)).toEqual([...names('early', 3), 'late/1']);
  });

  it('never reads past a place that a transaction still holds, however long it takes, and finds what is reopened below', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { pollMs: 20 });
    relay.start();
    const [id] = await bed.write(['held']);
    let goOn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const held = bed.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at)
         VALUES ('CN-22', gen_random_uuid(), 'jiqun.registry.drill.started.v1', 'drill/late', '{"data":{"note":"late"},"sequence":"1"}', now())`,
      );
      await waiting;
    });
    // Longer than four searches for the floor, with something to publish in each.
    for (let version = 2; version <= 30; version += 1) {
      await bed.change(id as string);
      await new Promise((resume) => setTimeout(resume, 50));
    }
    const behind = bed.write(['behind']);
    goOn();
    await Promise.all([held, behind]);
    await until('the late one is published', async () => (await bed.stored(link)).length === 32);
    // Now the floor rises above all of it.
    await new Promise((resume) => setTimeout(resume, 1_200));
    await bed.source.query(`UPDATE outbox SET published_at = NULL, generation = generation + 1 WHERE position = 1`);
    await until('the first is published again', async () => (await bed.stored(link)).length === 33);
    expect((await bed.storedNames(link)).at(-1)).toBe('held/1');
  });

  it('waits for a stream that is full, and loses nothing of what waited', async () => {
    const link = await bed.connect();
    const manager = await jetstreamManager(link.connection);
    await ensureStream(manager, link, 'registry', 1);
    const stream = streamName(link, 'registry');
    await manager.streams.update(stream, { max_msgs: 2 });
    await bed.write(['a'], 12);
    const relay = await bed.relay(link, { batchSize: 5, pollMs: 50 });
    relay.start();
    await until('the stream is full', async () => (await bed.stored(link)).length === 2);
    // Long enough for the relay to have failed more than a few times, which changes its way of working.
    await new Promise((resume) => setTimeout(resume, 1_500));
    expect(await bed.unpublished()).toBe(10);
    await manager.streams.update(stream, { max_msgs: -1 });
    await until('everything is marked', async () => (await bed.unpublished()) === 0);
    expect(await bed.storedNames(link)).toEqual(names('a', 12));
  });

  it('goes on behind an event that the stream has had before, although others came after it', async () => {
    const link = await bed.connect();
    await ensureStream(await jetstreamManager(link.connection), link, 'registry', 1);
    await bed.write(['a'], 3);
    const [first] = (await bed.source.query(`SELECT event_id, payload, type FROM outbox ORDER BY position LIMIT 1`)) as [{ event_id: string; payload: string; type: string }];
    const stream = jetstream(link.connection);
    const subject = eventSubject(link, first.type);
    await stream.publish(subject, first.payload, { msgID: `${first.event_id}.0` });
    await stream.publish(subject, first.payload.replace('"note":"a"', '"note":"between"'), { msgID: 'between.0' });
    const relay = await bed.relay(link, { pollMs: 50 });
    relay.start();
    await until('everything is marked', async () => (await bed.unpublished()) === 0);
    expect(await bed.storedNames(link)).toEqual(['a/1', 'between/1', 'a/2', 'a/3']);
  });

  it('is published again after a purge, under another generation: the store takes the same id for a duplicate', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { pollMs: 50 });
    relay.start();
    await bed.write(['a'], 3);
    await until('everything is published', async () => (await bed.unpublished()) === 0);
    const manager = await jetstreamManager(link.connection);
    await manager.streams.purge(streamName(link, 'registry'));
    await bed.source.query(`UPDATE outbox SET published_at = NULL`);
    await until('everything is marked', async () => (await bed.unpublished()) === 0);
    expect(await bed.stored(link)).toEqual([]);
    await bed.source.query(`UPDATE outbox SET published_at = NULL, generation = generation + 1`);
    await until('everything is marked again', async () => (await bed.unpublished()) === 0);
    const stored = await bed.stored(link);
    expect(stored.map(({ event }) => nameOf(event))).toEqual(names('a', 3));
    expect(stored.every(({ messageId, event }) => messageId === `${event.id}.1`)).toBe(true);
  });

  it('is published by one of two processes: the other takes over when the connection of the leader is ended', async () => {
    const replicas: { link: NatsLink; lead: Leadership }[] = [];
    for (let count = 0; count < 2; count += 1) {
      const link = await bed.connect();
      const relay = await bed.relay(link, { batchSize: 5, pollMs: 20 });
      const lead = new Leadership(bed.bed.databaseUrl('registry'), 'relay', [relay]);
      lead.start();
      replicas.push({ link, lead });
    }
    const leads = (): boolean[] => replicas.map(({ lead }) => lead.isLeading);
    await until('one leads', () => leads().filter(Boolean).length === 1);
    const [id] = await bed.write(['a']);
    const takeovers = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await new Promise((resume) => setTimeout(resume, 150));
        await bed.source.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'relay-leader' AND wait_event_type IS DISTINCT FROM 'Lock'`);
      }
    })();
    for (let version = 2; version <= 150; version += 1) await bed.change(id as string);
    await takeovers;
    await until('everything is published', async () => (await bed.unpublished()) === 0);
    const { link } = replicas[0] as { link: NatsLink };
    expect(await bed.storedNames(link)).toEqual(names('a', 150));
    await Promise.all(replicas.map(async ({ lead }) => await lead.stop()));
  });

  it('is found by polling when nobody said that there is something', async () => {
    const link = await bed.connect();
    await bed.write(['a'], 3);
    const silent = new OutboxRelay(bed.source, link, { service: 'registry', replicas: 1, pollMs: 50 });
    silent.start();
    await until('what was there is published', async () => (await bed.unpublished()) === 0);
    await bed.write(['b'], 2);
    await until('what came is published', async () => (await bed.unpublished()) === 0);
    expect(await bed.storedNames(link)).toEqual([...names('a', 3), ...names('b', 2)]);
    await silent.close();
  });

  it('is left alone by a relay that was stopped, and drained by one that is told to end', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { pollMs: 60_000 });
    await bed.write(['a'], 2);
    await relay.drain();
    expect(await bed.unpublished()).toBe(2);
    relay.start();
    await relay.drain();
    expect(await bed.unpublished()).toBe(0);
    await relay.stop();
    await bed.write(['b'], 2);
    relay.poke();
    await relay.drain();
    expect(await bed.unpublished()).toBe(2);
  });
});

describe('when NATS is killed', () => {
  let nats: OwnServer;
  beforeEach(async () => {
    nats = await startNats();
    bed = await EventBed.open(nats.url);
  });
  afterEach(async () => {
    await bed.close();
    await nats.close();
  });

  it('nothing is marked before it was acknowledged, and all of it is published when NATS is back', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { pollMs: 50 });
    relay.start();
    await bed.write(['before'], 3);
    await until('the first are published', async () => (await bed.unpublished()) === 0);
    await nats.kill();
    await bed.write(['during'], 20);
    expect(await bed.unpublished()).toBe(20);
    await nats.start();
    await until('everything is published', async () => (await bed.unpublished()) === 0);
    expect(await bed.storedNames(link)).toEqual([...names('before', 3), ...names('during', 20)]);
  });

  it('and its store is lost, everything is published again, in order and under the next generation', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { pollMs: 50 });
    relay.start();
    await bed.write(['a', 'b'], 5);
    await until('everything is published', async () => (await bed.unpublished()) === 0);
    await nats.kill();
    await nats.start(true);
    const back = await bed.connect();
    await until('everything is there again', async () => (await bed.stored(back)).length === 10);
    const stored = await bed.stored(back);
    expect(stored.map(({ event }) => nameOf(event))).toEqual([...names('a', 5), ...names('b', 5)]);
    expect(stored.every(({ messageId, event }) => messageId === `${event.id}.1`)).toBe(true);
    await until('everything is marked', async () => (await bed.unpublished()) === 0);
  });

  it('and its store is lost while nobody publishes, the next relay finds out', async () => {
    const link = await bed.connect();
    const relay = await bed.relay(link, { pollMs: 50 });
    relay.start();
    await bed.write(['a'], 5);
    await until('everything is published', async () => (await bed.unpublished()) === 0);
    await relay.stop();
    await nats.kill();
    await nats.start(true);
    const back = await bed.connect();
    const next = await bed.relay(back, { pollMs: 50 });
    next.start();
    await until('everything is there again', async () => (await bed.stored(back)).length === 5);
    expect(await bed.storedNames(back)).toEqual(names('a', 5));
  });
});

/** How many places of the outbox were given out, committed or not. */
async function positions(): Promise<number> {
  const [row] = (await bed.source.query(`SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox', 'position')::regclass), 0)::integer AS last`)) as [{ last: number }];
  return row.last;
}
