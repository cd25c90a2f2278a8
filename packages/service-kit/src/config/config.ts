import type { JWK } from 'jose';
import { z } from 'zod';

/** The environment is wrong; the message names each variable and what was expected. The process must not start. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads and checks the environment, once, at boot. Unknown variables are left alone; an empty one counts as absent.
 * @throws ConfigError with every problem at once
 */
export function readConfig<Schema extends z.ZodType>(schema: Schema, environment: NodeJS.ProcessEnv = process.env): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.') || 'environment'}: ${issue.message}`));
}

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

/** A JWK as JSON text. */
export const jwkSchema = z.string().transform((text, context): JWK => {
  try {
    return z.looseObject({ kty: z.string() }).parse(JSON.parse(text)) as JWK;
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JWK as JSON' });
    return z.NEVER;
  }
});

/** What every service reads from its environment. Services extend it in their own config.ts. */
export const kitConfigSchema = z.object({
  /** The service's own role; see `provision`. */
  JIQUN_DATABASE_URL: url('postgres:', 'postgresql:'),
  JIQUN_DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(10),
  JIQUN_NATS_URL: url('nats:', 'tls:'),
  /** Copies of each event in a NATS cluster. */
  JIQUN_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  JIQUN_REDIS_URL: url('redis:', 'rediss:'),
  /** Set before all subjects, streams, queues and keys: lets installations share servers. Words of [a-z0-9-]. */
  JIQUN_PREFIX: z.string().regex(/^([a-z0-9-]+)?$/, 'must be letters a-z, digits and hyphens').default(''),
  JIQUN_HTTP_HOST: z.string().default('127.0.0.1'),
  JIQUN_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  JIQUN_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  JIQUN_SANDBOX: z.stringbool().default(false),
  /** Ed25519 public key (JWK, JSON) with which the gateway's caller contexts are checked. */
  JIQUN_CONTEXT_PUBLIC_KEY: jwkSchema,
  /** OTLP over HTTP; no traces are sent when absent. */
  JIQUN_OTLP_URL: url('http:', 'https:').optional(),
  /**
   * Wait between readiness off and the drain, so that load balancers see it; production sets 2000 or more. Bounded, since
   * the HTTP drain takes up to 5 s of a shutdown's 10.
   */
  JIQUN_DRAIN_GRACE_MS: z.coerce.number().int().min(0).max(4_000).default(0),
});

/** The kit's settings as read from the environment. */
export type KitConfig = z.output<typeof kitConfigSchema>;
