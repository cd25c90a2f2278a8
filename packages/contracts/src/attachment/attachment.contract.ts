import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import type { Role } from '../roles.js';

/** The kinds of files that are taken; each is known by what it begins with, not by its name. */
export const attachmentTypes = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/ofd',
] as const;

/** The most bytes that an attachment has. */
export const largestAttachment = 52_428_800;

/** The most bytes that one message carries; as base64 they stay under what NATS takes. */
export const largestAttachmentPart = 524_288;

const uploaders: readonly Role[] = [
  'promotion-organisation', 'enterprise', 'expert', 'county-industry', 'prefecture-industry', 'province-industry',
  'county-finance', 'prefecture-finance', 'province-finance', 'prefecture-development-commission', 'province-development-commission',
];
const base64Schema = z.string().min(4).max(699_052).regex(/^[A-Za-z0-9+/]+={0,2}$/).describe('base64, at most 512 KiB of bytes');
const sha256Schema = z.string().max(64).regex(/^[0-9a-f]{64}$/).describe('SHA-256 of the whole file, in hexadecimal');
const bytesSchema = z.int().min(1).max(largestAttachment);
const offsetSchema = z.int().min(0).max(largestAttachment);

const beginSchema = z.strictObject({ bytes: bytesSchema, mediaType: z.enum(attachmentTypes), sha256: sha256Schema });
const appendSchema = z.strictObject({ uploadId: uuidSchema, offset: offsetSchema, base64: base64Schema });
const finishSchema = z.strictObject({ uploadId: uuidSchema });
const uploadSchema = z.strictObject({
  uploadId: uuidSchema,
  bytes: bytesSchema,
  /** Where the next part begins. */
  received: offsetSchema,
  /** The upload is dropped then unless it is finished. */
  expiresAt: instantSchema,
});
const attachmentSchema = z.strictObject({ sha256: sha256Schema, bytes: bytesSchema, mediaType: z.enum(attachmentTypes), storedAt: instantSchema });
const readSchema = z.strictObject({
  sha256: sha256Schema,
  offset: offsetSchema,
  /** The application that encloses it, for those who see it for that reason. */
  applicationId: uuidSchema.exactOptional(),
});
const partSchema = z.strictObject({
  sha256: sha256Schema,
  bytes: bytesSchema,
  mediaType: z.enum(attachmentTypes),
  offset: offsetSchema,
  base64: base64Schema,
  /** Where the next part begins; absent behind the last. */
  next: offsetSchema.exactOptional(),
});

/** The file that is about to be sent. */
export type BeginUpload = z.infer<typeof beginSchema>;

/** A part of it. Sent twice it counts once. */
export type AppendUpload = z.infer<typeof appendSchema>;

/** Which upload is complete. */
export type FinishUpload = z.infer<typeof finishSchema>;

/** How far an upload is. */
export type Upload = z.infer<typeof uploadSchema>;

/** A stored file, known by its hash: the same bytes are the same attachment. */
export type StoredAttachment = z.infer<typeof attachmentSchema>;

/** Which part of which attachment. */
export type ReadAttachment = z.infer<typeof readSchema>;

/** A part of an attachment. */
export type AttachmentPart = z.infer<typeof partSchema>;

/** Attachments: sent in parts, stored by their hash outside the database, never changed. */
export const attachmentContracts: {
  readonly begin: CommandContract<BeginUpload, Upload>;
  readonly append: CommandContract<AppendUpload, Upload>;
  readonly finish: CommandContract<FinishUpload, StoredAttachment>;
  readonly read: QueryContract<ReadAttachment, AttachmentPart>;
} = {
  begin: defineCommand({
    subject: 'evaluation.attachment.begin',
    summary: { zh: '开始上传一个附件', en: 'Begin to upload an attachment' },
    permission: { action: 'attachment.begin', roles: uploaders, reach: 'tenant' },
    request: beginSchema,
    answer: uploadSchema,
    errors: [],
  }),
  append: defineCommand({
    subject: 'evaluation.attachment.append',
    summary: { zh: '上传附件的一段', en: 'Upload a part of an attachment' },
    permission: { action: 'attachment.append', roles: uploaders, reach: 'tenant', states: ['open'] },
    request: appendSchema,
    answer: uploadSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  finish: defineCommand({
    subject: 'evaluation.attachment.finish',
    summary: { zh: '完成上传：核对大小、摘要和类型后存储', en: 'Finish an upload: size, hash and type are checked, then it is stored' },
    permission: { action: 'attachment.finish', roles: uploaders, reach: 'tenant', states: ['open', 'finished'] },
    request: finishSchema,
    answer: attachmentSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  read: defineQuery({
    subject: 'evaluation.attachment.read',
    summary: { zh: '读取附件的一段', en: 'Read a part of an attachment' },
    permission: { action: 'attachment.read', roles: [...uploaders, 'auditor'], reach: 'tenant' },
    request: readSchema,
    answer: partSchema,
    errors: ['NOT_FOUND'],
  }),
};
