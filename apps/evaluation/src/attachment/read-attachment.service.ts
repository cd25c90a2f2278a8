import { applicationContracts, attachmentContracts, largestAttachmentPart, Refusal, type AttachmentPart, type Caller, type ReadAttachment } from '@jiqun/contracts';
import type { Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { ApplicationRepository } from '../application/application.repository.js';
import { isEditor, requireVisible } from '../application/visible.js';
import { AttachmentStore } from './attachment-store.js';
import type { Attachment } from './attachment.entity.js';
import { toStoredAttachment } from './attachment.mapper.js';
import { UploadRepository } from './upload.repository.js';

/** Attachments on their way out. */
@Injectable()
export class ReadAttachmentService {
  constructor(
    @Inject(UploadRepository) private readonly uploads: UploadRepository,
    @Inject(AttachmentStore) private readonly store: AttachmentStore,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
  ) {}

  /** @throws Refusal NOT_FOUND, also for what the caller may not see, and for a part behind the end */
  async read({ sha256, offset, applicationId }: ReadAttachment, { caller }: Pick<Request, 'caller'>): Promise<AttachmentPart> {
    const hidden = new Refusal('NOT_FOUND', { noun: 'attachment', id: sha256 });
    const found = await this.uploads.stored(caller.tenant, sha256);
    if (found === undefined || !(await this.#mayRead(found, caller, applicationId))) throw hidden;
    const bytes = await this.store.read(sha256, offset, largestAttachmentPart);
    if (bytes === undefined || bytes.length === 0) throw hidden;
    const { storedAt: _storedAt, ...attachment } = toStoredAttachment(found);
    const next = offset + bytes.length;
    return { ...attachment, offset, base64: bytes.toString('base64'), ...(next < attachment.bytes ? { next } : {}) };
  }

  /** The province's offices and auditors, who sent it, and who sees an application that encloses it. */
  async #mayRead(attachment: Attachment, caller: Caller, applicationId: string | undefined): Promise<boolean> {
    if (caller.grants.some(({ role }) => role === 'auditor' || role.startsWith('province-'))) return true;
    if (await this.uploads.wasSentBy(attachment, [caller.person])) return true;
    if (applicationId === undefined) return false;
    const { roles } = applicationContracts.get.permission;
    const permission = { ...attachmentContracts.read.permission, roles: attachmentContracts.read.permission.roles.filter((role) => roles.includes(role)) };
    const application = requireVisible(permission, caller, await this.applications.find(applicationId), applicationId);
    const writesAtIt = isEditor(application, caller);
    // Else whoever came to know a hash would enclose it in a draft of their own, and read another's file.
    if (writesAtIt && !(await this.uploads.wasSentBy(attachment, application.editors))) return false;
    return await this.uploads.isEnclosed(applicationId, attachment.sha256, writesAtIt);
  }
}
