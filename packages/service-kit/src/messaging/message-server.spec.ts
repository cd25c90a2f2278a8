import { jest } from '@jest/globals';
import { Refusal, type Answer, type StartDrill } from '@jiqun/contracts';
import { Logger } from '@nestjs/common';

import { drillNamed, echo, getDrill, listDrills, MessageBed, startDrill, type Handler } from '../../test/message-bed.js';
import { Opened } from '../../test/opened.js';
import { newId } from '../clock/new-id.js';
import { systemNow } from '../clock/system-time.js';
import { createTestBed, startNats, until, type TestBed } from '../testing/index.js';
import type { ServedContract } from './handles.decorator.js';
import { MessageClient } from './message-client.js';
import type { MessageServer } from './message-server.js';
import { connectNats, type NatsLink } from './nats-connection.js';

jest.setTimeout(60_000);
// Failing handlers are the matter here.
beforeAll(() => Logger.overrideLogger(false));

let bed: TestBed;
let messages: MessageBed;
let link: NatsLink;
let context: string;
const servers: MessageServer[] = [];
const opened = new Opened();

beforeAll(async () => {
  bed = await createTestBed();
  messages = await MessageBed.open();
  link = await bed.connect();
  context = await messages.context();
});
afterEach(async () => {
  await opened.close();
  await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});
afterAll(async () => {
  await bed.close();
});

async function serve(handler: Handler, settings: Parameters<MessageBed['serve']>[2] = {}, contract: ServedContract = startDrill as unknown as ServedContract): Promise<void> {
  servers.push(await messages.serve(link, [[contract, handler]], settings));
}

/** Asks as anybody might who can reach NATS. */
async function ask(payload: unknown, subject = startDrill.subject): Promise<Answer<unknown>> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return (await link.connection.request(link.subject(subject), text, { timeout: 10_000 })).json<Answer<unknown>>();
}

const envelope = (changes: object = {}): object => ({ context, key: newId(), data: { note: 'n' }, ...changes });
const refused = (code: string): object => ({ ok: false, error: expect.objectContaining({ code }) as unknown });

describe('a request', () => {
  it('in order is answered, and the handler is told who asks and under which key', async () => {
    const seen: unknown[] = [];
    await serve(async (request, { caller, call, context: signed }) => {
      seen.push(request, caller.person, call.identity, typeof signed);
      return await echo(request);
    });
    const key = newId();
    await expect(ask(envelope({ key }))).resolves.toMatchObject({ ok: true, data: { note: 'n' } });
    expect(seen).toEqual([{ note: 'n' }, 'person-1', { kind: 'key', tenant: 'CN-22', operation: startDrill.subject, key, payloadHash: expect.any(Buffer) as unknown }, 'string']);
  });

  it('of what is public needs no caller: it runs as the public, which has no grant and no jurisdiction', async () => {
    const contract = { ...listDrills, permission: { action: 'drill.list', roles: ['public'], reach: 'public' } } as unknown as ServedContract;
    let asked: unknown;
    await serve(async (_request, { caller }) => await Promise.resolve(((asked = [caller.person, caller.tenant, caller.grants]), { items: [] })), {}, contract);
    await expect(ask({ data: {} }, listDrills.subject)).resolves.toEqual({ ok: true, data: { items: [] } });
    expect(asked).toEqual(['public', '', []]);
  });

  it.each([
    ['no JSON', '{', 'MALFORMED_MESSAGE'],
    ['empty', '', 'MALFORMED_MESSAGE'],
    ['no object', '[]', 'MALFORMED_MESSAGE'],
    ['nested 100,000 deep', '['.repeat(100_000), 'MALFORMED_MESSAGE'],
    ['of unknown keys', () => envelope({ more: 1 }), 'MALFORMED_MESSAGE'],
    ['under a key that is none', () => envelope({ key: '' }), 'MALFORMED_MESSAGE'],
    ['without a caller', () => envelope({ context: undefined }), 'NOT_SIGNED_IN'],
    ['of a caller that nobody signed', () => envelope({ context: 'a.b.c' }), 'CONTEXT_INVALID'],
    ['past its deadline', () => envelope({ deadline: systemNow() - 1 }), 'DEADLINE_EXCEEDED'],
    ['without what its contract wants', () => envelope({ data: {} }), 'INVALID_REQUEST'],
    ['with what its contract does not know', () => envelope({ data: { note: 'n', more: 1 } }), 'INVALID_REQUEST'],
    ['without data', () => envelope({ data: undefined }), 'MALFORMED_MESSAGE'],
    ['that commands without a key', () => envelope({ key: undefined }), 'IDEMPOTENCY_KEY_MISSING'],
  ])('%s is answered with its code, and the handler is not asked', async (_what, payload, code) => {
    let asked = 0;
    await serve(async (request) => {
      asked += 1;
      return await echo(request);
    });
    await expect(ask(typeof payload === 'string' ? payload : payload())).resolves.toEqual(refused(code));
    expect(asked).toBe(0);
  });

  it('of somebody who may not is refused, and told to who keeps the record, before the answer', async () => {
    const told: string[] = [];
    await serve(echo, { onForbidden: async (contract, caller, refusal) => void told.push(`${contract.subject} ${caller.person} ${refusal.code}`) });
    const forbidden = await messages.context({ grants: [{ role: 'public', region: '220000' }] });
    await expect(ask(envelope({ context: forbidden }))).resolves.toEqual(refused('NOT_PERMITTED'));
    expect(told).toEqual([`${startDrill.subject} person-1 NOT_PERMITTED`]);
  });

  it('that the handler forbids is told to who keeps the record as well', async () => {
    const told: string[] = [];
    await serve(async () => await Promise.reject(new Refusal('OTHER_TENANT')), { onForbidden: async (_contract, _caller, { code }) => void told.push(code) });
    await expect(ask(envelope())).resolves.toEqual(refused('OTHER_TENANT'));
    expect(told).toEqual(['OTHER_TENANT']);
  });

  it('beyond what a replica can hold is refused as one to try again', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await serve(async (request) => {
      await held;
      return await echo(request);
    }, { maxInFlight: 3 });
    const answers = Array.from({ length: 5 }, async () => await ask(envelope()));
    const over = await Promise.race(answers);
    expect(over).toEqual(refused('OVERLOADED'));
    release();
    const codes = (await Promise.all(answers)).map((answer) => (answer.ok ? 'OK' : answer.error.code));
    expect(codes.toSorted()).toEqual(['OK', 'OK', 'OK', 'OVERLOADED', 'OVERLOADED']);
  });
});

describe('a handler', () => {
  it.each([
    ['throws', async () => await Promise.reject(new Error('secret')), 'INTERNAL'],
    ['throws something that is no error', async () => await Promise.reject('secret' as unknown as Error), 'INTERNAL'],
    ['refuses', async () => await Promise.reject(new Refusal('STATE_FORBIDS', { action: 'a', state: 's' })), 'STATE_FORBIDS'],
    ['has lost the database', async () => await Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })), 'SERVICE_UNAVAILABLE'],
    ['answers with a bigint', async () => ({ fen: 1n }), 'INTERNAL'],
    ['answers with a circle', async () => circle(), 'INTERNAL'],
    ['answers with more than a message holds', async () => drillNamed('x'.repeat(1_000_001)), 'ANSWER_TOO_LARGE'],
    ['answers with more than a message holds, in letters of three bytes', async () => drillNamed('集'.repeat(333_334)), 'ANSWER_TOO_LARGE'],
  ])('that %s is an answer', async (_what, handler, code) => {
    await serve(handler as Handler);
    const answer = await ask(envelope());
    expect(answer).toEqual(refused(code));
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('may answer with almost as much as a message holds', async () => {
    await serve(async () => drillNamed('x'.repeat(990_000)));
    await expect(ask(envelope())).resolves.toMatchObject({ ok: true });
  });

  it('of a query needs no key', async () => {
    await serve(async () => ({ items: [] }), {}, listDrills as unknown as ServedContract);
    await expect(ask({ context, data: {} }, listDrills.subject)).resolves.toEqual({ ok: true, data: { items: [] } });
  });

  it('without a contract is not served', async () => {
    await expect(messages.serve(link, [[undefined, echo as unknown as Handler]])).rejects.toThrow('served without a contract');
  });
});

describe('replicas', () => {
  it('share their requests: each is handled once, and each replica handles some', async () => {
    const handled: string[] = [];
    for (const replica of ['a', 'b']) {
      servers.push(await messages.serve(await bed.connect(), [[startDrill as unknown as ServedContract, async ({ note }: StartDrill) => {
        handled.push(replica);
        return drillNamed(note);
      }]]));
    }
    await Promise.all(Array.from({ length: 200 }, async () => await ask(envelope())));
    expect(handled).toHaveLength(200);
    expect(new Set(handled)).toEqual(new Set(['a', 'b']));
  });

  it('that are stopped and started under load lose no request, where servers that just go lose some', async () => {
    const drained = await rolling(async (server) => await server.close());
    expect(drained.lost).toBe(0);
    expect(drained.handled).toBe(drained.asked);
    expect(drained.asked).toBeGreaterThan(1_000);
    // What a server does that just goes: it answers nothing any more. Shows that the load finds it.
    const cut = await rolling(async (_server, own) => await own.connection.close());
    expect(cut.lost).toBeGreaterThan(0);
  });

  it('answer while they stop what was on its way to them', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    opened.keep(release, (letGo) => letGo());
    const server = await messages.serve(link, [[startDrill as unknown as ServedContract, async (request) => {
      await held;
      return await echo(request);
    }]]);
    const answer = ask(envelope());
    await until('it is in hand', () => server.inFlight === 1);
    const closed = server.close();
    release();
    await expect(answer).resolves.toMatchObject({ ok: true });
    await closed;
    expect(server.inFlight).toBe(0);
  });
});

/** Two replicas, one stopped and started after the other, 30 times in all, under requests that never pause. */
async function rolling(stop: (server: MessageServer, own: NatsLink) => Promise<void>): Promise<{ asked: number; lost: number; handled: number }> {
  const subject = getDrill as unknown as ServedContract;
  let handled = 0;
  const begin = async () => {
    const own = opened.keep(await connectNats({ url: bed.natsUrl, name: 'rolling', prefix: bed.prefix }), async ({ connection }) => await connection.close());
    const server = await messages.serve(own, [[subject, async () => {
      await new Promise((resume) => setTimeout(resume, 3));
      handled += 1;
      return drillNamed('n');
    }]]);
    return { own, server };
  };
  const replicas = [await begin(), await begin()];
  const running = new AbortController();
  let asked = 0;
  let lost = 0;
  const id = newId();
  const load = Array.from({ length: 25 }, async () => {
    while (!running.signal.aborted) {
      asked += 1;
      const reply = await link.connection.request(link.subject(getDrill.subject), JSON.stringify({ context, data: { id } }), { timeout: 1_000 }).catch(() => undefined);
      if (reply?.json<Answer<unknown>>().ok !== true) lost += 1;
    }
  });
  for (let restart = 0; restart < 30; restart += 1) {
    const old = replicas[restart % 2] as (typeof replicas)[0];
    await stop(old.server, old.own);
    await old.own.connection.close();
    replicas[restart % 2] = await begin();
    await new Promise((resume) => setTimeout(resume, 20));
  }
  running.abort();
  await Promise.all(load);
  return { asked, lost, handled };
}

describe('when NATS is killed and comes back', () => {
  it('a server answers again, and never gives up', async () => {
    const nats = opened.keep(await startNats(), async (server) => await server.close());
    const own = opened.keep(await connectNats({ url: nats.url, name: 'killed', prefix: bed.prefix }), async ({ connection }) => await connection.close());
    opened.keep(await messages.serve(own, [[startDrill as unknown as ServedContract, echo as unknown as Handler]]), async (one) => await one.close());
    const client = opened.keep(new MessageClient(own), async (one) => await one.close());
    const options = { maxReconnectAttempts: -1, reconnect: true, waitOnFirstConnect: true };
    expect((own.connection as unknown as { options: object }).options).toMatchObject(options);
    for (let round = 0; round < 2; round += 1) {
      await nats.kill();
      await until('it has noticed', () => !own.isConnected());
      await nats.start();
      await expect(client.command(startDrill, { note: 'n' }, { context, key: newId(), withinMs: 20_000 })).resolves.toMatchObject({ note: 'n' });
      expect(own.isConnected()).toBe(true);
    }
  });

  it('a server can be stopped while NATS is away', async () => {
    const nats = opened.keep(await startNats(), async (server) => await server.close());
    const own = opened.keep(await connectNats({ url: nats.url, name: 'killed', prefix: bed.prefix }), async ({ connection }) => await connection.close());
    const server = opened.keep(await messages.serve(own, [[startDrill as unknown as ServedContract, echo as unknown as Handler]]), async (one) => await one.close());
    await nats.kill();
    await until('it has noticed', () => !own.isConnected());
    await server.close();
  });
});

function circle(): object {
  const round: { self?: object } = {};
  round.self = round;
  return round;
}
