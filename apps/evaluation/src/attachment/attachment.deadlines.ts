import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { AttachmentService, UPLOAD_ABANDONED } from './attachment.service.js';

/** An upload that was left lying is dropped. */
@Injectable()
export class AttachmentDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(AttachmentService) private readonly attachments: AttachmentService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(UPLOAD_ABANDONED, async (call, { subject }) => await this.attachments.abandon(subject, call));
  }
}
