import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

import type { LogHash } from '../log/merkle.js';

/** What a checkpoint says of the tree. */
export interface CheckpointClaim {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** RFC 3339 in UTC. */
  readonly issuedAt: string;
  readonly hash: LogHash;
}

/** A key that checks signatures, with the name under which it signs. */
export interface VerifierKey {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** C2SP signed-note: this byte stands for Ed25519. */
const ED25519 = Buffer.of(1);
const ID_BYTES = 4;
const MARK = '— ';
const SPLIT = '\n\n';

/**
 * A checkpoint's text (C2SP tlog-checkpoint): origin, size and root, and as extension lines the time and the hash
 * function, without which a root could be taken for one of another tree.
 */
export function checkpointText({ origin, size, root, issuedAt, hash }: CheckpointClaim): string {
  return `${origin}\n${size}\n${root.toString('base64')}\ntime ${issuedAt}\nhash ${hash}\n`;
}

/** A text with its signature line (C2SP signed-note). */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const { id } = verifierOf(name, createPublicKey(privateKey));
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64');
  return `${text}\n${MARK}${name} ${signature}\n`;
}

/** @returns what the checkpoint claims, when one of the keys has signed it; else undefined */
export function readCheckpoint(note: string, keys: readonly VerifierKey[]): CheckpointClaim | undefined {
  const split = note.lastIndexOf(SPLIT);
  if (split === -1) return undefined;
  const text = note.slice(0, split + 1);
  const signed = note.slice(split + SPLIT.length).split('\n').some((line) => isSignedBy(line, text, keys));
  return signed ? claimOf(text) : undefined;
}

/** A public key under a name. @throws Error for another kind of key */
export function verifierOf(name: string, key: KeyObject): VerifierKey {
  const id = createHash('sha256').update(`${name}\n`).update(ED25519).update(rawOf(key)).digest().subarray(0, ID_BYTES);
  return { name, id, key };
}

/** A key as C2SP signed-note writes it: `<name>+<key id in hexadecimal>+<kind and key in base64>`. */
export function writeVerifierKey({ name, id, key }: VerifierKey): string {
  return `${name}+${id.toString('hex')}+${Buffer.concat([ED25519, rawOf(key)]).toString('base64')}`;
}

/** Reads a key that `writeVerifierKey` wrote. @throws Error for a text that is none */
export function readVerifierKey(text: string): VerifierKey {
  const [, name = '', , encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const raw = Buffer.from(encoded, 'base64');
  if (raw.length !== 33 || raw[0] !== ED25519[0]) throw new Error(`Not a verifier key: ${text}`);
  return verifierOf(name, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.subarray(1).toString('base64url') }, format: 'jwk' }));
}

function rawOf(key: KeyObject): Buffer {
  const { crv, x } = key.export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new Error('A checkpoint is signed with Ed25519');
  return Buffer.from(x, 'base64url');
}

function isSignedBy(line: string, text: string, keys: readonly VerifierKey[]): boolean {
  const [, name, encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  return keys.some(
    (key) => key.name === name && bytes.subarray(0, ID_BYTES).equals(key.id) && verify(null, Buffer.from(text), key.key, bytes.subarray(ID_BYTES)),
  );
}

function claimOf(text: string): CheckpointClaim | undefined {
  const [origin = '', size = '', root = '', ...extensions] = text.trimEnd().split('\n');
  const said = new Map(extensions.map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]));
  const [issuedAt, hash] = [said.get('time'), said.get('hash')];
  if (!/^(0|[1-9][0-9]*)$/.test(size) || issuedAt === undefined || (hash !== 'sha-256' && hash !== 'sm3')) return undefined;
  return { origin, size: Number(size), root: Buffer.from(root, 'base64'), issuedAt, hash };
}
