import type { Caller } from '@jiqun/contracts';

import { systemNow } from '../clock/system-time.js';

const systemCallers = new WeakSet<Caller>();
const LIFETIME_S = 300;

/**
 * The caller of work that no person asked for at this moment: a deadline that came due. It has no grants, so every
 * check refuses it that does not ask `isSystemCaller`; it acts in one tenant, and the audit table names it `system:<purpose>`.
 * The mark is on the object itself: a context read from a message, or a copy, never carries it, so nobody
 * becomes the system by writing its name.
 * @param tenant the jurisdiction of the row that causes the work, `CN-22`
 * @param purpose what acts, in kebab case: `deadline`
 */
export function systemCaller(tenant: string, purpose: string): Caller {
  const issuedAt = Math.floor(systemNow() / 1_000);
  const caller: Caller = {
    person: `system:${purpose}`,
    tenant: tenant as Caller['tenant'],
    grants: [],
    session: 'system',
    issuedAt,
    expiresAt: issuedAt + LIFETIME_S,
  };
  Object.freeze(caller.grants);
  Object.freeze(caller);
  systemCallers.add(caller);
  return caller;
}

/** Whether a caller was made by `systemCaller` in this process. Its role and region need no check, its tenant does. */
export const isSystemCaller = (caller: Caller): boolean => systemCallers.has(caller);
