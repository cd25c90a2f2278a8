import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { currentTraceparent, newTraceparent, readTraceparent, traceparentOf, withTraceparent } from './traceparent.js';
import { startTracing } from './tracing.js';

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: { readonly code?: number };
}
interface OtlpRequest {
  readonly resourceSpans: readonly { readonly resource: { readonly attributes: readonly OtlpAttribute[] }; readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
}

let collector: Server;
let received: { path: string; body: OtlpRequest }[];
let otlpUrl: string;

beforeEach(async () => {
  received = [];
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as OtlpRequest });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => void collector.once('listening', resolve));
  otlpUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(() => {
  collector.close();
  collector.closeAllConnections();
});

const valueOf = (attributes: readonly OtlpAttribute[], key: string): string | undefined => attributes.find((attribute) => attribute.key === key)?.value.stringValue;

function spans(): Map<string | undefined, OtlpSpan> {
  const found = new Map<string | undefined, OtlpSpan>();
  for (const { body } of received) {
    for (const { resource, scopeSpans } of body.resourceSpans) {
      for (const { spans: inScope } of scopeSpans) for (const span of inScope) found.set(valueOf(resource.attributes, 'service.name'), span);
    }
  }
  return found;
}

describe('with a collector', () => {
  test('a request through two services is one trace, each span the child of the one that called', async () => {
    const [gateway, registry] = await Promise.all([startTracing({ service: 'gateway', otlpUrl }), startTracing({ service: 'registry', otlpUrl })]);
    const outer = gateway.startRequestSpan('POST /api/v1/drills', undefined);
    const inner = registry.startRequestSpan('registry.drill.start', outer.traceparent);
    inner('OK');
    outer('OK');
    await Promise.all([gateway.stop(), registry.stop()]);
    const [first, second] = [spans().get('jiqun-gateway'), spans().get('jiqun-registry')];
    expect([first?.name, second?.name]).toEqual(['POST /api/v1/drills', 'registry.drill.start']);
    expect(second?.traceId).toBe(first?.traceId);
    expect(second?.parentSpanId).toBe(first?.spanId);
    expect(readTraceparent(inner.traceparent)).toEqual({ traceId: second?.traceId, spanId: second?.spanId, sampled: true });
    expect(received.every(({ path }) => path === '/v1/traces')).toBe(true);
  });

  test('a refusal is an answer, an internal error is an error of the trace', async () => {
    const [refused, broken] = await Promise.all([startTracing({ service: 'refused', otlpUrl }), startTracing({ service: 'broken', otlpUrl })]);
    refused.startRequestSpan('registry.drill.start', undefined)('NOT_PERMITTED');
    broken.startRequestSpan('registry.drill.start', undefined)('INTERNAL');
    await Promise.all([refused.stop(), broken.stop()]);
    const found = spans();
    const seen = ['jiqun-refused', 'jiqun-broken'].map((service) => {
      const span = found.get(service);
      return [valueOf(span?.attributes ?? [], 'jiqun.code'), span?.status.code ?? 0];
    });
    expect(seen).toEqual([['NOT_PERMITTED', 0], ['INTERNAL', 2]]);
  });

  test('what the caller decided not to record is not recorded, and keeps its id', async () => {
    const tracing = await startTracing({ service: 'registry', otlpUrl });
    const given = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), sampled: false };
    const span = tracing.startRequestSpan('registry.drill.start', traceparentOf(given));
    span('OK');
    await tracing.stop();
    expect(received).toEqual([]);
    expect(readTraceparent(span.traceparent)).toMatchObject({ traceId: given.traceId, sampled: false });
  });

  test('a collector that is away disturbs nobody', async () => {
    collector.close();
    const tracing = await startTracing({ service: 'registry', otlpUrl });
    tracing.startRequestSpan('registry.drill.start', undefined)('OK');
    await tracing.stop().catch(() => undefined);
    expect(received).toEqual([]);
  });
});

describe('without a collector', () => {
  test('a request keeps the id that it came with, and gets one when it came without', async () => {
    const tracing = await startTracing({ service: 'registry' });
    const given = newTraceparent();
    expect(tracing.startRequestSpan('registry.drill.start', given).traceparent).toBe(given);
    expect(readTraceparent(tracing.startRequestSpan('registry.drill.start', undefined).traceparent)).toBeDefined();
    expect(received).toEqual([]);
  });
});

describe('a trace context', () => {
  test('that is new has ids that are not zero and are not used twice', () => {
    const made = Array.from({ length: 1_000 }, () => readTraceparent(newTraceparent()));
    expect(made).not.toContain(undefined);
    expect(new Set(made.map((ids) => ids?.traceId)).size).toBe(1_000);
  });

  test('is read as it was written', () => {
    const hex = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length }).filter((id) => !/^0+$/.test(id));
    fc.assert(fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
      expect(readTraceparent(traceparentOf({ traceId, spanId, sampled }))).toEqual({ traceId, spanId, sampled });
    }));
  });

  test.each([
    undefined,
    '',
    `00-${'0'.repeat(32)}-${'a'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
    `01-${'a'.repeat(32)}-${'a'.repeat(16)}-01`,
    `00-${'A'.repeat(32)}-${'a'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'a'.repeat(16)}-01\n`,
    `00-${'a'.repeat(32)}-${'a'.repeat(16)}-01-more`,
  ])('that is none is not taken for one (%#)', (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });

  test('is that of the work in hand, and of no other', async () => {
    const [one, other] = [newTraceparent(), newTraceparent()];
    const seen = async (): Promise<string | undefined> => {
      await new Promise((resume) => setImmediate(resume));
      return currentTraceparent();
    };
    expect(await Promise.all([withTraceparent(one, seen), withTraceparent(other, seen), seen()])).toEqual([one, other, undefined]);
  });
});
