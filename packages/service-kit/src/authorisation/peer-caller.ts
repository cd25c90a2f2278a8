import type { Caller } from '@jiqun/contracts';

/**
 * The caller of what one service asks of another for itself (reach `service`): no person, no grant, no jurisdiction. A
 * message that carries a person's context never becomes it, and on the wire nothing does: the server hands it in.
 */
export const peerCaller: Caller = Object.freeze({
  person: 'service',
  tenant: '' as Caller['tenant'],
  grants: Object.freeze([]) as unknown as Caller['grants'],
  session: 'service',
  issuedAt: 0,
  expiresAt: 0,
});
