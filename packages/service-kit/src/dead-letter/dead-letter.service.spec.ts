import { jetstream } from '@nats-io/jetstream';
import { drillContracts, tenantSchema, type Caller, type CloudEvent, type DrillStarted } from '@jiqun/contracts';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { EventBed, keyed, nameOf } from '../../test/event-bed.js';
import { CommitSignal } from '../commands/commit-signal.js';
import type { Transaction } from '../commands/transaction.js';
import { Reader } from '../database/reader.js';
import { EventConsumers } from '../events/event-consumers.js';
import { eventSubject } from '../events/event-stream.js';
import { EventSubscriptions } from '../events/event-subscriptions.js';
import type { Request } from '../messaging/request.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { until } from '../testing/index.js';
import { DeadLetterRepository } from './dead-letter.repository.js';
import { DeadLetterService } from './dead-letter.service.js';

jest.setTimeout(60_000);

let bed: EventBed;
let consumers: EventConsumers;
let letters: DeadLetterService;
/** Events that fail as long as they are in here. */
let failing: Set<string>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  bed = await EventBed.open();
  failing = new Set(['a/2']);
  const subscriptions = new EventSubscriptions();
  const effect = async (event: CloudEvent<DrillStarted>, transaction: Transaction): Promise<void> => {
    await bed.take(event, transaction);
    if (failing.has(nameOf(event))) throw new Error('not yet');
  };
  subscriptions.add('taker', drillContracts.registry.started, effect);
  consumers = new EventConsumers('registry', bed.source, await bed.connect(), subscriptions, new CommitSignal(), undefined);
  letters = new DeadLetterService(bed.runner, new DeadLetterRepository(new Reader(bed.source)), consumers);
});
afterEach(async () => {
  await consumers.stop();
  await bed.close();
});

/** An administrator's of Jilin, or of another tenant. */
const request = (tenant: Caller['tenant'] = tenantSchema.parse('CN-22')): Request => {
  const call = keyed();
  const caller = { ...call.caller, tenant };
  return { caller, call: { ...call, caller } };
};
const XINJIANG = tenantSchema.parse('CN-65');
const ids = async (asker = request()): Promise<string[]> => (await letters.list({}, asker)).items.map(({ id }) => id);

/** Three events of an object of which the second fails: `a/2` and, behind it, `a/3` are parked. */
async function parked(): Promise<[string, string]> {
  await bed.publish(['a'], 3);
  consumers.start();
  // Five tries, with pauses between them.
  await until('they are parked', async () => (await ids()).length === 2);
  return (await ids()) as [string, string];
}

describe('parked events', () => {
  it('are replayed in their order alone, run once, and then their object goes on', async () => {
    const [first, second] = await parked();
    await expect(letters.replay(second, request())).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'behind' } });
    await expect(letters.replay(first, request())).rejects.toThrow('not yet');
    expect(await ids()).toEqual([first, second]);
    failing.clear();
    await Promise.all([letters.replay(first, request()), letters.replay(first, request())]);
    await expect(letters.replay(first, request())).resolves.toMatchObject({ state: 'replayed' });
    await letters.replay(second, request());
    expect(await bed.taken()).toEqual(['a/1', 'a/2', 'a/3']);
    expect(await ids()).toEqual([]);
    const [row] = (await bed.source.query(`SELECT id FROM drill`)) as [{ id: string }];
    await bed.change(row.id);
    await bed.published();
    await until('the object goes on', async () => (await bed.taken()).length === 4);
    const audit = await bed.source.query(`SELECT DISTINCT object_id FROM audit_entry WHERE action = 'dead-letter.replay' ORDER BY 1`);
    expect(audit).toEqual([first, second].toSorted().map((id) => ({ object_id: id })));
  });

  it('are given up with a reason, once, and then the next may be replayed', async () => {
    const [first, second] = await parked();
    await expect(letters.discard({ id: first, reason: 'withdrawn' }, request())).resolves.toMatchObject({ state: 'discarded' });
    await expect(letters.discard({ id: first, reason: 'again' }, request())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(letters.replay(first, request())).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'discarded' } });
    await letters.replay(second, request());
    expect(await bed.taken()).toEqual(['a/1', 'a/3']);
    const [row] = (await bed.source.query(`SELECT reason, settled_by FROM dead_letter WHERE id = $1`, [first])) as [object];
    expect(row).toEqual({ reason: 'withdrawn', settled_by: 'person-1' });
  });

  it('are listed by pages, oldest first, and without their payload', async () => {
    const [first, second] = await parked();
    const page = await letters.list({ limit: 1 }, request());
    expect(page.items).toMatchObject([{ id: first, consumer: 'taker', state: 'parked', error: 'Error: not yet' }]);
    expect(page.items[0]).not.toHaveProperty('payload');
    const next = await letters.list({ limit: 1, cursor: page.next as string }, request());
    expect(next.items.map(({ id }) => id)).toEqual([second]);
    expect(next).not.toHaveProperty('next');
    expect((await letters.list({ consumer: 'other' }, request())).items).toEqual([]);
    await expect(letters.list({ cursor: 'x' }, request())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('of another tenant are neither seen nor settled', async () => {
    const [first] = await parked();
    expect(await ids(request(XINJIANG))).toEqual([]);
    await expect(letters.replay(first, request(XINJIANG))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(letters.discard({ id: first, reason: 'not ours' }, request(XINJIANG))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await ids())[0]).toBe(first);
  });

  it('that nobody could read are the tenant\'s that they name, or else everybody\'s, and quote nothing', async () => {
    await bed.publish(['a']);
    const link = await bed.connect();
    const subject = eventSubject(link, drillContracts.registry.started.type);
    for (const message of ['{"tenant":"CN-65","data":"secret"}', 'secret']) await jetstream(link.connection).publish(subject, message);
    consumers.start();
    await until('they are parked', async () => (await letters.list({}, request(XINJIANG))).items.length === 2);
    expect(await ids()).toHaveLength(1);
    expect(JSON.stringify(await letters.list({}, request(XINJIANG)))).not.toContain('secret');
  });

  it('that are not there are not found', async () => {
    const id = '00000000-0000-7000-8000-000000000000';
    await expect(letters.replay(id, request())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(letters.discard({ id, reason: 'none' }, request())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an outbox that is replayed', () => {
  it('publishes again what was written since then, and consumers ignore what they know', async () => {
    failing.clear();
    const link = await bed.connect();
    await bed.publish(['old'], 2);
    const [{ now: since }] = (await bed.source.query(`SELECT installation.now()::text AS now FROM pg_sleep(0.02)`)) as [{ now: string }];
    await bed.publish(['new'], 2);
    consumers.start();
    await until('all are taken', async () => (await bed.taken()).length === 4);
    const { events } = await new OutboxService(bed.runner).replay({ since, reason: 'lost' } as never, request());
    expect(events).toBe(2);
    await expect(new OutboxService(bed.runner).replay({ since, reason: 'lost' } as never, request(XINJIANG))).resolves.toEqual({ events: 0 });
    await bed.published();
    expect(await bed.storedNames(link)).toEqual(['old/1', 'old/2', 'new/1', 'new/2', 'new/1', 'new/2']);
    await until('nothing is on its way', async () => (await consumers.lag()).get('taker') === 0);
    expect(await bed.taken()).toHaveLength(4);
  });
});
