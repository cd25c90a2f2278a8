import { createHash } from 'node:crypto';

import { DataSource } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { CommandRunner } from '../commands/command-runner.js';
import { createTestBed, testCaller, type TestBed } from '../testing/index.js';
import { bulkLoad, type BulkTarget, type BulkValue } from './bulk-load.js';
import { openDatabase } from './connection.js';

let bed: TestBed;
let pipelined: DataSource;
let source: DataSource;

const target: BulkTarget = { table: 'imported', columns: ['code', 'name', 'amount_fen', 'listed_on', 'is_active'], key: ['code'], existing: 'replace' };

beforeAll(async () => {
  bed = await createTestBed();
  pipelined = await bed.open('registry');
  const owner = await openDatabase({ url: bed.ownerUrl('registry'), poolSize: 1, applicationName: 'spec' });
  await owner.query('CREATE TABLE imported (code text PRIMARY KEY, name text, amount_fen bigint NOT NULL, listed_on date, is_active boolean NOT NULL)');
  await owner.destroy();
  source = await openDatabase({ url: bed.databaseUrl('registry'), poolSize: 2, applicationName: 'spec', pipeline: false });
});
afterAll(async () => {
  await source.destroy();
  await bed.close();
});
beforeEach(async () => {
  await source.query('DELETE FROM imported');
});

const row = (code: string, name: string | null = null, amountFen = 100n): BulkValue[] => [code, name, amountFen, '2026-01-05', true];
const load = async (rows: Parameters<typeof bulkLoad>[2], to = target) => await source.transaction(async (manager) => await bulkLoad(manager, to, rows));
const names = async (): Promise<(string | null)[]> => ((await source.query('SELECT name FROM imported ORDER BY code')) as { name: string | null }[]).map(({ name }) => name);

describe('a bulk load', () => {
  it('counts what was new, what was replaced and what was there already', async () => {
    expect(await load([row('a', 'one'), row('b', 'two'), row('c', null)])).toEqual({ given: 3, inserted: 3, replaced: 0, unchanged: 0 });
    const again = [row('a', 'one'), row('b', 'changed'), row('c', null), row('d', 'four')];
    expect(await load(again)).toEqual({ given: 4, inserted: 1, replaced: 1, unchanged: 2 });
    expect(await names()).toEqual(['one', 'changed', null, 'four']);
  });

  it('leaves rows alone that are to be kept', async () => {
    await load([row('a', 'kept')]);
    expect(await load([row('a', 'other'), row('b', 'new')], { ...target, existing: 'keep' })).toEqual({ given: 2, inserted: 1, replaced: 0, unchanged: 1 });
    expect(await names()).toEqual(['kept', 'new']);
  });

  it('stores every text as it was given, and money exactly', async () => {
    const texts = ['tab\there', 'line\nbreak\r', String.raw`back\slash \N \.`, '', '吉林省梅河口市', "'quoted\" {,}", '\\N'];
    await load(texts.map((text, index) => row(String(index), text, 9_007_199_254_740_993n)));
    expect(await names()).toEqual(texts);
    expect(await source.query('SELECT DISTINCT amount_fen, listed_on FROM imported')).toEqual([{ amount_fen: '9007199254740993', listed_on: '2026-01-05' }]);
  });

  it('of more rows than fit in a chunk brings all of them, none twice', async () => {
    async function* many(): AsyncGenerator<BulkValue[]> {
      for (let index = 0; index < 20_000; index += 1) yield row(`code-${index}`, `name ${index}`);
    }
    expect(await load(many())).toEqual({ given: 20_000, inserted: 20_000, replaced: 0, unchanged: 0 });
    expect(await source.query('SELECT count(DISTINCT name)::integer AS count FROM imported')).toEqual([{ count: 20_000 }]);
  });

  it('twice in one transaction is two loads', async () => {
    await source.transaction(async (manager) => {
      await bulkLoad(manager, target, [row('a', 'one')]);
      expect(await bulkLoad(manager, target, [row('a', 'two')])).toEqual({ given: 1, inserted: 0, replaced: 1, unchanged: 0 });
    });
    expect(await names()).toEqual(['two']);
  });
});

describe('a bulk load that fails', () => {
  it('because its rows end early leaves nothing, and its connection works on', async () => {
    async function* broken(): AsyncGenerator<BulkValue[]> {
      for (let index = 0; index < 5_000; index += 1) yield row(`code-${index}`, 'x'.repeat(50));
      throw new Error('The file ends in the middle of a row');
    }
    await expect(load(broken())).rejects.toThrow('The file ends in the middle of a row');
    expect(await names()).toEqual([]);
    expect(await load([row('a', 'after')])).toMatchObject({ inserted: 1 });
  });

  it('says in which line the value is that does not fit', async () => {
    await expect(load([row('a'), ['b', null, 'ten yuan', null, true]])).rejects.toMatchObject({ code: '22P02', where: expect.stringContaining('line 2, column amount_fen') });
    expect(await names()).toEqual([]);
  });

  it('says which row has not one value for each column', async () => {
    await expect(load([row('a'), ['b']])).rejects.toThrow('Row 2 has 1 values for 5 columns');
  });

  it('refuses rows that are to replace one another', async () => {
    await expect(load([row('a', 'one'), row('a', 'two')])).rejects.toMatchObject({ code: '21000' });
  });

  it('refuses a pipelined connection and says what to do', async () => {
    const refused = pipelined.transaction(async (manager) => await bulkLoad(manager, target, [row('a')]));
    await expect(refused).rejects.toThrow('open the database with pipeline: false');
  });
});

it('a command commits its rows, audit entry and answer together, and once', async () => {
  const runner = new CommandRunner(source, { service: 'registry', lanes: 1, groupSize: 1 });
  const payloadHash = createHash('sha256').update('file').digest();
  const call = { caller: testCaller(), identity: { kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: newId(), payloadHash } } as const;
  let tries = 0;
  const importing = async () =>
    await runner.run(call, async (transaction) => {
      tries += 1;
      const counts = await bulkLoad(transaction.manager, target, [row('a', 'imported')]);
      if (tries === 1) await transaction.manager.query(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
      transaction.record({ action: 'drill.start', objectType: 'import', objectId: call.identity.key, detail: { ...counts } });
      return counts;
    });
  const counts = { given: 1, inserted: 1, replaced: 0, unchanged: 0 };
  expect([await importing(), await importing()]).toEqual([counts, counts]);
  expect(tries).toBe(2);
  expect(await source.query('SELECT detail FROM audit_entry WHERE object_id = $1', [call.identity.key])).toEqual([{ detail: counts }]);
});
