import { z } from 'zod';
import { errorCodes } from '../error-catalogue.js';

/** The body of every answer that is no success, RFC 9457, in the language that `Accept-Language` asks for. */
export const problemSchema = z.strictObject({
  type: z.string().max(200).describe('urn:jiqun:error: and the code'),
  title: z.string().max(200).describe('the same for every occurrence of the code'),
  status: z.int().min(400).max(599),
  detail: z.string().max(4000).describe('what happened here'),
  code: z.enum(errorCodes).describe('one code of docs/errors.md'),
  nextStep: z.string().max(2000).describe('what to do now'),
  retryable: z.boolean().describe('whether the very same request, with the same idempotency key, may succeed later'),
  clause: z.string().max(64).describe('the clause of the programme document that decided').exactOptional(),
  errors: z
    .array(z.strictObject({ path: z.string().max(500), code: z.string().max(64), detail: z.string().max(2000) }))
    .max(100)
    .describe('each wrong place of the request')
    .exactOptional(),
  trace: z.string().max(64).describe('by which the request is found in the logs of every service').exactOptional(),
});

/** A problem that `problemSchema` has accepted. */
export type Problem = z.infer<typeof problemSchema>;

/** Beyond it the matches of a list are not counted one by one. */
export const mostCounted = 10_000;

/** How many objects a list has under a filter; `atLeast` where counting ended before the list did. */
export const listCountSchema = z.strictObject({ count: z.int().min(0).max(mostCounted), atLeast: z.boolean() });

/** A count that `listCountSchema` has accepted. */
export type ListCount = z.infer<typeof listCountSchema>;
