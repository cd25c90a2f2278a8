import type { DataSource } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { Reader } from '../database/reader.js';
import { createTestBed, type TestBed } from '../testing/index.js';
import { DrillRepository } from './drill.repository.js';
import type { Drill } from './drill.entity.js';

let bed: TestBed;
let source: DataSource;
let drills: DrillRepository;
beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry');
  drills = new DrillRepository(new Reader(source));
});
afterAll(async () => {
  await bed.close();
});

async function insert(tenant = 'CN-22'): Promise<Drill> {
  const id = newId();
  await source.query(`INSERT INTO drill (id, tenant, note, state, started_at) VALUES ($1, $2, 'n', 'started', '2026-01-05T01:00:00Z')`, [id, tenant]);
  return (await drills.find(id)) as Drill;
}

describe('drills', () => {
  it('are not moved by who has an old version of them, and he is told', async () => {
    const stale = await insert();
    const moved = await source.transaction(async (manager) => await drills.move(manager, stale, 'confirmed', new Date('2026-01-05T02:00:00Z')));
    expect(moved).toMatchObject({ state: 'confirmed', version: 2 });
    expect(await source.transaction(async (manager) => await drills.move(manager, stale, 'lapsed', null))).toBeUndefined();
    expect(await drills.find(stale.id)).toMatchObject({ state: 'confirmed', version: 2 });
  });

  it('asked for at the same moment are each found, and who is not there is not', async () => {
    const [a, b] = [await insert(), await insert()];
    const found = await Promise.all([a.id, newId(), b.id, a.id].map(async (id) => await drills.find(id)));
    expect(found.map((drill) => drill?.id)).toEqual([a.id, undefined, b.id, a.id]);
  });

  it('are listed by tenant, newest first, page by page, without gap or repetition', async () => {
    const mine: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      mine.unshift((await insert('CN-65')).id);
      await insert('CN-22');
    }
    const pages: string[] = [];
    for (let before: string | undefined; pages.length < 7; before = pages.at(-1)) pages.push(...(await drills.list('CN-65', before, 3)).map(({ id }) => id));
    expect(pages).toEqual(mine);
    expect(await drills.list('CN-65', pages.at(-1), 3)).toEqual([]);
  });
});
