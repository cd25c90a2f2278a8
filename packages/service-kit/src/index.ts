/**
 * service-kit: how a service runs. What is not exported here is not for services; what is for tests alone is behind
 * `@jiqun/service-kit/testing`.
 */
export { RefusalRecorder } from './audit/refusal-recorder.js';
export { actsFor, organisationsOf } from './authorisation/acts-for.js';
export { ContextSigner } from './authorisation/caller-context.js';
export { permissionOf, Permits, routesWithoutPermission } from './authorisation/permits.decorator.js';
export { fourEyes, permits, permitsObject, visibleRegions } from './authorisation/permits.js';
export { publicCaller } from './authorisation/public-caller.js';
export { RegionTree } from './authorisation/region-tree.js';
export { isSystemCaller, systemCaller } from './authorisation/system-caller.js';
export { announceClockMoved, InstallationClock } from './clock/installation-clock.js';
export { instantOf } from './clock/instant.js';
export { ClockHeldError, type ClockMove, moveClock } from './clock/move-clock.js';
export { newId } from './clock/new-id.js';
export { dayInShanghai, startOfDayInShanghai, systemNow } from './clock/system-time.js';
export type { Call, Identity } from './commands/call.js';
export { CommandRunner, type Effect } from './commands/command-runner.js';
export { type AuditEntry, type Aggregate, Transaction } from './commands/transaction.js';
export { ConfigError, jwkSchema, kitConfigSchema, readConfig, type KitConfig } from './config/config.js';
export type { DatabaseContents } from './database/connection.js';
export { type BulkCounts, bulkLoad, type BulkTarget, type BulkValue } from './database/bulk-load.js';
export { readCursor, writeCursor } from './database/cursor.js';
export { failureKind, sqlState, violatedConstraint } from './database/failures.js';
export { connectionOf, prepared } from './database/prepared.js';
export { Reader } from './database/reader.js';
export { lockEnterprises } from './database/subject-lock.js';
export { type Deadline, DeadlineHandlers } from './deadlines/deadline-handlers.js';
export { DrillService } from './drill/drill.service.js';
export { EventSubscriptions } from './events/event-subscriptions.js';
export type { LeaderWork } from './events/leadership.js';
export { type Lifecycle, transition, type Transition } from './lifecycle/lifecycle.js';
export { Handles } from './messaging/handles.decorator.js';
export { MessageClient } from './messaging/message-client.js';
export type { NatsLink } from './messaging/nats-connection.js';
export type { Request } from './messaging/request.js';
export type { CodeChange, Region, RegionLevel } from './regions/division-files.js';
export { allRegions, changesOf, codesOn, currentCode, installedRegions, prefectureOf, regionOf } from './regions/installed-regions.js';
export { runMigrations } from './service/run-migrations.js';
export type { AtPoint, FaultPoint } from './service/fault-point.js';
export { type RunningService, runService } from './service/run-service.js';
export { LeaderTasks } from './service/leader-tasks.js';
export { ServiceKitModule } from './service/service-kit.module.js';
export { KIT_CONFIG, NATS_LINK, SERVICE_NAME } from './service/tokens.js';
export { newTraceparent } from './telemetry/traceparent.js';
