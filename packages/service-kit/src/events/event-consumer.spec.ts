import { jest } from '@jest/globals';
import { drillContracts, type CloudEvent, type DrillStarted } from '@jiqun/contracts';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { CuttableProxy } from '../../test/cuttable-proxy.js';
import { EventBed, nameOf } from '../../test/event-bed.js';
import { Opened } from '../../test/opened.js';
import { openDatabase } from '../database/connection.js';
import { connectNats, type NatsLink } from '../messaging/nats-connection.js';
import { until } from '../testing/index.js';
import { eventSubject, streamName } from './event-stream.js';
import { EventConsumer } from './event-consumer.js';
import { subscribe, type EventEffect } from './subscription.js';

jest.setTimeout(90_000);
// Failures are the matter here.
beforeAll(() => Logger.overrideLogger(false));

const { started } = drillContracts.registry;
const names = (note: string, count: number, from = 1): string[] => Array.from({ length: count }, (_, index) => `${note}/${from + index}`);

let bed: EventBed;
let link: NatsLink;
let consumers: EventConsumer[];
let proxies: CuttableProxy[];
const opened = new Opened();

beforeEach(async () => {
  bed = await EventBed.open();
  link = await bed.connect();
  consumers = [];
  proxies = [];
});
afterEach(async () => {
  await Promise.all(consumers.map(async (one) => await one.stop()));
  await opened.close();
  await bed.close();
  await Promise.all(proxies.map(async (proxy) => await proxy.cut()));
});

/** Stands before a server and can be cut. */
async function proxyOf(url: string): Promise<CuttableProxy> {
  const proxy = new CuttableProxy(new URL(url));
  proxies.push(proxy);
  await proxy.mend();
  return proxy;
}

function consumer(effect: EventEffect<DrillStarted> = bed.take.bind(bed), { source = bed.source, over = link, maxTries = 2 }: { source?: DataSource; over?: NatsLink; maxTries?: number } = {}): EventConsumer {
  const made = new EventConsumer(source, over, subscribe('taker', started, effect), { service: 'registry', maxTries });
  consumers.push(made);
  return made;
}

/** Fails for one event of one object, for good or until told otherwise. */
function failingAt(name: string, times = Number.POSITIVE_INFINITY, message = 'no such thing'): EventEffect<DrillStarted> {
  let left = times;
  return async (event, transaction) => {
    await bed.take(event, transaction);
    if (nameOf(event) !== name || left === 0) return;
    left -= 1;
    throw new Error(message);
  };
}

/** Each connection that breaks can cost the wait for what was in hand to be handed out again; beside other work that adds up. */
async function untilTaken(count: number): Promise<string[]> {
  await until(`${count} are taken`, async () => (await bed.taken()).length >= count, 45_000);
  return await bed.taken();
}

interface Letter {
  readonly id: string;
  readonly state: string;
  readonly error: string;
  readonly tries: number;
  readonly event_id: string | null;
  readonly payload: string;
}
const letters = async (): Promise<Letter[]> => await bed.source.query(`SELECT id, state, error, tries, event_id, payload FROM dead_letter ORDER BY id`);
const nameOfLetter = ({ payload }: Letter): string => nameOf(JSON.parse(payload) as CloudEvent<DrillStarted>);
const inboxRows = async (): Promise<number> => ((await bed.source.query(`SELECT count(*)::integer AS count FROM inbox`)) as [{ count: number }])[0].count;
const nothingPending = async (): Promise<boolean> => {
  const info = await (await jetstreamManager(link.connection)).consumers.info(streamName(link, 'registry'), 'registry_taker').catch(() => undefined);
  return info?.num_pending === 0 && info.num_ack_pending === 0;
};

describe('events', () => {
  it('are taken once and in order, also when the stream holds them twice', async () => {
    await bed.publish(['a', 'b'], 5);
    await bed.source.query(`UPDATE outbox SET published_at = NULL, generation = generation + 1`);
    await bed.published();
    expect(await bed.stored(link)).toHaveLength(20);
    consumer().start();
    await until('the stream is worked off', nothingPending);
    expect(await bed.taken()).toEqual([...names('a', 5), ...names('b', 5)]);
    expect(await inboxRows()).toBe(10);
  });

  it('that come while a consumer waits are taken too, and one that stopped takes nothing', async () => {
    const first = consumer();
    first.start();
    await bed.publish(['a'], 3);
    await untilTaken(3);
    await first.stop();
    await bed.publish(['b'], 3);
    expect(await bed.taken()).toEqual(names('a', 3));
    consumer().start();
    expect(await untilTaken(6)).toEqual([...names('a', 3), ...names('b', 3)]);
  });

  it('wait behind one whose effect fails at first', async () => {
    await bed.publish(['a', 'b'], 4);
    consumer(failingAt('a/2', 3), { maxTries: 5 }).start();
    expect(await untilTaken(8)).toEqual([...names('a', 4), ...names('b', 4)]);
    expect(await letters()).toEqual([]);
  });

  it('whose effect keeps failing are parked with the later ones of their object; other objects go on', async () => {
    await bed.publish(['a', 'b'], 4);
    consumer(failingAt('a/2')).start();
    expect(await untilTaken(5)).toEqual(['a/1', ...names('b', 4)]);
    const parked = await letters();
    expect(parked.map(nameOfLetter)).toEqual(['a/2', 'a/3', 'a/4']);
    expect(parked.map(({ error }) => error)).toEqual(['Error: no such thing', ...Array(2).fill('Behind: An earlier event of the same object is parked')]);
    expect(parked[0]?.tries).toBe(2);
    await until('the stream is worked off', nothingPending);
    expect(await inboxRows()).toBe(8);
  });

  it('are parked behind what another leader parked before', async () => {
    const [id] = await bed.publish(['a'], 2);
    const first = consumer(failingAt('a/2'));
    first.start();
    await until('it is parked', async () => (await letters()).length === 1);
    await first.stop();
    await bed.change(id as string);
    await bed.published();
    consumer().start();
    await until('the next is parked behind it', async () => (await letters()).length === 2);
    expect(await bed.taken()).toEqual(['a/1']);
  });

  it('that fail with a text which PostgreSQL cannot hold are parked all the same', async () => {
    await bed.publish(['a', 'b'], 2);
    consumer(failingAt('a/1', Number.POSITIVE_INFINITY, 'nothing \0 here')).start();
    await untilTaken(2);
    expect((await letters())[0]?.error).toBe('Error: nothing \uFFFD here');
  });

  it.each([
    ['no JSON', 'not json'],
    ['no JSON and not even text', '\0\0'],
    ['no event', '{}'],
    ['an event of another contract', JSON.stringify({ specversion: '1.0', type: 'jiqun.registry.drill.lapsed.v1' })],
  ])('a message that is %s is parked once, and holds up nobody', async (_what, payload) => {
    await bed.publish(['a']);
    const stream = jetstream(link.connection);
    for (const msgID of ['x.0', 'x.1']) await stream.publish(eventSubject(link, started.type), payload, { msgID });
    await bed.publish(['b']);
    consumer().start();
    expect(await untilTaken(2)).toEqual(['a/1', 'b/1']);
    await until('the stream is worked off', nothingPending);
    expect(await letters()).toMatchObject([{ state: 'parked', event_id: null }]);
  });

  it('that nobody could read when they came are run once: by the replay, or by coming again', async () => {
    await bed.publish(['a', 'b']);
    const stored = await bed.stored(link);
    for (const { event } of stored) {
      await bed.source.query(
        `INSERT INTO dead_letter (id, consumer, aggregate, subject, payload, error, tries) VALUES (gen_random_uuid(), 'taker', '', 'x', $1, 'unreadable', 1)`,
        [JSON.stringify(event)],
      );
    }
    const [first, second] = await letters();
    const taker = consumer();
    await taker.replay(first?.id as string, first?.payload as string);
    taker.start();
    await until('the stream is worked off', nothingPending);
    await taker.replay(second?.id as string, second?.payload as string);
    expect((await bed.taken()).toSorted()).toEqual(['a/1', 'b/1']);
    expect((await letters()).map(({ state }) => state)).toEqual(['replayed', 'replayed']);
  });
});

describe('accidents', () => {
  it('a database that is away parks nothing, and a consumer can be stopped meanwhile', async () => {
    const proxy = await proxyOf(bed.bed.databaseUrl('registry'));
    const source = opened.keep(await openDatabase({ url: proxy.url, poolSize: 2, applicationName: 'cut' }), async (one) => await one.destroy());
    await bed.publish(['a'], 30);
    let begun = 0;
    const slowly: EventEffect<DrillStarted> = async (event, transaction) => {
      begun += 1;
      if (begun === 10) await proxy.cut();
      await bed.take(event, transaction);
    };
    const first = consumer(slowly, { source });
    first.start();
    await until('the database is away', () => begun >= 10);
    await new Promise((resume) => setTimeout(resume, 300));
    await first.stop();
    expect((await bed.taken()).length).toBeLessThan(30);
    await proxy.mend();
    consumer(bed.take.bind(bed), { source }).start();
    expect(await untilTaken(30)).toEqual(names('a', 30));
    expect(await letters()).toEqual([]);
  });

  it('connections to NATS that break lose nothing and change no order', async () => {
    const proxy = await proxyOf(bed.bed.natsUrl);
    const over = opened.keep(await connectNats({ url: proxy.url, name: 'cut', prefix: bed.bed.prefix }), async ({ connection }) => await connection.close());
    await bed.publish(['a']);
    const [{ id }] = (await bed.source.query(`SELECT id FROM drill`)) as [{ id: string }];
    consumer(async (event, transaction) => {
      await bed.take(event, transaction);
      await new Promise((resume) => setTimeout(resume, 2));
    }, { over }).start();
    const cut = new AbortController();
    const cutter = (async () => {
      for (let round = 0; round < 4; round += 1) {
        await new Promise((resume) => setTimeout(resume, 150));
        await proxy.cut();
        await proxy.mend();
      }
      cut.abort();
    })();
    let written = 1;
    while (!cut.signal.aborted || written < 400) {
      await bed.change(id);
      written += 1;
    }
    await cutter;
    await bed.published();
    expect(await untilTaken(written)).toEqual(names('a', written));
  });

  it('events that a killed consumer had in hand come before any later one', async () => {
    await bed.publish(['a'], 10);
    const first = consumer();
    first.start();
    await untilTaken(10);
    await first.stop();
    const [{ id }] = (await bed.source.query(`SELECT id FROM drill`)) as [{ id: string }];
    for (let version = 11; version <= 20; version += 1) await bed.change(id);
    await bed.published();
    // Killed: it fetched and said nothing more.
    const messages = await (await jetstream(link.connection).consumers.get(streamName(link, 'registry'), 'registry_taker')).fetch({ max_messages: 10, expires: 2_000 });
    for await (const message of messages) void message;
    for (let version = 21; version <= 30; version += 1) await bed.change(id);
    await bed.published();
    consumer().start();
    expect(await untilTaken(30)).toEqual(names('a', 30));
  });

  it('a handler slower than the time for its acknowledgement is not run twice', async () => {
    await bed.publish(['a'], 2);
    let begun = 0;
    consumer(async (event, transaction) => {
      begun += 1;
      if (nameOf(event) === 'a/1') await transaction.manager.query('SELECT pg_sleep(7)');
      await bed.take(event, transaction);
    }).start();
    await until('the stream is worked off', async () => begun > 0 && (await nothingPending()), 30_000);
    expect(begun).toBe(2);
    expect(await bed.taken()).toEqual(names('a', 2));
  });

  it('a consumer that is stopped in the middle loses nothing, and the next goes on in order', async () => {
    await bed.publish(['a'], 250);
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let begun = 0;
    const first = consumer(async (event, transaction) => {
      begun += 1;
      if (begun === 50) await held;
      await bed.take(event, transaction);
    });
    first.start();
    await until('it is in the middle', () => begun === 50);
    const stopped = first.stop();
    goOn();
    await stopped;
    const before = (await bed.taken()).length;
    expect(before).toBeGreaterThanOrEqual(50);
    expect(before).toBeLessThan(250);
    consumer().start();
    expect(await untilTaken(250)).toEqual(names('a', 250));
  });
});

describe('a durable consumer', () => {
  it('has no bound on deliveries, so that no message leaves it silently', async () => {
    await bed.publish(['a']);
    consumer().start();
    await untilTaken(1);
    const { config } = await (await jetstreamManager(link.connection)).consumers.info(streamName(link, 'registry'), 'registry_taker');
    expect(config).toMatchObject({ max_deliver: -1, ack_policy: 'explicit', ack_wait: nanos(5_000) });
  });

  it('that exists keeps its settings', async () => {
    await bed.publish(['a']);
    const manager = await jetstreamManager(link.connection);
    const stream = streamName(link, 'registry');
    await manager.consumers.add(stream, { durable_name: 'registry_taker', ack_policy: AckPolicy.Explicit, ack_wait: nanos(7_000), filter_subject: eventSubject(link, started.type), max_ack_pending: 123 });
    consumer().start();
    await untilTaken(1);
    expect((await manager.consumers.info(stream, 'registry_taker')).config).toMatchObject({ ack_wait: nanos(7_000), max_ack_pending: 123 });
  });
});
