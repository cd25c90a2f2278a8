import { z } from 'zod';
import { errorCodes } from './error-catalogue.js';
import type { AnswerError } from './errors.js';
import { idempotencyKeySchema, uuidSchema } from './primitives/identifier.js';
import { instantSchema } from './primitives/instant.js';
import { tenantSchema } from './primitives/region-code.js';
import { type ServiceName, services } from './roles.js';

const traceparentSchema = z.string().max(55).regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/).describe('W3C trace context');

/** What a command or a query travels in. */
export interface RequestEnvelope {
  /** The caller as a compact JWS; absent for what the public may do without signing in. */
  readonly context?: string;
  /** Idempotency key; commands only. */
  readonly key?: string;
  readonly traceparent?: string;
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline?: number;
  /** Not yet checked: the contract's request schema does. */
  readonly data: unknown;
}

/** The envelope without its `data`, which the contract's own schema checks. */
export const requestEnvelopeSchema = z.strictObject({
  context: z.string().max(65_536).regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/).describe('caller as a compact JWS').exactOptional(),
  key: idempotencyKeySchema.exactOptional(),
  traceparent: traceparentSchema.exactOptional(),
  deadline: z.int().min(0).describe('epoch milliseconds').exactOptional(),
  data: z.unknown(),
});

/** What comes back: the result, or why not. Never an exception, never silence. */
export type Answer<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: AnswerError };

const sentenceSchema = z.strictObject({ zh: z.string().max(2000), en: z.string().max(2000) });

/** An error as it crosses processes. */
export const answerErrorSchema: z.ZodType<AnswerError> = z.strictObject({
  code: z.enum(errorCodes),
  params: z.record(z.string().max(64).regex(/^[a-zA-Z]+$/), z.string().max(2000)),
  retryable: z.boolean(),
  clause: z.string().max(64).exactOptional(),
  issues: z.array(z.strictObject({ path: z.string().max(500), code: z.string().max(64), message: sentenceSchema })).max(100).exactOptional(),
});

/** The answer to a call whose result is `data`. */
export function answerSchema<T>(data: z.ZodType<T>): z.ZodType<Answer<T>> {
  const schema = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), data }), z.strictObject({ ok: z.literal(false), error: answerErrorSchema })]);
  // zod infers the field of an unknown T as optional; the strict object above does demand it.
  return schema as unknown as z.ZodType<Answer<T>>;
}

/** An event as it is published: CloudEvents 1.0, structured mode. */
export interface CloudEvent<D> {
  readonly specversion: '1.0';
  /** A UUID. A message published again has the same id and the same bytes. */
  readonly id: string;
  readonly source: `/jiqun/${ServiceName}`;
  readonly type: string;
  /** The aggregate: `<noun>/<id>`. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema?: string;
  readonly tenant: string;
  /** The aggregate's version after the change, as decimal digits. */
  readonly sequence: string;
  readonly traceparent?: string;
  readonly data: D;
}

const sources = services.map((service) => `/jiqun/${service}` as const);

/** Reads an event whose data is `data`. */
export function cloudEventSchema<D>(data: z.ZodType<D>): z.ZodType<CloudEvent<D>> {
  const schema = z.strictObject({
    specversion: z.literal('1.0'),
    id: uuidSchema,
    source: z.enum(sources),
    type: z.string().max(200).regex(/^jiqun\.[a-z0-9.-]+\.v[1-9][0-9]?$/),
    subject: z.string().max(300).regex(/^[a-z][a-z0-9-]*\/[\x21-\x7e]+$/),
    time: instantSchema,
    datacontenttype: z.literal('application/json'),
    dataschema: z.string().max(300).exactOptional(),
    tenant: tenantSchema,
    sequence: z.string().max(20).regex(/^[0-9]+$/),
    traceparent: traceparentSchema.exactOptional(),
    data,
  });
  return schema as unknown as z.ZodType<CloudEvent<D>>;
}
