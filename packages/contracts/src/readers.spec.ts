import { describe, expect, test } from '@jest/globals';
import { drillContracts } from './drill/drill.contract.js';
import { cloudEventSchema, requestEnvelopeSchema } from './envelope.js';
import { answerReader, eventReader } from './readers.js';

const drill = {
  id: '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b', service: 'registry', note: '例行演练', state: 'started', version: 1, startedAt: '2026-03-01T09:00:00+08:00',
};
const event = {
  specversion: '1.0', id: '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6c', source: '/jiqun/registry', type: 'jiqun.registry.drill.started.v1', subject: `drill/${drill.id}`,
  time: '2026-03-01T01:00:00.123456Z', datacontenttype: 'application/json', tenant: 'CN-22', sequence: '17',
  data: { drillId: drill.id, service: 'registry', note: '例行演练', startedAt: drill.startedAt },
};
const { start, started } = drillContracts.registry;
const readEvent = eventReader(started);
const readAnswer = answerReader(start);

describe('an event from a service one release ahead', () => {
  test('is read as it is when it has what this release knows', () => expect(readEvent(event)).toEqual({ readable: true, value: event }));

  test('is read without the fields it gained, in the data and beside it, and is itself left alone', () => {
    const newer = { ...event, region: '220100', data: { ...event.data, colour: 'red', nested: { deep: [1] } } };
    const before = structuredClone(newer);
    expect(readEvent(newer)).toEqual({ readable: true, value: event });
    expect(newer).toEqual(before);
  });

  test('is unreadable when a field is missing or wrong, whatever it gained', () => {
    const { drillId: _, ...data } = event.data;
    expect(readEvent({ ...event, data: { ...data, colour: 'red' } })).toMatchObject({ readable: false, issues: [{ path: 'data.drillId', code: 'REQUIRED' }, { path: 'data.colour' }] });
  });

  test('is unreadable when it carries __proto__', () => {
    const hostile: unknown = JSON.parse(JSON.stringify(event).replace('"data":{', '"data":{"__proto__":{"service":"audit"},'));
    expect(readEvent(hostile)).toMatchObject({ readable: false });
  });

  test.each([
    ['another type', { type: 'jiqun.registry.drill.confirmed.v1' }], ['another version', { type: 'jiqun.registry.drill.started.v2' }], ['another source', { source: '/jiqun/audit' }],
    ['no tenant', { tenant: '' }], ['a subject without id', { subject: 'drill' }], ['a sequence as number', { sequence: 17 }],
    ['CloudEvents 0.3', { specversion: '0.3' }],
  ])('is unreadable with %s', (_, change) => expect(readEvent({ ...event, ...change })).toMatchObject({ readable: false }));

  test.each([undefined, null, '', 7, [], {}])('%p is no event', (message) => expect(readEvent(message)).toMatchObject({ readable: false }));
});

describe('an answer', () => {
  test('is a result or an error, never both and never neither', () => {
    const error = { code: 'OVERLOADED', params: { service: 'registry' }, retryable: true };
    expect(readAnswer({ ok: true, data: drill })).toEqual({ readable: true, value: { ok: true, data: drill } });
    expect(readAnswer({ ok: false, error })).toEqual({ readable: true, value: { ok: false, error } });
    for (const neither of [{}, { ok: true }, { ok: false }, { ok: true, error }, { ok: false, data: drill }, { ok: 1, data: drill }, null]) {
      expect(readAnswer(neither)).toMatchObject({ readable: false });
    }
  });

  test('of a newer service is read without the fields it gained', () => {
    expect(readAnswer({ ok: true, data: { ...drill, colour: 'red' }, took: 3 })).toEqual({ readable: true, value: { ok: true, data: drill } });
  });

  test('with an error code that is not in the catalogue is unreadable', () => {
    expect(readAnswer({ ok: false, error: { code: 'NEWER_CODE', params: {}, retryable: false } })).toMatchObject({ readable: false });
  });
});

describe('envelopes', () => {
  const envelope = { context: 'a.b.c', key: 'k-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, deadline: 1_772_326_800_000, data: {} };

  test('a request with all its fields, or only data, is an envelope', () => {
    expect(requestEnvelopeSchema.safeParse(envelope).success).toBe(true);
    expect(requestEnvelopeSchema.safeParse({ data: {} }).success).toBe(true);
  });

  test.each([
    { context: 'a.b' }, { context: 'a.b.c.d' }, { context: `${'a'.repeat(65_536)}.b.c` }, { key: '' }, { key: 'a b' }, { traceparent: 'x' }, { deadline: 1.5 }, { deadline: '9' }, { deadline: 2 ** 53 },
    { role: 'expert' }, { context: null },
  ])('%j makes it none', (change) => expect(requestEnvelopeSchema.safeParse({ ...envelope, ...change }).success).toBe(false));

  test('unknown fields of a request are refused, not dropped: they are somebody’s mistake', () => {
    expect(start.request.safeParse({ note: 'x' }).success).toBe(true);
    expect(start.request.safeParse({ note: 'x', confirmWithinSecond: 60 }).success).toBe(false);
  });

  test('the producer’s own schema refuses a field that its contract does not have', () => {
    expect(cloudEventSchema(started.data).safeParse({ ...event, data: { ...event.data, colour: 'red' } }).success).toBe(false);
  });
});
