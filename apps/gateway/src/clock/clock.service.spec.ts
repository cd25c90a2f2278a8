import { createHash } from 'node:crypto';

import { CommandRunner, type ContextSigner, type MessageClient, newId, type Request } from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';

import { ClockService } from './clock.service.js';

jest.setTimeout(60_000);

const START = '2026-03-02T00:00:00+08:00';
const TARGET = '2026-03-03T00:00:00+08:00';
let bed: TestBed;
let clock: ClockService;
beforeAll(async () => {
  bed = await createTestBed({ sandboxStart: START });
  const source = await bed.open('gateway');
  const signer = { sign: async () => await Promise.resolve('signed') } as unknown as ContextSigner;
  // Nothing is due anywhere.
  const messages = { query: async () => await Promise.resolve({ overdue: 0, onTheirWay: 0 }) } as unknown as MessageClient;
  clock = new ClockService(source, await bed.connect('clock'), messages, signer, new CommandRunner(source, { service: 'gateway', lanes: 2, groupSize: 4 }));
});
afterAll(async () => {
  await bed.close();
});

function asked(to: string, key: string = newId()): Request {
  const caller = testCaller();
  const identity = { kind: 'key', tenant: caller.tenant, operation: 'gateway.clock.move', key, payloadHash: createHash('sha256').update(to).digest() } as const;
  return { caller, context: 'signed', call: { caller, identity } };
}

it('a move whose answer was lost is answered again to the same request, though the clock is past it by now; another request is refused', async () => {
  const request = asked(TARGET);
  const moved = await clock.move(TARGET, request);
  expect(Date.parse(moved.to)).toBeGreaterThanOrEqual(Date.parse(TARGET));
  await expect(clock.move(TARGET, request)).resolves.toEqual(moved);
  await expect(clock.move(TARGET, asked(TARGET))).rejects.toMatchObject({ code: 'CLOCK_BACKWARDS' });
});
