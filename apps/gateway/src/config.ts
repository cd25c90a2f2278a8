import { jwkSchema, kitConfigSchema, readConfig } from '@jiqun/service-kit';
import { z } from 'zod';

const schema = kitConfigSchema.extend({
  /** Ed25519 private key (JWK, JSON) with which callers' contexts are signed; only the gateway holds it. */
  JIQUN_CONTEXT_PRIVATE_KEY: jwkSchema,
  /** By which the limits of requests a minute are multiplied; 0 for none, as a benchmark wants it. */
  JIQUN_RATE_LIMIT_FACTOR: z.coerce.number().min(0).max(1_000).default(1),
});

/** The environment of the gateway, read once; a wrong one ends the process here. */
export const config = readConfig(schema);
