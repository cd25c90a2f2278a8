import { Refusal, type Caller } from '@jiqun/contracts';
import { ContextSigner, newTraceparent } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { config } from '../config.js';
import { sandboxCaller } from '../sandbox/sandbox-people.js';

/** What a request to a service is made with: who asks, signed, and under which trace. */
export interface SignedRequest {
  readonly caller: Caller;
  readonly context: string;
  readonly traceparent: string;
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that the client began, or a new one. */
export function traceparentOf(request: FastifyRequest): string {
  const given = request.headers['traceparent'];
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : newTraceparent();
}

/** Finds out who makes an HTTP request, and signs it for the services. */
@Injectable()
export class SignedCaller {
  constructor(@Inject(ContextSigner) private readonly signer: ContextSigner) {}

  /** @throws Refusal NOT_SIGNED_IN */
  async query(request: FastifyRequest, traceparent: string = traceparentOf(request)): Promise<SignedRequest> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const caller = scheme?.toLowerCase() === 'bearer' && token !== undefined && config.JIQUN_SANDBOX ? sandboxCaller(token) : undefined;
    if (caller === undefined) throw new Refusal('NOT_SIGNED_IN');
    return { caller, context: await this.signer.sign(caller), traceparent };
  }
}
