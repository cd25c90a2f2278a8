import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

import { CuttableProxy } from '../../test/cuttable-proxy.js';
import { collectLog, DeadlineBed } from '../../test/deadline-bed.js';
import { testAddresses, until } from '../testing/index.js';
import type { PollerSettings } from './deadline-poller.js';
import { readUpcoming } from './deadline.repository.js';
import { Deadlines } from './deadlines.js';
import { durabilityWarnings } from './redis-durability.js';

jest.setTimeout(60_000);

const NEVER_MS = 2_000_000_000;
const DAY_MS = 24 * 3_600_000;

let bed: DeadlineBed;
let redis: Redis;
let queue: Queue;
let proxy: CuttableProxy;
let log: ReturnType<typeof collectLog>;
const started: Deadlines[] = [];

beforeAll(async () => {
  log = collectLog();
  const { redisUrl } = testAddresses();
  proxy = new CuttableProxy(new URL(redisUrl));
  await proxy.mend();
  bed = await DeadlineBed.open(({ deadlines }) => {
    if (deadlines) for (const running of started) running.poke();
  });
  redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  queue = new Queue('registry-deadlines', { connection: redis, prefix: bed.bed.prefix });
});

afterAll(async () => {
  await queue.close();
  redis.disconnect();
  await proxy.cut();
  await bed.close();
  log.restore();
});

beforeEach(async () => {
  await bed.clear();
  log.lines.length = 0;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(started.splice(0).map(async (running) => await running.stop()));
  await forget();
});

/** Redis loses all that is under this test's prefix, as FLUSHALL would, with the tests beside this one left alone. */
async function forget(): Promise<void> {
  const keys = await redis.keys(`${bed.bed.prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
}

/** A leader whose poller looks by itself only as often as said; by default practically never. */
function lead(poller: PollerSettings = { pollMs: NEVER_MS }): Deadlines {
  const deadlines = new Deadlines({
    dataSource: bed.dataSource,
    handlers: bed.handlers,
    queue: { redisUrl: proxy.url, prefix: bed.bed.prefix, service: 'registry' },
    poller,
    sweeper: { pokeMs: 5 },
  });
  started.push(deadlines);
  deadlines.start();
  return deadlines;
}

const delayed = async (): Promise<string[]> => (await queue.getDelayed(0, -1)).map(({ id }) => id ?? '').toSorted();
const fired = async (subject: string): Promise<boolean> => (await bed.firedSubjects()).includes(subject);

describe('Redis wakes the poller on time', () => {
  test('a deadline set by a command fires at its time, without a look of the poller of its own', async () => {
    lead();
    await bed.set({ subject: 'soon', dueAt: await bed.at(400) });
    await until('it fires', async () => await fired('soon'));
    const [row] = await bed.fired();
    expect(row?.firedAt.getTime()).toBeGreaterThanOrEqual(row?.dueAt.getTime() ?? Number.POSITIVE_INFINITY);
    await until('its job is removed', async () => (await redis.keys(`${bed.bed.prefix}*:registry-deadlines:*.*`)).length === 0);
  });

  test('a deadline set before the start is found by the first sweep', async () => {
    await bed.set({ subject: 'before', dueAt: await bed.at(400) });
    lead();
    await until('it fires', async () => await fired('before'));
  });

  test("the next day's deadlines are in Redis, each under its id and generation; later ones, and those long past, are not", async () => {
    const now = await bed.at();
    const inMs = (ms: number): Date => new Date(now.getTime() + ms);
    await bed.set(
      { subject: 'in-an-hour', dueAt: inMs(3_600_000) },
      { subject: 'in-23-hours', dueAt: inMs(23 * 3_600_000) },
      { subject: 'in-two-days', dueAt: inMs(2 * DAY_MS) },
      { subject: 'in-3-years', dueAt: inMs(3 * 365 * DAY_MS) },
      { subject: 'in-30-years', dueAt: inMs(30 * 365 * DAY_MS) },
      { kind: 'nobody', subject: 'an-hour-ago', dueAt: inMs(-3_600_000) },
    );
    lead();
    const ids = await Promise.all(['in-an-hour', 'in-23-hours'].map(async (subject) => `${(await bed.row(subject)).id}.1`));
    await until('the sweep', async () => (await delayed()).length === 2);
    expect(await delayed()).toEqual(ids.toSorted());
    expect(await bed.fired()).toEqual([]);
  });

  test('a sweep that comes too late for a deadline wakes for it at once; what was tried already is left to the poller', async () => {
    await bed.set({ subject: 'just', dueAt: await bed.at(-5) }, { subject: 'tried', dueAt: await bed.at(-5) }, { subject: 'long-ago', dueAt: await bed.at(-120_000) });
    await bed.dataSource.query(`UPDATE deadline SET retry_at = pg_catalog.now() WHERE subject = 'tried'`);
    const found = await readUpcoming(bed.dataSource.manager, { horizonMs: DAY_MS, limit: 10, after: undefined });
    expect(found.map(({ id, inMs }) => ({ id, inMs }))).toEqual([{ id: (await bed.row('just')).id, inMs: 0 }]);
  });

  test('more deadlines than one page are all written', async () => {
    const now = await bed.at(3_600_000);
    await bed.set(...Array.from({ length: 2_300 }, (_, index) => ({ subject: `s${index}`, dueAt: new Date(now.getTime() + (index % 7)) })));
    lead();
    await until('the sweep', async () => (await queue.getDelayedCount()) === 2_300);
  });

  test('a deadline set anew is woken under a new id, although the old job is still there, and does not fire by the old one', async () => {
    lead();
    await bed.set({ subject: 'moved', dueAt: await bed.at(2_000) });
    const { id } = await bed.row('moved');
    await until('the first job', async () => (await delayed()).includes(`${id}.1`));
    await bed.set({ subject: 'moved', dueAt: await bed.at(300_000) });
    await until('the second job', async () => (await delayed()).includes(`${id}.2`));
    await until('the first job ran', async () => !(await delayed()).includes(`${id}.1`));
    expect(await bed.fired()).toEqual([]);
    await bed.set({ subject: 'moved', dueAt: await bed.at(300) });
    await until('it fires by its third job', async () => await fired('moved'));
    expect(await bed.firedSubjects()).toEqual(['moved']);
  });

  test('a cancelled deadline does not fire by its job', async () => {
    lead();
    await bed.set({ subject: 'off', dueAt: await bed.at(1_500) });
    await until('its job', async () => (await delayed()).length === 1);
    await bed.set({ subject: 'off', dueAt: null });
    await until('its job ran', async () => (await delayed()).length === 0);
    await bed.set({ subject: 'later', dueAt: await bed.at(-1) });
    await until('a later one fires', async () => await fired('later'));
    expect(await bed.firedSubjects()).toEqual(['later']);
  });

  test('a worker whose machine is a year ahead runs the job at once, and the deadline waits for the database', async () => {
    await bed.set({ subject: 'early', dueAt: await bed.at(4_000) });
    lead({ pollMs: 100 });
    await until('its job', async () => (await delayed()).length === 1);
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() + 366 * DAY_MS);
    // The worker sleeps until the time it was told before; a promoted job wakes it. When it woke by itself, there is none.
    await (await queue.getJob((await delayed())[0] ?? 'none'))?.promote().catch(() => undefined);
    await until('the job ran', async () => (await delayed()).length === 0, 400 * DAY_MS);
    expect(await bed.fired()).toEqual([]);
    jest.restoreAllMocks();
    await until('it fires', async () => await fired('early'));
    const [row] = await bed.fired();
    expect(row?.firedAt.getTime()).toBeGreaterThanOrEqual(row?.dueAt.getTime() ?? Number.POSITIVE_INFINITY);
  });
});

describe('Redis is lost', () => {
  test('wiped between sweep and due time: the deadline fires', async () => {
    lead({ pollMs: 50 });
    await bed.set({ subject: 'wiped', dueAt: await bed.at(2_000) });
    await until('its job', async () => (await delayed()).length === 1);
    await forget();
    expect(await delayed()).toEqual([]);
    await until('it fires', async () => await fired('wiped'));
    expect(await bed.firedSubjects()).toEqual(['wiped']);
  });

  test('away at the start and during commands: nothing waits for it, deadlines fire, it is said once each way', async () => {
    await proxy.cut();
    const deadlines = lead({ pollMs: 50 });
    await bed.set({ subject: 'without', dueAt: await bed.at(300) });
    await until('it fires', async () => await fired('without'));
    expect(deadlines.isPrecise).toBe(false);
    await bed.set({ subject: 'next', dueAt: await bed.at(3_600_000) });
    await proxy.mend();
    await until('the wake-ups are back', async () => (await delayed()).length === 1);
    expect(log.lines.filter((line) => line.startsWith('Redis is away'))).toHaveLength(1);
    expect(log.lines.filter((line) => line.startsWith('Redis is back'))).toHaveLength(1);
    expect(deadlines.isPrecise).toBe(true);
  });

  test('cut and mended five times, wiped meanwhile: jobs and worker come back each time', async () => {
    lead();
    for (const round of [1, 2, 3, 4, 5]) {
      await bed.set({ subject: `round-${round}`, dueAt: await bed.at(300_000) });
      await until('its job', async () => (await delayed()).length > 0);
      await proxy.cut();
      await forget();
      await proxy.mend();
      await until('all jobs are back', async () => (await delayed()).length === round);
    }
    await bed.set({ subject: 'after', dueAt: await bed.at(400) });
    await until('the worker wakes', async () => await fired('after'));
  });

  test('stop ends with Redis away', async () => {
    const deadlines = lead();
    await until('Redis', () => deadlines.isPrecise);
    await proxy.cut();
    await deadlines.stop();
    await proxy.mend();
  });
});

test('leadership comes and goes: who stopped fires nothing, who starts again fires all', async () => {
  const deadlines = lead();
  await bed.set({ subject: 'somebody', dueAt: await bed.at(300) });
  await until('it fires', async () => await fired('somebody'));
  await deadlines.stop();
  await bed.set({ subject: 'nobody', dueAt: await bed.at(-1) });
  deadlines.poke();
  expect(await bed.firedSubjects()).toEqual(['somebody']);
  deadlines.start();
  await until('it fires', async () => await fired('nobody'));
});

test('a Redis that forgets or drops is named at the start', () => {
  const info = (policy: string, aof: string): string => `# Memory\r\nmaxmemory_policy:${policy}\r\n# Persistence\r\naof_enabled:${aof}\r\n`;
  expect(durabilityWarnings(info('noeviction', '1'))).toEqual([]);
  expect(durabilityWarnings(info('allkeys-lru', '1'))).toEqual([expect.stringContaining('allkeys-lru')]);
  expect(durabilityWarnings(info('noeviction', '0'))).toEqual([expect.stringContaining('appendonly yes')]);
});
