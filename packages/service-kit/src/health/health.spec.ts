import { createServer } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';

import { Metrics } from '../telemetry/metrics.js';
import { MetricsController } from '../telemetry/metrics.controller.js';
import { informationCheck, natsCheck, redisCheck } from './checks.js';
import { EventLoopWatch } from './event-loop.js';
import { HealthController } from './health.controller.js';
import { ReadinessChecks, ReadinessSwitch, type ReadinessReport } from './readiness.js';

let app: NestFastifyApplication;
let address: string;
let readiness: ReadinessSwitch;
let checks: ReadinessChecks;
let eventLoop: EventLoopWatch;

beforeEach(async () => {
  readiness = new ReadinessSwitch();
  checks = new ReadinessChecks(readiness);
  eventLoop = new EventLoopWatch(100);
  const module = await Test.createTestingModule({
    controllers: [HealthController, MetricsController],
    providers: [
      { provide: ReadinessChecks, useValue: checks },
      { provide: EventLoopWatch, useValue: eventLoop },
      { provide: Metrics, useValue: new Metrics('registry') },
    ],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  address = await app.getUrl();
});
afterEach(async () => {
  eventLoop.stop();
  await app.close();
});

async function ready(): Promise<{ status: number; report: ReadinessReport }> {
  const response = await fetch(`${address}/health/ready`);
  return { status: response.status, report: (await response.json()) as ReadinessReport };
}

describe('GET /health/ready', () => {
  test('is 200 while everything that is required is there', async () => {
    checks.add(natsCheck({ isConnected: () => true }));
    checks.add(informationCheck('audit consumer', () => '12 events behind'));
    expect(await ready()).toEqual({
      status: 200,
      report: {
        status: 'ready',
        checks: [
          { name: 'accepts-requests', weight: 'required', ok: true },
          { name: 'nats', weight: 'required', ok: true },
          { name: 'audit consumer', weight: 'information', ok: true, detail: '12 events behind' },
        ],
      },
    });
  });

  test('is 503 while NATS is away, and 200 when it is back', async () => {
    let connected = false;
    checks.add(natsCheck({ isConnected: () => connected }));
    expect((await ready()).status).toBe(503);
    connected = true;
    expect((await ready()).status).toBe(200);
  });

  test('stays 200 without Redis, and says what that costs', async () => {
    // A port that nobody listens on, since its listener is closed again.
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => void listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    await new Promise((resolve) => void listener.close(resolve));
    const redis = new Redis({ port, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    checks.add(redisCheck(redis));
    const { status, report } = await ready();
    redis.disconnect();
    expect([status, report.status, report.checks.at(-1)]).toEqual([
      200,
      'degraded',
      { name: 'redis', weight: 'degraded', ok: false, detail: 'not connected; deadlines are found by polling' },
    ]);
  });

  test('is 503 as soon as the process is shutting down, whatever the checks say', async () => {
    checks.add(natsCheck({ isConnected: () => true }));
    readiness.off();
    const { status, report } = await ready();
    expect([status, report.checks[0]]).toEqual([503, { name: 'accepts-requests', weight: 'required', ok: false, detail: 'shutting down' }]);
  });

  test('is 503 when a check says nothing, instead of saying nothing itself', async () => {
    checks.add({ name: 'database', weight: 'required', check: async () => await new Promise(() => undefined) });
    const { status, report } = await ready();
    expect([status, report.checks[1]?.detail]).toEqual([503, 'no answer within 2000 ms']);
  });

  test('shows the code of an error, not its text, which may name roles, addresses and values', async () => {
    const error = Object.assign(new Error('connect ECONNREFUSED postgres://jiqun:secret@10.1.2.3'), { code: 'ECONNREFUSED' });
    checks.add({ name: 'database', weight: 'required', check: async () => await Promise.reject(error) });
    checks.add({ name: 'other', weight: 'information', check: async () => await Promise.reject(new Error('secret')) });
    const { status, report } = await ready();
    expect([status, report.checks.slice(1)]).toEqual([503, [
      { name: 'database', weight: 'required', ok: false, detail: 'failed (ECONNREFUSED)' },
      { name: 'other', weight: 'information', ok: false, detail: 'failed; the log says why' },
    ]]);
  });

  test('a figure that cannot be had makes nothing unready', async () => {
    checks.add(informationCheck('lag', () => { throw new Error('no stream'); }));
    expect((await ready()).status).toBe(200);
  });

  test('probes that come together share one look', async () => {
    let looks = 0;
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => { answer = resolve; });
    checks.add({
      name: 'database',
      weight: 'required',
      async check() {
        looks += 1;
        await held;
        return { ok: true };
      },
    });
    const reports = Array.from({ length: 20 }, async () => await checks.report());
    answer?.();
    await Promise.all(reports);
    expect(looks).toBe(1);
    await checks.report();
    expect(looks).toBe(2);
  });

  test('two checks of one name are a mistake', () => {
    checks.add(natsCheck({ isConnected: () => true }));
    expect(() => checks.add(natsCheck({ isConnected: () => true }))).toThrow(/nats/);
  });
});

describe('GET /health/live', () => {
  test('is 200 whatever is unready: a restart mends no database', async () => {
    readiness.off();
    checks.add(natsCheck({ isConnected: () => false }));
    const response = await fetch(`${address}/health/live`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'live', eventLoop: expect.objectContaining({ maxMs: expect.any(Number) }) }]);
  });

  test('reports an event loop that was blocked, once', async () => {
    await new Promise((resume) => setTimeout(resume, 60));
    const until = performance.now() + 400;
    while (performance.now() < until);
    await new Promise((resume) => setTimeout(resume, 60));
    const blocked = eventLoop.read();
    expect(blocked.delayed).toBe(true);
    expect(blocked.maxMs).toBeGreaterThan(100);
    expect(eventLoop.read().maxMs).toBeLessThan(blocked.maxMs);
  });
});

test('GET /metrics is in the format that Prometheus reads', async () => {
  const response = await fetch(`${address}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(await response.text()).toMatch(/^process_resident_memory_bytes\{service="registry"\} \d+/m);
});
