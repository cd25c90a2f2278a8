import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { perService } from '../per-service.js';
import { instantSchema } from '../primitives/instant.js';
import type { ServiceName } from '../roles.js';

const nothingSchema = z.strictObject({});
const nextDeadlineSchema = z.strictObject({ dueAt: instantSchema.exactOptional(), overdue: z.int().min(0), onTheirWay: z.int().min(0) });
const moveClockSchema = z.strictObject({ to: instantSchema });
const clockMovedSchema = z.strictObject({ from: instantSchema, to: instantSchema, fired: z.int().min(0) });

/**
 * When a service's next deadline falls due, absent when it has none; `overdue` are due and have
 * not fired yet; `onTheirWay` counts events that are not yet published, or not yet taken by this service's consumers.
 */
export type NextDeadline = z.infer<typeof nextDeadlineSchema>;

/** The instant to which a sandbox's clock shall move. */
export type MoveClock = z.infer<typeof moveClockSchema>;

/** From where to where the clock moved, and how many deadlines fired on the way, in due order. */
export type ClockMoved = z.infer<typeof clockMovedSchema>;

/** What a sandbox asks every service before it moves the clock one deadline further. */
export const nextDeadlineContracts: Readonly<Record<ServiceName, QueryContract<z.infer<typeof nothingSchema>, NextDeadline>>> = perService((service) =>
  defineQuery({
    subject: `${service}.clock.next-deadline`,
    summary: { zh: '查看下一个期限及已到期而尚未触发的期限数', en: 'Read the next deadline and how many are overdue' },
    permission: { action: 'clock.next-deadline', roles: ['system-administrator'], reach: 'tenant' },
    request: nothingSchema,
    answer: nextDeadlineSchema,
    errors: [],
  }),
);

/** Moves the clock of a whole sandbox forward; never possible in production. */
export const moveClock: CommandContract<MoveClock, ClockMoved> = defineCommand({
  subject: 'gateway.clock.move',
  summary: { zh: '将演练环境的时钟向前调整，沿途的期限按先后触发', en: 'Move the clock of a sandbox forward; deadlines on the way fire in due order' },
  permission: { action: 'clock.move', roles: ['system-administrator'], reach: 'tenant' },
  request: moveClockSchema,
  answer: clockMovedSchema,
  errors: ['CLOCK_NOT_SANDBOX', 'CLOCK_BACKWARDS', 'CLOCK_HELD'],
});
