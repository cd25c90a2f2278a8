import { drillContracts, type DrillStarted, type EventContract } from '@jiqun/contracts';
import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

import { newId } from '../clock/new-id.js';
import { testCaller } from '../testing/index.js';
import type { Call } from './call.js';
import { Transaction } from './transaction.js';

const call: Call = {
  caller: testCaller({ tenant: 'CN-65' }),
  identity: { kind: 'event', consumer: 'c', eventId: newId() },
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};
const begin = (now: string): Transaction => new Transaction('registry', undefined as unknown as EntityManager, new Date(now), call, undefined as unknown as Client);
const { started } = drillContracts.registry;
const data = (note = 'n'): DrillStarted => ({ drillId: newId(), service: 'registry', note, startedAt: '2026-01-05T01:00:00.000Z' }) as DrillStarted;

describe('a transaction', () => {
  it('has the day of its time in Shanghai, which begins eight hours before the day in UTC', () => {
    expect(begin('2026-03-28T15:59:59.999Z').today).toBe('2026-03-28');
    expect(begin('2026-03-28T16:00:00.000Z').today).toBe('2026-03-29');
  });

  it('writes an event of its tenant, its trace, its time and the object’s version', () => {
    const transaction = begin('2026-03-28T16:00:00.000Z');
    transaction.emit(started, { noun: 'drill', id: 'x', version: 7 }, data());
    const [event] = transaction.events;
    expect(event).toMatchObject({ type: started.type, aggregate: 'drill/x' });
    expect(JSON.parse(event?.payload ?? '')).toMatchObject({
      id: event?.id, source: '/jiqun/registry', subject: 'drill/x', time: '2026-03-28T16:00:00.000Z', tenant: 'CN-65', sequence: '7', traceparent: call.traceparent,
    });
  });

  it('refuses an event that is larger than a message: committed, it would hold up all that follow', () => {
    const transaction = begin('2026-03-28T16:00:00.000Z');
    const large: EventContract<{ text: string }> = { ...started, data: z.strictObject({ text: z.string() }) };
    expect(() => transaction.emit(large, { noun: 'drill', id: 'x', version: 1 }, { text: '集'.repeat(340_000) })).toThrow('larger than a message');
    expect(transaction.events).toEqual([]);
    transaction.emit(large, { noun: 'drill', id: 'x', version: 1 }, { text: 'x'.repeat(900_000) });
    expect(transaction.events).toHaveLength(1);
  });
});
