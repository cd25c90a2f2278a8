import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import { Refusal, type RestRoute } from '@jiqun/contracts';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Redis } from 'ioredis';

/** Whose requests are counted together, and how many of them a minute are taken. */
export interface LimitClass {
  readonly name: string;
  readonly perMinute: number;
}

/** What is asked, by whom. */
export interface Counted {
  readonly route: RestRoute;
  /** The person, or the client of a machine; undefined for who has not signed in. */
  readonly person?: string;
  readonly client?: string;
  readonly address: string;
}

const classes = {
  /** What anybody may send in: objections, complaints. People read each of them. */
  intake: { name: 'intake', perMinute: 10 },
  public: { name: 'public', perMinute: 600 },
  /** Counts and exports read a whole list. */
  lists: { name: 'lists', perMinute: 60 },
  person: { name: 'person', perMinute: 3_000 },
  machine: { name: 'machine', perMinute: 12_000 },
} as const satisfies Record<string, LimitClass>;

const WINDOW_MS = 60_000;
const CONNECT_MS = 1_000;
/** What one household or office is given of the addresses of IPv6. */
const SUBNET_BITS = 64;

/** The class of a request, and as whose it counts. */
export function limitOf({ route, person, client, address }: Counted): { readonly limit: LimitClass; readonly key: string } {
  const who = person === undefined ? `address ${normalizeIP(address, SUBNET_BITS)}` : `person ${person} ${client ?? ''}`;
  const isOpen = route.contract.permission.reach === 'public';
  const limit = isOpen && route.contract.kind === 'command' ? classes.intake
    : route.kind !== 'call' ? classes.lists
    : person === undefined ? classes.public
    : client === undefined ? classes.person
    : classes.machine;
  return { limit, key: `${limit.name}:${who}` };
}

/** How the limits are set up. */
export interface RateLimitSettings {
  readonly redisUrl: string;
  readonly prefix: string;
  /** By which every limit is multiplied; 0 for none. */
  readonly factor: number;
  readonly countedOf: (request: FastifyRequest) => Counted;
}

/**
 * Limits what each client may ask in a minute, over all replicas through Redis. Without Redis nobody is turned away for
 * asking often: load shedding still protects the process.
 */
export async function limitRates(scope: FastifyInstance, { redisUrl, prefix, factor, countedOf }: RateLimitSettings): Promise<void> {
  if (factor === 0) return;
  const log = new Logger('RateLimits');
  const redis = new Redis(redisUrl, { connectTimeout: CONNECT_MS, maxRetriesPerRequest: 1, enableOfflineQueue: false });
  let isAway = false;
  redis.on('error', (error) => {
    // It tries again and again; the log is told once.
    if (!isAway) log.warn({ err: error }, 'Redis is away: requests are not counted');
    isAway = true;
  });
  redis.on('ready', () => {
    isAway = false;
  });
  scope.addHook('onClose', async () => redis.disconnect());
  // Requests that came before would not be counted; without Redis the process starts all the same.
  await new Promise<void>((resume) => {
    redis.once('ready', resume);
    redis.once('error', () => resume());
  });
  const perMinute = (request: FastifyRequest): number => Math.max(1, Math.ceil(limitOf(countedOf(request)).limit.perMinute * factor));
  await scope.register(rateLimit, {
    redis,
    nameSpace: `${prefix === '' ? 'jiqun' : prefix}:rate:`,
    skipOnError: true,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => limitOf(countedOf(request)).key,
    max: (request) => perMinute(request),
    errorResponseBuilder: (request) => new Refusal('RATE_LIMITED', { limit: String(perMinute(request)), seconds: String(WINDOW_MS / 1_000) }),
  });
}
