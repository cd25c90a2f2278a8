import { type Checkpoint, type LogKey, readCheckpoint } from './checkpoint.js';
import type { Finding } from './finding.js';
import { rootOfPath, TreeHasher } from './tree.js';
import type { Expected } from './verify-export.js';

/** Of either hash function. */
const HASH_BYTES = 32;

/** What a receipt file holds: the answer of `receipt.get`, or one of its receipts. */
export interface ReceiptFile {
  readonly state?: string;
  readonly index?: number;
  readonly leafHash?: string;
  readonly leaf?: string;
  readonly size?: number;
  readonly proof?: readonly string[];
  readonly checkpoint?: string;
}

/** What a receipt proves. */
export interface CheckedReceipt {
  readonly findings: readonly Finding[];
  /** The leaf that an export must have in that place. */
  readonly expected?: Expected;
  /** The signed tree that the leaf is in, which an export must have as its beginning. */
  readonly signed?: Checkpoint;
}

/** Reads the receipts of a file. @throws SyntaxError for what is no JSON, Error for no receipt at all */
export function readReceipts(text: string): ReceiptFile[] {
  const read = JSON.parse(text) as ReceiptFile & { readonly receipts?: readonly ReceiptFile[] };
  if (read.receipts?.length === 0) throw new Error('The file holds no receipt');
  return read.receipts === undefined ? [read] : [...read.receipts];
}

/** Checks a receipt with nothing but the public keys: its leaf is what was hashed, and is in the tree that was signed. */
export function checkReceipt(receipt: ReceiptFile, keys: readonly LogKey[]): CheckedReceipt {
  const { index = -1, size = 0, leafHash = '', leaf, proof = [], checkpoint: note = '' } = receipt;
  const wrong = (detail: string): CheckedReceipt => ({ findings: [{ kind: 'receipt', from: index, detail }] });
  const expected = { index, leafHash };
  if (receipt.state === 'pending') return { findings: [{ kind: 'receipt', from: index, detail: 'pending: no checkpoint covers it yet; ask for it again' }], expected };
  const checkpoint = readCheckpoint(note, keys, 'the receipt');
  if (checkpoint === undefined) return wrong('its checkpoint is signed by none of the keys');
  if (checkpoint.size !== size) return wrong(`its proof is for ${size} leaves, its checkpoint for ${checkpoint.size}`);
  const hasher = new TreeHasher(checkpoint.hash);
  const hash = Buffer.from(leafHash, 'base64');
  if (hash.length !== HASH_BYTES) return wrong('its hash has another length');
  if (leaf !== undefined && !hasher.leaf(leaf).equals(hash)) return wrong('its leaf does not match its hash');
  const root = rootOfPath(hasher, index, size, hash, proof.map((step) => Buffer.from(step, 'base64')));
  return root?.equals(checkpoint.root) === true ? { findings: [], expected, signed: checkpoint } : wrong('its proof does not lead to the signed root');
}
