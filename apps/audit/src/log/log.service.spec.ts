import { logContracts, receiptContracts } from '@jiqun/contracts';
import { newId, publicCaller, permits } from '@jiqun/service-kit';
import { GrowingTree, checkReceipt, readKeys, rootOfPath, TreeHasher } from '@jiqun/verify';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { LogBed } from '../../test/log-bed.js';

jest.setTimeout(60_000);

let bed: LogBed;
let hashes: Buffer[];
const ids: string[] = [];
const decisionId = newId();
beforeAll(async () => {
  bed = await LogBed.open();
  for (let n = 0; n < 21; n += 1) ids.push(await bed.emit('registry', { tenant: n === 20 ? 'CN-65' : 'CN-22', data: { n, ...(n > 17 ? { decisionId } : {}) } }));
  await bed.record('registry', { action: 'drill.start', objectType: 'drill', objectId: 'd-1', reason: '个人陈述' }, { person: 'person-77' });
  await bed.collect();
  hashes = (await bed.repository.list(-1, 100)).map(({ hash }) => hash);
});
afterAll(async () => await bed.close());

const rootOf = (from: number, to: number): string => {
  const tree = new GrowingTree(new TreeHasher('sha-256'));
  for (const hash of hashes.slice(from, to)) tree.append(hash);
  return tree.root().toString('base64');
};
const auditor = () => bed.caller('auditor');

describe('a proof', () => {
  it('leads from every leaf to the root of every tree that has it, as an outsider computes it', async () => {
    const hasher = new TreeHasher('sha-256');
    for (let size = 1; size <= hashes.length; size += 1) {
      for (let index = 0; index < size; index += 5) {
        const { leafHash, root, proof } = await bed.log.inclusionProof({ index, size });
        const path = proof.map((step) => Buffer.from(step, 'base64'));
        expect(rootOfPath(hasher, index, size, Buffer.from(leafHash, 'base64'), path)?.toString('base64')).toBe(root);
        expect(root).toBe(rootOf(0, size));
      }
    }
  });

  it('between two sizes has the roots of both', async () => {
    for (const [from, to] of [[0, 5], [1, 21], [7, 21], [16, 21], [21, 21]] as const) {
      expect(await bed.log.consistencyProof({ from, to })).toMatchObject({ from, to, fromRoot: rootOf(0, from), toRoot: rootOf(0, to) });
    }
  });

  it('is refused for what the log does not have', async () => {
    await expect(bed.log.inclusionProof({ index: 5, size: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.log.inclusionProof({ index: 5, size: 9_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.log.inclusionProof({ entryId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.log.inclusionProof({})).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(bed.log.consistencyProof({ from: 9, to: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.log.consistencyProof({ from: 1, to: 9_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.log.entry({ index: 9_999 }, auditor())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('who sees what a leaf says', () => {
  it('is an auditor of its jurisdiction; everybody else sees its hash', async () => {
    const { index } = await bed.log.inclusionProof({ entryId: ids[3] ?? '' });
    const { index: foreign } = await bed.log.inclusionProof({ entryId: ids[20] ?? '' });
    const seen = async (caller = publicCaller, place = index): Promise<boolean> => (await bed.log.entry({ index: place }, caller)).leaf !== undefined;
    expect(await seen(auditor())).toBe(true);
    expect(await Promise.all([seen(), seen(bed.caller('province-industry')), seen(bed.caller('audit-administrator')), seen(auditor(), foreign)])).toEqual([false, false, false, false]);
  });

  it('an export has the leaves of the auditor’s jurisdiction, of the others their hashes, all of them in order', async () => {
    const { size, leaves } = await bed.log.export({ after: -1, limit: 1_000 }, auditor());
    expect([size, leaves.map(({ index }) => index)]).toEqual([hashes.length, hashes.map((_, index) => index)]);
    expect(leaves.filter(({ leaf }) => leaf === undefined).map(({ tenant }) => tenant)).toEqual(['CN-65']);
    expect((await bed.log.export({ after: 4, limit: 3 }, auditor())).leaves.map(({ index }) => index)).toEqual([5, 6, 7]);
    expect(() => permits(logContracts.export.permission, bed.caller('province-industry'))).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
  });

  it('nobody finds a person in anything that the public can ask', async () => {
    const answers = [
      await bed.log.export({ after: -1, limit: 1_000 }, auditor()), await bed.receipts.get({ eventId: ids[0] ?? '' }, publicCaller), await bed.log.entry({ index: hashes.length - 1 }, auditor()),
    ];
    for (const personal of ['person-77', '个人陈述']) expect(JSON.stringify(answers)).not.toContain(personal);
  });
});

describe('a receipt', () => {
  it('says pending, and until when, as long as no checkpoint has come; it waits for none', async () => {
    const { receipts: [receipt] } = await bed.receipts.get({ eventId: ids[2] ?? '' }, publicCaller);
    expect(receipt).toMatchObject({ state: 'pending', leafHash: expect.any(String) as unknown });
    const wait = Date.parse(receipt?.state === 'pending' ? receipt.nextCheckpointBy : '') - bed.clock.now().getTime();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(300_000);
  });

  it('then proves with the public key alone that the event is in the signed tree, and what it says', async () => {
    await bed.issuing.issue();
    const { receipts: [receipt] } = await bed.receipts.get({ eventId: ids[2] ?? '' }, publicCaller);
    const keys = readKeys((await bed.checkpoints.keys()).keys.map(({ verifierKey }) => verifierKey).join('\n'));
    expect(checkReceipt(receipt ?? {}, keys)).toMatchObject({ findings: [] });
    expect(receipt?.leaf).toContain(ids[2]);
    await bed.emit('registry');
    await bed.collect();
    expect((await bed.receipts.get({ eventId: ids[2] ?? '' }, publicCaller)).receipts[0]).toMatchObject({ state: 'included', size: hashes.length });
  });

  it('of a decision is that of each event about it, newest first; what the events say only auditors of the jurisdiction read', async () => {
    const { receipts } = await bed.receipts.get({ decisionId }, publicCaller);
    expect(receipts.map(({ index, leaf }) => [index, leaf])).toEqual([[20, undefined], [19, undefined], [18, undefined]]);
    const own = await bed.receipts.get({ decisionId }, auditor());
    expect(own.receipts.map(({ leaf }) => leaf !== undefined)).toEqual([false, true, true]);
  });

  it('is refused for what is not on the log, and for a question that names both or neither', async () => {
    await expect(bed.receipts.get({ eventId: newId() }, publicCaller)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.receipts.get({ decisionId: newId() }, publicCaller)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.receipts.get({}, publicCaller)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(bed.receipts.get({ eventId: newId(), decisionId }, publicCaller)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(receiptContracts.get.permission.reach).toBe('public');
  });
});
