import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { services, type Drill, type DrillPage, type ServiceName } from '@jiqun/contracts';
import { announceClockMoved } from '@jiqun/service-kit';
import { createTestBed, until, type TestBed } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';

jest.setTimeout(120_000);

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly exited: Promise<unknown>;
}

const running = new Map<ServiceName, Running>();
let bed: TestBed;
let environment: Record<string, string>;
const program = (service: ServiceName, name: string): string => fileURLToPath(new URL(`../../${service}/dist/${name}.js`, import.meta.url));

beforeAll(async () => {
  for (const service of services) if (!existsSync(program(service, 'main'))) throw new Error('The services are not built: run npm run build first');
  bed = await createTestBed();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  environment = {
    JIQUN_NATS_URL: bed.natsUrl,
    JIQUN_REDIS_URL: bed.redisUrl,
    JIQUN_PREFIX: bed.prefix,
    JIQUN_SANDBOX: 'true',
    JIQUN_DATABASE_POOL: '4',
    JIQUN_CONTEXT_PUBLIC_KEY: JSON.stringify(publicKey.export({ format: 'jwk' })),
    JIQUN_CONTEXT_PRIVATE_KEY: JSON.stringify(privateKey.export({ format: 'jwk' })),
  };
  for (const service of services) {
    const [code] = (await once(spawn(process.execPath, [program(service, 'migrate')], { env: { JIQUN_DATABASE_OWNER_URL: bed.ownerUrl(service) }, stdio: 'ignore' }), 'exit')) as [number];
    expect(code).toBe(0);
  }
  await Promise.all(services.map(async (service) => await start(service)));
});

afterAll(async () => {
  for (const { child } of running.values()) child.kill('SIGKILL');
  await Promise.all([...running.values()].map(async ({ exited }) => await exited));
  await bed.close();
});

/** Starts a service as a process; returns when it listens. */
async function start(service: ServiceName): Promise<void> {
  const child = spawn(process.execPath, [program(service, 'main')], { env: { ...environment, JIQUN_DATABASE_URL: bed.databaseUrl(service) }, stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /is up at (http:[^" ]+)/.exec(line)?.[1];
    if (url === undefined) continue;
    // It goes on writing; a full pipe would stop it.
    child.stdout.resume();
    running.set(service, { child, url, exited });
    return;
  }
  throw new Error(`${service} did not start`);
}

const at = (service: ServiceName): Running => running.get(service) as Running;

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly body?: object;
  readonly tenant?: string;
  readonly role?: string;
  readonly key?: string;
}

async function ask(path: string, { method = 'GET', body, tenant = 'CN-22', role = 'system-administrator', key = randomUUID() }: Asked = {}): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer sandbox.${tenant}.${role}`, 'idempotency-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const answer = await fetch(`${at('gateway').url}/api/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: answer.status, body: await answer.json() };
}

const drillsOf = (service: ServiceName): string => `services/${service}/drills`;
async function startDrill(service: ServiceName, body: object, asked: Asked = {}): Promise<Drill> {
  const answer = await ask(drillsOf(service), { method: 'POST', body, ...asked });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as Drill;
}
const state = async (service: ServiceName, id: string): Promise<string> => ((await ask(`${drillsOf(service)}/${id}`)).body as Drill).state;

describe('an installation', () => {
  it('is alive and ready in every service, and shows its figures', async () => {
    for (const service of services) {
      const { url } = at(service);
      await until(`${service} is ready`, async () => (await fetch(`${url}/health/ready`)).status === 200);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('jiqun_');
    }
  });

  it.each(services)('confirms a drill of %s: command, event, receipt of the audit and back', async (service) => {
    const { id } = await startDrill(service, { note: 'whole path', confirmWithinSeconds: 3_600 });
    await until('it is confirmed', async () => (await state(service, id)) === 'confirmed', 30_000);
    expect((await ask(`${drillsOf(service)}/${id}`)).body).toMatchObject({ id, service, state: 'confirmed', version: 2 });
  });

  it('carries a command that is sent again under its key out once, and refuses the key for another', async () => {
    const key = randomUUID();
    const first = await startDrill('registry', { note: 'twice' }, { key });
    const again = await Promise.all(Array.from({ length: 5 }, async () => await startDrill('registry', { note: 'twice' }, { key })));
    expect(new Set([first, ...again].map(({ id }) => id)).size).toBe(1);
    await expect(ask(drillsOf('registry'), { method: 'POST', body: { note: 'other' }, key })).resolves.toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('lists drills page by page, newest first, and nobody sees those of another jurisdiction', async () => {
    const notes = ['1', '2', '3', '4', '5'];
    for (const note of notes) await startDrill('subsidy', { note }, { tenant: 'CN-65' });
    const foreign = await startDrill('subsidy', { note: 'foreign' });
    const seen: string[] = [];
    for (let path: string | undefined = `${drillsOf('subsidy')}?limit=2`; path !== undefined; ) {
      const { items, next } = (await ask(path, { tenant: 'CN-65' })).body as DrillPage;
      seen.push(...items.map(({ note }) => note));
      path = next === undefined ? undefined : `${drillsOf('subsidy')}?limit=2&cursor=${next}`;
    }
    expect(seen).toEqual(notes.toReversed());
    await expect(ask(`${drillsOf('subsidy')}/${foreign.id}`, { tenant: 'CN-65' })).resolves.toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    await expect(ask(`${drillsOf('subsidy')}?cursor=x`)).resolves.toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('refuses who may not, and keeps it on record', async () => {
    await expect(ask(drillsOf('evaluation'), { method: 'POST', body: { note: 'n' }, role: 'public' })).resolves.toMatchObject({ status: 403, body: { code: 'NOT_PERMITTED' } });
    const evaluation = await bed.open('evaluation');
    expect(await evaluation.query(`SELECT person, action FROM audit_entry WHERE outcome = 'refused'`)).toEqual([{ person: 'sample-public', action: 'drill.start' }]);
  });

  it('lets a drill lapse that the audit, being down, did not confirm in time; what it missed it takes when it is back', async () => {
    at('audit').child.kill('SIGKILL');
    await at('audit').exited;
    const { id } = await startDrill('evaluation', { note: 'unheard', confirmWithinSeconds: 86_400 });
    const unlimited = await startDrill('evaluation', { note: 'patient' });
    const gateway = await bed.open('gateway');
    await gateway.query(`SELECT installation.move_clock(installation.now() + interval '23 hours')`);
    const link = await bed.connect();
    await announceClockMoved(link);
    expect(await state('evaluation', id)).toBe('started');
    await gateway.query(`SELECT installation.move_clock(installation.now() + interval '2 hours')`);
    await announceClockMoved(link);
    await until('it lapses', async () => (await state('evaluation', id)) === 'lapsed', 30_000);
    await start('audit');
    await until('the other is confirmed', async () => (await state('evaluation', unlimited.id)) === 'confirmed', 30_000);
    expect(await state('evaluation', id)).toBe('lapsed');
  });

  it('ends in order under load: every process with exit code 0, which it has only within ten seconds', async () => {
    const loading = new AbortController();
    let answered = 0;
    const load = Array.from({ length: 10 }, async () => {
      while (!loading.signal.aborted) {
        const status = await ask(drillsOf('registry'), { method: 'POST', body: { note: 'load' } }).then((answer) => answer.status, () => 0);
        if (status === 201) answered += 1;
      }
    });
    await until('the load is there', () => answered > 50);
    const codes: unknown[] = [];
    for (const service of ['gateway', 'registry', 'evaluation', 'subsidy', 'audit'] as const) {
      at(service).child.kill('SIGTERM');
      const [code] = (await at(service).exited) as [number | null];
      codes.push([service, code]);
      if (service === 'gateway') loading.abort();
    }
    await Promise.all(load);
    expect(codes).toEqual(['gateway', 'registry', 'evaluation', 'subsidy', 'audit'].map((service) => [service, 0]));
    const registry = await bed.open('registry');
    const [row] = (await registry.query(`SELECT count(*)::integer AS count FROM drill WHERE note = 'load'`)) as [{ count: number }];
    expect(row.count).toBeGreaterThanOrEqual(answered);
    expect(await registry.query(`SELECT count(*)::integer AS waiting FROM outbox WHERE published_at IS NULL`)).toEqual([{ waiting: 0 }]);
  });
});
