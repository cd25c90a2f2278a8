import { jest } from '@jest/globals';
import { Refusal, type Drill, type StartDrill } from '@jiqun/contracts';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { drillNamed, echo, getDrill, MessageBed, startDrill, type Handler } from '../../test/message-bed.js';
import { newId } from '../clock/new-id.js';
import { CommandRunner } from '../commands/command-runner.js';
import { createTestBed, until, type TestBed } from '../testing/index.js';
import type { ServedContract } from './handles.decorator.js';
import { MessageClient } from './message-client.js';
import type { MessageServer } from './message-server.js';
import type { NatsLink } from './nats-connection.js';
import type { Request } from './request.js';

jest.setTimeout(60_000);
beforeAll(() => Logger.overrideLogger(false));

let bed: TestBed;
let messages: MessageBed;
let link: NatsLink;
let client: MessageClient;
let context: string;
let replicas: { readonly server: MessageServer; readonly own: NatsLink }[] = [];

beforeAll(async () => {
  bed = await createTestBed();
  messages = await MessageBed.open();
  link = await bed.connect();
  context = await messages.context();
});
beforeEach(() => {
  client = new MessageClient(link);
});
afterEach(async () => {
  await client.close();
  for (const { server, own } of replicas.splice(0)) {
    await server.close();
    await own.connection.close();
  }
});
afterAll(async () => {
  await bed.close();
});

async function serve(handler: (request: never, context: Request) => Promise<unknown>, contract: unknown = startDrill): Promise<void> {
  const own = await bed.connect();
  replicas.push({ own, server: await messages.serve(own, [[contract as ServedContract, handler as Handler]]) });
}

/** Ends servers whose handlers never end: they could not be drained. */
async function kill(): Promise<void> {
  for (const { own } of replicas.splice(0)) await own.connection.close();
}

const start = async (note = 'n', withinMs = 5_000, key = newId()): Promise<Drill> => await client.command(startDrill, { note }, { context, key, withinMs });

describe('a call', () => {
  it('gets its own answer, thousands at a time', async () => {
    await serve(async (request: StartDrill) => {
      await new Promise((resume) => setTimeout(resume, Math.random() * 20));
      return await echo(request);
    });
    const notes = Array.from({ length: 1_500 }, (_, index) => `n${index}`);
    const answers = await Promise.all(notes.map(async (note) => await start(note, 20_000)));
    expect(answers.map(({ note }) => note)).toEqual(notes);
    expect(client.waiting).toBe(0);
  });

  it('to a service that never answers ends at its deadline', async () => {
    await serve(async () => await new Promise(() => undefined));
    await expect(start('n', 300)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', params: { subject: startDrill.subject } });
    expect(client.waiting).toBe(0);
    await kill();
  });

  it('to a service that is not there says so, after trying until its deadline', async () => {
    await expect(start('n', 300)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', params: { service: 'registry' } });
  });

  it('waits for a service that is just starting', async () => {
    const answer = start('late', 10_000);
    await new Promise((resume) => setTimeout(resume, 100));
    await serve(echo);
    await expect(answer).resolves.toMatchObject({ note: 'late' });
  });

  it('that is refused for good is not tried again', async () => {
    let asked = 0;
    await serve(async () => {
      asked += 1;
      throw new Refusal('STATE_FORBIDS', { action: 'a', state: 's' });
    });
    await expect(start()).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { action: 'a', state: 's' } });
    expect(asked).toBe(1);
  });

  it('that may succeed later is tried again, with the same key, until then', async () => {
    const keys: unknown[] = [];
    await serve(async (request: StartDrill, { call }) => {
      keys.push(call.identity.kind === 'key' ? call.identity.key : undefined);
      if (keys.length < 3) throw new Refusal('OVERLOADED', { service: 'registry' });
      return await echo(request);
    });
    await expect(start()).resolves.toMatchObject({ note: 'n' });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('stops trying at its deadline', async () => {
    let asked = 0;
    await serve(async () => {
      asked += 1;
      throw new Refusal('OVERLOADED', { service: 'registry' });
    });
    await expect(start('n', 400)).rejects.toMatchObject({ code: 'OVERLOADED' });
    const before = asked;
    expect(before).toBeGreaterThan(1);
    await new Promise((resume) => setTimeout(resume, 500));
    expect(asked).toBe(before);
  });

  it.each([
    ['nothing', undefined],
    ['another shape', { id: 'x' }],
    ['a state that its contract does not know', { ...drillNamed('n'), state: 'new' }],
  ])('answered with %s is a mistake that names the contract', async (_what, answer) => {
    await serve(async () => answer);
    await expect(start()).rejects.toThrow(`The answer to ${startDrill.subject} is not what its contract says`);
  });

  it('answered by a newer release with a field more is read without it', async () => {
    await serve(async (request: StartDrill) => ({ ...(await echo(request)), since: 'the next release' }));
    await expect(start()).resolves.not.toHaveProperty('since');
  });

  it.each(['', '{', 'null', '5', '{"ok":false}', '{"ok":false,"error":{"code":"NEW_CODE","params":{},"retryable":false}}'])('answered with %j fails at once', async (text) => {
    const subscription = link.connection.subscribe(link.subject(getDrill.subject), { callback: (_error, message) => void message.respond(text) });
    await expect(client.query(getDrill, { id: newId() }, { context })).rejects.toThrow('is not what its contract says');
    subscription.unsubscribe();
  });

  it('that is larger than a message is refused, and its neighbours of the same moment are sent', async () => {
    await serve(echo);
    const large = client.command(startDrill, { note: '集'.repeat(400_000) }, { context, key: newId() });
    const neighbour = start('small');
    await expect(large).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(neighbour).resolves.toMatchObject({ note: 'small' });
  });
});

describe('a command whose answer was lost', () => {
  let source: DataSource;
  beforeAll(async () => {
    source = await bed.open('registry');
  });

  it('is tried again, has one effect, and gets the stored answer', async () => {
    const runner = new CommandRunner(source, { service: 'registry', lanes: 2, groupSize: 4 });
    let asked = 0;
    const ids: unknown[] = [];
    await serve(async ({ note }: StartDrill, { call }) => {
      asked += 1;
      const answer = await runner.run(call, async (transaction) => {
        const drill = drillNamed(note);
        await transaction.manager.query(`INSERT INTO drill (id, tenant, note, state, started_at) VALUES ($1, 'CN-22', $2, 'started', now())`, [drill.id, note]);
        transaction.record({ action: 'drill.start', objectType: 'drill', objectId: drill.id });
        return drill;
      });
      ids.push(answer.id);
      // The first answer never leaves.
      return asked === 1 ? await new Promise(() => undefined) : answer;
    });
    const answer = await start('lost', 10_000);
    expect(asked).toBe(2);
    expect(ids).toEqual([answer.id, answer.id]);
    expect(await source.query(`SELECT id FROM drill WHERE note = 'lost'`)).toEqual([{ id: answer.id }]);
    await kill();
  });
});

describe('a client that closes', () => {
  it('ends what waits, and nothing of it is sent any more', async () => {
    const own = await bed.connect();
    const closing = new MessageClient(own);
    await serve(async () => await new Promise(() => undefined));
    const waiting = Array.from({ length: 20 }, async () => await closing.command(startDrill, { note: 'n' }, { context, key: newId(), withinMs: 30_000 }));
    const outcomes = Promise.allSettled(waiting);
    await until('they wait', () => closing.waiting === 20);
    await closing.close();
    await own.connection.close();
    const codes = (await outcomes).map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Refusal).code : 'answered'));
    expect(new Set(codes)).toEqual(new Set(['SERVICE_UNAVAILABLE']));
    expect(closing.waiting).toBe(0);
    await expect(closing.command(startDrill, { note: 'n' }, { context, key: newId() })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await kill();
  });

  it('while something is about to be sent does not end the process', async () => {
    const own = await bed.connect();
    const closing = new MessageClient(own);
    const call = closing.command(startDrill, { note: 'n' }, { context, key: newId(), withinMs: 200 });
    const outcome = expect(call).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await own.connection.close();
    await outcome;
    await closing.close();
  });
});
