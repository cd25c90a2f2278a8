import { Module } from '@nestjs/common';

import { LogModule } from '../log/log.module.js';
import { CaseFileController } from './case-file.controller.js';
import { CaseFileRepository } from './case-file.repository.js';
import { CaseFileService } from './case-file.service.js';

/** Answers to auditors. */
@Module({ imports: [LogModule], controllers: [CaseFileController], providers: [CaseFileRepository, CaseFileService] })
export class CaseFileModule {}
