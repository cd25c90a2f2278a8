import { randomUUID } from 'node:crypto';

import { services, type Drill, type DrillPage, type ServiceName } from '@jiqun/contracts';
import { announceClockMoved } from '@jiqun/service-kit';
import { until } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';

import { Installation, type Asked, type Running } from '../test/installation.js';

jest.setTimeout(120_000);

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
});
afterAll(async () => {
  await installation.close();
});

const at = (service: ServiceName): Running => installation.at(service);
const ask = async (path: string, asked: Asked = {}): Promise<{ status: number; body: unknown }> => await installation.http(path, asked);

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
    const gateway = await installation.bed.open('gateway');
    expect(await gateway.query(`SELECT person, action FROM audit_entry WHERE outcome = 'refused'`)).toEqual([{ person: 'sample-public', action: 'drill.start' }]);
  });

  it('lets a drill lapse that the audit, being down, did not confirm in time; what it missed it takes when it is back', async () => {
    at('audit').child.kill('SIGKILL');
    await at('audit').exited;
    const { id } = await startDrill('evaluation', { note: 'unheard', confirmWithinSeconds: 86_400 });
    const unlimited = await startDrill('evaluation', { note: 'patient' });
    const gateway = await installation.bed.open('gateway');
    await gateway.query(`SELECT installation.move_clock(installation.now() + interval '23 hours')`);
    const link = await installation.bed.connect();
    await announceClockMoved(link);
    expect(await state('evaluation', id)).toBe('started');
    await gateway.query(`SELECT installation.move_clock(installation.now() + interval '2 hours')`);
    await announceClockMoved(link);
    await until('it lapses', async () => (await state('evaluation', id)) === 'lapsed', 30_000);
    await installation.startService('audit');
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
    const registry = await installation.bed.open('registry');
    const [row] = (await registry.query(`SELECT count(*)::integer AS count FROM drill WHERE note = 'load'`)) as [{ count: number }];
    expect(row.count).toBeGreaterThanOrEqual(answered);
    expect(await registry.query(`SELECT count(*)::integer AS waiting FROM outbox WHERE published_at IS NULL`)).toEqual([{ waiting: 0 }]);
  });
});
