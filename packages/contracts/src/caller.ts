import { z } from 'zod';
import { regionCodeSchema, tenantSchema } from './primitives/region-code.js';
import { roles } from './roles.js';

const opaque = z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/);
const epochSecond = z.int().min(0);

/**
 * The originating person, or machine client, of a request as the gateway signs it: the only thing that permissions are
 * checked against. `person` is opaque; names and numbers of people stay in the identity provider.
 * `issuedAt` and `expiresAt` are epoch seconds.
 */
export const callerSchema = z.strictObject({
  person: opaque,
  tenant: tenantSchema,
  grants: z.array(z.strictObject({ role: z.enum(roles), region: regionCodeSchema })).max(200),
  client: opaque.exactOptional(),
  session: opaque,
  issuedAt: epochSecond,
  expiresAt: epochSecond,
});

/** A caller that `callerSchema` has accepted. */
export type Caller = z.infer<typeof callerSchema>;
