import type { AddressInfo } from 'node:net';

import { restRoutes, type RestRoute } from '@jiqun/contracts';
import { createTestBed, type TestBed } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';

import { answerErrorOf } from '../http/failure.js';
import { type Counted, limitOf, limitRates } from './rate-limits.js';

jest.setTimeout(30_000);

const routes = restRoutes();
const routeTo = (subject: string, kind = 'call'): RestRoute => routes.find((route) => route.contract.subject === subject && route.kind === kind) as RestRoute;
const list = routeTo('evaluation.application.list');
const complaint = routeTo('audit.complaint.file');

describe('whose requests are counted together', () => {
  it.each<[string, Counted, string]>([
    ['a stranger who reads', { route: routeTo('registry.title.search-public'), address: '203.0.113.7' }, 'public:address 203.0.113.7'],
    ['a stranger who files a complaint', { route: complaint, address: '203.0.113.7' }, 'intake:address 203.0.113.7'],
    ['one who has signed in and files a complaint', { route: complaint, address: '203.0.113.7', person: 'p' }, 'intake:person p '],
    ['a person', { route: list, address: '203.0.113.7', person: 'p' }, 'person:person p '],
    ['a machine', { route: list, address: '203.0.113.7', person: 'p', client: 'finance' }, 'machine:person p finance'],
    ['a person who exports', { route: routeTo('evaluation.application.list', 'export'), address: '203.0.113.7', person: 'p' }, 'lists:person p '],
    ['one who failed to sign in', { route: list, address: '203.0.113.7' }, 'public:address 203.0.113.7'],
  ])('%s', (_, counted, key) => expect(limitOf(counted).key).toBe(key));

  it('a network of IPv6 is one client: it has more addresses than a limit could count', () => {
    const key = (address: string): string => limitOf({ route: list, address }).key;
    expect(key('2001:db8:1:2:3:4:5:6')).toBe(key('2001:db8:1:2:ffff::1'));
    expect(key('2001:db8:1:2::1')).not.toBe(key('2001:db8:1:3::1'));
  });
});

describe('limits', () => {
  let bed: TestBed;
  const open: FastifyInstance[] = [];
  beforeAll(async () => {
    Logger.overrideLogger(false);
    bed = await createTestBed();
  });
  afterAll(async () => {
    await Promise.all(open.map(async (instance) => await instance.close()));
    await bed.close();
  });

  /** A server with a tenth of the limits: one complaint a minute. */
  async function served(redisUrl: string, factor = 0.1): Promise<FastifyInstance> {
    const instance = fastify();
    open.push(instance);
    instance.setErrorHandler((error, request, reply) => {
      const { code, params } = answerErrorOf(error, request.url, () => undefined);
      void reply.status(code === 'RATE_LIMITED' ? 429 : 500).send({ code, params });
    });
    await limitRates(instance, { redisUrl, prefix: bed.prefix, factor, countedOf: ({ headers }) => ({ route: complaint, address: String(headers['x-address']) }) });
    instance.get('/', async () => 'taken');
    await instance.listen({ host: '127.0.0.1', port: 0 });
    return instance;
  }

  async function asked(instance: FastifyInstance, address: string): Promise<Response> {
    const [listening] = instance.addresses() as AddressInfo[];
    return await fetch(`http://127.0.0.1:${listening?.port ?? 0}/`, { headers: { 'x-address': address, connection: 'close' } });
  }

  it('hold over all replicas, say when to come back, and count each client for itself', async () => {
    const [one, other] = [await served(bed.redisUrl), await served(bed.redisUrl)];
    expect((await asked(one, '203.0.113.1')).status).toBe(200);
    const refused = await asked(other, '203.0.113.1');
    expect([refused.status, await refused.json()]).toEqual([429, { code: 'RATE_LIMITED', params: { limit: '1', seconds: '60' } }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await asked(other, '203.0.113.2')).status).toBe(200);
  });

  it('turn nobody away while Redis is lost, and none exist with the factor 0', async () => {
    for (const instance of [await served('redis://127.0.0.1:1'), await served(bed.redisUrl, 0)]) {
      const statuses = await Promise.all([1, 2, 3].map(async () => (await asked(instance, '203.0.113.3')).status));
      expect(statuses).toEqual([200, 200, 200]);
    }
  });
});
