import { callerSchema, roles, type Caller, type Role } from '@jiqun/contracts';
import { systemNow } from '@jiqun/service-kit';

const LIFETIME_S = 3_600;
const HOUR_MS = 3_600_000;
const callers = new Map<string, Caller>();

/**
 * Sample people of a sandbox, one for each role of each tenant, signed in by a bearer token that says who they are:
 * `sandbox.<tenant>.<role>`. Whoever acts for an organisation names it: `sandbox.<tenant>.enterprise.<social credit code>`, and so
 * `promotion-organisation`. For trying things out before an identity provider is there; a production gateway never asks.
 * @returns undefined for any other token
 */
export function sandboxCaller(token: string): Caller | undefined {
  const [kind, tenant, role, organisation, more] = token.split('.');
  if (kind !== 'sandbox' || tenant === undefined || more !== undefined || !roles.includes(role as Role)) return undefined;
  // The same caller within the hour, so that its context is signed once.
  const hour = Math.floor(systemNow() / HOUR_MS);
  const known = callers.get(`${token} ${hour}`);
  if (known !== undefined) return known;
  const issuedAt = (hour * HOUR_MS) / 1_000;
  const caller = callerSchema.safeParse({
    person: organisation === undefined ? `sample-${role}` : `sample-${role}-${organisation}`,
    tenant,
    grants: [{ role, region: `${tenant.slice(3)}0000`, ...(organisation === undefined ? {} : { organisation }) }],
    session: `sandbox-${hour}`,
    issuedAt,
    expiresAt: issuedAt + 2 * LIFETIME_S,
  });
  if (!caller.success) return undefined;
  if (callers.size > 1_000) callers.clear();
  callers.set(`${token} ${hour}`, caller.data);
  return caller.data;
}
