import { createTestBed } from '../testing/index.js';
import { OutboxFloor, type FloorSearch } from './outbox-floor.js';

/** A floor whose searches find what is given, each long enough after the one before. */
async function floorAfter(...found: readonly Partial<FloorSearch>[]): Promise<string> {
  const floor = new OutboxFloor();
  let at = '';
  for (const [index, search] of found.entries()) {
    at = await floor.above(index * 1_000, async () => await Promise.resolve([{ last: '0', begun: '10', ended: false, floor: null, ...search }]));
  }
  return at;
}

describe('the floor of the outbox', () => {
  it('is nought until the transactions have ended that could hold a place below it', async () => {
    expect(await floorAfter({ last: '7' })).toBe('0');
    expect(await floorAfter({ last: '7' }, { last: '9', begun: '12' })).toBe('0');
    expect(await floorAfter({ last: '7' }, { last: '9', begun: '12' }, { last: '11', ended: false })).toBe('0');
    expect(await floorAfter({ last: '7' }, { last: '9', begun: '12' }, { last: '11', ended: true })).toBe('7');
  });

  it('is below the first that waits, and goes down for what is reopened', async () => {
    const settled = [{ last: '7' }, { last: '9' }, { last: '11', ended: true }];
    expect(await floorAfter(...settled.slice(0, 2), { last: '11', ended: true, floor: '3' })).toBe('3');
    expect(await floorAfter(...settled, { last: '11', ended: true, floor: '9' })).toBe('9');
    expect(await floorAfter(...settled, { last: '11', ended: false, floor: '2' })).toBe('2');
  });

  it('asks again only after a while, and at once when it has been reset', async () => {
    const floor = new OutboxFloor();
    let searches = 0;
    const statement = async (): Promise<FloorSearch[]> => {
      searches += 1;
      return await Promise.resolve([{ last: '5', begun: '1', ended: true, floor: null }]);
    };
    for (const elapsed of [0, 10, 249, 260, 300]) await floor.above(elapsed, statement);
    expect(searches).toBe(2);
    floor.reset();
    expect(await floor.above(301, statement)).toBe('0');
    expect(searches).toBe(3);
  });
});

describe('the floor of a real outbox', () => {
  it('stays below the place of an open transaction, also when that is the newest of all', async () => {
    const bed = await createTestBed();
    try {
      const source = await bed.open('registry');
      const insert = `INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at, published_at)
        VALUES ('CN-22', gen_random_uuid(), 'jiqun.registry.drill.started.v1', 'drill/1', '{}', now(), now())`;
      await source.query(insert);
      const open = source.createQueryRunner();
      await open.query('BEGIN');
      await open.query(insert);
      const floor = new OutboxFloor();
      let elapsed = 0;
      const search = async (): Promise<string> => await floor.above((elapsed += 1_000), async (_name, text, values) => (await source.query(text, [...values])) as FloorSearch[]);
      for (let searches = 0; searches < 6; searches += 1) expect(BigInt(await search())).toBeLessThan(2n);
      await open.query('COMMIT');
      await open.release();
      for (let searches = 0; searches < 3; searches += 1) await search();
      expect(await search()).toBe('2');
    } finally {
      await bed.close();
    }
  }, 30_000);
});
