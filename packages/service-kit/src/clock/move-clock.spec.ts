import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { collectLog, DeadlineBed } from '../../test/deadline-bed.js';
import { openDatabase } from '../database/connection.js';
import { nextDue } from '../deadlines/deadline.repository.js';
import { Deadlines } from '../deadlines/deadlines.js';
import { createTestBed, testAddresses } from '../testing/index.js';
import { announceClockMoved, InstallationClock } from './installation-clock.js';
import { ClockHeldError, moveClock, type ClockMove } from './move-clock.js';

jest.setTimeout(120_000);

const DAY_MS = 24 * 3_600_000;
let bed: DeadlineBed;
let clock: InstallationClock;
let deadlines: Deadlines;
let move: ClockMove;
let log: ReturnType<typeof collectLog>;

beforeAll(() => {
  log = collectLog();
});

afterAll(() => {
  log.restore();
});

beforeEach(async () => {
  bed = await DeadlineBed.open(({ deadlines: written }) => written && deadlines.poke());
  const link = await bed.bed.connect();
  clock = new InstallationClock(bed.dataSource, link);
  await clock.start();
  deadlines = new Deadlines({
    dataSource: bed.dataSource,
    handlers: bed.handlers,
    clock,
    queue: { redisUrl: testAddresses().redisUrl, prefix: bed.bed.prefix, service: 'registry' },
    // A second is how long each day would take if the notice did not wake the poller.
    poller: { firstRetryMs: 1 },
  });
  deadlines.start();
  move = {
    dataSource: bed.gateway,
    announce: async () => await announceClockMoved(link),
    nextDue: async () => (await nextDue(bed.dataSource.manager)).dueAt,
    isQuiet: async () => (await nextDue(bed.dataSource.manager)).overdue === 0,
    quietWithinMs: 20_000,
  };
});

afterEach(async () => {
  await deadlines.stop();
  clock.stop();
  await bed.close();
});

describe('a sandbox moves forward', () => {
  // Every fifth day; the benchmark of the deadlines stops at each.
  test('three years with 220 due days pass in due order, each deadline at its own time', async () => {
    const now = await bed.at();
    const dueAt = (day: number): Date => new Date(now.getTime() + 5 * day * DAY_MS + 3_600_000);
    const days = Array.from({ length: 220 }, (_, index) => ((index * 97) % 220) + 1);
    await bed.set(...days.map((day) => ({ subject: `day-${day}`, dueAt: dueAt(day) })));
    const target = dueAt(220);
    const moved = await moveClock(target, move);
    const fired = await bed.fired();
    expect(fired.map(({ subject }) => subject)).toEqual(Array.from({ length: 220 }, (_, index) => `day-${index + 1}`));
    // Nothing fired early, and none waited for a later stop: each ran before the next one's time.
    for (const [index, { dueAt: due, firedAt }] of fired.entries()) {
      expect(firedAt.getTime()).toBeGreaterThanOrEqual(due.getTime());
      const next = fired[index + 1];
      if (next !== undefined) expect(firedAt < next.dueAt).toBe(true);
    }
    expect(moved.stops).toBe(220);
    expect(moved.to >= target).toBe(true);
    expect(clock.now() >= target).toBe(true);
  });

  test('a deadline that a fired one sets on the way fires in its turn', async () => {
    const now = await bed.at();
    const dueAt = (day: number): Date => new Date(now.getTime() + day * DAY_MS);
    bed.handlers.register('monthly', async (call, deadline) => {
      await bed.runner.run(call, async (transaction) => {
        await transaction.manager.query(`INSERT INTO fired_log (kind, subject, due_at, fired_at) VALUES ('monthly', $1, $2, $3)`, [
          deadline.subject,
          deadline.dueAt,
          transaction.now,
        ]);
        transaction.setDeadline('monthly', deadline.subject, new Date(deadline.dueAt.getTime() + 30 * DAY_MS));
        return null;
      });
    });
    await bed.set({ kind: 'monthly', subject: 'm', dueAt: dueAt(30) }, { subject: 'day-45', dueAt: dueAt(45) }, { subject: 'day-100', dueAt: dueAt(100) });
    await moveClock(dueAt(120), move);
    expect(await bed.firedSubjects()).toEqual(['m', 'day-45', 'm', 'm', 'day-100', 'm']);
    expect((await nextDue(bed.dataSource.manager)).dueAt).toEqual(dueAt(150));
  });

  test('without deadlines it goes straight to the target, and a deadline after the target does not fire', async () => {
    const target = await bed.at(10 * DAY_MS);
    await bed.set({ subject: 'later', dueAt: await bed.at(11 * DAY_MS) });
    expect(await moveClock(target, move)).toMatchObject({ stops: 0 });
    expect((await bed.at()) >= target).toBe(true);
    expect(await bed.fired()).toEqual([]);
  });

  test('the clock stops where something does not get done, names it, and can go on once it is mended', async () => {
    let broken = true;
    bed.handlers.register('fragile', async (call, deadline) => {
      if (broken) throw new Error('no');
      await bed.note(call, deadline);
    });
    const held = await bed.at(5 * DAY_MS);
    const target = await bed.at(20 * DAY_MS);
    await bed.set({ kind: 'fragile', subject: 'f', dueAt: held }, { subject: 'after', dueAt: await bed.at(6 * DAY_MS) });
    const error: unknown = await moveClock(target, { ...move, quietWithinMs: 50, whatIsDue: async () => await Promise.resolve(['registry: 1 overdue']) }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ClockHeldError);
    expect((error as Error).message).toContain('registry: 1 overdue');
    const stoppedAt = await bed.at();
    expect(stoppedAt >= held).toBe(true);
    expect(stoppedAt < target).toBe(true);
    expect(await bed.fired()).toEqual([]);
    broken = false;
    await moveClock(target, move);
    expect(await bed.firedSubjects()).toEqual(['f', 'after']);
  });

  test('a deadline that sets itself again for the same time does not hold the mover for ever', async () => {
    const dueAt = await bed.at(DAY_MS);
    bed.handlers.register('restless', async (call) => {
      await bed.runner.run(call, async (transaction) => {
        transaction.setDeadline('restless', 'r', dueAt);
        return null;
      });
    });
    await bed.set({ kind: 'restless', subject: 'r', dueAt });
    await expect(moveClock(await bed.at(2 * DAY_MS), { ...move, quietWithinMs: 100 })).rejects.toThrow(ClockHeldError);
  });
});

describe('what is refused', () => {
  test('a time that has passed', async () => {
    const before = await bed.at();
    await expect(moveClock(new Date(before.getTime() - 1), move)).rejects.toMatchObject({ code: 'CLOCK_BACKWARDS' });
    await bed.moveTo(await bed.at(DAY_MS));
    await expect(moveClock(before, move)).rejects.toMatchObject({ code: 'CLOCK_BACKWARDS', params: { to: before.toISOString() } });
    expect((await bed.at()) >= new Date(before.getTime() + DAY_MS)).toBe(true);
  });

  test('the database itself does not go back either', async () => {
    const ahead = await bed.at(DAY_MS);
    await bed.moveTo(ahead);
    await bed.moveTo(await bed.at(-DAY_MS));
    expect((await bed.at()) >= ahead).toBe(true);
  });

  test('only the gateway may move the clock', async () => {
    await expect(bed.dataSource.query('SELECT installation.move_clock($1)', [new Date(0)])).rejects.toThrow('permission denied');
    await expect(bed.gateway.query('UPDATE installation.clock SET ahead_ms = 0')).rejects.toThrow('permission denied');
  });

  test('the clock of a production installation, by the service and by the database', async () => {
    const production = await createTestBed({ sandbox: false });
    const gateway = await openDatabase({ url: production.databaseUrl('gateway'), poolSize: 2, applicationName: 'gateway' });
    try {
      await expect(moveClock(await bed.at(DAY_MS), { ...move, dataSource: gateway })).rejects.toMatchObject({ code: 'CLOCK_NOT_SANDBOX' });
      await expect(gateway.query('SELECT installation.move_clock($1)', [await bed.at(DAY_MS)])).rejects.toThrow('CLOCK_NOT_SANDBOX');
      const [clockRow] = await gateway.query('SELECT sandbox, ahead_ms FROM installation.clock');
      expect(clockRow).toEqual({ sandbox: false, ahead_ms: '0' });
    } finally {
      await gateway.destroy();
      await production.close();
    }
  });
});
