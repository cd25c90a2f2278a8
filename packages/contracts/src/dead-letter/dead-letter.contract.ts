import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { perService } from '../per-service.js';
import type { Permission } from '../permission.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema, usualPage } from '../primitives/page.js';
import { reasonSchema } from '../primitives/text.js';
import type { ServiceName } from '../roles.js';

const consumerSchema = z.string().min(1).max(128).regex(/^[a-z][a-z0-9-]*$/);

const deadLetterSchema = z.strictObject({
  id: uuidSchema,
  consumer: consumerSchema,
  // Not a UUID: a message that no consumer can read may carry anything for an id.
  eventId: z.string().max(200),
  eventType: z.string().max(200),
  error: z.string().max(4000),
  tries: z.int().min(1),
  state: z.enum(['parked', 'replayed', 'discarded']),
  parkedAt: instantSchema,
  settledAt: instantSchema.exactOptional(),
});
const deadLetterPageSchema = pageOf(deadLetterSchema, usualPage);
const listDeadLettersSchema = z.strictObject({
  ...pageSchema.shape,
  // A page of 200 errors in full would be more than a message holds.
  limit: z.int().min(1).max(usualPage).exactOptional(),
  consumer: consumerSchema.exactOptional(),
});
const replayDeadLetterSchema = z.strictObject({ id: uuidSchema });
const discardDeadLetterSchema = z.strictObject({ id: uuidSchema, reason: reasonSchema });

/** A message that a consumer could not take in after bounded tries: parked, never lost, until somebody settles it. */
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** One page of parked messages, oldest first. */
export type DeadLetterPage = z.infer<typeof deadLetterPageSchema>;

/** Which parked messages: all, or those of one consumer. */
export type ListDeadLetters = z.infer<typeof listDeadLettersSchema>;

/** Which parked message is handed to its consumer again. */
export type ReplayDeadLetter = z.infer<typeof replayDeadLetterSchema>;

/** Which parked message is given up, and why. */
export type DiscardDeadLetter = z.infer<typeof discardDeadLetterSchema>;

/** What every service offers for its parked messages. */
export interface DeadLetterContracts {
  readonly list: QueryContract<ListDeadLetters, DeadLetterPage>;
  readonly replay: CommandContract<ReplayDeadLetter, DeadLetter>;
  readonly discard: CommandContract<DiscardDeadLetter, DeadLetter>;
}

function permitted(verb: string): Permission {
  return { action: `dead-letter.${verb}`, roles: ['system-administrator'], reach: 'tenant' };
}

/** The contracts for parked messages of each service. */
export const deadLetterContracts: Readonly<Record<ServiceName, DeadLetterContracts>> = perService((service) => ({
  list: defineQuery({
    subject: `${service}.dead-letter.list`,
    summary: { zh: '分页查看滞留消息，最早的在前', en: 'List parked messages, oldest first' },
    permission: permitted('list'),
    request: listDeadLettersSchema,
    answer: deadLetterPageSchema,
    errors: [],
  }),
  replay: defineCommand({
    subject: `${service}.dead-letter.replay`,
    summary: { zh: '将滞留消息重新交给其消费者', en: 'Hand a parked message to its consumer again' },
    // The effect commits before the command does: a replay repeated after a crash finds the message replayed already.
    permission: { ...permitted('replay'), states: ['parked', 'replayed'] },
    request: replayDeadLetterSchema,
    answer: deadLetterSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  discard: defineCommand({
    subject: `${service}.dead-letter.discard`,
    summary: { zh: '放弃一条滞留消息并说明理由', en: 'Give up a parked message, with the reason' },
    permission: { ...permitted('discard'), states: ['parked'] },
    request: discardDeadLetterSchema,
    answer: deadLetterSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
}));
