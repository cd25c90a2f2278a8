import { jwkSchema, kitConfigSchema, readConfig } from '@jiqun/service-kit';

const schema = kitConfigSchema.extend({
  /** Ed25519 private key (JWK, JSON) with which callers' contexts are signed; only the gateway holds it. */
  JIQUN_CONTEXT_PRIVATE_KEY: jwkSchema,
});

/** The environment of the gateway, read once; a wrong one ends the process here. */
export const config = readConfig(schema);
