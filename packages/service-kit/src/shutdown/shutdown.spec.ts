import { beforeEach, describe, expect, test } from '@jest/globals';

import { Shutdown, stages, type Stage } from './shutdown.js';

let stopped: string[];
let errors: unknown[];
const log = { log: () => undefined, error: (...logged: unknown[]) => void errors.push(logged) };

beforeEach(() => {
  stopped = [];
  errors = [];
});

const turn = async (): Promise<void> => await new Promise((resume) => setImmediate(resume));

function recording(shutdown: Shutdown, stage: Stage, name: string): void {
  shutdown.register(stage, name, async () => {
    stopped.push(`${name} begins`);
    await turn();
    stopped.push(`${name} ends`);
  });
}

describe('a shutdown', () => {
  test('runs the stages in order, whatever the order in which they were registered', async () => {
    const shutdown = new Shutdown({ graceMs: 0, log });
    for (const stage of stages.toReversed()) recording(shutdown, stage, stage);
    expect(await shutdown.run('test')).toEqual({ clean: true, failed: [], unfinished: [] });
    expect(stopped).toEqual(['readiness', 'http', 'nats', 'workers', 'relay', 'pools'].flatMap((stage) => [`${stage} begins`, `${stage} ends`]));
  });

  test('stops what is of one stage at the same time, and the next stage after all of it', async () => {
    const shutdown = new Shutdown({ graceMs: 0, log });
    recording(shutdown, 'workers', 'sweeper');
    recording(shutdown, 'workers', 'consumer');
    recording(shutdown, 'pools', 'database');
    await shutdown.run('test');
    expect(stopped).toEqual(['sweeper begins', 'consumer begins', 'sweeper ends', 'consumer ends', 'database begins', 'database ends']);
  });

  test('goes on after an error, and is then not clean', async () => {
    const shutdown = new Shutdown({ graceMs: 0, log });
    shutdown.register('nats', 'server', async () => await Promise.reject(new Error('connection lost')));
    shutdown.register('nats', 'client', () => { throw new Error('at once'); });
    recording(shutdown, 'pools', 'database');
    expect(await shutdown.run('test')).toEqual({ clean: false, failed: ['nats/client', 'nats/server'], unfinished: [] });
    expect(stopped).toEqual(['database begins', 'database ends']);
    expect(errors).toHaveLength(2);
  });

  test('happens once, however often it is asked for', async () => {
    const shutdown = new Shutdown({ graceMs: 0, log });
    recording(shutdown, 'pools', 'database');
    const outcomes = await Promise.all([shutdown.run('SIGTERM'), shutdown.run('SIGINT')]);
    outcomes.push(await shutdown.run('again'));
    expect(new Set(outcomes).size).toBe(1);
    expect(stopped).toEqual(['database begins', 'database ends']);
  });

  test('ends although something hangs, and names it and what was never reached', async () => {
    const shutdown = new Shutdown({ graceMs: 0, log, withinMs: 50 });
    shutdown.register('nats', 'server', async () => await new Promise(() => undefined));
    recording(shutdown, 'nats', 'client');
    recording(shutdown, 'pools', 'database');
    expect(await shutdown.run('test')).toEqual({ clean: false, failed: [], unfinished: ['nats/server', 'pools/database'] });
    expect(errors).toEqual([['Not stopped within 50 ms: nats/server, pools/database']]);
  });

  test('waits between readiness and the drain until load balancers have seen it', async () => {
    const shutdown = new Shutdown({ graceMs: 40, log });
    const at: Partial<Record<Stage, number>> = {};
    for (const stage of ['readiness', 'http'] as const) shutdown.register(stage, stage, async () => { at[stage] = performance.now(); });
    await shutdown.run('test');
    // A timer may fire a millisecond early by the other clock.
    expect((at.http ?? 0) - (at.readiness ?? 0)).toBeGreaterThanOrEqual(39);
  });

  test('during the start also stops what is opened after its stage', async () => {
    const shutdown = new Shutdown({ graceMs: 0, log });
    const release = await new Promise<() => void>((reached) => {
      shutdown.register('relay', 'relay', async () => await new Promise<void>((resolve) => reached(resolve)));
      void shutdown.run('SIGTERM while starting');
    });
    recording(shutdown, 'http', 'late server');
    recording(shutdown, 'pools', 'late database');
    await turn();
    await turn();
    expect(stopped).toEqual(['late server begins', 'late server ends']);
    release();
    expect(await shutdown.run('again')).toEqual({ clean: true, failed: [], unfinished: [] });
    expect(stopped.slice(2)).toEqual(['late database begins', 'late database ends']);
  });

  test('knows each thing that it stops by a name of its own', () => {
    const shutdown = new Shutdown({ graceMs: 0, log });
    recording(shutdown, 'pools', 'database');
    expect(() => recording(shutdown, 'pools', 'database')).toThrow('pools/database');
  });
});
