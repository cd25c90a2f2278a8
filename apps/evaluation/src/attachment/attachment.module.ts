import { KIT_CONFIG } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { ApplicationRepository } from '../application/application.repository.js';
import type { EvaluationConfig } from '../config.js';
import { AttachmentStore } from './attachment-store.js';
import { AttachmentController } from './attachment.controller.js';
import { AttachmentDeadlines } from './attachment.deadlines.js';
import { AttachmentRepository } from './attachment.repository.js';
import { AttachmentService } from './attachment.service.js';
import { ReadAttachmentService } from './read-attachment.service.js';
import { UploadRepository } from './upload.repository.js';

/** Attachments. Applications enclose them and so import this module: it has queries about applications of its own. */
@Module({
  controllers: [AttachmentController],
  providers: [
    { provide: AttachmentStore, useFactory: (config: EvaluationConfig) => new AttachmentStore(config.JIQUN_ATTACHMENTS_DIR), inject: [KIT_CONFIG] },
    ApplicationRepository, AttachmentDeadlines, AttachmentRepository, AttachmentService, ReadAttachmentService, UploadRepository,
  ],
  exports: [AttachmentRepository],
})
export class AttachmentModule {}
