import { z } from 'zod';
import { defineEvent, type EventContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** What audit imposes: 停止申报资金 (SUB-13.c), 取消以后各年申报资格 (SUB-16), 不再列入支持范围 (SUB-17). */
export const sanctionMeasures = ['ban', 'bar', 'exclusion'] as const;

/** What was established, as policy-core's sanctions name it. */
export const establishedMatters = ['serious-violation', 'poor-performance', 'fraud'] as const;

const orderedSchema = z.strictObject({
  /** The violation case or performance evaluation; audit imposes once for each. */
  orderId: uuidSchema,
  creditCode: socialCreditCodeSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  matter: z.enum(establishedMatters),
  hardToCorrect: z.boolean(),
  decidedOn: localDateSchema,
  document: textSchema(200),
});
const imposedSchema = z.strictObject({
  sanctionId: uuidSchema,
  /** The order that it carries out; absent for one imposed in audit itself. */
  orderId: uuidSchema.exactOptional(),
  creditCode: socialCreditCodeSchema,
  measure: z.enum(sanctionMeasures),
  clause: clauseSchema,
  programme: programmeSchema,
  imposedFrom: localDateSchema,
  imposedThrough: localDateSchema.exactOptional(),
});

const orderWithdrawnSchema = z.strictObject({
  /** The order whose decision was annulled; it may arrive before the order does. */
  orderId: uuidSchema,
  creditCode: socialCreditCodeSchema,
  /** The day of the annulment. */
  decidedOn: localDateSchema,
  /** The document that annulled it. */
  document: textSchema(200),
});
const orderAnnulledSchema = z.strictObject({
  orderId: uuidSchema,
  creditCode: socialCreditCodeSchema,
  /** How many sanctions were withdrawn; 0 where nothing had been imposed. */
  withdrawn: z.int().min(0).max(10),
});

/** Data of `jiqun.subsidy.sanction.ordered.v1`. */
export type SanctionOrdered = z.infer<typeof orderedSchema>;

/** Data of `jiqun.subsidy.sanction.order-withdrawn.v1`. */
export type SanctionOrderWithdrawn = z.infer<typeof orderWithdrawnSchema>;

/** Data of `jiqun.audit.sanction.order-annulled.v1`. */
export type SanctionOrderAnnulled = z.infer<typeof orderAnnulledSchema>;

/** Data of the events of a sanction. */
export type SanctionChanged = z.infer<typeof imposedSchema>;

/** Subsidy decided a case: audit imposes what the policy attaches to the matter (SUB-13.b, SUB-13.c, SUB-16, SUB-17). */
export const sanctionOrdered: EventContract<SanctionOrdered> = defineEvent({
  type: 'jiqun.subsidy.sanction.ordered.v1',
  summary: { zh: '已决定处理，请登记相应限制', en: 'A matter was decided; the sanctions are to be imposed' },
  data: orderedSchema,
});

/** Subsidy annulled the decision of an order: audit withdraws what it imposed on it, and imposes nothing on it later. */
export const sanctionOrderWithdrawn: EventContract<SanctionOrderWithdrawn> = defineEvent({
  type: 'jiqun.subsidy.sanction.order-withdrawn.v1',
  summary: { zh: '处理决定已撤销，请撤回相应限制', en: 'The decision of an order was annulled; its sanctions are to be withdrawn' },
  data: orderWithdrawnSchema,
});

/** Audit has done so: nothing rests on the order any more, and nothing will. */
export const sanctionOrderAnnulled: EventContract<SanctionOrderAnnulled> = defineEvent({
  type: 'jiqun.audit.sanction.order-annulled.v1',
  summary: { zh: '已撤回依该决定登记的限制', en: 'What was imposed on an order was withdrawn' },
  data: orderAnnulledSchema,
});

const event = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<SanctionChanged> =>
  defineEvent({ type: `jiqun.audit.sanction.${verb}.v1`, summary, data: imposedSchema });

/** A ban, a bar or an exclusion is in force. */
export const sanctionImposed = event('imposed', { zh: '限制已生效', en: 'A sanction is in force' });

/** A sanction was lifted or shortened by two people with a reason; `imposedThrough` is its last day now. */
export const sanctionLifted = event('lifted', { zh: '限制已解除或缩短', en: 'A sanction was lifted or shortened' });

/** The last day of a sanction is over. */
export const sanctionEnded = event('ended', { zh: '限制已到期', en: 'A sanction ended with its last day' });
