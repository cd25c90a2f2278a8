import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callerSchema, Refusal, type Caller } from '@jiqun/contracts';
import { type JWK, type JWTPayload, SignJWT } from 'jose';

import { ContextSigner, contextReader } from './caller-context.js';

const START = Date.parse('2026-03-02T01:00:00Z');
const SECOND = 1_000;
const ORGANISATION = '91110000600037341L';
let now = START;
const clock = (): number => now;
const seconds = (): number => Math.floor(now / SECOND);

function keys(): { key: KeyObject; privateJwk: JWK; publicJwk: JWK } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, privateJwk: privateKey.export({ format: 'jwk' }), publicJwk: publicKey.export({ format: 'jwk' }) };
}

const { key, privateJwk, publicJwk } = keys();
let caller: Caller;

beforeAll(() => {
  caller = callerSchema.parse({
    person: 'p-1',
    tenant: 'CN-22',
    grants: [{ role: 'county-industry', region: '220102' }],
    session: 's-1',
    issuedAt: START / SECOND,
    expiresAt: START / SECOND + 8 * 3_600,
  });
});
beforeEach(() => {
  now = START;
});

async function outcome(token: string, read = contextReader(publicJwk, clock)): Promise<string> {
  try {
    const result = await read(token);
    return result.person;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

interface Forgery {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: KeyObject | Uint8Array;
}

/** A token like the gateway's, but for what is said. */
async function forged({ header = {}, claims = {}, key: signingKey = key }: Forgery): Promise<string> {
  const { issuedAt: _issued, expiresAt: _expires, ...who } = caller;
  const payload = { ...who, iss: 'jiqun-gateway', aud: 'jiqun', iat: seconds(), exp: seconds() + 300, ...claims } as JWTPayload;
  return await new SignJWT(payload).setProtectedHeader({ alg: 'Ed25519', typ: 'jiqun-caller+jwt', ...header }).sign(signingKey);
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a context that the gateway signed', () => {
  test('is read as the caller, with the token\'s own times', async () => {
    const token = await new ContextSigner(privateJwk, clock).sign(caller);
    expect(await contextReader(publicJwk, clock)(token)).toEqual({ ...caller, issuedAt: seconds(), expiresAt: seconds() + 300 });
  });

  test('is read at once the second time', async () => {
    const token = await new ContextSigner(privateJwk, clock).sign(caller);
    const read = contextReader(publicJwk, clock);
    const first = read(token);
    expect(first).toBeInstanceOf(Promise);
    expect(read(token)).toBe(first);
    const known = await first;
    expect(read(token)).toBe(known);
  });

  test('is not remembered past its expiry', async () => {
    const token = await new ContextSigner(privateJwk, clock).sign(caller);
    const read = contextReader(publicJwk, clock);
    await read(token);
    now = START + 300 * SECOND - 1;
    expect(read(token)).not.toBeInstanceOf(Promise);
    now = START + 300 * SECOND;
    const again = read(token);
    expect(again).toBeInstanceOf(Promise);
    await again;
    now = START + 305 * SECOND;
    expect(await outcome(token, read)).toBe('CONTEXT_EXPIRED');
  });

  test('allows for clocks that differ by less than five seconds, not more', async () => {
    const token = await new ContextSigner(privateJwk, clock).sign(caller);
    now = START - 5 * SECOND;
    expect(await outcome(token)).toBe('p-1');
    now = START - 6 * SECOND;
    expect(await outcome(token)).toBe('CONTEXT_INVALID');
    now = START + 304 * SECOND;
    expect(await outcome(token)).toBe('p-1');
    now = START + 305 * SECOND;
    expect(await outcome(token)).toBe('CONTEXT_EXPIRED');
  });

  test('is forgotten when it was not used lately and the cache is full', async () => {
    const signer = new ContextSigner(privateJwk, clock);
    const read = contextReader(publicJwk, clock, 4);
    const sign = async (person: string): Promise<string> => await signer.sign({ ...caller, person });
    const [first, second, third] = await Promise.all([sign('p-1'), sign('p-2'), sign('p-3')]);
    for (const token of [first, second, first, third]) await read(token);
    expect([first, second, third].map((token) => read(token) instanceof Promise)).toEqual([false, true, false]);
  });
});

describe('refused as invalid', () => {
  test.each<[string, () => Forgery]>([
    ['another issuer', () => ({ claims: { iss: 'somebody' } })],
    ['another audience', () => ({ claims: { aud: 'another' } })],
    ['another type', () => ({ header: { typ: 'JWT' } })],
    ['no type', () => ({ header: { typ: undefined } })],
    ['a signature of another key', () => ({ key: keys().key })],
    ['the algorithm under its older name', () => ({ header: { alg: 'EdDSA' } })],
    ['a key in its own header', () => {
      const other = keys();
      return { key: other.key, header: { jwk: other.publicJwk, jku: 'http://127.0.0.1:1/keys', kid: 'other' } };
    }],
    ['a header of 30,000 characters', () => ({ header: { kid: 'x'.repeat(30_000) } })],
    ['no expiry', () => ({ claims: { exp: undefined } })],
    ['no time of issue', () => ({ claims: { iat: undefined } })],
    ['a life of more than five minutes', () => ({ claims: { exp: seconds() + 301 } })],
    ['a field that callers do not have', () => ({ claims: { administrator: true } })],
    ['a role that does not exist', () => ({ claims: { grants: [{ role: 'emperor', region: '220000' }] } })],
    ['an organisation that an official would act for', () => ({ claims: { grants: [{ role: 'county-industry', region: '220102', organisation: ORGANISATION }] } })],
    ['an organisation whose code is wrong', () => ({ claims: { grants: [{ role: 'enterprise', region: '220102', organisation: `${ORGANISATION.slice(0, 17)}X` }] } })],
    ['no tenant', () => ({ claims: { tenant: undefined } })],
  ])('a token with %s', async (_what, forgery) => {
    expect(await outcome(await forged(forgery()))).toBe('CONTEXT_INVALID');
  });

  test('the forgeries above differ from a good token in nothing else', async () => {
    expect(await outcome(await forged({}))).toBe('p-1');
  });

  test('algorithm none', async () => {
    const [, payload] = (await forged({})).split('.');
    for (const signature of ['', 'AAAA']) {
      expect(await outcome(`${part({ alg: 'none', typ: 'jiqun-caller+jwt' })}.${payload}.${signature}`)).toBe('CONTEXT_INVALID');
    }
  });

  test('HS256 with the public key as the secret', async () => {
    const secrets = [Buffer.from(String(publicJwk.x), 'base64url'), Buffer.from(JSON.stringify(publicJwk)), createPublicKey({ key: publicJwk, format: 'jwk' }).export({ format: 'der', type: 'spki' })];
    for (const secret of secrets) expect(await outcome(await forged({ header: { alg: 'HS256' }, key: new Uint8Array(secret) }))).toBe('CONTEXT_INVALID');
  });

  test('a payload changed after signing', async () => {
    const [header, payload, signature] = (await forged({})).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const changed = part({ ...claims, grants: [{ role: 'province-industry', region: '220000' }] });
    expect(await outcome(`${header}.${changed}.${signature}`)).toBe('CONTEXT_INVALID');
  });

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d.e', '\u0000', 'x'.repeat(25_601), `${'x'.repeat(30_000)}.y.z`])('what is no token (%#)', async (token) => {
    expect(await outcome(token)).toBe('CONTEXT_INVALID');
  });

  test('a refusal says nothing of the token, and keeps the cause for the log', async () => {
    const refusal = (await Promise.resolve(contextReader(publicJwk, clock)('a.b.c')).catch((error: unknown) => error)) as Refusal;
    expect(refusal.toAnswerError()).toEqual({ code: 'CONTEXT_INVALID', params: {}, retryable: false });
    expect(refusal.cause).toBeInstanceOf(Error);
  });
});

describe('signing', () => {
  test('is paid once a caller, until a minute before the token ends', async () => {
    const signer = new ContextSigner(privateJwk, clock);
    const first = await signer.sign(caller);
    now = START + 239 * SECOND;
    expect(await signer.sign({ ...caller })).toBe(first);
    now = START + 240 * SECOND;
    expect(await signer.sign(caller)).not.toBe(first);
  });

  test('is done anew for other grants, another session, another client', async () => {
    const signer = new ContextSigner(privateJwk, clock);
    const grants = [{ role: 'enterprise', region: '220102' }, { role: 'enterprise', region: '220102', organisation: ORGANISATION }];
    const granted = grants.map((grant) => callerSchema.parse({ ...caller, grants: [grant] }));
    const callers = [caller, ...granted, { ...caller, grants: [] }, { ...caller, session: 's-2' }, { ...caller, client: 'c-1' }, { ...caller, person: 'p-2' }];
    const tokens = await Promise.all(callers.map(async (who) => await signer.sign(who)));
    expect(new Set(tokens).size).toBe(callers.length);
  });

  test('never outlives the session', async () => {
    const signer = new ContextSigner(privateJwk, clock);
    const read = contextReader(publicJwk, clock);
    const short = await signer.sign({ ...caller, expiresAt: seconds() + 20 });
    expect((await read(short)).expiresAt).toBe(seconds() + 20);
    await expect(signer.sign({ ...caller, expiresAt: seconds() })).rejects.toMatchObject({ code: 'CONTEXT_EXPIRED' });
  });

  test('fits a caller with as many grants as there can be', async () => {
    const grants = Array.from({ length: 200 }, () => ({ role: 'promotion-organisation', region: '220000', organisation: ORGANISATION }));
    // Each of these characters takes two in JSON.
    const longest = '"'.repeat(128);
    const who = callerSchema.parse({ ...caller, grants, person: longest, session: longest, client: longest });
    expect(await outcome(await new ContextSigner(privateJwk, clock).sign(who))).toBe(longest);
  });
});

test('a service that is given the private key, or another kind of key, does not start', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' });
  expect(() => contextReader(privateJwk)).toThrow(/private/);
  expect(() => contextReader(rsa)).toThrow(/Ed25519/);
  expect(() => new ContextSigner(publicJwk)).toThrow(/private Ed25519/);
});
