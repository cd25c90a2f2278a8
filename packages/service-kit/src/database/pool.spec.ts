import { jest } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createTestBed, until, type TestBed } from '../testing/index.js';
import { failureKind } from './failures.js';
import { connectionOf, prepared } from './prepared.js';
import { Reader } from './reader.js';

jest.setTimeout(60_000);

let bed: TestBed;
let source: DataSource;
beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry', {}, 2);
});
afterAll(async () => {
  await bed.close();
});

describe('values', () => {
  it('days come back as the text they are, large and exact numbers as text, instants as instants', async () => {
    const sql = `SELECT date '2026-03-29' AS day, 9007199254740993::bigint AS fen, 0.1::numeric AS rate, timestamptz '2026-03-29T01:30:00+08:00' AS at`;
    const expected = [{ day: '2026-03-29', fen: '9007199254740993', rate: '0.1', at: new Date('2026-03-28T17:30:00Z') }];
    expect(await source.query(sql)).toEqual(expected);
    expect(await new Reader(source).read('test-values', sql, [])).toEqual(expected);
    await source.transaction(async (manager) => {
      expect((await prepared(manager, 'test-values-in', sql, [])).rows).toEqual(expected);
    });
  });
});

describe('the pool', () => {
  it('that is exhausted by transactions which each want one connection more fails them, where they would wait for ever', async () => {
    let begun = 0;
    const greedy = async (): Promise<unknown> =>
      await source.transaction(async () => {
        begun += 1;
        await until('both have one', () => begun === 2);
        return await source.query('SELECT 1');
      });
    const outcomes = await Promise.allSettled([greedy(), greedy()]);
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) expect(failureKind(reason)).toBe('connection');
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('hands no setting and no lock of a transaction to the next who uses its connection', async () => {
    const backends = new Set<number>();
    await source.transaction(async (manager) => {
      await manager.query(`SELECT set_config('jiqun.test', 'mine', true), pg_advisory_xact_lock(42)`);
      backends.add(((await manager.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }])[0].pid);
    });
    for (let round = 0; round < 8; round += 1) {
      await source.transaction(async (manager) => {
        const [row] = (await manager.query(`SELECT pg_backend_pid() AS pid, coalesce(current_setting('jiqun.test', true), '') AS mine,
          (SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`)) as [{ pid: number; mine: string; locks: number }];
        expect(row).toMatchObject({ mine: '', locks: 0 });
        backends.delete(row.pid);
      });
    }
    // The very connection was used again.
    expect(backends.size).toBe(0);
  });

  it('serves on after its connections were ended by the server', async () => {
    await source.query('SELECT 1');
    await terminate();
    await until('it serves again', async () => await source.query('SELECT 1').then(() => true, () => false));
  });
});

async function terminate(): Promise<void> {
  const admin = new Client({ connectionString: bed.adminUrl });
  await admin.connect();
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'registry'`, [bed.database]);
  await admin.end();
}

describe('a prepared statement', () => {
  it('is refused outside a transaction', async () => {
    await expect(connectionOf(source.manager)).rejects.toThrow('not that of a transaction');
  });
});
