import { jest } from '@jest/globals';
import { Client } from 'pg';

import { Opened } from '../../test/opened.js';
import { createTestBed, type TestBed } from '../testing/index.js';
import { dumpSchema } from './schema-dump.js';

jest.setTimeout(60_000);

let bed: TestBed;
let owner: Client;
const opened = new Opened();
beforeEach(async () => {
  bed = await createTestBed();
  await bed.open('registry');
  owner = new Client({ connectionString: bed.ownerUrl('registry') });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await opened.close();
  await bed.close();
});

const dump = async (): Promise<string> => await dumpSchema(bed.ownerUrl('registry'), 'registry');

describe('the text of a schema', () => {
  it('is the same for the service, for its owner and in another database', async () => {
    const other = opened.keep(await createTestBed(), async (one) => await one.close());
    await other.open('registry');
    const text = await dump();
    expect(await dumpSchema(bed.databaseUrl('registry'), 'registry')).toBe(text);
    expect(await dumpSchema(other.ownerUrl('registry'), 'registry')).toBe(text);
    expect(text).not.toContain(bed.database);
    expect(text).toContain('payload text not null');
  });

  it.each([
    ['a column', 'ALTER TABLE drill ADD COLUMN x text'],
    ['a type', 'ALTER TABLE drill ALTER COLUMN note TYPE varchar(300)'],
    ['a default', `ALTER TABLE drill ALTER COLUMN note SET DEFAULT 'x'`],
    ['what may be absent', 'ALTER TABLE drill ALTER COLUMN note DROP NOT NULL'],
    ['a constraint', 'ALTER TABLE drill ADD CONSTRAINT positive CHECK (version > 0)'],
    ['an index', 'CREATE INDEX x ON drill (note)'],
    ['a function', `CREATE FUNCTION x() RETURNS integer LANGUAGE sql AS 'SELECT 1'`],
    ['a trigger', 'CREATE TRIGGER x BEFORE UPDATE ON drill FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()'],
    ['row security', 'ALTER TABLE drill ENABLE ROW LEVEL SECURITY'],
    ['a policy', `ALTER TABLE drill ENABLE ROW LEVEL SECURITY; CREATE POLICY x ON drill USING (tenant = 'CN-22')`],
    ['a view', 'CREATE VIEW x AS SELECT 1 AS one'],
    ['a type of its own', `CREATE TYPE x AS ENUM ('a', 'b')`],
    ['a sequence', 'CREATE SEQUENCE x INCREMENT 5'],
    ['a grant', 'GRANT TRUNCATE ON drill TO jiqun_registry'],
    ['a grant on a column', 'GRANT UPDATE (note) ON drill TO jiqun_registry'],
    ['how a table is stored', 'ALTER TABLE drill SET (fillfactor = 50)'],
  ])('shows a change of %s', async (_what, sql) => {
    const before = await dump();
    await owner.query(sql);
    expect(await dump()).not.toBe(before);
  });
});
