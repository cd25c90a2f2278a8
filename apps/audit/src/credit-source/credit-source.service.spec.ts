import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { creditListed, type CreditSource } from '@jiqun/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { AuditBed, sampleCreditCode } from '../../test/audit-bed.js';
import { CreditSourceDeadlines } from './credit-source.deadlines.js';
import { CreditSourceRepository } from './credit-source.repository.js';
import { CreditSourceService } from './credit-source.service.js';
import { HttpConnector } from './http-connector.js';
import { isSafeAddress } from './source-address.js';

jest.setTimeout(60_000);

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

const page = (items: readonly object[], cursor: string, more = false): Answering => (_request, response) => {
  response.end(JSON.stringify({ items, cursor, more }));
};
const status = (code: number): Answering => (_request, response) => {
  response.statusCode = code;
  response.end();
};

let bed: AuditBed;
let sources: CreditSourceService;
let server: Server;
let address: string;
/** What the server answers to the questions in turn; the last one again and again. */
let answers: Answering[];
let asked: IncomingMessage[];
let serial = 0;
let today = 1;

beforeAll(async () => {
  Logger.overrideLogger(false);
  bed = await AuditBed.open('2026-03-01');
  const connector = new HttpConnector({ platform: 'token-1' }, { tryMs: 300, firstRetryMs: 5, pageBytes: 20_000, pages: 3 });
  sources = new CreditSourceService(bed.runner, new CreditSourceRepository(bed.reader), bed.loads, connector);
  new CreditSourceDeadlines(bed.handlers, sources).onModuleInit();
});
afterAll(async () => {
  await bed.close();
});
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/listings?list=a`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const row = (creditCode = sampleCreditCode()) => ({ creditCode, change: 'listed', listedFrom: '2026-01-10' });

/** Registers a source, which is asked at once. */
async function registered(changes: object = {}): Promise<CreditSource> {
  serial += 1;
  const terms = { list: 'dishonest-judgement-debtor', source: `接口 ${serial}`, address, pageSize: 100, everyMinutes: 1_380, reason: '接入', ...changes };
  const source = await sources.register(terms as never, bed.as());
  await bed.work();
  return await sources.get(source.id, bed.as());
}

/** The next day everything is asked again. */
async function nextDay(source: CreditSource): Promise<CreditSource> {
  today += 1;
  await bed.moveTo(`2026-03-${String(today).padStart(2, '0')}`);
  return await sources.get(source.id, bed.as());
}

const paused = async (source: CreditSource): Promise<void> => {
  const { id, version } = await sources.get(source.id, bed.as());
  await sources.pause({ id, version, reason: '测试结束' }, bed.as());
};

describe('a source that is asked over HTTP', () => {
  it('SUB-6-2, AMC-3.c: is asked page by page with its token, and what it says is a load of changes; the next question goes on where it ended', async () => {
    const [one, two] = [row(), row()];
    answers = [page([one], 'c1', true), page([two], 'c2'), page([], 'c2')];
    const source = await registered({ secretName: 'platform' });
    expect(source).toMatchObject({ cursor: 'c2', failures: 0 });
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/listings?list=a&limit=100', 'Bearer token-1'], ['/listings?list=a&limit=100&cursor=c1', 'Bearer token-1'],
    ]);
    const load = await bed.loads.get(source.lastLoadId ?? '', bed.as());
    expect(load).toMatchObject({ state: 'applied', kind: 'delta', begunBy: 'system:deadline', done: { listed: 2 } });
    expect((await bed.events(creditListed)).filter(({ loadId }) => loadId === load.id)).toHaveLength(2);
    const later = await nextDay(source);
    expect([asked.at(-1)?.url, later.lastLoadId]).toEqual(['/listings?list=a&limit=100&cursor=c2', load.id]);
    await paused(source);
  });

  it('SUB-6-2: that fails for a moment is asked again at once, and of a page that comes twice each listing is taken once', async () => {
    const one = row();
    answers = [status(503), (request) => void request.destroy(), page([one], 'c1', true), page([one], 'c2')];
    const source = await registered();
    expect(source).toMatchObject({ cursor: 'c2', failures: 0 });
    expect((await bed.loads.get(source.lastLoadId ?? '', bed.as())).done).toMatchObject({ listed: 1 });
    await paused(source);
  });

  it.each<[string, Answering, RegExp]>([
    ['is away', status(500), /answered with 500/],
    ['refuses', status(403), /answered with 403/],
    ['does not answer', () => undefined, /did not answer/],
    ['leads elsewhere', (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), /answered with 302/],
    ['answers with something else', (_request, response) => response.end('<html>'), /something else than a page/],
    ['answers without end', (_request, response) => response.end(JSON.stringify({ items: [], cursor: 'x', more: false, pad: 'x'.repeat(30_000) })), /larger than 20000 bytes/],
    ['goes on at the same place', page([], 'same', true), /goes on at the same place/],
  ])('SUB-6-2: that %s loses nothing: the failure is told, and the question is put again in time', async (_what, failing, error) => {
    answers = [failing];
    const source = await registered();
    expect(source).toMatchObject({ failures: 1, lastError: expect.stringMatching(error) });
    expect(source).not.toHaveProperty('cursor');
    answers = [page([row()], 'c9')];
    const later = await nextDay(source);
    expect(later).toMatchObject({ cursor: 'c9', failures: 0 });
    expect(later).not.toHaveProperty('lastError');
    await paused(source);
  });

  it('SUB-6-2: that says something wrong has its load refused as a whole, and is asked for the same again', async () => {
    const good = row();
    answers = [page([good, { ...good, creditCode: 'x' }, { nonsense: true }], 'c1'), page([good], 'c1')];
    const source = await registered();
    expect(source).toMatchObject({ failures: 1, lastError: expect.stringContaining('is faulty') });
    expect(source).not.toHaveProperty('cursor');
    const load = await bed.loads.get(source.lastLoadId ?? '', bed.as());
    expect([load.state, load.faults.first.map(({ line }) => line)]).toEqual(['faulty', [2, 3, 3]]);
    expect((await nextDay(source)).cursor).toBe('c1');
    await paused(source);
  });

  it('SUB-6-2: that has more than is taken at once is asked on in a minute, not only at its next time', async () => {
    let number = 0;
    answers = [(request, response) => {
      number += 1;
      page([row()], `c${number}`, number < 5)(request, response);
    }];
    const source = await registered();
    expect([asked.length, source.cursor]).toEqual([3, 'c3']);
    const { cursor } = await nextDay(source);
    expect([asked.length, cursor]).toEqual([6, 'c6']);
    await paused(source);
  });

  it('is not asked while it is paused, and at once when it is resumed', async () => {
    answers = [page([], 'c1')];
    const source = await registered();
    await paused(source);
    const before = asked.length;
    const still = await nextDay(source);
    expect(asked.length).toBe(before);
    await expect(sources.pause({ id: still.id, version: still.version, reason: 'x' }, bed.as())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await sources.resume({ id: still.id, version: still.version, reason: 'x' }, bed.as());
    await bed.work();
    expect(asked.length).toBe(before + 1);
    await paused(source);
  });

  it('that asks for a token which the configuration lacks says so, and no token stands in the database', async () => {
    answers = [page([], 'c1')];
    const source = await registered({ secretName: 'nobody' });
    expect(source.lastError).toContain('JIQUN_CREDIT_TOKENS');
    expect(asked).toEqual([]);
    await paused(source);
  });
});

it.each([
  ['https://credit.example/x', true], ['http://127.0.0.1:8080/x', true], ['http://localhost/x', true], ['http://[::1]/x', true],
  ['http://credit.example/x', false], ['http://10.0.0.1/', false], ['https://user:pass@credit.example/', false], ['ftp://127.0.0.1/', false], ['nonsense', false],
  ['http://127.0.0.1.example.com/', false],
])('%s may be asked: %s', (text, safe) => {
  expect(isSafeAddress(text)).toBe(safe);
});

it('is registered by the province\'s industry department, once for each list and name, at a safe address', async () => {
  answers = [page([], 'c1')];
  const terms = { list: 'abnormal-operation', source: '唯一', address, pageSize: 1, everyMinutes: 1, reason: 'x' } as never;
  const source = await sources.register(terms, bed.as());
  await expect(sources.register(terms, bed.as())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await expect(sources.register({ ...(terms as object), address: 'http://credit.example/' } as never, bed.as())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  const { id, version } = source;
  await expect(sources.pause({ id, version, reason: 'x' }, bed.as('province-finance'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  await expect(sources.get(id, bed.as('province-industry', 'x', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await sources.list({}, bed.as('auditor'))).items[0]?.id).toBe(id);
});
