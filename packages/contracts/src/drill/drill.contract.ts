import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { perService } from '../per-service.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { textSchema } from '../primitives/text.js';
import { type Role, type ServiceName, services } from '../roles.js';

const operators: readonly Role[] = ['system-administrator', 'province-industry'];
const readers: readonly Role[] = [...operators, 'auditor'];
const threeYears = 94_608_000;

const startDrillSchema = z.strictObject({
  note: textSchema(200),
  confirmWithinSeconds: z.int().min(1).max(threeYears).exactOptional(),
});
const getDrillSchema = z.strictObject({ id: uuidSchema });

const drillSchema = z.strictObject({
  id: uuidSchema,
  service: z.enum(services),
  note: textSchema(200),
  state: z.enum(['started', 'confirmed', 'lapsed']),
  version: versionSchema,
  startedAt: instantSchema,
  confirmedAt: instantSchema.exactOptional(),
  dueAt: instantSchema.exactOptional(),
});
const drillPageSchema = pageOf(drillSchema);

const drillStartedSchema = z.strictObject({
  drillId: uuidSchema,
  service: z.enum(services),
  note: textSchema(200),
  startedAt: instantSchema,
  dueAt: instantSchema.exactOptional(),
});
const drillConfirmedSchema = z.strictObject({ drillId: uuidSchema, service: z.enum(services), confirmedAt: instantSchema });
const drillLapsedSchema = z.strictObject({ drillId: uuidSchema, service: z.enum(services), dueAt: instantSchema, lapsedAt: instantSchema });
const drillReceiptSchema = z.strictObject({ drillId: uuidSchema, service: z.enum(services), receivedAt: instantSchema });

/** What an operator says when starting a drill: with `confirmWithinSeconds` it lapses unless confirmed by then. */
export type StartDrill = z.infer<typeof startDrillSchema>;

/** Which drill. */
export type GetDrill = z.infer<typeof getDrillSchema>;

/** A drill: proof that a command reaches its service, its event the audit, and the audit's receipt comes back. */
export type Drill = z.infer<typeof drillSchema>;

/** One page of drills, newest first. */
export type DrillPage = z.infer<typeof drillPageSchema>;

/** Data of `jiqun.<service>.drill.started.v1`. */
export type DrillStarted = z.infer<typeof drillStartedSchema>;

/** Data of `jiqun.<service>.drill.confirmed.v1`. */
export type DrillConfirmed = z.infer<typeof drillConfirmedSchema>;

/** Data of `jiqun.<service>.drill.lapsed.v1`. */
export type DrillLapsed = z.infer<typeof drillLapsedSchema>;

/** Data of `jiqun.audit.drill-receipt.recorded.v1`. */
export type DrillReceiptRecorded = z.infer<typeof drillReceiptSchema>;

/** What every service offers for drills. */
export interface DrillContracts {
  readonly start: CommandContract<StartDrill, Drill>;
  readonly get: QueryContract<GetDrill, Drill>;
  readonly list: QueryContract<z.infer<typeof pageSchema>, DrillPage>;
  readonly started: EventContract<DrillStarted>;
  readonly confirmed: EventContract<DrillConfirmed>;
  readonly overdue: EventContract<DrillLapsed>;
}

function permitted(verb: string, roles: readonly Role[]): Permission {
  return { action: `drill.${verb}`, roles, reach: 'tenant' };
}

function drillContractsOf(service: ServiceName): DrillContracts {
  return {
    start: defineCommand({
      subject: `${service}.drill.start`,
      summary: { zh: '开始一次演练，验证命令、事件、审计和回执的全过程', en: 'Start a drill that proves the path from command to event, audit and receipt' },
      permission: permitted('start', operators),
      request: startDrillSchema,
      answer: drillSchema,
      errors: [],
    }),
    get: defineQuery({
      subject: `${service}.drill.get`,
      summary: { zh: '查看一次演练', en: 'Read one drill' },
      permission: permitted('get', readers),
      request: getDrillSchema,
      answer: drillSchema,
      errors: ['NOT_FOUND'],
    }),
    list: defineQuery({
      subject: `${service}.drill.list`,
      summary: { zh: '分页查看演练，最新的在前', en: 'List drills, newest first' },
      permission: permitted('list', readers),
      request: pageSchema,
      answer: drillPageSchema,
      errors: [],
    }),
    started: defineEvent({ type: `jiqun.${service}.drill.started.v1`, summary: { zh: '演练已开始', en: 'A drill was started' }, data: drillStartedSchema }),
    confirmed: defineEvent({
      type: `jiqun.${service}.drill.confirmed.v1`,
      summary: { zh: '演练已由审计回执确认', en: 'A drill was confirmed by the receipt of the audit' },
      data: drillConfirmedSchema,
    }),
    overdue: defineEvent({
      type: `jiqun.${service}.drill.lapsed.v1`,
      summary: { zh: '演练逾期未获确认，已失效', en: 'A drill lapsed, not having been confirmed in time' },
      data: drillLapsedSchema,
    }),
  };
}

/** The drill contracts of each service. */
export const drillContracts: Readonly<Record<ServiceName, DrillContracts>> = perService(drillContractsOf);

/** The audit has recorded that a drill was started; the service that owns the drill confirms it. */
export const drillReceiptRecorded: EventContract<DrillReceiptRecorded> = defineEvent({
  type: 'jiqun.audit.drill-receipt.recorded.v1',
  summary: { zh: '审计已登记演练开始的回执', en: 'The audit recorded the receipt of a started drill' },
  data: drillReceiptSchema,
});
