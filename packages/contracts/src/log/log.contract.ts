import { z } from 'zod';
import { defineQuery } from '../contract.js';
import type { Permission } from '../permission.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema, usualPage } from '../primitives/page.js';
import { checkpointSchema, exportedLeafSchema, leafIndexSchema, logEntrySchema, logHashSchema, logSizeSchema, proofSchema } from './log-proof.js';

/** What the log can be hashed with: SM3 (GB/T 32905) where the installation asks for it. */
export const logHashes = ['sha-256', 'sm3'] as const;

/** Below the megabyte of a message, with room for its envelope. */
const LARGEST_ANSWER = 980_000;

const anyone = (verb: string): Permission => ({ action: `log.${verb}`, roles: ['public'], reach: 'public' });

const whichCheckpointSchema = z.strictObject({ size: logSizeSchema.exactOptional() });
const listCheckpointsSchema = z.strictObject({ ...pageSchema.shape, limit: z.int().min(1).max(usualPage).exactOptional() });
const checkpointPageSchema = pageOf(checkpointSchema, usualPage);
const keySchema = z.strictObject({
  /** `<name>+<key id>+<key>`, as C2SP signed-note writes a verifier key. */
  verifierKey: z.string().max(400),
  since: instantSchema,
  signsNow: z.boolean(),
});
const keysSchema = z.strictObject({ origin: z.string().max(200), hash: z.enum(logHashes), keys: z.array(keySchema).max(100) });
const whichEntrySchema = z.strictObject({ index: leafIndexSchema });
const inclusionSchema = z.strictObject({
  index: leafIndexSchema.exactOptional(),
  entryId: uuidSchema.exactOptional(),
  size: logSizeSchema.exactOptional(),
});
const inclusionProofSchema = z.strictObject({ index: leafIndexSchema, size: logSizeSchema, leafHash: logHashSchema, root: logHashSchema, proof: proofSchema });
const consistencySchema = z.strictObject({ from: logSizeSchema, to: logSizeSchema.exactOptional() });
const consistencyProofSchema = z.strictObject({ from: logSizeSchema, to: logSizeSchema, fromRoot: logHashSchema, toRoot: logHashSchema, proof: proofSchema });
const exportSchema = z.strictObject({ after: z.int().min(-1), limit: z.int().min(1).max(1_000) });
const exportPageSchema = withinBytes(z.strictObject({ size: logSizeSchema, leaves: z.array(exportedLeafSchema).max(1_000) }), LARGEST_ANSWER);

/** Which checkpoint: the newest, or the newest of a tree of `size` leaves. */
export type WhichCheckpoint = z.infer<typeof whichCheckpointSchema>;

/** A signed checkpoint. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** Which page of the checkpoints. */
export type ListCheckpoints = z.infer<typeof listCheckpointsSchema>;

/** One page of checkpoints, newest first. */
export type CheckpointPage = z.infer<typeof checkpointPageSchema>;

/** The keys that have signed checkpoints, old ones too: what they signed must be verifiable for ever. */
export type LogKeys = z.infer<typeof keysSchema>;

/** Which place of the log. */
export type WhichLogEntry = z.infer<typeof whichEntrySchema>;

/** A place of the log, see `logEntrySchema`. */
export type LogEntry = z.infer<typeof logEntrySchema>;

/** That a leaf, by its place or by its event's id, is in the tree of `size` leaves; the newest tree when absent. */
export type AskInclusion = z.infer<typeof inclusionSchema>;

/** Audit path of RFC 6962, section 2.1.1. */
export type InclusionProof = z.infer<typeof inclusionProofSchema>;

/** That the tree of `from` leaves is the beginning of the tree of `to` leaves; the newest when absent. */
export type AskConsistency = z.infer<typeof consistencySchema>;

/** Consistency proof of RFC 6962, section 2.1.2. */
export type ConsistencyProof = z.infer<typeof consistencyProofSchema>;

/** Which leaves: behind the index `after`, -1 for the beginning. */
export type ExportLog = z.infer<typeof exportSchema>;

/** Leaves in order; none when there are no more. Fewer than asked for where they are large. */
export type LogExport = z.infer<typeof exportPageSchema>;

/**
 * The log of everything that was done and refused, as outsiders check it. Hashes, proofs and checkpoints are for everybody;
 * the leaves themselves for auditors of their jurisdiction. Values of persons are in none of them.
 */
export const logContracts = {
  checkpoint: defineQuery({
    subject: 'audit.log.checkpoint',
    summary: { zh: '取得日志的签名检查点', en: 'Get a signed checkpoint of the log' },
    permission: anyone('checkpoint'),
    request: whichCheckpointSchema,
    answer: checkpointSchema,
    errors: ['NOT_FOUND'],
  }),
  listCheckpoints: defineQuery({
    subject: 'audit.log.list-checkpoints',
    summary: { zh: '分页查看签名检查点，最新的在前', en: 'List signed checkpoints, newest first' },
    permission: anyone('list-checkpoints'),
    request: listCheckpointsSchema,
    answer: checkpointPageSchema,
    errors: [],
  }),
  keys: defineQuery({
    subject: 'audit.log.keys',
    summary: { zh: '查看签署检查点的公钥', en: 'Get the public keys that sign checkpoints' },
    permission: anyone('keys'),
    request: z.strictObject({}),
    answer: keysSchema,
    errors: [],
  }),
  entry: defineQuery({
    subject: 'audit.log.entry',
    summary: { zh: '查看日志的一条记录', en: 'Get one place of the log' },
    permission: anyone('entry'),
    request: whichEntrySchema,
    answer: logEntrySchema,
    errors: ['NOT_FOUND'],
  }),
  inclusionProof: defineQuery({
    subject: 'audit.log.inclusion-proof',
    summary: { zh: '证明一条记录在日志中', en: 'Prove that an entry is in the log' },
    permission: anyone('inclusion-proof'),
    request: inclusionSchema,
    answer: inclusionProofSchema,
    errors: ['NOT_FOUND'],
  }),
  consistencyProof: defineQuery({
    subject: 'audit.log.consistency-proof',
    summary: { zh: '证明日志只增不改', en: 'Prove that the log has only grown' },
    permission: anyone('consistency-proof'),
    request: consistencySchema,
    answer: consistencyProofSchema,
    errors: ['NOT_FOUND'],
  }),
  export: defineQuery({
    subject: 'audit.log.export',
    summary: { zh: '导出日志，供离线核验', en: 'Export the log for offline verification' },
    permission: { action: 'log.export', roles: ['auditor'], reach: 'tenant' },
    request: exportSchema,
    answer: exportPageSchema,
    errors: [],
  }),
} as const;
