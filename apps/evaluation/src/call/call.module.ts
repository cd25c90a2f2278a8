import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { CallController } from './call.controller.js';
import { CallDeadlines } from './call.deadlines.js';
import { CallRepository } from './call.repository.js';
import { CallService } from './call.service.js';

/** Calls. */
@Module({ imports: [PolicyModule], controllers: [CallController], providers: [CallDeadlines, CallRepository, CallService], exports: [CallRepository] })
export class CallModule {}
