import { z } from 'zod';
import { defineQuery } from '../contract.js';
import { checkpointNoteSchema, leafIndexSchema, leafTextSchema, logHashSchema, logSizeSchema, proofSchema } from '../log/log-proof.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';

const getSchema = z.strictObject({ eventId: uuidSchema.exactOptional(), decisionId: uuidSchema.exactOptional() });
const placedShape = { index: leafIndexSchema, leafHash: logHashSchema, leaf: leafTextSchema.exactOptional() };
const receiptSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('included'), ...placedShape, size: logSizeSchema, proof: proofSchema, checkpoint: checkpointNoteSchema }),
  z.strictObject({ state: z.literal('pending'), ...placedShape, nextCheckpointBy: instantSchema }),
]);
const receiptsSchema = withinBytes(z.strictObject({ receipts: z.array(receiptSchema).max(10) }), 980_000);

/** Of which event, or of which decision: the id of whatever was decided about. One of both. */
export type GetReceipt = z.infer<typeof getSchema>;

/**
 * That something is in the log: its place and the hash of its bytes, and, once a checkpoint has come after it, the proof
 * and the signed checkpoint. `leaf` is there for who names the event, and for auditors of its jurisdiction.
 */
export type Receipt = z.infer<typeof receiptSchema>;

/** Receipts, newest first. */
export type Receipts = z.infer<typeof receiptsSchema>;

/** Receipts of what was decided. */
export const receiptContracts = {
  get: defineQuery({
    subject: 'audit.receipt.get',
    summary: { zh: '取得一项决定的日志回执', en: 'Get the receipt for a decision' },
    permission: { action: 'receipt.get', roles: ['public'], reach: 'public' },
    request: getSchema,
    answer: receiptsSchema,
    errors: ['NOT_FOUND'],
  }),
} as const;
