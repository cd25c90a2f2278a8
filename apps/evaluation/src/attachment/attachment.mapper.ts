import type { StoredAttachment, Upload as UploadAnswer } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Attachment, Upload } from './attachment.entity.js';

/** How far an upload is. */
export function toUploadAnswer({ id, bytes, received, expiresAt }: Upload): UploadAnswer {
  return { uploadId: id, bytes: Number(bytes), received: Number(received), expiresAt: instantOf(expiresAt) };
}

/** A stored attachment. */
export function toStoredAttachment({ sha256, bytes, mediaType, storedAt }: Attachment): StoredAttachment {
  return { sha256, bytes: Number(bytes), mediaType, storedAt: instantOf(storedAt) };
}
