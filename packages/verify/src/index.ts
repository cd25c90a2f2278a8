/** jiqun-verify: checks an exported log with nothing but a public key. It imports no other package. */
export { type Checkpoint, type LogKey, readCheckpoint, readKeys } from './checkpoint.js';
export { describe, type Finding, type FindingKind } from './finding.js';
export { main } from './main.js';
export { checkReceipt, type CheckedReceipt, readReceipts, type ReceiptFile } from './receipt.js';
export { GrowingTree, type LogHash, rootOfPath, TreeHasher } from './tree.js';
export { type ExportedLeaf, LogVerifier } from './verifier.js';
export { type Expected, type Lines, NotAnExport, type Verification, verifyExport } from './verify-export.js';
