import { z } from 'zod';
import { type CommandContract, defineCommand } from '../contract.js';
import { perService } from '../per-service.js';
import { instantSchema } from '../primitives/instant.js';
import { reasonSchema } from '../primitives/text.js';
import type { ServiceName } from '../roles.js';

const replayOutboxSchema = z.strictObject({ since: instantSchema, reason: reasonSchema });
const outboxReplayedSchema = z.strictObject({ events: z.int().min(0) });

/** From which instant on a service's events are published again, and why. */
export type ReplayOutbox = z.infer<typeof replayOutboxSchema>;

/** How many events will be published again; each with its generation one higher, or JetStream would drop it as a duplicate. */
export type OutboxReplayed = z.infer<typeof outboxReplayedSchema>;

/** Publishes a service's events again, for instance when the message store was lost. */
export const replayOutbox: Readonly<Record<ServiceName, CommandContract<ReplayOutbox, OutboxReplayed>>> = perService((service) =>
  defineCommand({
    subject: `${service}.outbox.replay`,
    summary: { zh: '重新发布自某一时间起的全部事件', en: 'Publish all events since an instant again' },
    permission: { action: 'outbox.replay', roles: ['system-administrator'], reach: 'tenant' },
    request: replayOutboxSchema,
    answer: outboxReplayedSchema,
    errors: [],
  }),
);
