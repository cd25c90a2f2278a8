import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** The ids of a W3C trace context (version 00), lower-case hexadecimal. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether who sent it recorded its span. */
  readonly sampled: boolean;
}

const SHAPE = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 0x01;
const scope = new AsyncLocalStorage<string>();

/** The ids in a `traceparent`; undefined for anything that is none, all-zero ids included. */
export function readTraceparent(text: string | undefined): TraceIds | undefined {
  if (text === undefined) return undefined;
  const [, traceId, spanId, flags] = SHAPE.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** The text of a trace context. */
export function traceparentOf({ traceId, spanId, sampled }: TraceIds): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** Begins a trace: at the door, when the request brought none. One id then follows it through all services. */
export function newTraceparent(): string {
  const ids = randomBytes(24).toString('hex');
  // An all-zero id is invalid; 2^-64 is not worth a loop, a fixed last bit costs nothing.
  return `00-${ids.slice(0, 31)}1-${ids.slice(32, 47)}1-01`;
}

/** The trace context of the work in hand, if it runs inside `withTraceparent`. */
export function currentTraceparent(): string | undefined {
  return scope.getStore();
}

/**
 * Does work under a trace context, so that logs name it. Requests carry theirs explicitly (`request.traceparent`); this
 * is for what lies too deep to be handed it. It makes promises dearer on Node 20 once it is used, hence not in every request.
 */
export function withTraceparent<Result>(traceparent: string, work: () => Result): Result {
  return scope.run(traceparent, work);
}
