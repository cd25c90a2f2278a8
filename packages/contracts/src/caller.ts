import { z } from 'zod';
import { regionCodeSchema, tenantSchema } from './primitives/region-code.js';
import { socialCreditCodeSchema } from './primitives/social-credit-code.js';
import { type Role, roles } from './roles.js';

const opaque = z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/);
const epochSecond = z.int().min(0);
const organisationRoles: readonly Role[] = ['enterprise', 'promotion-organisation'];

/**
 * A role in a region and all below it. Whoever acts for an organisation, not for an authority, has it named: `organisation` is
 * its social credit code. Without one a person of such a role reads what is open to the role, and files nothing.
 */
const grantSchema = z
  .strictObject({ role: z.enum(roles), region: regionCodeSchema, organisation: socialCreditCodeSchema.exactOptional() })
  .refine(({ role, organisation }) => organisation === undefined || organisationRoles.includes(role), { path: ['organisation'] });

/**
 * The originating person, or machine client, of a request as the gateway signs it: the only thing that permissions are
 * checked against. `person` is opaque; names and numbers of people stay in the identity provider.
 * `issuedAt` and `expiresAt` are epoch seconds.
 */
export const callerSchema = z.strictObject({
  person: opaque,
  tenant: tenantSchema,
  grants: z.array(grantSchema).max(200),
  client: opaque.exactOptional(),
  session: opaque,
  issuedAt: epochSecond,
  expiresAt: epochSecond,
});

/** A caller that `callerSchema` has accepted. */
export type Caller = z.infer<typeof callerSchema>;
