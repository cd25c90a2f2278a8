import { Module } from '@nestjs/common';

import { AttachmentRepository } from './attachment.repository.js';

/** Attachments. */
@Module({ providers: [AttachmentRepository], exports: [AttachmentRepository] })
export class AttachmentModule {}
