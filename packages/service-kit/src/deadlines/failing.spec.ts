import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { collectLog, DeadlineBed } from '../../test/deadline-bed.js';
import { Opened } from '../../test/opened.js';
import { createTestBed, until } from '../testing/index.js';
import { DeadlinePoller, type PollerSettings } from './deadline-poller.js';
import { nextDue, releaseStuck, stuck } from './deadline.repository.js';

jest.setTimeout(60_000);

let bed: DeadlineBed;
let log: ReturnType<typeof collectLog>;
const opened = new Opened();

beforeAll(async () => {
  log = collectLog();
  bed = await DeadlineBed.open();
});

afterAll(async () => {
  await opened.close();
  await bed.close();
  log.restore();
});

beforeEach(async () => {
  await bed.clear();
  log.lines.length = 0;
});

const poller = (settings: PollerSettings = {}): DeadlinePoller => new DeadlinePoller(bed.dataSource, bed.handlers, settings);

describe('a handler that fails', () => {
  test('is tried again, is stuck after the last try, and holds nobody up; released, it fires', async () => {
    let broken = true;
    bed.handlers.register('fragile', async (call, deadline) => {
      if (broken) throw new Error(`broken \u0000 for ${deadline.subject}`);
      await bed.note(call, deadline);
    });
    const now = await bed.at();
    await bed.set({ kind: 'fragile', subject: 'bad', dueAt: new Date(now.getTime() - 1_000) }, { subject: 'good', dueAt: now });
    const patient = poller({ maxTries: 4, firstRetryMs: 1 });
    await patient.fireDue();
    expect(await bed.firedSubjects()).toContain('good');
    expect((await nextDue(bed.dataSource.manager)).overdue + (await stuck(bed.dataSource.manager, 'CN-22', 9)).count).toBe(1);
    await until('the last try', async () => {
      await patient.fireDue();
      return (await bed.row('bad', 'fragile')).state === 'stuck';
    });
    expect((await bed.row('bad', 'fragile')).tries).toBe(4);
    expect(patient.counts).toEqual({ handled: 1, failed: 4, stuck: 1 });
    const list = await stuck(bed.dataSource.manager, 'CN-22', 9);
    expect(list.count).toBe(1);
    expect(list.items[0]).toMatchObject({ kind: 'fragile', subject: 'bad', tenant: 'CN-22', tries: 4, error: 'Error: broken  for bad' });
    expect(log.lines.filter((line) => line.includes('stuck'))).toHaveLength(1);

    broken = false;
    await patient.fireDue();
    expect(await bed.firedSubjects()).toEqual(['good']);
    expect(await stuck(bed.dataSource.manager, 'CN-65', 9)).toEqual({ items: [], count: 0 });
    expect(await releaseStuck(bed.dataSource.manager, 'CN-65', list.items[0]?.id ?? '')).toBe(false);
    expect(await releaseStuck(bed.dataSource.manager, 'CN-22', list.items[0]?.id ?? '')).toBe(true);
    expect(await releaseStuck(bed.dataSource.manager, 'CN-22', list.items[0]?.id ?? '')).toBe(false);
    await patient.fireDue();
    expect(await bed.firedSubjects()).toEqual(['good', 'bad']);
  });

  test('waits longer before each try, in machine time: moving the clock does not use the tries up', async () => {
    bed.handlers.register('failing', async () => await Promise.reject(new Error('no')));
    await bed.set({ kind: 'failing', subject: 'f', dueAt: await bed.at(-1) });
    await poller({ firstRetryMs: 3_600_000 }).fireDue();
    await bed.moveTo(await bed.at(48 * 3_600_000));
    await poller({ firstRetryMs: 3_600_000 }).fireDue();
    expect((await bed.row('f', 'failing')).tries).toBe(1);
    const [{ wait }] = (await bed.dataSource.query(`SELECT extract(epoch FROM retry_at - pg_catalog.now())::float8 AS wait FROM deadline`)) as [{ wait: number }];
    await bed.dataSource.query('UPDATE deadline SET retry_at = pg_catalog.now()');
    await poller({ firstRetryMs: 3_600_000 }).fireDue();
    const [{ wait: longer }] = (await bed.dataSource.query(`SELECT extract(epoch FROM retry_at - pg_catalog.now())::float8 AS wait FROM deadline`)) as [{ wait: number }];
    expect(longer).toBeGreaterThan(wait * 2);
  });

  test('a handler that returns without its work counts as failed, and does not spin', async () => {
    let times = 0;
    bed.handlers.register('forgetful', async () => {
      times += 1;
      await Promise.resolve();
    });
    await bed.set({ kind: 'forgetful', subject: 'x', dueAt: await bed.at(-1) });
    await poller().fireDue();
    expect(times).toBe(1);
    expect(await bed.row('x', 'forgetful')).toMatchObject({ state: 'pending', tries: 1, error: expect.stringContaining('had not run its work') });
  });

  test('a kind without a handler is a failure that can be seen, not a deadline that is dropped', async () => {
    await bed.set({ kind: 'unknown', subject: 'x', dueAt: await bed.at(-2) }, { subject: 'y', dueAt: await bed.at(-1) });
    await poller().fireDue();
    expect(await bed.firedSubjects()).toEqual(['y']);
    expect(await bed.row('x', 'unknown')).toMatchObject({ state: 'pending', tries: 1, error: 'Error: No handler is registered for deadlines of kind unknown' });
  });

  test('a handler that hangs holds up those behind it for a bounded time', async () => {
    bed.handlers.register('hanging', async () => await new Promise<never>(() => undefined));
    await bed.set({ kind: 'hanging', subject: 'x', dueAt: await bed.at(-2) }, { subject: 'y', dueAt: await bed.at(-1) });
    await poller({ handlerMs: 20 }).fireDue();
    expect(await bed.firedSubjects()).toEqual(['y']);
    expect((await bed.row('x', 'hanging')).tries).toBe(1);
  });

  test('a kind has one handler', () => {
    expect(() => bed.handlers.register('note', async () => await Promise.resolve())).toThrow('note');
  });
});

test('stop waits for the handler in hand and begins no other', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = false;
  bed.handlers.register('slow', async (call, deadline) => {
    begun = true;
    await held;
    await bed.note(call, deadline);
  });
  await bed.set({ kind: 'slow', subject: 'in-hand', dueAt: await bed.at(-2) }, { subject: 'next', dueAt: await bed.at(-1) });
  const stopping = poller();
  stopping.start();
  await until('the first handler', () => begun);
  const stopped = stopping.stop();
  release();
  await stopped;
  expect(await bed.firedSubjects()).toEqual(['in-hand']);
});

test('a database that goes away is said once, and what was due fires when it is back', async () => {
  const own = opened.keep(await createTestBed(), async (one) => await one.close());
  const dataSource = await own.open('registry');
  const handlers = bed.handlers;
  const lonely = opened.keep(new DeadlinePoller(dataSource, handlers, { pollMs: 10 }), async (one) => await one.stop());
  await dataSource.destroy();
  lonely.start();
  await lonely.fireDue();
  await lonely.fireDue();
  expect(log.lines.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
  await dataSource.initialize();
  await until('the poller is back', () => log.lines.some((line) => line.includes('can be read again')));
});
