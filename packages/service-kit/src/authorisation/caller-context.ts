import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { callerSchema, Refusal, type Caller } from '@jiqun/contracts';
import { errors, jwtVerify, SignJWT, type JWK, type JWTPayload } from 'jose';

import { systemNow } from '../clock/system-time.js';
import type { ContextReader } from '../messaging/message-server.js';
import { RecentMap } from './recent-map.js';

// RFC 9864: the fully specified name. `EdDSA` would leave the curve to the key.
const ALGORITHM = 'Ed25519';
const TYPE = 'jiqun-caller+jwt';
const ISSUER = 'jiqun-gateway';
const AUDIENCE = 'jiqun';
const LIFETIME_S = 300;
/** A token is not handed out when less is left: it must outlive the call, retries and queues included. */
const RENEW_BEFORE_S = 60;
const CLOCK_SKEW_S = 5;
/** Room for the 200 grants that a caller can have, each of them for an organisation. Checked before anything is decoded. */
const MAX_TOKEN_LENGTH = 25_600;
const CACHED_CALLERS = 10_000;

/** Signs the caller's context at the gateway, with the only private key of an installation. */
export class ContextSigner {
  readonly #key: KeyObject;
  readonly #tokens = new RecentMap<string, { readonly token: Promise<string>; readonly renewAt: number }>(CACHED_CALLERS);

  /**
   * @param privateJwk Ed25519
   * @param now epoch milliseconds
   * @throws Error for another kind of key
   */
  constructor(
    privateJwk: JWK,
    private readonly now: () => number = systemNow,
  ) {
    if (!isEd25519(privateJwk) || typeof privateJwk.d !== 'string') {
      throw new Error('The key that signs caller contexts must be a private Ed25519 JWK (kty OKP, crv Ed25519, with d)');
    }
    this.#key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  }

  /**
   * The caller as a compact JWS that lives five minutes, or as long as the session (`caller.expiresAt`) if that ends
   * sooner. The same caller gets the same token until a minute before its end, so that no request pays for a signature.
   * @throws Refusal CONTEXT_EXPIRED when the session is over
   */
  async sign(caller: Caller): Promise<string> {
    const seconds = Math.floor(this.now() / 1_000);
    if (caller.expiresAt <= seconds) throw new Refusal('CONTEXT_EXPIRED');
    // Everything that is signed is in the key: a grant taken away is another caller.
    const key = JSON.stringify([caller.person, caller.tenant, caller.session, caller.client, caller.expiresAt, caller.grants]);
    const known = this.#tokens.get(key);
    if (known !== undefined && seconds < known.renewAt) return await known.token;
    const expiresAt = Math.min(seconds + LIFETIME_S, caller.expiresAt);
    const token = this.#sign(caller, seconds, expiresAt);
    this.#tokens.set(key, { token, renewAt: expiresAt - RENEW_BEFORE_S });
    token.catch(() => this.#tokens.delete(key));
    return await token;
  }

  async #sign({ issuedAt: _session, expiresAt: _end, ...claims }: Caller, issuedAt: number, expiresAt: number): Promise<string> {
    const token = await new SignJWT({ ...claims } as JWTPayload)
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    if (token.length > MAX_TOKEN_LENGTH) throw new Error(`The context of ${claims.person} has ${token.length} characters, more than ${MAX_TOKEN_LENGTH}`);
    return token;
  }
}

/**
 * Reads the contexts that the gateway signed. Algorithm, key, type, issuer and audience are fixed here; what a token's
 * header says of keys (`jku`, `jwk`, `kid`) is not looked at. Verified tokens are remembered until they expire and then
 * cost no signature check; the answer is a promise only when one is needed.
 * @param publicJwk Ed25519, without its private part
 * @param now epoch milliseconds
 * @param capacity verified tokens remembered; those not used lately are forgotten
 * @returns a reader that throws, or rejects with, Refusal CONTEXT_INVALID or CONTEXT_EXPIRED
 * @throws Error for another kind of key
 */
export function contextReader(publicJwk: JWK, now: () => number = systemNow, capacity: number = CACHED_CALLERS): ContextReader {
  if (!isEd25519(publicJwk)) throw new Error('The key that checks caller contexts must be an Ed25519 JWK (kty OKP, crv Ed25519)');
  // Whoever can sign contexts can be anybody: a service must not even hold the key.
  if (publicJwk.d !== undefined) throw new Error('The key that checks caller contexts is a private one; give services the public part only');
  const key = createPublicKey({ key: publicJwk, format: 'jwk' });
  const callers = new RecentMap<string, Caller>(capacity);
  const underWay = new Map<string, Promise<Caller>>();
  return (token) => {
    const known = callers.get(token);
    if (known !== undefined) {
      if (now() < known.expiresAt * 1_000) return known;
      callers.delete(token);
    }
    if (token.length > MAX_TOKEN_LENGTH) throw new Refusal('CONTEXT_INVALID');
    // A burst under one new token is verified once.
    let verified = underWay.get(token);
    if (verified === undefined) {
      verified = verify(token, key, now()).finally(() => underWay.delete(token));
      underWay.set(token, verified);
      verified.then((caller) => callers.set(token, caller), () => undefined);
    }
    return verified;
  };
}

async function verify(token: string, key: KeyObject, now: number): Promise<Caller> {
  const claims = await verifiedClaims(token, key, now);
  const { iss: _issuer, aud: _audience, iat = Number.NaN, exp = Number.NaN, ...rest } = claims;
  if (!(exp - iat <= LIFETIME_S)) throw new Refusal('CONTEXT_INVALID', {}, { cause: new Error('It lives longer than a context may') });
  const caller = callerSchema.safeParse({ ...rest, issuedAt: iat, expiresAt: exp });
  if (!caller.success) throw new Refusal('CONTEXT_INVALID', {}, { cause: caller.error });
  return caller.data;
}

async function verifiedClaims(token: string, key: KeyObject, now: number): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['iat', 'exp'],
      // Also refuses a token from the future.
      maxTokenAge: LIFETIME_S,
      clockTolerance: CLOCK_SKEW_S,
      currentDate: new Date(now),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Refusal('CONTEXT_EXPIRED', {}, { cause: error });
    throw new Refusal('CONTEXT_INVALID', {}, { cause: error });
  }
}

const isEd25519 = ({ kty, crv }: JWK): boolean => kty === 'OKP' && crv === 'Ed25519';
