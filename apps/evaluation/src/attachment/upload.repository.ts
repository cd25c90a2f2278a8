import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Attachment, Upload } from './attachment.entity.js';

const STORED = `
  SELECT tenant, sha256, bytes, media_type AS "mediaType", stored_at AS "storedAt", stored_by AS "storedBy" FROM attachment WHERE tenant = $1 AND sha256 = $2`;
const SENT_BY = `
  SELECT EXISTS (SELECT FROM attachment_upload WHERE tenant = $1 AND sha256 = $2 AND begun_by = ANY($3::text[]) AND state = 'finished') AS found`;
// What was submitted is frozen; a draft encloses for those who write at it alone.
const ENCLOSED = `
  SELECT EXISTS (
    SELECT FROM submission WHERE application_id = $1 AND content::jsonb -> 'attachments' @> jsonb_build_array(jsonb_build_object('sha256', $2::text))
    UNION ALL
    SELECT FROM application WHERE id = $1 AND $3 AND content -> 'attachments' @> jsonb_build_array(jsonb_build_object('sha256', $2::text))) AS found`;
const UPLOAD = `
  id, tenant, sha256, bytes, media_type AS "mediaType", received, state, begun_at AS "begunAt", begun_by AS "begunBy", expires_at AS "expiresAt"`;
const INSERT_UPLOAD = `
  INSERT INTO attachment_upload (id, tenant, sha256, bytes, media_type, state, begun_at, begun_by, expires_at) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)`;
const FIND_UPLOAD = `SELECT ${UPLOAD} FROM attachment_upload WHERE id = $1`;
const LOCK_UPLOAD = `${FIND_UPLOAD} FOR UPDATE`;
const UPDATE_UPLOAD = `UPDATE attachment_upload SET received = $2, state = $3 WHERE id = $1`;

/** All queries about uploads, and about who may read what they became. */
@Injectable()
export class UploadRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** What a tenant has stored under a hash. */
  async stored(tenant: string, sha256: string): Promise<Attachment | undefined> {
    return (await this.reader.read<Attachment>('upload-stored', STORED, [tenant, sha256]))[0];
  }

  /** Whether one of these people has sent the bytes. */
  async wasSentBy({ tenant, sha256 }: Attachment, people: readonly string[]): Promise<boolean> {
    return (await this.reader.read<{ found: boolean }>('upload-sent-by', SENT_BY, [tenant, sha256, people]))[0]?.found === true;
  }

  /** Whether a submission of an application encloses an attachment. @param withDraft or what is being written */
  async isEnclosed(applicationId: string, sha256: string, withDraft: boolean): Promise<boolean> {
    return (await this.reader.read<{ found: boolean }>('upload-enclosed', ENCLOSED, [applicationId, sha256, withDraft]))[0]?.found === true;
  }

  async insert(manager: EntityManager, { id, tenant, sha256, bytes, mediaType, begunAt, begunBy, expiresAt }: Upload): Promise<void> {
    await prepared(manager, 'upload-insert', INSERT_UPLOAD, [id, tenant, sha256, bytes, mediaType, begunAt, begunBy, expiresAt]);
  }

  async find(id: string): Promise<Upload | undefined> {
    return (await this.reader.read<Upload>('upload-find', FIND_UPLOAD, [id]))[0];
  }

  /** The upload, which nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Upload | undefined> {
    return (await prepared<Upload>(manager, 'upload-lock', LOCK_UPLOAD, [id])).rows[0];
  }

  /** Writes how far an upload is. The row is locked by the caller. */
  async update(manager: EntityManager, { id, received, state }: Pick<Upload, 'id' | 'received' | 'state'>): Promise<void> {
    await prepared(manager, 'upload-update', UPDATE_UPLOAD, [id, received, state]);
  }
}
