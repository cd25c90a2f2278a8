import type { ServiceName } from '@jiqun/contracts';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { contextReader } from '../authorisation/caller-context.js';
import { RefusalRecorder } from '../audit/refusal-recorder.js';
import { clockController } from '../clock/clock.controller.js';
import { ClockRepository } from '../clock/clock.repository.js';
import { ClockService } from '../clock/clock.service.js';
import { InstallationClock } from '../clock/installation-clock.js';
import { CommandRunner } from '../commands/command-runner.js';
import { CommitSignal } from '../commands/commit-signal.js';
import type { KitConfig } from '../config/config.js';
import { openDatabase, type DatabaseContents } from '../database/connection.js';
import { kitMigrations } from '../database/kit-migrations.js';
import { Reader } from '../database/reader.js';
import { deadLetterController } from '../dead-letter/dead-letter.controller.js';
import { DeadLetterRepository } from '../dead-letter/dead-letter.repository.js';
import { DeadLetterService } from '../dead-letter/dead-letter.service.js';
import { deadlineController } from '../deadlines/deadline.controller.js';
import { DeadlineService } from '../deadlines/deadline.service.js';
import { DeadlineHandlers } from '../deadlines/deadline-handlers.js';
import { Deadlines } from '../deadlines/deadlines.js';
import { drillController } from '../drill/drill.controller.js';
import { Drill } from '../drill/drill.entity.js';
import { DrillRepository } from '../drill/drill.repository.js';
import { DrillService } from '../drill/drill.service.js';
import { DrillSubscriber } from '../drill/drill.subscriber.js';
import { EventConsumers } from '../events/event-consumers.js';
import { EventSubscriptions } from '../events/event-subscriptions.js';
import { MessageClient } from '../messaging/message-client.js';
import { MessageServer, type RequestObserver } from '../messaging/message-server.js';
import { connectNats, type NatsLink } from '../messaging/nats-connection.js';
import { outboxController } from '../outbox/outbox.controller.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { recordController } from '../record/record.controller.js';
import { RecordRepository } from '../record/record.repository.js';
import { RecordService } from '../record/record.service.js';
import { databaseCheck, informationCheck, natsCheck } from '../health/checks.js';
import { EventLoopWatch } from '../health/event-loop.js';
import { HealthController } from '../health/health.controller.js';
import { ReadinessChecks, ReadinessSwitch } from '../health/readiness.js';
import { consumerGauges, poolGauges, tableGauges } from '../telemetry/database-gauges.js';
import { Metrics } from '../telemetry/metrics.js';
import { MetricsController } from '../telemetry/metrics.controller.js';
import { startTracing, type Tracing } from '../telemetry/tracing.js';
import type { AtPoint } from './fault-point.js';
import { Leader } from './leader.js';
import { LeaderTasks } from './leader-tasks.js';
import { AT_POINT, KIT_CONFIG, NATS_LINK, SERVICE_NAME, TRACING } from './tokens.js';

/** What a service is made of beside the kit. */
export interface ServiceOptions {
  readonly service: ServiceName;
  readonly config: KitConfig;
  /** The service's own entities and migrations. */
  readonly contents: DatabaseContents;
  /** For the fault harness. */
  readonly atPoint?: AtPoint;
}

/** Transactions at once. More than a few only wait for each other; commands that wait meanwhile share the next one. */
const LANES = 4;
const GROUP = 32;

/**
 * Everything that all services share, for the service's root module: database, messages, commands, events, deadlines,
 * clock, and the nouns that every service has (drills, dead letters, outbox, record).
 */
@Global()
@Module({})
export class ServiceKitModule {
  static forService(options: ServiceOptions): DynamicModule {
    const { service } = options;
    const provided = [...foundation(options), ...messaging(), ...work(), ...nouns(), ...observation(options)];
    return {
      module: ServiceKitModule,
      controllers: [
        ...[drillController, deadLetterController, outboxController, recordController, deadlineController, clockController].map((make) => make(service)),
        HealthController,
        MetricsController,
      ],
      providers: provided,
      exports: provided,
    };
  }
}

/** The kit's own entities and migrations with a service's behind them. */
export function withKit(contents: DatabaseContents): DatabaseContents {
  return {
    entities: [Drill, ...((contents.entities ?? []) as (new () => unknown)[])],
    migrations: [...kitMigrations, ...(contents.migrations ?? [])],
  };
}

function foundation({ service, config, contents, atPoint }: ServiceOptions): Provider[] {
  return [
    { provide: AT_POINT, useFactory: () => atPoint },
    { provide: SERVICE_NAME, useValue: service },
    { provide: KIT_CONFIG, useValue: config },
    {
      provide: DataSource,
      useFactory: async () =>
        await openDatabase({ url: config.JIQUN_DATABASE_URL, poolSize: config.JIQUN_DATABASE_POOL, applicationName: service }, withKit(contents)),
    },
    {
      provide: NATS_LINK,
      useFactory: async () => await connectNats({ url: config.JIQUN_NATS_URL, name: service, prefix: config.JIQUN_PREFIX }),
    },
    Reader,
    {
      provide: InstallationClock,
      useFactory: async (dataSource: DataSource, link: NatsLink) => {
        const clock = new InstallationClock(dataSource, link);
        await clock.start();
        return clock;
      },
      inject: [DataSource, NATS_LINK],
    },
  ];
}

function messaging(): Provider[] {
  return [
    { provide: MessageClient, useFactory: (link: NatsLink) => new MessageClient(link), inject: [NATS_LINK] },
    RefusalRecorder,
    {
      provide: MessageServer,
      useFactory: (service: ServiceName, config: KitConfig, link: NatsLink, refusals: RefusalRecorder, metrics: Metrics, tracing: Tracing) =>
        new MessageServer(link, {
          observe: observeWith(metrics, tracing),
          service,
          readContext: contextReader(config.JIQUN_CONTEXT_PUBLIC_KEY),
          onForbidden: async (contract, caller, refusal) => await refusals.record(contract.permission.action, caller, refusal),
        }),
      inject: [SERVICE_NAME, KIT_CONFIG, NATS_LINK, RefusalRecorder, Metrics, TRACING],
    },
  ];
}

function work(): Provider[] {
  return [
    CommitSignal,
    {
      provide: CommandRunner,
      useFactory: (service: ServiceName, dataSource: DataSource, signal: CommitSignal, metrics: Metrics, atPoint: AtPoint | undefined) =>
        new CommandRunner(dataSource, {
          service,
          lanes: LANES,
          groupSize: GROUP,
          onCommit: (written) => signal.send(written),
          onGroup: (size) => metrics.observeGroup(size),
          atPoint,
        }),
      inject: [SERVICE_NAME, DataSource, CommitSignal, Metrics, AT_POINT],
    },
    EventSubscriptions,
    EventConsumers,
    { provide: DeadlineHandlers, useFactory: () => new DeadlineHandlers() },
    {
      provide: Deadlines,
      useFactory: (service: ServiceName, config: KitConfig, dataSource: DataSource, handlers: DeadlineHandlers, clock: InstallationClock) =>
        new Deadlines({ dataSource, handlers, queue: { redisUrl: config.JIQUN_REDIS_URL, prefix: config.JIQUN_PREFIX, service }, clock }),
      inject: [SERVICE_NAME, KIT_CONFIG, DataSource, DeadlineHandlers, InstallationClock],
    },
    LeaderTasks,
    Leader,
  ];
}

function observation({ service, config }: ServiceOptions): Provider[] {
  return [
    EventLoopWatch,
    { provide: ReadinessSwitch, useFactory: () => new ReadinessSwitch() },
    {
      provide: ReadinessChecks,
      useFactory: (readiness: ReadinessSwitch, dataSource: DataSource, link: NatsLink, deadlines: Deadlines, leader: Leader) => {
        const checks = new ReadinessChecks(readiness);
        checks.add(databaseCheck(dataSource));
        checks.add(natsCheck(link));
        checks.add({ name: 'redis', weight: 'degraded', check: async () => redisFinding(leader, deadlines) });
        checks.add(informationCheck('leads', () => String(leader.isLeading)));
        return checks;
      },
      inject: [ReadinessSwitch, DataSource, NATS_LINK, Deadlines, Leader],
    },
    {
      provide: Metrics,
      useFactory: (dataSource: DataSource, link: NatsLink, consumers: EventConsumers) => {
        const metrics = new Metrics(service);
        for (const group of [tableGauges(dataSource), poolGauges(dataSource), consumerGauges(async () => await consumers.lag())]) metrics.watch(group);
        link.onReconnect(() => metrics.countReconnect());
        return metrics;
      },
      inject: [DataSource, NATS_LINK, EventConsumers],
    },
    {
      provide: TRACING,
      useFactory: async () =>
        await startTracing({ service, ...(config.JIQUN_OTLP_URL === undefined ? {} : { otlpUrl: config.JIQUN_OTLP_URL }) }),
    },
  ];
}

/** Only the leader talks to Redis; without it deadlines are found by polling. */
const redisFinding = (leader: Leader, deadlines: Deadlines) =>
  !leader.isLeading || deadlines.isPrecise ? { ok: true } : { ok: false, detail: 'not connected; deadlines are found by polling' };

function observeWith(metrics: Metrics, tracing: Tracing): RequestObserver {
  return (subject, traceparent) => {
    const end = metrics.observeRequest(subject, traceparent);
    const span = tracing.startRequestSpan(subject, traceparent);
    return Object.assign(
      (code: string) => {
        end(code);
        span(code);
      },
      { traceparent: span.traceparent },
    );
  };
}

function nouns(): Provider[] {
  return [DrillRepository, DrillService, DrillSubscriber, DeadLetterRepository, DeadLetterService, OutboxService, RecordRepository, RecordService, DeadlineService, ClockRepository, ClockService];
}
