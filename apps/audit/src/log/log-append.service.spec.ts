import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { LogBed } from '../../test/log-bed.js';
import { LogCollector } from './log-collector.js';
import { LogSettings } from './log-settings.js';
import { foldSubtrees } from './merkle.js';

jest.setTimeout(120_000);

let bed: LogBed;
beforeAll(async () => {
  bed = await LogBed.open();
});
afterAll(async () => await bed.close());

interface Leaf {
  readonly service: string;
  readonly kind: string;
  readonly position: number;
  readonly previousPosition: number;
  readonly tenant: string;
  readonly content: string;
  readonly [name: string]: unknown;
}
const leaves = async (): Promise<Leaf[]> => (await bed.repository.list(-1, 10_000)).map(({ text }) => JSON.parse(text) as Leaf);

describe('what the services record', () => {
  it('is all on the log, once, in the order of each service, an event byte for byte', async () => {
    const before = (await leaves()).length;
    const ids = [];
    for (let n = 0; n < 30; n += 1) {
      ids.push(await bed.emit(n % 2 === 0 ? 'registry' : 'subsidy', { data: { note: `引号"与\\u0000，第${n}条\u2028` } }));
      if (n % 7 === 0) await bed.collect();
    }
    await bed.record('subsidy', { action: 'drill.start', objectType: 'drill', objectId: 'd-1' });
    await bed.collect();
    await bed.collect();
    const fresh = (await leaves()).slice(before);
    expect(fresh.filter(({ kind }) => kind === 'event').map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    for (const service of ['registry', 'subsidy'] as const) {
      const payloads = (await bed.services.get(service)?.query<{ payload: string }[]>('SELECT payload FROM outbox ORDER BY position')) ?? [];
      expect((await leaves()).filter((leaf) => leaf.kind === 'event' && leaf.service === service).map(({ content }) => content)).toEqual(payloads.map(({ payload }) => payload));
    }
    for (const leaf of fresh) expect(leaf.position).toBeGreaterThan(leaf.previousPosition);
  });

  it('waits at the service while audit is away, delays no command there, and comes in order, once, when audit is back', async () => {
    const before = (await leaves()).length;
    const collector = new LogCollector(async (service, request) => (await bed.readers.get(service)?.(request)) ?? { entries: [], upTo: 0 }, bed.appender);
    collector.start();
    await bed.emit('registry');
    await collector.stop();
    const ids = [];
    for (let n = 0; n < 1_500; n += 1) ids.push(await bed.emit('registry', { data: { n } }));
    await bed.record('registry', { action: 'drill.start', objectType: 'drill', objectId: 'd-2' });
    // Two at once, as when the one that led has not noticed yet.
    const both = [bed.collector, collector];
    await Promise.all(both.map(async (one) => {
      for (let n = 0; n < 4; n += 1) await one.fetch('registry');
    }));
    const fresh = (await leaves()).slice(before).filter(({ kind, service }) => kind === 'event' && service === 'registry');
    expect(fresh.slice(-1_500).map(({ id }) => id)).toEqual(ids);
    expect(new Set(fresh.map(({ position }) => position)).size).toBe(fresh.length);
  });

  it('of a service that does not answer waits, and the others go on', async () => {
    const own = new Map(bed.readers);
    const collector = new LogCollector(async (service, request) => {
      if (service === 'registry') throw new Error('away');
      return (await own.get(service)?.(request)) ?? { entries: [], upTo: 0 };
    }, bed.appender);
    const size = await bed.repository.size();
    const waiting = await bed.emit('registry');
    const going = await bed.emit('subsidy');
    collector.start();
    while ((await bed.repository.indexOfEvent(going)) === undefined) await new Promise((resume) => setTimeout(resume, 20));
    await collector.stop();
    expect(await bed.repository.indexOfEvent(waiting)).toBeUndefined();
    expect(await bed.repository.size()).toBe(size + 1);
    await bed.collect();
    expect(await bed.repository.indexOfEvent(waiting)).toBe(size + 1);
  });

  it('that is larger than an answer is put together again, and stands in its leaf by its hash', async () => {
    const text = '大'.repeat(300_000);
    const id = await bed.emit('registry', { data: { text } });
    await bed.collect();
    const index = await bed.repository.indexOfEvent(id);
    const leaf = JSON.parse((await bed.repository.find(index ?? -1))?.text ?? '{}') as Leaf;
    const [{ payload } = { payload: '' }] = await (bed.services.get('registry')?.query<{ payload: string }[]>('SELECT payload FROM outbox WHERE event_id = $1', [id]) ?? []);
    const hash = bed.settings.hasher.commitment(Buffer.alloc(0), payload).toString('hex');
    expect(leaf).toMatchObject({ contentBytes: Buffer.byteLength(payload), contentHash: hash });
    expect(leaf.content).toBeUndefined();
    expect(await bed.source.query('SELECT content FROM log_content WHERE leaf_index = $1', [index])).toEqual([{ content: payload }]);
  });

  it('in another order than that of its positions is not appended at all', async () => {
    const size = await bed.repository.size();
    const entry = (position: number) => ({ position, text: '{}' });
    await expect(bed.appender.append('gateway', 'event', [entry(3), entry(5), entry(4)])).rejects.toThrow('gateway gave event 4 behind 5');
    await expect(bed.appender.append('gateway', 'event', [entry(3), entry(3)])).rejects.toThrow('gateway gave event 3 behind 3');
    expect(await bed.repository.size()).toBe(size);
  });

  it('and that nobody can read as an event is on the log all the same: passed over, it would be a gap', async () => {
    await bed.services.get('registry')?.query(
      `INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at) VALUES ('CN-22', $1, 'x', 'x', 'no JSON', now())`, [newId()],
    );
    await bed.collect();
    expect((await leaves()).at(-1)).toMatchObject({ service: 'registry', kind: 'event', tenant: '', content: 'no JSON' });
  });
});

describe('the tree', () => {
  it('has for every size the root that its leaves make, and every node once', async () => {
    const { hasher } = bed.settings;
    const stored = await bed.repository.list(-1, 10_000);
    for (const { text, hash } of stored) expect(hasher.leaf(Buffer.from(text))).toEqual(hash);
    const naive = (hashes: readonly Buffer[]): Buffer => {
      if (hashes.length < 2) return hashes[0] ?? hasher.empty();
      const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
      return hasher.node(naive(hashes.slice(0, split)), naive(hashes.slice(split)));
    };
    for (const size of [0, 1, 2, 3, 33, 1_000, stored.length]) {
      const [subtrees = []] = await bed.repository.subtrees(undefined, [{ start: 0, end: size }]);
      expect(foldSubtrees(hasher, subtrees)).toEqual(naive(stored.slice(0, size).map(({ hash }) => hash)));
    }
  });

  it('lets the service neither change nor delete nor leave a gap, and not even the owner by mistake', async () => {
    const changes = [
      `UPDATE log_leaf SET leaf = 'x'`, `DELETE FROM log_leaf`, `TRUNCATE log_leaf CASCADE`, `UPDATE log_node SET index = 0`, `DELETE FROM log_node`,
      `UPDATE log_secret SET value = 'x'`, `UPDATE log_checkpoint SET note = 'x'`, `DELETE FROM log_source`, `DELETE FROM log_setting`, `DELETE FROM log_content`,
      `DELETE FROM log_reference WHERE kind = 'id'`,
    ];
    for (const change of changes) await expect(bed.source.query(change)).rejects.toThrow(/permission denied|LOG_LASTS/);
    const owner = await bed.connectAs('owner');
    for (const change of changes.slice(0, 5)) await expect(owner.query(change)).rejects.toThrow('LOG_LASTS');
    const gap = `INSERT INTO log_leaf SELECT index + 2, service, kind, position + 1000000, tenant, region, entry_id, recorded_at, appended_at, refused, leaf, leaf_hash
      FROM log_leaf ORDER BY index DESC LIMIT 1`;
    await expect(owner.query(gap)).rejects.toThrow('LOG_HAS_NO_GAP');
  });

  it('keeps the hash function and the name that it was begun with', async () => {
    const other = new LogSettings({ origin: 'test.example/log', hash: 'sm3' }, bed.tasks, bed.repository);
    await expect(other.onModuleInit()).rejects.toThrow('cannot become');
  });
});
