/** The gateway as Nest's documentation builds it: a controller that sends to Nest's NATS client. Nobody signs in. */
import 'reflect-metadata';

import { Body, Controller, Get, Inject, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class DrillController {
  /** @param {import('@nestjs/microservices').ClientProxy} services */
  constructor(services) {
    this.services = services;
  }

  /** @param {unknown} body */
  start(body) {
    return this.services.send('drill.start', body);
  }

  /** @param {string} id */
  get(id) {
    return this.services.send('drill.get', id);
  }
}
const { prototype } = DrillController;
Inject('SERVICES')(DrillController, undefined, 0);
Body()(prototype, 'start', 0);
Param('id')(prototype, 'get', 0);
Post()(prototype, 'start', Object.getOwnPropertyDescriptor(prototype, 'start') ?? {});
Get(':id')(prototype, 'get', Object.getOwnPropertyDescriptor(prototype, 'get') ?? {});
Controller('drills')(DrillController);

/** A class to Nest. @type {import('@nestjs/common').Type} */
const AppModule = /** @type {any} */ (function AppModule() {});
const client = { name: 'SERVICES', transport: Transport.NATS, options: { servers: [process.env['NATS_URL'] ?? ''] } };
Module({ imports: [ClientsModule.register([/** @type {import('@nestjs/microservices').ClientProviderOptions} */ (client)])], controllers: [DrillController] })(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
console.log(`listening ${await app.getUrl()}`);
