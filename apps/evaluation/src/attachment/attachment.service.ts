import {
  Refusal, type AppendUpload, type BeginUpload, type FinishUpload, type StoredAttachment, type Upload as UploadAnswer,
} from '@jiqun/contracts';
import { CommandRunner, newId, transition, type Call as Work, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AttachmentStore, type FileFault } from './attachment-store.js';
import type { Upload } from './attachment.entity.js';
import { uploadLifecycle, type UploadAction } from './attachment.lifecycle.js';
import { toStoredAttachment, toUploadAnswer } from './attachment.mapper.js';
import { AttachmentRepository } from './attachment.repository.js';
import { UploadRepository } from './upload.repository.js';

/** Deadline kind: an upload has been left lying. */
export const UPLOAD_ABANDONED = 'attachment.upload-abandoned';

const DAY_MS = 86_400_000;

/** Attachments on their way in. The bytes are written beside the transaction, before it: what it then refuses to know of is dropped. */
@Injectable()
export class AttachmentService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(AttachmentRepository) private readonly attachments: AttachmentRepository,
    @Inject(UploadRepository) private readonly uploads: UploadRepository,
    @Inject(AttachmentStore) private readonly store: AttachmentStore,
  ) {}

  /** Begins an upload, which is dropped after a day unless it is finished. */
  async begin({ bytes, mediaType, sha256 }: BeginUpload, { call }: Request): Promise<UploadAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { tenant, person } = call.caller;
      const expiresAt = new Date(transaction.now.getTime() + DAY_MS);
      const upload: Upload = {
        id: newId(), tenant, sha256, bytes: String(bytes), mediaType, received: '0', state: 'open', begunAt: transaction.now, begunBy: person, expiresAt,
      };
      await this.uploads.insert(transaction.manager, upload);
      transaction.setDeadline(UPLOAD_ABANDONED, upload.id, expiresAt);
      transaction.record({ action: 'attachment.begin', objectType: 'attachment', objectId: upload.id, detail: { bytes, mediaType, sha256 } });
      return toUploadAnswer(upload);
    });
  }

  /**
   * Takes a part. One that was received already changes nothing; one behind a gap is refused.
   * @throws Refusal NOT_FOUND, also for another person's; STATE_FORBIDS; INVALID_REQUEST for a part out of place or past the end
   */
  async append({ uploadId, offset, base64 }: AppendUpload, { call }: Request): Promise<UploadAnswer> {
    const part = Buffer.from(base64, 'base64');
    // Refusals are the transaction's: one that was answered before is answered the same again.
    const seen = await this.uploads.find(uploadId);
    const isWritten = isOpenTo(seen, call) && Number(seen.received) === offset && offset + part.length <= Number(seen.bytes);
    if (isWritten) await this.store.writePart(uploadId, offset, part);
    return await this.commands.run(call, async (transaction) => {
      const upload = requireOwn(await this.uploads.lock(transaction.manager, uploadId), uploadId, call, 'attachment.append');
      const end = offset + part.length;
      const isReceived = end <= Number(upload.received);
      if (!isReceived && !(isWritten && Number(upload.received) === offset)) throw outOfPlace(upload);
      const received = isReceived ? upload.received : String(end);
      await this.uploads.update(transaction.manager, { ...upload, received });
      transaction.record({ action: 'attachment.append', objectType: 'attachment', objectId: uploadId, detail: { offset, bytes: part.length } });
      return toUploadAnswer({ ...upload, received });
    });
  }

  /**
   * Checks size, hash and type, then stores the file under its hash. Finishing twice gives the same attachment.
   * @throws Refusal NOT_FOUND, also for another person's; STATE_FORBIDS; INVALID_REQUEST for a file that is not what was announced
   */
  async finish({ uploadId }: FinishUpload, { call }: Request): Promise<StoredAttachment> {
    const seen = await this.uploads.find(uploadId);
    if (isOpenTo(seen, call)) {
      const fault = await this.store.assemble(uploadId, { bytes: Number(seen.bytes), sha256: seen.sha256, mediaType: seen.mediaType });
      if (fault !== undefined) throw faultRefusal(fault);
    }
    const stored = await this.commands.run(call, async (transaction) => await this.#note(transaction, uploadId));
    await this.store.discard(uploadId);
    return stored;
  }

  /** Drops an upload that was left lying. Does nothing when it was finished meanwhile. */
  async abandon(uploadId: string, call: Work): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const upload = await this.uploads.lock(transaction.manager, uploadId);
      if (upload?.state === 'open') {
        const { target } = transition(uploadLifecycle, upload.state, 'attachment.abandon');
        await this.uploads.update(transaction.manager, { ...upload, state: target });
        transaction.record({ action: 'attachment.abandon', objectType: 'attachment', objectId: uploadId });
      }
      // Here and not behind the commit: whoever is interrupted in between does it again.
      await this.store.discard(uploadId);
    });
  }

  async #note(transaction: Transaction, uploadId: string): Promise<StoredAttachment> {
    const { manager, now, call } = transaction;
    const upload = requireOwn(await this.uploads.lock(manager, uploadId), uploadId, call, 'attachment.finish');
    const { target } = transition(uploadLifecycle, upload.state, 'attachment.finish');
    const { tenant, sha256, bytes, mediaType, begunBy } = upload;
    await this.attachments.insert(manager, { tenant, sha256, bytes: Number(bytes), mediaType, storedAt: now, storedBy: begunBy });
    await this.uploads.update(manager, { ...upload, state: target });
    transaction.record({ action: 'attachment.finish', objectType: 'attachment', objectId: uploadId, detail: { sha256 } });
    const stored = await this.attachments.find(manager, tenant, sha256);
    if (stored === undefined) throw new Error(`The attachment ${sha256} was not stored`);
    return toStoredAttachment(stored);
  }
}

/** @throws Refusal NOT_FOUND, STATE_FORBIDS */
function requireOwn(upload: Upload | undefined, id: string, { caller }: Work, action: UploadAction): Upload {
  if (upload === undefined || upload.tenant !== caller.tenant || upload.begunBy !== caller.person) throw new Refusal('NOT_FOUND', { noun: 'attachment', id });
  transition(uploadLifecycle, upload.state, action);
  return upload;
}

/** Whether a caller may send more of an upload. */
function isOpenTo(upload: Upload | undefined, { caller }: Work): upload is Upload {
  return upload?.state === 'open' && upload.tenant === caller.tenant && upload.begunBy === caller.person;
}

/** For a part that leaves a gap, laps over what was received, or passes the end. */
function outOfPlace({ received, bytes }: Upload): Refusal {
  const message = { zh: `下一段应从 ${received} 开始，全文 ${bytes} 字节。`, en: `The next part begins at ${received}; the whole has ${bytes} bytes.` };
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'offset', code: 'UPLOAD_OFFSET', message }] });
}

const faults: Readonly<Record<FileFault, { readonly zh: string; readonly en: string }>> = {
  SIZE: { zh: '文件尚未传完。', en: 'The file is not complete.' },
  SHA256: { zh: '文件内容与申明的摘要不符，请重新上传。', en: 'The file is not the one whose hash was announced; upload it again.' },
  MEDIA_TYPE: { zh: '文件内容与申明的类型不符。', en: 'The file is not of the type that was announced.' },
};

function faultRefusal(fault: FileFault): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'uploadId', code: `UPLOAD_${fault}`, message: faults[fault] }] });
}
