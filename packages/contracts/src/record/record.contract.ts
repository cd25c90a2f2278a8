import { z } from 'zod';
import { defineQuery, type QueryContract } from '../contract.js';
import { perService } from '../per-service.js';
import { withinBytes } from '../primitives/bounded.js';
import type { ServiceName } from '../roles.js';

/** What a service keeps for ever and in order: the events it has written, and who did or was refused what. */
export const recordKinds = ['event', 'audit-entry'] as const;

/** The most entries that one answer holds; fewer where they are large. */
export const largestRecordPage = 1_000;

/** An event is at most a megabyte; an audit entry is far smaller. In UTF-16 units, as everywhere in these schemas. */
const LONGEST = 2_000_000;
const PIECE = 200_000;
/** Below the megabyte of a message, with room for its envelope. */
const LARGEST_ANSWER = 980_000;
const positionSchema = z.int().min(1).describe('ascending, with gaps where a transaction was rolled back');

const readSchema = z.strictObject({
  kind: z.enum(recordKinds),
  after: z.int().min(0),
  limit: z.int().min(1).max(largestRecordPage),
  offset: z.int().min(0).max(LONGEST).exactOptional(),
});
const entrySchema = z.strictObject({ position: positionSchema, text: z.string().max(LONGEST) });
const pieceSchema = z.strictObject({
  position: positionSchema,
  offset: z.int().min(0).max(LONGEST),
  length: z.int().min(1).max(LONGEST),
  text: z.string().max(PIECE),
});
const pageSchema = withinBytes(
  z.strictObject({ entries: z.array(entrySchema).max(largestRecordPage), piece: pieceSchema.exactOptional(), upTo: z.int().min(0) }),
  LARGEST_ANSWER,
);

/** Which entries: of a kind, behind a position. `offset` goes on with an entry that was too large for one answer. */
export type ReadRecord = z.infer<typeof readSchema>;

/**
 * An entry as it is stored: an event's payload byte for byte, or an audit entry's columns as canonical JSON (RFC 8785).
 */
export type RecordEntry = z.infer<typeof entrySchema>;

/** Part of an entry that is too large for one answer: `text` begins at `offset` of `length` UTF-16 units. */
export type RecordPiece = z.infer<typeof pieceSchema>;

/**
 * Entries in the order of their positions. `upTo`: no transaction that still runs can take a position up to it; nothing behind
 * it is in the answer. `piece` comes alone, when the next entry does not fit.
 */
export type RecordPage = z.infer<typeof pageSchema>;

/** Reads what a service has recorded, for the log of the audit service (ADR 0011). */
export const recordContracts: Readonly<Record<ServiceName, { readonly read: QueryContract<ReadRecord, RecordPage> }>> = perService((service) => ({
  read: defineQuery({
    subject: `${service}.record.read`,
    summary: { zh: '按次序读取本服务的事件与审计记录', en: 'Read the events and audit entries of a service in order' },
    permission: { action: 'record.read', roles: [], reach: 'service' },
    request: readSchema,
    answer: pageSchema,
    errors: [],
  }),
}));
