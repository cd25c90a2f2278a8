import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule, Type } from '@nestjs/common';
import type { ServiceName } from '@jiqun/contracts';
import { DataSource } from 'typeorm';

import { InstallationClock } from '../clock/installation-clock.js';
import type { KitConfig } from '../config/config.js';
import { ReadinessSwitch } from '../health/readiness.js';
import { MessageClient } from '../messaging/message-client.js';
import { MessageServer } from '../messaging/message-server.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import { drainHttp, httpServerOptions } from '../shutdown/drain-http.js';
import { Shutdown } from '../shutdown/shutdown.js';
import { installSignalHandlers } from '../shutdown/signals.js';
import { ServiceLogger } from '../telemetry/logger.js';
import type { Tracing } from '../telemetry/tracing.js';
import { Leader } from './leader.js';
import { NATS_LINK, TRACING } from './tokens.js';

/** A process to be started. */
export interface ServiceProcess {
  readonly service: ServiceName;
  readonly module: Type | DynamicModule;
  readonly config: KitConfig;
  /** Before the service listens: the gateway adds what its public API needs. */
  readonly prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

/** A started process. */
export interface RunningService {
  readonly app: NestFastifyApplication;
  readonly shutdown: Shutdown;
  /** Where its HTTP port is: health, metrics, and for the gateway the API. */
  readonly url: string;
}

const MAX_BODY_BYTES = 1_048_576;

/**
 * Starts a service: HTTP for health and metrics (the gateway's is the API), NATS for its contracts, then the work of a
 * leader; and sees to it that it ends in order, losing nothing, within ten seconds.
 */
export async function runService({ service, module, config, prepare }: ServiceProcess): Promise<RunningService> {
  const log = new ServiceLogger({ service, level: config.JIQUN_LOG_LEVEL });
  const shutdown = new Shutdown({ graceMs: config.JIQUN_DRAIN_GRACE_MS, log });
  installSignalHandlers(shutdown);
  const adapter = new FastifyAdapter({ ...httpServerOptions, bodyLimit: MAX_BODY_BYTES });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: log, abortOnError: false });
  registerStops(app, shutdown);
  app.connectMicroservice({ strategy: app.get(MessageServer) });
  await prepare?.(app);
  await app.startAllMicroservices();
  await app.listen(config.JIQUN_HTTP_PORT, config.JIQUN_HTTP_HOST);
  app.get(Leader).start();
  const url = await app.getUrl();
  log.log(`${service} is up at ${url}`);
  return { app, shutdown, url };
}

function registerStops(app: NestFastifyApplication, shutdown: Shutdown): void {
  const link = app.get<NatsLink>(NATS_LINK);
  const leader = app.get(Leader);
  const drain = drainHttp(app.getHttpAdapter().getInstance());
  shutdown.register('readiness', 'switch', async () => app.get(ReadinessSwitch).off());
  shutdown.register('http', 'server', drain);
  shutdown.register('nats', 'messages', async () => await app.get(MessageServer).close());
  shutdown.register('workers', 'leader', async () => await leader.stopWork());
  shutdown.register('relay', 'relay', async () => await leader.stopRelay());
  shutdown.register('pools', 'connections', async () => {
    app.get(InstallationClock).stop();
    await app.get(MessageClient).close();
    await link.connection.close();
    await app.get(DataSource).destroy();
    await app.get<Tracing>(TRACING).stop();
  });
}
