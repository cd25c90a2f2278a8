import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';

import { collectLog } from '../../test/deadline-bed.js';
import { openDatabase } from '../database/connection.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import { createTestBed, until, type TestBed } from '../testing/index.js';
import { announceClockMoved, InstallationClock } from './installation-clock.js';

jest.setTimeout(60_000);

const NEVER_MS = 2_000_000_000;
const YEAR_MS = 366 * 24 * 3_600_000;
let bed: TestBed;
let gateway: DataSource;
let service: DataSource;
let link: NatsLink;
let log: ReturnType<typeof collectLog>;
const clocks: InstallationClock[] = [];

beforeAll(async () => {
  log = collectLog();
  bed = await createTestBed();
  gateway = await openDatabase({ url: bed.databaseUrl('gateway'), poolSize: 2, applicationName: 'gateway' });
  service = await openDatabase({ url: bed.databaseUrl('registry'), poolSize: 2, applicationName: 'registry' });
  link = await bed.connect();
});

afterAll(async () => {
  await Promise.all([gateway.destroy(), service.isInitialized && service.destroy()]);
  await bed.close();
  log.restore();
});

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

function clockOf(refreshMs: number): InstallationClock {
  const clock = new InstallationClock(service, link, { refreshMs });
  clocks.push(clock);
  return clock;
}

/** Moves the clock by a year without telling anybody. */
async function moveAYear(): Promise<Date> {
  const [{ now }] = (await gateway.query('SELECT installation.now() AS now')) as [{ now: Date }];
  const target = new Date(now.getTime() + YEAR_MS);
  await gateway.query('SELECT installation.move_clock($1)', [target]);
  return target;
}

test('before the clock was read it says no time at all', () => {
  expect(() => clockOf(NEVER_MS).now()).toThrow('await start()');
  expect(() => clockOf(NEVER_MS).today()).toThrow('await start()');
});

test('it lies between two times of the database', async () => {
  const clock = clockOf(NEVER_MS);
  await moveAYear();
  await clock.start();
  const time = async (): Promise<number> => ((await gateway.query('SELECT installation.now() AS now')) as [{ now: Date }])[0].now.getTime();
  const before = await time();
  const now = clock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(await time());
});

test('a notice over NATS moves it in all services, and who listens is told afterwards', async () => {
  const [first, second] = [clockOf(NEVER_MS), clockOf(NEVER_MS)];
  await Promise.all([first.start(), second.start()]);
  const told: boolean[] = [];
  const target = await moveAYear();
  expect(first.now() < target).toBe(true);
  first.onMoved(() => told.push(first.now() >= target));
  const unwatch = second.onMoved(() => told.push(false));
  unwatch();
  await announceClockMoved(await bed.connect('mover'));
  await until('both have moved', () => first.now() >= target && second.now() >= target);
  expect(told).toEqual([true]);
  expect(first.today()).toBe(new Date(first.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10));
});

test('a notice that got lost is made good by the next regular reading', async () => {
  const clock = clockOf(20);
  await clock.start();
  const target = await moveAYear();
  await until('it has moved', () => clock.now() >= target);
});

test('a database that is away leaves the last reading standing, said once', async () => {
  const clock = clockOf(10);
  await clock.start();
  const before = clock.now();
  await service.destroy();
  await until('it is said', () => log.lines.length > 0);
  await new Promise((resume) => setTimeout(resume, 50));
  expect(log.lines.filter((line) => line.includes('could not be read'))).toHaveLength(1);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(before.getTime());
  await expect(clockOf(NEVER_MS).start()).rejects.toThrow();
});
