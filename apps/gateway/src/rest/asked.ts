import { idempotencyKeySchema, Refusal, type RestRoute } from '@jiqun/contracts';
import type { FastifyRequest } from 'fastify';

import { refusedAt } from '../http/failure.js';
import type { SignedRequest } from '../http/signed-caller.js';
import { versionOf } from './versions.js';

/** What is known of a request before its body is read. */
export interface Asked {
  readonly route: RestRoute | undefined;
  readonly traceparent: string;
  /** Absent for who has not signed in. */
  readonly signed?: SignedRequest;
  /** Why the sign-in that was shown is none. */
  readonly refusal?: unknown;
  readonly isTaken: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    asked: Asked | null;
  }
  interface FastifyContextConfig {
    rest?: RestRoute;
  }
}

/** The id of a trace, by which a request is found in the logs of every service. */
export function traceOf(traceparent: string): string {
  return traceparent.split('-')[1] ?? '';
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws Refusal IDEMPOTENCY_KEY_MISSING; INVALID_REQUEST for a key of another shape */
export function keyIn(request: FastifyRequest): string {
  const given = headerOf(request, 'idempotency-key');
  if (given === undefined) throw new Refusal('IDEMPOTENCY_KEY_MISSING');
  const key = idempotencyKeySchema.safeParse(given);
  if (!key.success) throw refusedAt('Idempotency-Key', 'IDEMPOTENCY_KEY');
  return key.data;
}

/** @throws Refusal VERSION_MISSING where the route demands one; INVALID_REQUEST for one that is none */
export function versionIn(request: FastifyRequest, { ifMatch }: RestRoute): number | undefined {
  const given = headerOf(request, 'if-match');
  if (ifMatch === 'none') return undefined;
  if (given !== undefined) return versionOf(given);
  if (ifMatch === 'required') throw new Refusal('VERSION_MISSING');
  return undefined;
}
