import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Client } from 'pg';

import { DeadlineBed, setDeadlines } from '../../test/deadline-bed.js';
import { systemCaller } from '../authorisation/system-caller.js';
import { claimAll } from '../commands/claim.js';
import { CommandRunner } from '../commands/command-runner.js';
import { databaseUrl } from '../database/provision.js';
import { until } from '../testing/index.js';
import { DeadlinePoller, type PollerSettings } from './deadline-poller.js';
import { readDue } from './deadline.repository.js';

jest.setTimeout(60_000);

let bed: DeadlineBed;

beforeAll(async () => {
  bed = await DeadlineBed.open();
});

afterAll(async () => {
  await bed.close();
});

beforeEach(async () => {
  await bed.clear();
});

afterEach(() => {
  jest.restoreAllMocks();
});

const poller = (settings: PollerSettings = {}): DeadlinePoller => new DeadlinePoller(bed.dataSource, bed.handlers, settings);

describe('in due order, once each', () => {
  test('any set of due dates fires by due time, equal ones by id, and what is not due yet does not fire', async () => {
    const deadline = fc.record({ subject: fc.integer({ min: 0, max: 40 }), hours: fc.integer({ min: -6, max: 1 }) });
    const history = fc.array(fc.array(deadline, { minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 7 }), async (commands, pageSize) => {
        await bed.clear();
        const now = await bed.at();
        for (const command of commands) {
          await bed.set(...command.map(({ subject, hours }) => ({ subject: `s${subject}`, dueAt: new Date(now.getTime() + hours * 3_600_000) })));
        }
        const rows = await bed.dataSource.query<{ id: string; subject: string; due_at: Date }[]>('SELECT id, subject, due_at FROM deadline');
        const due = rows.filter(({ due_at: at }) => at <= now).toSorted((a, b) => a.due_at.getTime() - b.due_at.getTime() || (a.id < b.id ? -1 : 1));
        await poller({ pageSize }).fireDue();
        expect(await bed.firedSubjects()).toEqual(due.map(({ subject }) => subject));
      }),
      { numRuns: 25 },
    );
  });

  test('two pollers at once fire each deadline once', async () => {
    const now = await bed.at();
    await bed.set(...Array.from({ length: 120 }, (_, index) => ({ subject: `s${index}`, dueAt: new Date(now.getTime() - 1_000 + index) })));
    await Promise.all([poller({ pageSize: 30 }).fireDue(), poller({ pageSize: 50 }).fireDue()]);
    expect(await bed.firedSubjects()).toEqual(Array.from({ length: 120 }, (_, index) => `s${index}`));
  });

  test('a deadline that a fired one sets for an earlier time than the next fires before the next', async () => {
    const now = await bed.at();
    const due = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
    const chained = new DeadlinePoller(bed.dataSource, bed.handlers);
    bed.handlers.register('chain', async (call, deadline) => {
      await bed.runner.run(call, async (transaction) => {
        transaction.setDeadline('note', 'between', due(-20));
        return null;
      });
      await Promise.resolve(deadline);
      chained.wake();
    });
    await bed.set({ kind: 'chain', subject: 'first', dueAt: due(-30) }, { subject: 'last', dueAt: due(-10) });
    await chained.fireDue();
    expect(await bed.firedSubjects()).toEqual(['between', 'last']);
  });

  test('a deadline that an earlier one cancels does not fire, and one that it moves fires at its new time', async () => {
    const now = await bed.at();
    const due = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
    bed.handlers.register('settle', async (call) => {
      await bed.runner.run(call, async (transaction) => {
        transaction.cancelDeadline('note', 'cancelled');
        transaction.setDeadline('note', 'moved', due(60));
        return null;
      });
    });
    await bed.set(
      { kind: 'settle', subject: 'first', dueAt: due(-3) },
      { subject: 'cancelled', dueAt: due(-2) },
      { subject: 'moved', dueAt: due(-2) },
      { subject: 'kept', dueAt: due(-1) },
    );
    await poller().fireDue();
    expect(await bed.firedSubjects()).toEqual(['kept']);
    expect((await bed.row('cancelled')).state).toBe('cancelled');
    expect((await bed.row('moved')).state).toBe('pending');
  });
});

describe('at its time by the database', () => {
  test('it does not fire early although the clock of the machine is ten years ahead', async () => {
    await bed.set({ subject: 'tomorrow', dueAt: await bed.at(24 * 3_600_000) }, { subject: 'now', dueAt: await bed.at(-1) });
    const real = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(real + 10 * 366 * 24 * 3_600_000);
    await poller().fireDue();
    expect(await bed.firedSubjects()).toEqual(['now']);
  });

  test('it is due exactly at its instant and not a millisecond before', async () => {
    await bed.set({ subject: 'exact', dueAt: await bed.at(3_600_000) });
    const { id, generation } = await bed.row('exact');
    const identity = { kind: 'deadline', id, generation } as const;
    const admin = new Client({ connectionString: databaseUrl(bed.bed.adminUrl, bed.bed.database) });
    await admin.connect();
    try {
      // Inside one transaction the database's time stands still, so the clock can be set to the millisecond.
      await admin.query('BEGIN');
      await admin.query('SET LOCAL search_path = registry, installation, pg_catalog');
      const setClockBefore = async (ms: number): Promise<void> => {
        await admin.query(
          `UPDATE installation.clock SET ahead_ms = extract(epoch FROM (SELECT due_at FROM deadline WHERE id = $1) - date_trunc('milliseconds', pg_catalog.now()))::numeric * 1000 - $2`,
          [id, ms],
        );
      };
      const found = async (): Promise<string[]> => {
        const { due } = await readDue({ query: async (text: string, values: unknown[]) => (await admin.query(text, values)).rows } as never, 10);
        return due.map(({ subject }) => subject);
      };
      await setClockBefore(1);
      expect(await found()).toEqual([]);
      expect((await claimAll(admin, [identity])).claims).toEqual([{ outcome: 'done' }]);
      await setClockBefore(0);
      expect(await found()).toEqual(['exact']);
      expect((await claimAll(admin, [identity])).claims).toEqual([{ outcome: 'fresh' }]);
      expect((await claimAll(admin, [identity])).claims).toEqual([{ outcome: 'done' }]);
    } finally {
      await admin.query('ROLLBACK');
      await admin.end();
    }
  });

  test('due three and thirty years ahead, it fires when the sandbox has got there and not before', async () => {
    const own = await DeadlineBed.open();
    try {
      const now = await own.at();
      const inYears = (years: number): Date => new Date(now.getTime() + years * 365.25 * 24 * 3_600_000);
      await own.set({ subject: 'thirty', dueAt: inYears(30) }, { subject: 'three', dueAt: inYears(3) });
      const running = new DeadlinePoller(own.dataSource, own.handlers, { pollMs: 20 });
      running.start();
      try {
        await running.fireDue();
        expect(await own.firedSubjects()).toEqual([]);
        await own.moveTo(inYears(3));
        await until('the three-year deadline', async () => (await own.fired()).length === 1);
        await running.fireDue();
        expect(await own.firedSubjects()).toEqual(['three']);
        await own.moveTo(inYears(30));
        await until('the thirty-year deadline', async () => (await own.fired()).length === 2);
      } finally {
        await running.stop();
      }
      for (const { dueAt, firedAt } of await own.fired()) expect(firedAt.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
    } finally {
      await own.close();
    }
  });
});

describe('set anew or taken back', () => {
  test('a deadline set anew does not fire under its old generation, and fires under the new one', async () => {
    await bed.set({ subject: 'moved', dueAt: await bed.at(-10) });
    const old = await bed.row('moved');
    await bed.set({ subject: 'moved', dueAt: await bed.at(-5) });
    const call = (generation: number) => ({ identity: { kind: 'deadline', id: old.id, generation }, caller: { tenant: 'CN-22', person: 'system:deadline' } }) as never;
    const seen = { id: old.id, kind: 'note', subject: 'moved', tenant: 'CN-22', dueAt: await bed.at() };
    await bed.note(call(old.generation), seen);
    expect(await bed.fired()).toEqual([]);
    await poller().fireDue();
    expect(await bed.firedSubjects()).toEqual(['moved']);
    await bed.note(call(old.generation + 1), seen);
    expect(await bed.firedSubjects()).toEqual(['moved']);
  });

  test('a fired deadline that is set again fires again', async () => {
    await bed.set({ subject: 'again', dueAt: await bed.at(-10) });
    await poller().fireDue();
    await bed.set({ subject: 'again', dueAt: await bed.at(-5) });
    await poller().fireDue();
    expect(await bed.firedSubjects()).toEqual(['again', 'again']);
  });

  test('a cancelled deadline does not fire', async () => {
    await bed.set({ subject: 'off', dueAt: await bed.at(-10) }, { subject: 'on', dueAt: await bed.at(-5) });
    await bed.set({ subject: 'off', dueAt: null });
    await poller().fireDue();
    expect(await bed.firedSubjects()).toEqual(['on']);
  });

  test('a command that moves a deadline at the moment it fires wins when it came first, although both would share a transaction', async () => {
    const runner = new CommandRunner(bed.dataSource, { service: 'registry', lanes: 1, groupSize: 16 });
    await bed.set({ subject: 'notice', dueAt: await bed.at(-1) });
    const { id, generation } = await bed.row('notice');
    const tomorrow = await bed.at(24 * 3_600_000);
    let fired = false;
    // The first command keeps the only lane, so that the two behind it wait together.
    const done: Promise<unknown>[] = [setDeadlines(runner, { subject: 'other', dueAt: tomorrow }), setDeadlines(runner, { subject: 'notice', dueAt: tomorrow })];
    done.push(
      runner.run({ caller: systemCaller('CN-22', 'deadline'), identity: { kind: 'deadline', id, generation } }, async () => {
        fired = true;
        return await Promise.resolve(null);
      }),
    );
    await Promise.all(done);
    expect(fired).toBe(false);
    expect(await bed.row('notice')).toMatchObject({ state: 'pending', generation: generation + 1 });
  });
});
