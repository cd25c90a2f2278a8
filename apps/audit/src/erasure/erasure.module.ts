import { Module } from '@nestjs/common';

import { LogModule } from '../log/log.module.js';
import { ErasureController } from './erasure.controller.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';

/** Erasures of personal values from beside the log. */
@Module({ imports: [LogModule], controllers: [ErasureController], providers: [ErasureRepository, ErasureService] })
export class ErasureModule {}
