import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { perService } from '../per-service.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { reasonSchema } from '../primitives/text.js';
import type { ServiceName } from '../roles.js';

const nothingSchema = z.strictObject({});
const stuckDeadlineSchema = z.strictObject({
  id: uuidSchema,
  kind: z.string().min(1).max(128),
  subject: z.string().min(1).max(200),
  dueAt: instantSchema,
  tries: z.int().min(1),
  error: z.string().max(4000),
});
const stuckDeadlinesSchema = z.strictObject({ items: z.array(stuckDeadlineSchema).max(50), count: z.int().min(0) });
const releaseDeadlineSchema = z.strictObject({ id: uuidSchema, reason: reasonSchema });
const deadlineReleasedSchema = z.strictObject({ id: uuidSchema });

/** The deadlines that were given up after their last try: the 50 that came due first, and how many there are. */
export type StuckDeadlines = z.infer<typeof stuckDeadlinesSchema>;

/** Which stuck deadline is tried again, and what was mended. */
export type ReleaseDeadline = z.infer<typeof releaseDeadlineSchema>;

/** The deadline that will be tried again at once. */
export type DeadlineReleased = z.infer<typeof deadlineReleasedSchema>;

/** What every service offers for deadlines that could not do their work. */
export interface DeadlineContracts {
  readonly listStuck: QueryContract<z.infer<typeof nothingSchema>, StuckDeadlines>;
  readonly release: CommandContract<ReleaseDeadline, DeadlineReleased>;
}

/** The contracts for stuck deadlines of each service. */
export const deadlineContracts: Readonly<Record<ServiceName, DeadlineContracts>> = perService((service) => ({
  listStuck: defineQuery({
    subject: `${service}.deadline.list-stuck`,
    summary: { zh: '查看多次尝试后仍未完成的期限', en: 'List deadlines that were given up after their last try' },
    permission: { action: 'deadline.list-stuck', roles: ['system-administrator'], reach: 'tenant' },
    request: nothingSchema,
    answer: stuckDeadlinesSchema,
    errors: [],
  }),
  release: defineCommand({
    subject: `${service}.deadline.release`,
    summary: { zh: '原因排除后重新执行一个期限', en: 'Try a stuck deadline again after its cause was mended' },
    permission: { action: 'deadline.release', roles: ['system-administrator'], reach: 'tenant' },
    request: releaseDeadlineSchema,
    answer: deadlineReleasedSchema,
    errors: ['NOT_FOUND'],
  }),
}));
