import { createHash } from 'node:crypto';

import type { DataSource } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { createTestBed, testCaller, type TestBed } from '../testing/index.js';
import type { Call } from './call.js';
import { CommandRunner } from './command-runner.js';
import type { Transaction } from './transaction.js';

let bed: TestBed;
let source: DataSource;

beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry', {}, 6);
});
afterAll(async () => {
  await bed.close();
});

const runner = (lanes = 1, groupSize = 100): CommandRunner => new CommandRunner(source, { service: 'registry', lanes, groupSize });
const INSERT = `INSERT INTO drill (id, tenant, note, state, started_at) VALUES ($1, 'CN-22', $2, 'started', $3)`;

function call(): Call {
  const payloadHash = createHash('sha256').update('{}').digest();
  return { caller: testCaller(), identity: { kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: newId(), payloadHash } };
}

function start(transaction: Transaction, note: string, id = newId()): string {
  transaction.write('spec-drill', INSERT, [id, note, transaction.now]);
  transaction.record({ action: 'drill.start', objectType: 'drill', objectId: id });
  return id;
}

async function count(note: string, where: { query(sql: string, values: unknown[]): Promise<unknown> } = source): Promise<number> {
  const [row] = (await where.query('SELECT count(*)::integer AS count FROM drill WHERE note = $1', [note])) as [{ count: number }];
  return row.count;
}

describe('a write that is not waited for', () => {
  it('is committed with its command, and seen by what the command reads behind it', async () => {
    const seen = await runner().run(call(), async (transaction) => {
      start(transaction, 'seen');
      start(transaction, 'seen');
      return await count('seen', transaction.manager);
    });
    expect([seen, await count('seen')]).toEqual([2, 2]);
  });

  it('is seen by the commands behind it in the same transaction, and by none before it', async () => {
    const shared = runner();
    const answers = Array.from({ length: 12 }, async () =>
      await shared.run(call(), async (transaction) => {
        const before = await count('in order', transaction.manager);
        start(transaction, 'in order');
        return before;
      }),
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 12 }, (_, place) => place));
  });

  it('refused by the database undoes its command, with its own error, and no neighbour', async () => {
    const shared = runner();
    const twice = newId();
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, async (_, index) =>
        await shared.run(call(), async (transaction) => {
          start(transaction, 'refused', index === 4 ? twice : newId());
          if (index === 4) start(transaction, 'refused', twice);
        }),
      ),
    );
    expect(results.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
    expect(results[4]).toMatchObject({ reason: { code: '23505' } });
    expect(await count('refused')).toBe(8);
  });

  it('refused by the database is what is reported, not the statements that failed behind it', async () => {
    const id = newId();
    const failing = runner().run(call(), async (transaction) => {
      start(transaction, 'reported', id);
      start(transaction, 'reported', id);
      await transaction.manager.query('SELECT 1');
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await count('reported')).toBe(0);
  });

  it('in conflict with another transaction is tried again, also when a later statement fails because of it', async () => {
    let tries = 0;
    await runner().run(call(), async (transaction) => {
      tries += 1;
      if (tries === 1) transaction.write('spec-conflict', `DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`, []);
      await transaction.manager.query('SELECT 1');
      start(transaction, 'again');
    });
    expect([tries, await count('again')]).toEqual([2, 1]);
  });
});

describe('lanes', () => {
  it('a command beside a slow one does not wait for its end', async () => {
    const shared = runner(2);
    const ended: string[] = [];
    const slow = shared.run(call(), async (transaction) => {
      await transaction.manager.query('SELECT pg_sleep(2)');
      start(transaction, 'slow');
    });
    const quick = shared.run(call(), async (transaction) => void start(transaction, 'quick'));
    await Promise.all([slow.then(() => ended.push('slow')), quick.then(() => ended.push('quick'))]);
    expect(ended).toEqual(['quick', 'slow']);
  });
});
