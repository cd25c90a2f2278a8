import type { Caller } from '@jiqun/contracts';

/**
 * The caller of what the public may ask without signing in. It belongs to no jurisdiction and has no grant: what asks for
 * either finds nothing.
 */
export const publicCaller: Caller = Object.freeze({
  person: 'public',
  tenant: '' as Caller['tenant'],
  grants: Object.freeze([]) as unknown as Caller['grants'],
  session: 'public',
  issuedAt: 0,
  expiresAt: 0,
});
