import { z } from 'zod';
import { withinBytes } from '../primitives/bounded.js';
import { instantSchema } from '../primitives/instant.js';
import { tenantSchema } from '../primitives/region-code.js';
import { recordKinds } from '../record/record.contract.js';
import { services } from '../roles.js';

/** A place in the log, from 0. */
export const leafIndexSchema = z.int().min(0).describe('place in the log, from 0');

/** How many leaves a tree has. */
export const logSizeSchema = z.int().min(0).describe('number of leaves');

/** A hash of the log: 32 bytes in base64. */
export const logHashSchema = z.string().length(44).regex(/^[A-Za-z0-9+/]{43}=$/).describe('32 bytes in base64');

/** A proof: at most two hashes a level of the tree. */
export const proofSchema = z.array(logHashSchema).max(128);

/** The bytes of a leaf, as text in UTF-8. A leaf is far smaller than a message: what is large stands in it by its hash. */
export const leafTextSchema = withinBytes(z.string().max(600_000), 900_000);

/** A signed checkpoint in the format of C2SP tlog-checkpoint: origin, size, root, time, hash function, signature. */
export const checkpointNoteSchema = z.string().max(4_000);

/** A signed checkpoint and what it says. */
export const checkpointSchema = z.strictObject({
  size: logSizeSchema,
  root: logHashSchema,
  issuedAt: instantSchema,
  note: checkpointNoteSchema,
});

/** A place of the log. `leaf` is there for auditors of its jurisdiction alone; the hash proves it to everybody else. */
export const logEntrySchema = z.strictObject({
  index: leafIndexSchema,
  leafHash: logHashSchema,
  service: z.enum(services),
  kind: z.enum(recordKinds),
  appendedAt: instantSchema,
  leaf: leafTextSchema.exactOptional(),
});

/** One leaf of an export: without `leaf` when it belongs to another jurisdiction. */
export const exportedLeafSchema = z.strictObject({
  index: leafIndexSchema,
  tenant: tenantSchema,
  leafHash: logHashSchema,
  leaf: leafTextSchema.exactOptional(),
});
