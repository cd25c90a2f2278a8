import { Refusal } from '@jiqun/contracts';
import { ContextSigner, newTraceparent } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { config } from '../config.js';
import { sandboxCaller } from '../sandbox/sandbox-people.js';

/** What a request to a service is made with: who asks, and under which trace. */
export interface SignedRequest {
  readonly context: string;
  readonly traceparent: string;
}

/** A command's request: it has an idempotency key. */
export interface SignedCommand extends SignedRequest {
  readonly key: string;
}

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Finds out who makes an HTTP request, and signs it for the services. */
@Injectable()
export class SignedCaller {
  constructor(@Inject(ContextSigner) private readonly signer: ContextSigner) {}

  /** @throws Refusal NOT_SIGNED_IN */
  async query(request: FastifyRequest): Promise<SignedRequest> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const caller = scheme?.toLowerCase() === 'bearer' && token !== undefined && config.JIQUN_SANDBOX ? sandboxCaller(token) : undefined;
    if (caller === undefined) throw new Refusal('NOT_SIGNED_IN');
    const given = request.headers['traceparent'];
    const traceparent = typeof given === 'string' && TRACEPARENT.test(given) ? given : newTraceparent();
    return { context: await this.signer.sign(caller), traceparent };
  }

  /** @throws Refusal NOT_SIGNED_IN, IDEMPOTENCY_KEY_MISSING */
  async command(request: FastifyRequest): Promise<SignedCommand> {
    const signed = await this.query(request);
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') throw new Refusal('IDEMPOTENCY_KEY_MISSING');
    return { ...signed, key };
  }
}
