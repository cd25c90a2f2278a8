import { ContextSigner, ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { config } from './config.js';
import { contents } from './data-source.js';
import { ClockController } from './clock/clock.controller.js';
import { ClockService } from './clock/clock.service.js';
import { DocsDoor } from './docs/docs-door.js';
import { SignedCaller } from './http/signed-caller.js';
import { RestDoor } from './rest/rest-door.js';
import { RestLists } from './rest/rest-lists.js';

/** The gateway: the only HTTP door. */
@Module({
  imports: [ServiceKitModule.forService({ service: 'gateway', config, contents })],
  controllers: [ClockController],
  providers: [SignedCaller, RestDoor, RestLists, DocsDoor, ClockService, { provide: ContextSigner, useFactory: () => new ContextSigner(config.JIQUN_CONTEXT_PRIVATE_KEY) }],
})
export class AppModule {}
