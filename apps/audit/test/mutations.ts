import type { Client } from 'pg';

import type { TreeHasher } from '../src/log/merkle.js';

/** A source of chance that a seed repeats. */
export class Chance {
  constructor(private state: number) {}

  /** A whole number from 0 to below `below`. */
  below(below: number): number {
    this.state = (Math.imul(this.state ^ (this.state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 12);
    mixed = Math.imul(mixed, 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  }
}

interface Stored {
  readonly index: string;
  readonly leaf: Buffer;
  readonly leaf_hash: Buffer;
}

/** One way in which a superuser can tamper with the log. @returns what was done, in words */
export type Mutation = (client: Client, chance: Chance, hasher: TreeHasher, size: number) => Promise<string>;

const leafAt = async (client: Client, index: number): Promise<Stored> => (await client.query<Stored>('SELECT index, leaf, leaf_hash FROM log_leaf WHERE index = $1', [index])).rows[0] as Stored;
const hashOf = (hasher: TreeHasher, leaf: Buffer): Buffer => hasher.leaf(leaf);
const setLeaf = 'UPDATE log_leaf SET leaf = $2, leaf_hash = $3 WHERE index = $1';

/** One byte of a leaf becomes another one. */
function withByteChanged(leaf: Buffer, chance: Chance): Buffer {
  const changed = Buffer.from(leaf);
  const at = chance.below(changed.length);
  changed[at] = ((changed[at] ?? 0) + 1 + chance.below(254)) % 256;
  return changed;
}

const editBytes: Mutation = async (client, chance, _hasher, size) => {
  const index = chance.below(size);
  const { leaf, leaf_hash: hash } = await leafAt(client, index);
  await client.query(setLeaf, [index, withByteChanged(leaf, chance), hash]);
  return `edit the bytes of ${index}`;
};
const editHash: Mutation = async (client, chance, _hasher, size) => {
  const index = chance.below(size);
  const { leaf, leaf_hash: hash } = await leafAt(client, index);
  await client.query(setLeaf, [index, leaf, withByteChanged(hash, chance)]);
  return `edit the hash of ${index}`;
};
const editBoth: Mutation = async (client, chance, hasher, size) => {
  const index = chance.below(size);
  const leaf = Buffer.from((await leafAt(client, index)).leaf.toString('utf8').replace(/"recordedAt":"20/, '"recordedAt":"19'));
  await client.query(setLeaf, [index, leaf, hashOf(hasher, leaf)]);
  return `edit ${index} and its hash`;
};
const remove: Mutation = async (client, chance, _hasher, size) => {
  const [index, count] = [chance.below(size), 1 + chance.below(3)];
  await client.query('DELETE FROM log_leaf WHERE index >= $1 AND index < $2', [index, index + count]);
  return `remove ${count} from ${index}`;
};
const removeAndRenumber: Mutation = async (client, chance, _hasher, size) => {
  const index = chance.below(size);
  await client.query('DELETE FROM log_leaf WHERE index = $1', [index]);
  await client.query('UPDATE log_leaf SET index = -index WHERE index > $1', [index]);
  await client.query('UPDATE log_leaf SET index = -index - 1 WHERE index < 0');
  return `remove ${index} and number anew`;
};
const insert: Mutation = async (client, chance, hasher, size) => {
  const [index, model] = [chance.below(size + 1), chance.below(size)];
  const leaf = Buffer.from((await leafAt(client, model)).leaf.toString('utf8').replace(/"recordedAt":"20/, '"recordedAt":"19'));
  await client.query('UPDATE log_leaf SET index = -index - 1 WHERE index >= $1', [index]);
  await client.query('UPDATE log_leaf SET index = -index WHERE index < 0');
  await client.query(
    `INSERT INTO log_leaf SELECT $1, service, kind, position + 1000000, tenant, region, entry_id, recorded_at, appended_at, refused, $2, $3
     FROM log_leaf ORDER BY index LIMIT 1`, [index, leaf, hashOf(hasher, leaf)],
  );
  return `insert at ${index} what looks like ${model}`;
};
const exchange: Mutation = async (client, chance, _hasher, size) => {
  const one = chance.below(size);
  const other = (one + 1 + chance.below(size - 1)) % size;
  const [first, second] = [await leafAt(client, one), await leafAt(client, other)];
  await client.query(setLeaf, [one, second.leaf, second.leaf_hash]);
  await client.query(setLeaf, [other, first.leaf, first.leaf_hash]);
  return `exchange ${one} and ${other}`;
};
const cutOff: Mutation = async (client, chance, _hasher, size) => {
  const left = chance.below(size);
  await client.query('DELETE FROM log_leaf WHERE index >= $1', [left]);
  await client.query('DELETE FROM log_checkpoint WHERE size > $1', [left]);
  return `cut off from ${left}, with the checkpoints of the database`;
};
/** The most thorough one: bytes, hashes and nodes from a place on, as if the log had been so from the beginning. */
const rewrite: Mutation = async (client, chance, hasher, size) => {
  const from = chance.below(size);
  const { rows } = await client.query<Stored>('SELECT index, leaf, leaf_hash FROM log_leaf WHERE index >= $1 ORDER BY index', [from]);
  const leaves = rows.map(({ leaf }) => Buffer.from(leaf.toString('utf8').replace(/"recordedAt":"20/, '"recordedAt":"19')));
  await client.query(
    `UPDATE log_leaf SET leaf = given.leaf, leaf_hash = given.hash FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS given (index, leaf, hash)
     WHERE log_leaf.index = given.index`, [rows.map(({ index }) => index), leaves, leaves.map((leaf) => hashOf(hasher, leaf))],
  );
  await client.query('UPDATE log_node SET hash = sha256(hash) WHERE (index + 1) * (1 << level) > $1', [from]);
  await client.query('DELETE FROM log_checkpoint WHERE size > $1', [from]);
  return `rewrite from ${from}`;
};

/** All of them, each as likely as the others. */
export const mutations: readonly Mutation[] = [editBytes, editHash, editBoth, remove, removeAndRenumber, insert, exchange, cutOff, rewrite];
