import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Attachment } from './attachment.entity.js';

const INSERT = `
  INSERT INTO attachment (tenant, sha256, bytes, media_type, stored_at, stored_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;
const UNKNOWN = `
  SELECT asked.sha256 FROM unnest($2::text[]) AS asked (sha256)
  WHERE NOT EXISTS (SELECT FROM attachment WHERE tenant = $1 AND attachment.sha256 = asked.sha256)`;
const FIND = `
  SELECT tenant, sha256, bytes, media_type AS "mediaType", stored_at AS "storedAt", stored_by AS "storedBy" FROM attachment WHERE tenant = $1 AND sha256 = $2`;

/** What commands ask about attachments. */
@Injectable()
export class AttachmentRepository {
  /** Notes an attachment whose bytes are stored; one that is known already stays as it is. */
  async insert(manager: EntityManager, attachment: { tenant: string; sha256: string; bytes: number; mediaType: string; storedAt: Date; storedBy: string }): Promise<void> {
    const { tenant, sha256, bytes, mediaType, storedAt, storedBy } = attachment;
    await prepared(manager, 'attachment-insert', INSERT, [tenant, sha256, bytes, mediaType, storedAt, storedBy]);
  }

  /** Those hashes that the tenant has no attachment for. */
  async unknown(manager: EntityManager, tenant: string, hashes: readonly string[]): Promise<readonly string[]> {
    return (await prepared<{ sha256: string }>(manager, 'attachment-unknown', UNKNOWN, [tenant, hashes])).rows.map(({ sha256 }) => sha256);
  }

  async find(manager: EntityManager, tenant: string, sha256: string): Promise<Attachment | undefined> {
    return (await prepared<Attachment>(manager, 'attachment-find', FIND, [tenant, sha256])).rows[0];
  }
}
