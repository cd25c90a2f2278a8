import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The key that signs checkpoints, from a file that only the audit service can read: PEM, or a JWK as JSON.
 * @throws Error that names the file, when it cannot be read or is no private Ed25519 key
 */
export function readLogKey(path: string): KeyObject {
  try {
    const text = readFileSync(path, 'utf8');
    const key = createPrivateKey(text.trimStart().startsWith('{') ? { key: JSON.parse(text) as JsonWebKey, format: 'jwk' } : text);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is not an Ed25519 key');
    return key;
  } catch (error) {
    throw new Error(`JIQUN_LOG_KEY ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
