import { logHashes } from '@jiqun/contracts';
import { kitConfigSchema, readConfig } from '@jiqun/service-kit';
import { z } from 'zod';

/** Tokens by the names under which sources of credit data ask for them, as a JSON object. */
const tokensSchema = z.string().default('{}').transform((text, context): Readonly<Record<string, string>> => {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON object of names and tokens' });
    return z.NEVER;
  }
});

const schema = kitConfigSchema.extend({
  /** What sources of credit data are asked with: {"name": "token"}. A source knows the name alone. */
  JIQUN_CREDIT_TOKENS: tokensSchema,
  /** File of the Ed25519 key (PEM or JWK) that signs the log's checkpoints; only this service may read it. */
  JIQUN_LOG_KEY: z.string(),
  /** The folder outside the database to which checkpoints are copied; a volume of its own in production. */
  JIQUN_CHECKPOINTS_DIR: z.string().default('.data/checkpoints'),
  /** How long after the last checkpoint what was appended since is signed; five minutes at most. */
  JIQUN_CHECKPOINT_SECONDS: z.coerce.number().int().min(1).max(290).default(60),
  /** The name of this log in its checkpoints: a URL without its scheme that belongs to the installation. Settled by the first start. */
  JIQUN_LOG_ORIGIN: z.string().max(200).regex(/^[^\s+]+$/).default('jiqun.local/log'),
  /** The hash function of the log: sm3 where the installation must use GB/T 32905. Settled by the first start. */
  JIQUN_LOG_HASH: z.enum(logHashes).default('sha-256'),
});

/** The settings of the audit service. */
export type AuditConfig = z.output<typeof schema>;

/** The environment of the audit service, read once; a wrong one ends the process here. */
export const config = readConfig(schema);
