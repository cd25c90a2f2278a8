import { jetstreamManager } from '@nats-io/jetstream';

import type { NatsLink } from '../messaging/nats-connection.js';
import { createTestBed, type TestBed } from '../testing/index.js';
import { AckInbox, type StreamMessage } from './ack-inbox.js';

let bed: TestBed;
let link: NatsLink;
let inbox: AckInbox;

beforeEach(async () => {
  bed = await createTestBed();
  link = await bed.connect();
  const manager = await jetstreamManager(link.connection);
  await manager.streams.add({ name: link.subject('acks').replaceAll('.', '_'), subjects: [link.subject('acks')], max_msg_size: 1_000 });
  inbox = new AckInbox(link);
});
afterEach(async () => {
  await inbox.close();
  await bed.close();
});

const chain = (payloads: readonly string[], first = 1): StreamMessage[] =>
  payloads.map((payload, index) => ({
    subject: link.subject('acks'),
    payload,
    messageId: `m${first + index}`,
    ...(index === 0 ? {} : { afterMessageId: `m${first + index - 1}` }),
  }));

describe('a batch', () => {
  it('is acknowledged in its order, and sent again it is a duplicate under the same numbers', async () => {
    const first = await inbox.publish(chain(['a', 'b', 'c']), 5_000);
    expect(first).toEqual([1, 2, 3].map((sequence) => ({ ok: true, sequence, duplicate: false })));
    await expect(inbox.publish(chain(['a', 'b', 'c']), 5_000)).resolves.toEqual([1, 2, 3].map((sequence) => ({ ok: true, sequence, duplicate: true })));
  });

  it('of which one message is refused stores nothing behind it, so that none overtakes', async () => {
    const results = await inbox.publish(chain(['a', 'b', 'c'.repeat(2_000), 'd', 'e']), 5_000);
    expect(results.map(({ ok }) => ok)).toEqual([true, true, false, false, false]);
    const rest = await inbox.publish(chain(['c', 'd', 'e'], 3), 5_000);
    expect(rest).toEqual([3, 4, 5].map((sequence) => ({ ok: true, sequence, duplicate: false })));
  });

  it('that nobody stores is refused, not waited for', async () => {
    const [result] = await inbox.publish([{ subject: link.subject('nobody'), payload: '', messageId: 'm1' }], 60_000);
    expect(result).toEqual({ ok: false, reason: 'nobody stores this subject' });
  });

  it('with a message that is too large to be sent fails, and the next batch goes on', async () => {
    await expect(inbox.publish(chain(['a', 'b'.repeat(1_100_000)]), 5_000)).rejects.toThrow('max_payload');
    await expect(inbox.publish(chain(['c'], 3), 5_000)).resolves.toMatchObject([{ ok: true }]);
  });
});
