import { drillContracts } from '@jiqun/contracts';
import { AckPolicy, jetstream, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';

import { findDurable } from '../src/events/durable.js';
import { ensureStream } from '../src/events/event-stream.js';
import { subscribe } from '../src/events/subscription.js';
import type { NatsLink } from '../src/messaging/nats-connection.js';
import { createTestBed, until, type TestBed } from '../src/testing/index.js';

let bed: TestBed;
let link: NatsLink;
beforeEach(async () => {
  bed = await createTestBed();
  link = await bed.connect();
});
afterEach(async () => {
  await bed.close();
});

const named = (name: string): string => link.subject(name).replaceAll('.', '_');

describe('JetStream', () => {
  it('has pull and ordered consumers, work queues, message ids and expected ids on the oldest server that is supported', async () => {
    const manager = await jetstreamManager(link.connection);
    const stream = jetstream(link.connection);
    await manager.streams.add({ name: named('queue'), subjects: [link.subject('queue')], retention: RetentionPolicy.Workqueue });
    await stream.publish(link.subject('queue'), 'a', { msgID: 'a' });
    await expect(stream.publish(link.subject('queue'), 'a', { msgID: 'a' })).resolves.toMatchObject({ duplicate: true, seq: 1 });
    await expect(stream.publish(link.subject('queue'), 'c', { msgID: 'c', expect: { lastMsgID: 'b' } })).rejects.toThrow('wrong last msg ID');
    await expect(stream.publish(link.subject('queue'), 'c', { msgID: 'c', expect: { lastSequence: 7 } })).rejects.toThrow('wrong last sequence');
    await manager.consumers.add(named('queue'), { durable_name: 'worker', ack_policy: AckPolicy.Explicit });
    const message = await (await stream.consumers.get(named('queue'), 'worker')).next({ expires: 2_000 });
    expect(message?.string()).toBe('a');
    expect(await message?.ackAck()).toBe(true);
    expect((await manager.streams.info(named('queue'))).state.messages).toBe(0);
    await manager.streams.add({ name: named('kept'), subjects: [link.subject('kept')] });
    await stream.publish(link.subject('kept'), 'a');
    expect((await (await stream.consumers.get(named('kept'))).next({ expires: 2_000 }))?.string()).toBe('a');
  });

  it('is asked for nothing that 2.9 refuses, or that it ignores without a word', async () => {
    const asked: Record<string, unknown>[] = [];
    for (const subject of ['$JS.API.STREAM.CREATE.*', '$JS.API.CONSUMER.CREATE.>', '$JS.API.CONSUMER.DURABLE.CREATE.>']) {
      link.connection.subscribe(subject, {
        callback: (_error, message) => {
          if (message.subject.includes(bed.prefix)) asked.push(message.json());
        },
      });
    }
    const { started } = drillContracts.registry;
    await ensureStream(await jetstreamManager(link.connection), link, 'registry', 1);
    await findDurable(link, 'audit', subscribe('taker', started, async () => undefined), { ackWaitMs: 5_000, maxInHand: 10 });
    await until('both requests were seen', () => asked.length === 2);
    const keys = asked.flatMap((request) => Object.keys({ ...request, ...(request['config'] as object | undefined) }));
    expect(keys).toEqual(expect.arrayContaining(['filter_subject', 'duplicate_window', 'ack_wait']));
    const refused = ['filter_subjects', 'metadata', 'compression', 'pause_until'];
    const ignored = ['allow_msg_ttl', 'subject_delete_marker_ttl', 'allow_atomic', 'allow_msg_schedules', 'allow_msg_counter', 'priority_groups'];
    expect(keys.filter((key) => [...refused, ...ignored].includes(key))).toEqual([]);
  });

  it('takes an id for a duplicate although its message was purged, and stores it nowhere', async () => {
    const manager = await jetstreamManager(link.connection);
    const stream = jetstream(link.connection);
    await manager.streams.add({ name: named('purged'), subjects: [link.subject('purged')] });
    await stream.publish(link.subject('purged'), 'a', { msgID: 'a.0' });
    await manager.streams.purge(named('purged'));
    await expect(stream.publish(link.subject('purged'), 'a', { msgID: 'a.0' })).resolves.toMatchObject({ duplicate: true });
    expect((await manager.streams.info(named('purged'))).state.messages).toBe(0);
    await expect(stream.publish(link.subject('purged'), 'a', { msgID: 'a.1' })).resolves.toMatchObject({ duplicate: false });
  });
});
