import { Refusal, type ApplicationContent } from '@jiqun/contracts';
import type { Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AttachmentRepository } from '../attachment/attachment.repository.js';

/** What an application or an official encloses must be stored before it counts. */
@Injectable()
export class AttachmentSource {
  constructor(@Inject(AttachmentRepository) private readonly attachments: AttachmentRepository) {}

  /** @throws Refusal INVALID_REQUEST with every attachment that is not stored */
  async require(transaction: Transaction, { attachments }: Pick<ApplicationContent, 'attachments'>): Promise<void> {
    await this.requireHashes(transaction, attachments.map(({ sha256 }) => sha256), 'content.attachments');
  }

  /** @throws Refusal INVALID_REQUEST with every hash that is not stored */
  async requireHashes(transaction: Transaction, hashes: readonly string[], path: string): Promise<void> {
    if (hashes.length === 0) return;
    const unknown = await this.attachments.unknown(transaction.manager, transaction.call.caller.tenant, hashes);
    const issues = unknown.map((sha256) => ({
      path,
      code: 'ATTACHMENT_UNKNOWN',
      message: { zh: `附件 ${sha256} 尚未上传，请先上传。`, en: `The attachment ${sha256} is not stored: upload it first.` },
    }));
    if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues });
  }
}
