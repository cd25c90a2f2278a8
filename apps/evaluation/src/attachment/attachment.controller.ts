import {
  attachmentContracts, type AppendUpload, type AttachmentPart, type BeginUpload, type FinishUpload, type ReadAttachment, type StoredAttachment, type Upload,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { AttachmentService } from './attachment.service.js';
import { ReadAttachmentService } from './read-attachment.service.js';

/** Messages about attachments. */
@Controller()
export class AttachmentController {
  constructor(
    @Inject(AttachmentService) private readonly uploads: AttachmentService,
    @Inject(ReadAttachmentService) private readonly attachments: ReadAttachmentService,
  ) {}

  @Handles(attachmentContracts.begin)
  async begin(begin: BeginUpload, request: Request): Promise<Upload> {
    return await this.uploads.begin(begin, request);
  }

  @Handles(attachmentContracts.append)
  async append(append: AppendUpload, request: Request): Promise<Upload> {
    return await this.uploads.append(append, request);
  }

  @Handles(attachmentContracts.finish)
  async finish(finish: FinishUpload, request: Request): Promise<StoredAttachment> {
    return await this.uploads.finish(finish, request);
  }

  @Handles(attachmentContracts.read)
  async read(read: ReadAttachment, request: Request): Promise<AttachmentPart> {
    return await this.attachments.read(read, request);
  }
}
