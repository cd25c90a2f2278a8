import { describe, expect, it } from '@jest/globals';

import { NotAnExport, type Verification, verifyExport } from '../src/index.js';
import { type MadeLeaf, MadeLog } from './made-log.js';

const log = new MadeLog().grow(103, 10);

async function verified(change: (leaves: MadeLeaf[]) => void, size = 103): Promise<Verification> {
  const leaves = log.leaves.map((leaf) => ({ ...leaf }));
  change(leaves);
  return await verifyExport(log.lines(leaves, size), log.checkpoints());
}
const places = ({ findings }: Verification): string[] => findings.map(({ kind, from, through }) => `${kind} ${from ?? '-'}${through === undefined || through === from ? '' : `-${through}`}`);
const rehash = (leaf: MadeLeaf, text: string): void => void Object.assign(leaf, { leaf: text, leafHash: log.hasher.leaf(text).toString('base64') });

describe('an export that nobody touched', () => {
  it.each(['sha-256', 'sm3'] as const)('is in order, with %s, for every size and distance of checkpoints', async (hash) => {
    for (const [count, every] of [[1, 1], [2, 1], [3, 2], [64, 64], [65, 7], [200, 1]] as const) {
      const made = new MadeLog(hash).grow(count, every);
      expect(await verifyExport(made.lines(), made.checkpoints())).toMatchObject({ size: count, confirmed: count, found: 0, findings: [] });
    }
  });

  it('is in order where it hides the leaves of another jurisdiction behind their hashes', async () => {
    const { found, confirmed } = await verified((leaves) => {
      for (const leaf of leaves) if (leaf.index % 4 === 1) delete leaf.leaf;
    });
    expect([found, confirmed]).toEqual([0, 103]);
  });

  it('may go beyond its newest checkpoint: what lies behind is only consistent with itself', async () => {
    const made = new MadeLog().grow(20, 20);
    made.append(JSON.stringify({ v: 1, service: 'audit', kind: 'event', position: 1, previousPosition: 0, id: 'last' }));
    expect(await verifyExport(made.lines(), made.checkpoints())).toMatchObject({ size: 21, confirmed: 20, found: 0 });
  });
});

describe('what was done to it is said, and where', () => {
  it('a leaf whose bytes were edited: exactly that one, and the rest is still confirmed', async () => {
    const result = await verified((leaves) => void Object.assign(leaves[41] as MadeLeaf, { leaf: (leaves[41]?.leaf ?? '').replace('集群', '集团') }));
    expect([places(result), result.confirmed]).toEqual([['edited 41'], 103]);
  });

  it('a stored hash that was edited: exactly that one', async () => {
    expect(places(await verified((leaves) => void Object.assign(leaves[41] as MadeLeaf, { leafHash: leaves[40]?.leafHash })))).toEqual(['edited 41']);
  });

  it('a leaf that was edited with its hash: between the two checkpoints around it', async () => {
    const result = await verified((leaves) => rehash(leaves[41] as MadeLeaf, (leaves[41]?.leaf ?? '').replace('集群', '集团')));
    expect([places(result), result.confirmed]).toEqual([['rewritten 40-49'], 40]);
  });

  it('a leaf that was removed', async () => {
    expect(places(await verified((leaves) => void leaves.splice(41, 1)))).toEqual(expect.arrayContaining(['removed 41']));
  });

  it('a leaf that was removed, and the others numbered anew', async () => {
    const result = await verified((leaves) => {
      leaves.splice(41, 1);
      for (const [index, leaf] of leaves.entries()) leaf.index = index;
    });
    expect(places(result)).toEqual(expect.arrayContaining(['chain-broken 42', 'cut-off 102']));
  });

  it('a leaf that was inserted', async () => {
    expect(places(await verified((leaves) => void leaves.splice(41, 0, { ...(leaves[40] as MadeLeaf) })))).toEqual(expect.arrayContaining(['inserted 40', 'duplicate 40']));
  });

  it('two leaves that were exchanged, with their numbers or without', async () => {
    const moved = await verified((leaves) => void leaves.splice(40, 2, leaves[41] as MadeLeaf, leaves[40] as MadeLeaf));
    expect(places(moved)).toEqual(expect.arrayContaining(['reordered 40']));
    const renumbered = await verified((leaves) => {
      const [one, other] = [leaves[41] as MadeLeaf, leaves[43] as MadeLeaf];
      [one.leaf, other.leaf] = [other.leaf as string, one.leaf as string];
      [one.leafHash, other.leafHash] = [other.leafHash, one.leafHash];
    });
    expect(places(renumbered)).toEqual(expect.arrayContaining(['chain-broken 41']));
  });

  it('an end that was cut off, also when the export says that it never had it', async () => {
    expect(places(await verified((leaves) => void leaves.splice(95)))).toEqual(['cut-off 95-102']);
    expect(places(await verified((leaves) => void leaves.splice(95), 95))).toEqual(['cut-off 95-102']);
  });

  it('history that was rewritten from a place on, consistent with itself to the last hash', async () => {
    const result = await verified((leaves) => {
      for (const leaf of leaves.slice(57)) rehash(leaf, (leaf.leaf ?? '').replace('集群', '重写'));
    });
    expect([places(result), result.confirmed]).toEqual([['rewritten 50-59'], 50]);
  });

  it('an id that two entries have', async () => {
    const made = new MadeLog().grow(50, 10);
    made.append((made.leaves[7]?.leaf ?? '').replace(/"position":\d+,"previousPosition":\d+/, '"position":999,"previousPosition":46'));
    made.sign();
    const result = await verifyExport(made.lines(), made.checkpoints());
    expect(places(result)).toEqual(expect.arrayContaining(['duplicate 50']));
  });

  it('a line that is no leaf, and a leaf that is no JSON', async () => {
    const lines = log.lines();
    const result = await verifyExport(async function* () {
      let number = 0;
      for await (const line of lines()) yield (number += 1) === 30 ? line.slice(0, 40) : line;
    }, log.checkpoints());
    expect(places(result)).toEqual(expect.arrayContaining(['unreadable -', 'removed 28']));
    expect(places(await verified((leaves) => rehash(leaves[3] as MadeLeaf, 'no leaf')))).toEqual(expect.arrayContaining(['edited 3']));
  });

  it('an entry that stands in it twice, chained to itself', async () => {
    const made = new MadeLog();
    for (const [position, previousPosition] of [[1, 0], [2, 1], [2, 2], [3, 2]]) {
      made.append(JSON.stringify({ v: 1, service: 'audit', kind: 'audit-entry', position, previousPosition, id: `audit:${position}` }));
    }
    made.sign();
    expect(places(await verifyExport(made.lines(), made.checkpoints()))).toEqual(['chain-broken 2']);
  });

  it('two checkpoints that contradict each other, or a tree that was smaller later', async () => {
    const made = new MadeLog().grow(20, 10);
    made.sign({ root: Buffer.alloc(32, 1), size: 10 });
    made.sign({ size: 5, issuedAt: '2027-01-01T00:00:00Z' });
    expect(places(await verifyExport(made.lines(), made.checkpoints())).filter((place) => place.startsWith('forked')).length).toBeGreaterThanOrEqual(2);
  });
});

it.each([['origin', 'other.example/log'], ['hash', 'sm3']])('an export of a log whose %s no checkpoint has is not judged: nothing confirms it', async (name, value) => {
  const lines = log.lines([]);
  await expect(verifyExport(async function* () {
    for await (const line of lines()) yield JSON.stringify({ ...(JSON.parse(line) as object), [name]: value, size: 0 });
  }, log.checkpoints())).rejects.toBeInstanceOf(NotAnExport);
});

it('a file that is no export is not judged', async () => {
  for (const first of ['', '{}', 'x', JSON.stringify({ format: 'jiqun-log-export', version: 2, hash: 'sha-256', size: 1, origin: 'o' })]) {
    await expect(verifyExport(async function* () {
      yield first;
    }, [])).rejects.toBeInstanceOf(NotAnExport);
  }
});
