import type { Caller } from '@jiqun/contracts';

/**
 * What makes a piece of work happen once: a caller's idempotency key, an event taken by a consumer, a deadline in
 * one generation, or a parked event that is replayed. It is claimed in the transaction of the effect.
 */
export type Identity =
  | { readonly kind: 'key'; readonly tenant: string; readonly operation: string; readonly key: string; readonly payloadHash: Buffer }
  | { readonly kind: 'event'; readonly consumer: string; readonly eventId: string }
  | { readonly kind: 'deadline'; readonly id: string; readonly generation: number }
  | { readonly kind: 'dead-letter'; readonly id: string };

/** A piece of work to be done for somebody: who asks, and what makes it happen once. */
export interface Call {
  readonly caller: Caller;
  readonly identity: Identity;
  /** W3C trace context of the request that began it. */
  readonly traceparent?: string;
}

/** Two pieces of work with the same text are the same work. */
export function identityText(identity: Identity): string {
  switch (identity.kind) {
    case 'key':
      return JSON.stringify(['key', identity.tenant, identity.operation, identity.key]);
    case 'event':
      return `event ${identity.consumer} ${identity.eventId}`;
    case 'deadline':
      return `deadline ${identity.id} ${identity.generation}`;
    case 'dead-letter':
      return `dead-letter ${identity.id}`;
  }
}
