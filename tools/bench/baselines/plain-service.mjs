/**
 * The service as Nest's and TypeORM's documentation build it: `@MessagePattern`, one entity and one outbox row saved in a
 * transaction. It does less than ours: no idempotency key, no stored answer, no audit entry, no check of who asks, no
 * schema, no relay.
 */
import 'reflect-metadata';

import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { DataSource, EntitySchema } from 'typeorm';

const drills = new EntitySchema({
  name: 'drill',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    tenant: { type: 'text' },
    note: { type: 'text' },
    state: { type: 'text' },
    version: { type: 'integer', default: 1 },
    startedAt: { type: 'timestamptz', name: 'started_at' },
  },
});
const outbox = new EntitySchema({
  name: 'outbox',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    type: { type: 'text' },
    aggregate: { type: 'text' },
    payload: { type: 'jsonb' },
  },
});

class DrillController {
  /** @param {DataSource} dataSource */
  constructor(dataSource) {
    this.dataSource = dataSource;
  }

  /** @param {{ note: string }} request */
  start(request) {
    return this.dataSource.transaction(async (manager) => {
      const drill = await manager.save(drills, { tenant: 'CN-22', note: request.note, state: 'started', startedAt: new Date() });
      await manager.save(outbox, { type: 'drill.started', aggregate: `drill/${drill.id}`, payload: { id: drill.id, note: request.note } });
      return drill;
    });
  }

  /** @param {string} id */
  get(id) {
    return this.dataSource.manager.findOneBy(drills, { id });
  }
}
const { prototype } = DrillController;
Inject(DataSource)(DrillController, undefined, 0);
Payload()(prototype, 'start', 0);
Payload()(prototype, 'get', 0);
MessagePattern('drill.start')(prototype, 'start', Object.getOwnPropertyDescriptor(prototype, 'start') ?? {});
MessagePattern('drill.get')(prototype, 'get', Object.getOwnPropertyDescriptor(prototype, 'get') ?? {});
Controller()(DrillController);

/** A class to Nest. @type {import('@nestjs/common').Type} */
const AppModule = /** @type {any} */ (function AppModule() {});
// As many connections as our service has.
const settings = { type: 'postgres', url: process.env['DATABASE_URL'], entities: [drills, outbox], synchronize: true, poolSize: 10 };
const dataSource = { provide: DataSource, useFactory: () => new DataSource(/** @type {import('typeorm').DataSourceOptions} */ (settings)).initialize() };
Module({ controllers: [DrillController], providers: [dataSource] })(AppModule);

const transport = { transport: Transport.NATS, options: { servers: [process.env['NATS_URL'] ?? ''], queue: 'plain' }, logger: ['error'] };
const app = await NestFactory.createMicroservice(AppModule, /** @type {import('@nestjs/microservices').NatsOptions} */ (transport));
await app.listen();
console.log('listening');
