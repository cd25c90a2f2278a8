/** Passwords and keys of a developer's installation: made once, kept in a file that only its owner can read. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Failure } from '../stack/failure.mjs';
import { readJson, writeJson, writeWhole } from '../stack/files.mjs';

/**
 * @typedef {object} Secrets
 * @property {Record<string, { owner: string, service: string }>} passwords by service: of the role that migrates and of the one that runs
 * @property {object} contextPublicKey JWK, Ed25519: checks the signed context of the originating person
 * @property {object} contextPrivateKey JWK, Ed25519: the gateway's alone
 * @property {string} logKeyFile PEM, Ed25519: signs the checkpoints of the log; audit's alone
 */

/**
 * A file of its own: the key must outlive what stands beside it, and is the first that an installation moves elsewhere.
 * @param {string} folder
 */
function logKeyIn(folder) {
  const file = join(folder, 'log-key.pem');
  if (!existsSync(file)) writeWhole(file, String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })));
  return file;
}

const newPassword = () => randomBytes(18).toString('base64url');

/**
 * @param {string} path
 * @param {readonly string[]} services those that are new in a later version get passwords of their own
 * @param {NodeJS.ProcessEnv} env JIQUN_<SERVICE>_PASSWORD and JIQUN_<SERVICE>_OWNER_PASSWORD win, and are not stored
 * @returns {Secrets}
 */
export function secretsOf(path, services, env) {
  /** @type {Secrets | undefined} */
  const kept = readJson(path);
  // Silently made anew, they would no longer fit the roles in the database.
  if (kept === undefined && existsSync(path)) throw new Failure(`${path} cannot be read.`, `Mend it, or let it be made anew (the passwords of the roles are set again): rm '${path}'`);
  const { publicKey, privateKey } = kept ? { publicKey: undefined, privateKey: undefined } : generateKeyPairSync('ed25519');
  const secrets = {
    passwords: Object.fromEntries(services.map((name) => [name, kept?.passwords[name] ?? { owner: newPassword(), service: newPassword() }])),
    contextPublicKey: kept?.contextPublicKey ?? publicKey?.export({ format: 'jwk' }) ?? {},
    contextPrivateKey: kept?.contextPrivateKey ?? privateKey?.export({ format: 'jwk' }) ?? {},
  };
  writeJson(path, secrets);
  /** @param {string} name */
  const given = (name) => {
    const prefix = `JIQUN_${name.toUpperCase()}`;
    const own = secrets.passwords[name] ?? { owner: '', service: '' };
    return { owner: env[`${prefix}_OWNER_PASSWORD`] || own.owner, service: env[`${prefix}_PASSWORD`] || own.service };
  };
  return { ...secrets, logKeyFile: logKeyIn(dirname(path)), passwords: Object.fromEntries(services.map((name) => [name, given(name)])) };
}
