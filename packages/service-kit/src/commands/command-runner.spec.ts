import { createHash } from 'node:crypto';

import { drillContracts, Refusal } from '@jiqun/contracts';
import type { DataSource } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { createTestBed, testCaller, until, type TestBed } from '../testing/index.js';
import type { Call } from './call.js';
import { CommandRunner, type Effect } from './command-runner.js';
import type { Transaction } from './transaction.js';

let bed: TestBed;
let source: DataSource;

beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry', {}, 10);
});
afterAll(async () => {
  await bed.close();
});

const runner = (lanes = 4, groupSize = 32): CommandRunner => new CommandRunner(source, { service: 'registry', lanes, groupSize });

function call(key: string = newId(), payload = '{}', operation = 'registry.drill.start'): Call {
  const payloadHash = createHash('sha256').update(payload).digest();
  return { caller: testCaller(), identity: { kind: 'key', tenant: 'CN-22', operation, key, payloadHash } };
}

async function insertDrill(transaction: Transaction, note: string): Promise<string> {
  const id = newId();
  await transaction.manager.query(`INSERT INTO drill (id, tenant, note, state, started_at) VALUES ($1, 'CN-22', $2, 'started', $3)`, [id, note, transaction.now]);
  return id;
}

/** The effect of a whole command: row, audit entry, event, deadline. */
function starting(note: string): Effect<{ id: string }> {
  return async (transaction) => {
    const id = await insertDrill(transaction, note);
    transaction.record({ action: 'drill.start', objectType: 'drill', objectId: id });
    const data = { drillId: id, service: 'registry', note, startedAt: transaction.now.toISOString() };
    transaction.emit(drillContracts.registry.started, { noun: 'drill', id, version: 1 }, data as never);
    transaction.setDeadline('drill.lapses', id, new Date(transaction.now.getTime() + 86_400_000));
    return { id };
  };
}

async function traces(note: string) {
  const one = async (sql: string): Promise<number> => ((await source.query(sql, [note])) as [{ count: number }])[0].count;
  const ids = `(SELECT id FROM drill WHERE note = $1)`;
  return {
    effects: await one(`SELECT count(*)::integer FROM drill WHERE note = $1`),
    audit: await one(`SELECT count(*)::integer FROM audit_entry WHERE object_id IN (SELECT id::text FROM drill WHERE note = $1)`),
    events: await one(`SELECT count(*)::integer FROM outbox WHERE aggregate IN (SELECT 'drill/' || id FROM drill WHERE note = $1)`),
    deadlines: await one(`SELECT count(*)::integer FROM deadline WHERE subject IN ${ids.replace('id FROM', 'id::text FROM')}`),
  };
}

describe('a command', () => {
  it('writes effect, audit entry, event, deadline and answer together', async () => {
    const answer = await runner().run(call(), starting('together'));
    expect(await traces('together')).toEqual({ effects: 1, audit: 1, events: 1, deadlines: 1 });
    const [event] = (await source.query(`SELECT payload FROM outbox WHERE aggregate = $1`, [`drill/${answer.id}`])) as [{ payload: string }];
    expect(JSON.parse(event.payload)).toMatchObject({ specversion: '1.0', type: 'jiqun.registry.drill.started.v1', subject: `drill/${answer.id}`, sequence: '1', data: { note: 'together' } });
  });

  it('leaves nothing behind when it is refused, and may be tried again under the same key', async () => {
    const again = call();
    const refused: Effect<never> = async (transaction) => {
      await starting('refused')(transaction);
      throw new Refusal('STATE_FORBIDS', { action: 'drill.start', state: 'started' });
    };
    await expect(runner().run(again, refused)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect(await traces('refused')).toEqual({ effects: 0, audit: 0, events: 0, deadlines: 0 });
    await runner().run(again, starting('refused'));
    expect(await traces('refused')).toEqual({ effects: 1, audit: 1, events: 1, deadlines: 1 });
  });

  it('repeated under its key does nothing and gives the stored answer', async () => {
    const again = call();
    const first = await runner().run(again, starting('repeated'));
    await expect(runner().run(again, starting('repeated'))).resolves.toEqual(first);
    expect(await traces('repeated')).toEqual({ effects: 1, audit: 1, events: 1, deadlines: 1 });
  });

  it('is refused when its key belongs to another payload, and the key of another operation is another key', async () => {
    const key = newId();
    await runner().run(call(key, 'one'), starting('payload'));
    await expect(runner().run(call(key, 'two'), starting('payload'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', params: { key } });
    await runner().run(call(key, 'two', 'registry.drill.other'), starting('payload'));
    expect((await traces('payload')).effects).toBe(2);
  });

  it('keys with quotes, backslashes and letters outside ASCII are told apart', async () => {
    const keys = ['a"b', 'a\\b', 'a\\"b', 'ü', 'u', '\u0001'];
    await Promise.all(keys.map(async (key) => await runner().run(call(key, '{}', 'registry.drill.odd'), starting('odd'))));
    await Promise.all(keys.map(async (key) => await runner().run(call(key, '{}', 'registry.drill.odd'), starting('odd'))));
    expect((await traces('odd')).effects).toBe(keys.length);
  });

  it('sent many times at once, in one process and in several, happens once', async () => {
    const again = call();
    const runners = [runner(), runner(2, 1), runner(1, 100)];
    const answers = await Promise.all(Array.from({ length: 60 }, async (_, index) => await runners[index % 3]?.run(again, starting('at once'))));
    expect(new Set(answers.map((answer) => answer?.id)).size).toBe(1);
    expect(await traces('at once')).toEqual({ effects: 1, audit: 1, events: 1, deadlines: 1 });
  });

  it('without an audit entry is a mistake and changes nothing', async () => {
    await expect(runner().run(call(), async (transaction) => await insertDrill(transaction, 'unrecorded'))).rejects.toThrow('without an audit entry');
    expect((await traces('unrecorded')).effects).toBe(0);
  });

  it('whose answer cannot be written as JSON changes nothing', async () => {
    const unwritable: Effect<unknown> = async (transaction) => ({ ...(await starting('bigint')(transaction)), fen: 1n });
    await expect(runner().run(call(), unwritable)).rejects.toThrow('BigInt');
    expect((await traces('bigint')).effects).toBe(0);
  });

  it('whose event breaks its contract changes nothing', async () => {
    const wrong: Effect<unknown> = async (transaction) => {
      await starting('wrong event')(transaction);
      transaction.emit(drillContracts.registry.confirmed, { noun: 'drill', id: '1', version: 1 }, { drillId: 'no uuid' } as never);
    };
    await expect(runner().run(call(), wrong)).rejects.toThrow();
    expect((await traces('wrong event')).effects).toBe(0);
  });
});

describe('commands that share a transaction', () => {
  it('do all of their work, and one that fails takes nobody with it', async () => {
    const shared = runner(1, 100);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, async (_, index) =>
        await shared.run(call(), async (transaction) => {
          const answer = await starting('shared')(transaction);
          if (index % 10 === 3) throw new Refusal('NOT_FOUND', { noun: 'drill', id: String(index) });
          if (index % 10 === 7) await transaction.manager.query('SELECT 1 / 0');
          return answer;
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await traces('shared')).toEqual({ effects: 40, audit: 40, events: 40, deadlines: 40 });
  });

  it('see one another as if each had run alone: the last place is given once', async () => {
    await source.query(`INSERT INTO drill (id, tenant, note, state, started_at, version) VALUES ($1, 'CN-22', 'places', 'started', now(), 1)`, [newId()]);
    const shared = runner(3, 10);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, async () =>
        await shared.run(call(), async (transaction) => {
          const [place] = (await transaction.manager.query(`SELECT id, version FROM drill WHERE note = 'places' FOR UPDATE`)) as [{ id: string; version: number }];
          if (place.version > 10) throw new Refusal('STATE_FORBIDS', { action: 'drill.start', state: 'full' });
          await prepareMove(transaction, place.id);
          transaction.record({ action: 'drill.start', objectType: 'drill', objectId: place.id });
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  });

  it('share one commit when they wait together', async () => {
    const shared = runner(1, 100);
    const ids: string[] = [];
    const slow = shared.run(call(), async (transaction) => {
      await transaction.manager.query('SELECT pg_sleep(0.05)');
      return await starting('first')(transaction);
    });
    const rest = Array.from({ length: 20 }, async () =>
      await shared.run(call(), async (transaction) => {
        const [row] = (await transaction.manager.query('SELECT pg_current_xact_id()::text AS id')) as [{ id: string }];
        ids.push(row.id);
        return await starting('rest')(transaction);
      }),
    );
    await Promise.all([slow, ...rest]);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(1);
  });
});

async function prepareMove(transaction: Transaction, id: string): Promise<void> {
  await transaction.manager.query(`UPDATE drill SET version = version + 1, state = 'started' WHERE id = $1`, [id]);
}

describe('accidents', () => {
  it('a deadlock between two commands is survived by both', async () => {
    const [a, b] = [newId(), newId()];
    for (const id of [a, b]) await source.query(`INSERT INTO drill (id, tenant, note, state, started_at) VALUES ($1, 'CN-22', 'lock', 'started', now())`, [id]);
    const crossing = (first: string, second: string): Effect<null> => async (transaction) => {
      await prepareMove(transaction, first);
      await transaction.manager.query('SELECT pg_sleep(0.1)');
      await prepareMove(transaction, second);
      transaction.record({ action: 'drill.start', objectType: 'drill', objectId: first });
      return null;
    };
    await Promise.all([runner().run(call(), crossing(a, b)), runner().run(call(), crossing(b, a))]);
    const rows = (await source.query(`SELECT version FROM drill WHERE note = 'lock'`)) as { version: number }[];
    expect(rows.map(({ version }) => version)).toEqual([3, 3]);
  });

  it('connections ended by the server under load lose nothing and double nothing', async () => {
    const shared = runner();
    let ended = 0;
    const killer = (async () => {
      const admin = await bed.open('audit');
      for (let round = 0; round < 15; round += 1) {
        await new Promise((resume) => setTimeout(resume, 20));
        ended += await endBackends();
      }
      await admin.destroy();
    })();
    const keys = Array.from({ length: 600 }, () => call());
    const results = await Promise.allSettled(
      keys.map(async (item, index) => {
        await new Promise((resume) => setTimeout(resume, index / 2));
        return await shared.run(item, starting('ended'));
      }),
    );
    await killer;
    expect(ended).toBeGreaterThan(0);
    // Whoever ran out of tries repeats under his key, as a client would.
    await Promise.all(keys.map(async (item, index) => (results[index]?.status === 'rejected' ? await shared.run(item, starting('ended')) : undefined)));
    await until('all rows are there', async () => (await traces('ended')).effects === 600);
    expect(await traces('ended')).toEqual({ effects: 600, audit: 600, events: 600, deadlines: 600 });
  });
});

async function endBackends(): Promise<number> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: bed.adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'jiqun_registry'`, [bed.database]);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}

describe('a plan that was kept when the tables were empty', () => {
  it('does not read them whole when they are full', async () => {
    const single = await bed.open('evaluation', {}, 1);
    const commands = new CommandRunner(single, { service: 'evaluation', lanes: 1, groupSize: 4 });
    const some = async (): Promise<void> => void (await Promise.all(Array.from({ length: 40 }, async () => await commands.run(call(), starting('planned')))));
    await some();
    await single.query(`INSERT INTO command_key (tenant, operation, key, payload_hash, answer) SELECT 'CN-22', 'x', number::text, '', '' FROM generate_series(1, 20000) AS given (number)`);
    const read = async (): Promise<number> => {
      await single.query('SELECT pg_stat_force_next_flush()');
      await single.query('SELECT 1');
      const [row] = (await single.query(`SELECT sum(seq_tup_read)::integer AS read FROM pg_stat_user_tables WHERE schemaname = 'evaluation'`)) as [{ read: number }];
      return row.read;
    };
    const before = await read();
    await some();
    expect((await read()) - before).toBeLessThan(20_000);
  });
});
