import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { GrowingTree, main, rootOfPath } from '../src/index.js';
import { MadeLog } from './made-log.js';

const folder = mkdtempSync(join(tmpdir(), 'jiqun-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const log = new MadeLog().grow(40, 8);
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
mkdirSync(join(folder, 'checkpoints', '2026-03-01'), { recursive: true });
for (const [nth, note] of log.notes.entries()) file(`checkpoints/2026-03-01/${nth}.checkpoint`, note);
const key = file('log.pub', log.publicText);
const all = [JSON.stringify({ format: 'jiqun-log-export', version: 1, origin: 'test.example/log', hash: 'sha-256', size: 40 }), ...log.leaves.map((leaf) => JSON.stringify(leaf))];
const exported = file('export.ndjson', `${all.join('\n')}\n`);
const checkpoints = join(folder, 'checkpoints');

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  const printed: string[] = [];
  const code = await main(args, (text) => void printed.push(text));
  return { code, text: printed.join('\n') };
}

/** The audit path of leaf 5 in the tree of 8, made from the leaves. */
function receiptOf5(): { leaf: string; leafHash: string; index: number; size: number; proof: string[]; checkpoint: string; state: string } {
  const hash = (from: number, to: number): Buffer => {
    const tree = new GrowingTree(log.hasher);
    for (const leaf of log.leaves.slice(from, to)) tree.append(Buffer.from(leaf.leafHash, 'base64'));
    return tree.root();
  };
  const proof = [hash(4, 5), hash(6, 8), hash(0, 4)].map((step) => step.toString('base64'));
  const { leaf = '', leafHash = '' } = log.leaves[5] ?? {};
  return { state: 'included', index: 5, leaf, leafHash, size: 8, proof, checkpoint: log.notes[0] ?? '' };
}

describe('jiqun-verify', () => {
  it('ends with 0 and says so in both languages when all is in order', async () => {
    const { code, text } = await run('--key', key, '--export', exported, '--checkpoints', checkpoints);
    expect([code, text.split('\n')]).toEqual([0, ['40 条记录，其中 40 条由签署的检查点确认（共 5 个）', '40 entries, 40 of them confirmed by signed checkpoints (5 in all)', '无误 / in order']]);
  });

  it('ends with 1 and names index and kind in both languages when it is not', async () => {
    const broken = file('broken.ndjson', `${all.map((line, nth) => (nth === 12 ? line.replace('集群', '集团') : line)).join('\n')}\n`);
    const { code, text } = await run('--key', key, '--export', broken, '--checkpoints', checkpoints);
    expect(code).toBe(1);
    expect(text).toContain('edited\n  第 11 条：内容与其哈希不符：记录被改动\n  entry 11 does not match its hash: it was edited');
    const json = JSON.parse((await run('--key', key, '--export', broken, '--checkpoints', checkpoints, '--json')).text) as object;
    expect(json).toMatchObject({ ok: false, found: 1, size: 40, confirmed: 40, findings: [{ kind: 'edited', from: 11 }] });
  });

  it('ends with 2 when it cannot tell: no key, no file, no checkpoint of this key', async () => {
    const stranger = file('stranger.pub', new MadeLog().publicText);
    for (const args of [
      [], ['--key', key], ['--key', key, '--export', exported], ['--key', `${key}x`, '--export', exported, '--checkpoints', checkpoints],
      ['--key', key, '--export', `${exported}x`, '--checkpoints', checkpoints], ['--key', stranger, '--export', exported, '--checkpoints', checkpoints],
      ['--key', key, '--export', key, '--checkpoints', checkpoints], ['--key', exported, '--export', exported, '--checkpoints', checkpoints], ['--unknown'],
    ]) expect([args, (await run(...args)).code]).toEqual([args, 2]);
  });

  it('takes the key as PEM as well', async () => {
    const { createPublicKey } = await import('node:crypto');
    const pem = file('log.pem', createPublicKey(log.privateKey).export({ type: 'spki', format: 'pem' }) as string);
    expect((await run('--key', pem, '--export', exported, '--checkpoints', checkpoints)).code).toBe(0);
  });

  it('names a checkpoint among the others that the key has not signed', async () => {
    file('checkpoints/2026-03-01/forged.checkpoint', (log.notes[2] ?? '').replace('\n24\n', '\n25\n'));
    const { code, text } = await run('--key', key, '--export', exported, '--checkpoints', checkpoints);
    rmSync(join(folder, 'checkpoints/2026-03-01/forged.checkpoint'));
    expect([code, text.includes('unsigned')]).toEqual([1, true]);
  });
});

describe('a receipt', () => {
  it('is checked with the public key alone, and against an export as well', async () => {
    const path = file('receipt.json', JSON.stringify({ receipts: [receiptOf5()] }));
    expect((await run('--key', key, '--receipt', path)).code).toBe(0);
    expect((await run('--key', key, '--receipt', path, '--export', exported, '--checkpoints', checkpoints)).code).toBe(0);
  });

  it.each([
    ['another leaf', { leaf: '{}' }], ['another hash', { leaf: undefined, leafHash: log.leaves[6]?.leafHash }], ['another place', { index: 4 }],
    ['another size', { size: 9 }], ['a step missing', { proof: receiptOf5().proof.slice(1) }], ['a step too many', { proof: [...receiptOf5().proof, receiptOf5().proof[0]] }],
    ['steps exchanged', { proof: receiptOf5().proof.toReversed() }], ['another checkpoint', { checkpoint: log.notes[1] }], ['a checkpoint that was touched', { checkpoint: (log.notes[0] ?? '').replace('2026', '2027') }],
    ['no checkpoint yet', { state: 'pending' }], ['a hash of another length', { leaf: undefined, leafHash: Buffer.alloc(31).toString('base64') }],
  ])('with %s does not hold', async (_what, change) => {
    const path = file('broken.json', JSON.stringify({ ...receiptOf5(), ...change }));
    expect((await run('--key', key, '--receipt', path)).code).toBe(1);
  });

  it.each([-1, 0.5, '0', null])('for the first leaf with the index %p does not hold', async (index) => {
    const one = new MadeLog().grow(1, 1);
    const { leaf, leafHash } = one.leaves[0] ?? {};
    const receipt = file('first.json', JSON.stringify({ state: 'included', index, leaf, leafHash, size: 1, proof: [], checkpoint: one.notes[0] }));
    expect((await run('--key', file('one.pub', one.publicText), '--receipt', receipt)).code).toBe(1);
  });

  it('of nothing proves nothing', async () => {
    expect((await run('--key', key, '--receipt', file('none.json', '{"receipts":[]}'))).code).toBe(2);
  });

  it('that holds shows an export as rewritten whose other leaves were changed and signed anew', async () => {
    const rewritten = new MadeLog();
    for (const [nth, { leaf = '' }] of log.leaves.entries()) rewritten.append(nth === 3 ? leaf.replace('集群', '重写') : leaf);
    Object.assign(rewritten, { privateKey: log.privateKey, publicText: log.publicText });
    const signed = file('resigned.checkpoint', rewritten.sign());
    const other = file('resigned.ndjson', `${[all[0], ...rewritten.leaves.map((leaf) => JSON.stringify(leaf))].join('\n')}\n`);
    const receipt = file('receipt.json', JSON.stringify(receiptOf5()));
    expect((await run('--key', key, '--export', other, '--checkpoints', signed)).code).toBe(0);
    expect((await run('--key', key, '--receipt', receipt, '--export', other, '--checkpoints', signed)).code).toBe(1);
  });

  it('that holds shows an export as rewritten that has another leaf in its place', async () => {
    const rewritten = new MadeLog();
    for (const { leaf = '' } of log.leaves) rewritten.append(leaf.replace('集群', '重写'));
    const other = file('rewritten.ndjson', `${[all[0], ...rewritten.leaves.map((leaf) => JSON.stringify(leaf))].join('\n')}\n`);
    const { text } = await run('--key', key, '--receipt', file('receipt.json', JSON.stringify(receiptOf5())), '--export', other, '--checkpoints', checkpoints);
    expect(text).toContain('entry 5 the receipt does not hold (the export has another leaf there)');
  });
});

it('an audit path leads to the root for every leaf of every size up to 40, and no shorter one does', () => {
  const hashes = log.leaves.map(({ leafHash }) => Buffer.from(leafHash, 'base64'));
  const rootOf = (from: number, to: number): Buffer => {
    const tree = new GrowingTree(log.hasher);
    for (const hash of hashes.slice(from, to)) tree.append(hash);
    return tree.root();
  };
  const pathOf = (index: number, from: number, to: number): Buffer[] => {
    if (to - from <= 1) return [];
    const middle = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
    return index < middle ? [...pathOf(index, from, middle), rootOf(middle, to)] : [...pathOf(index, middle, to), rootOf(from, middle)];
  };
  for (let size = 1; size <= 40; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const path = pathOf(index, 0, size);
      expect(rootOfPath(log.hasher, index, size, hashes[index] as Buffer, path)).toEqual(rootOf(0, size));
      if (path.length > 0) expect(rootOfPath(log.hasher, index, size, hashes[index] as Buffer, path.slice(1))).not.toEqual(rootOf(0, size));
    }
  }
});
