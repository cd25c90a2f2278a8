import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

import type { LogHash } from './tree.js';

/** A public key that may have signed checkpoints. */
export interface LogKey {
  /** The name it signs under; any, when the key came without one. */
  readonly name?: string;
  readonly key: KeyObject;
  readonly raw: Buffer;
}

/** What a checkpoint says, and where it was found. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly issuedAt: string;
  readonly hash: LogHash;
  readonly from: string;
}

const ED25519 = Buffer.of(1);
const VERIFIER_KEY = /^([^+\s]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)$/;

/**
 * Public keys from a text: verifier keys of C2SP signed-note, one a line, as `log.pub` has them, or one key as PEM or JWK.
 * @throws Error when there is none
 */
export function readKeys(text: string): LogKey[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----') || trimmed.startsWith('{')) return [withRaw(createPublicKey(trimmed.startsWith('{') ? { key: JSON.parse(trimmed), format: 'jwk' } : trimmed))];
  return trimmed.split('\n').map((line) => {
    const [, name = '', encoded = ''] = VERIFIER_KEY.exec(line.trim()) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length !== 33 || bytes[0] !== 1) throw new Error(`Not a public key: ${line.slice(0, 100)}`);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') }, format: 'jwk' });
    return { ...withRaw(key), name };
  });
}

function withRaw(key: KeyObject): LogKey {
  const { crv, x } = key.export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new Error('Checkpoints are signed with Ed25519; this is another kind of key');
  return { key, raw: Buffer.from(x, 'base64url') };
}

/** What a signed checkpoint (C2SP tlog-checkpoint) says; undefined when it is none, or signed by none of the keys. */
export function readCheckpoint(note: string, keys: readonly LogKey[], from: string): Checkpoint | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end === -1) return undefined;
  const text = note.slice(0, end + 1);
  if (!note.slice(end + 2).split('\n').some((line) => isSignature(line, text, keys))) return undefined;
  const [origin = '', size = '', root = '', ...extensions] = text.trimEnd().split('\n');
  const said = (name: string): string | undefined => extensions.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const [issuedAt, hash] = [said('time'), said('hash')];
  const bytes = Buffer.from(root, 'base64');
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || bytes.length !== 32 || issuedAt === undefined || (hash !== 'sha-256' && hash !== 'sm3')) return undefined;
  return { origin, size: Number(size), root: bytes, issuedAt, hash, from };
}

function isSignature(line: string, text: string, keys: readonly LogKey[]): boolean {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  return keys.some((key) => {
    if (key.name !== undefined && key.name !== name) return false;
    const id = createHash('sha256').update(`${name}\n`).update(ED25519).update(key.raw).digest().subarray(0, 4);
    return bytes.subarray(0, 4).equals(id) && verify(null, Buffer.from(text), key.key, bytes.subarray(4));
  });
}
