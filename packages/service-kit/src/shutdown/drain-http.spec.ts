import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { drainHttp, httpServerOptions } from './drain-http.js';

const GENEROUS_MS = 30_000;
const pause = async (ms: number): Promise<void> => await new Promise((resume) => setTimeout(resume, ms));

const server = () => new FastifyAdapter(httpServerOptions).getInstance();

let fastify: ReturnType<typeof server>;
let drain: () => Promise<void>;
let port: number;
let agents: Agent[];
/** Requests to /held that have arrived, each waiting to be released. */
let held: (() => void)[];

beforeEach(async () => {
  agents = [];
  held = [];
  fastify = server();
  drain = drainHttp(fastify);
  fastify.get('/quick', async () => ({ ok: true }));
  fastify.get('/slow', async () => {
    await pause(5 + Math.random() * 20);
    return { ok: true };
  });
  fastify.get('/held', async () => {
    await new Promise<void>((resolve) => void held.push(resolve));
    return { ok: true };
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  port = (fastify.server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const agent of agents) agent.destroy();
  fastify.server.closeAllConnections();
  await fastify.close();
});

class Moved extends Error {}

/** A keep-alive client that opens no new connection once `moved()`, as a load balancer that saw readiness go off. */
function client(moved: () => boolean = () => false): Agent {
  const agent = new (class extends Agent {
    override createConnection(...[options, callback]: Parameters<Agent['createConnection']>): ReturnType<Agent['createConnection']> {
      if (!moved()) return super.createConnection(options, callback);
      callback?.(new Moved('to another replica'), undefined as never);
      return undefined;
    }
  })({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return agent;
}

async function get(agent: Agent, path: string): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  return await new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', path }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** Sends one request after the other until it has moved; the outcomes that are neither an answer nor the move are losses. */
async function loadUntilMoved(agent: Agent): Promise<{ answered: number; lost: string[] }> {
  const lost: string[] = [];
  let answered = 0;
  for (;;) {
    try {
      const { status } = await get(agent, '/slow');
      if (status === 200) answered += 1;
      else lost.push(`status ${status}`);
    } catch (error) {
      if (error instanceof Moved) return { answered, lost };
      lost.push(String(error));
      if (lost.length > 10) return { answered, lost };
    }
  }
}

describe('while an HTTP server drains', () => {
  test('busy keep-alive clients lose no request, and it ends within ten seconds', async () => {
    let draining = false;
    const clients = Array.from({ length: 40 }, async () => await loadUntilMoved(client(() => draining)));
    await pause(300);
    draining = true;
    const begun = performance.now();
    await drain();
    expect(performance.now() - begun).toBeLessThan(10_000);
    const outcomes = await Promise.all(clients);
    expect(outcomes.flatMap(({ lost }) => lost)).toEqual([]);
    expect(outcomes.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(clients.length);
  }, GENEROUS_MS);

  test('a request that comes on an idle connection is answered, and told to go elsewhere', async () => {
    const idle = client();
    const first = await get(idle, '/quick');
    expect(first.headers.connection).toBe('keep-alive');
    let ended = false;
    const drained = drain().finally(() => { ended = true; });
    await pause(500);
    expect(ended).toBe(false);
    const last = await get(idle, '/quick');
    expect([last.status, last.headers.connection]).toEqual([200, 'close']);
    await drained;
  }, GENEROUS_MS);

  test('a plain close() would have lost that request: the trap is real', async () => {
    const idle = connect(port, '127.0.0.1');
    const { answers, closed } = reading(idle);
    idle.write('GET /quick HTTP/1.1\r\nhost: x\r\n\r\n');
    while (answers() < 1) await pause(10);
    const closing = fastify.close();
    idle.write('GET /quick HTTP/1.1\r\nhost: x\r\n\r\n');
    await closed;
    await closing;
    expect(answers()).toBe(1);
  }, GENEROUS_MS);

  test('a request in hand is finished, and its connection with it', async () => {
    const busy = client();
    const answer = get(busy, '/held');
    while (held.length === 0) await pause(10);
    let ended = false;
    const drained = drain().finally(() => { ended = true; });
    await pause(300);
    expect(ended).toBe(false);
    held[0]?.();
    const { status, headers } = await answer;
    expect([status, headers.connection]).toEqual([200, 'close']);
    await drained;
  }, GENEROUS_MS);

  test('a connection that never sends anything does not hold it up', async () => {
    const silent = connect(port, '127.0.0.1');
    const { closed } = reading(silent);
    await new Promise((resolve) => void silent.once('connect', resolve));
    await drain();
    await closed;
    await expect(get(client(), '/quick')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }, GENEROUS_MS);
});

/** Counts the answers on a raw connection. */
function reading(socket: Socket): { answers: () => number; closed: Promise<void> } {
  let text = '';
  socket.setEncoding('latin1').on('data', (part: string) => { text += part; });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  return { answers: () => text.split('HTTP/1.1 200').length - 1, closed };
}
