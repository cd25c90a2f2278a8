import type { Checkpoint } from './checkpoint.js';
import type { Finding } from './finding.js';
import type { LogHash } from './tree.js';
import { type ExportedLeaf, headOf, LogVerifier } from './verifier.js';

/** The lines of an export, from its beginning each time it is called. */
export type Lines = () => AsyncIterable<string>;

/** What came out. */
export interface Verification {
  readonly size: number;
  /** How many leaves a signed checkpoint confirms; what lies behind it is only consistent with itself. */
  readonly confirmed: number;
  readonly checkpoints: number;
  readonly found: number;
  readonly findings: readonly Finding[];
}

/** A leaf that a receipt speaks of. */
export interface Expected {
  readonly index: number;
  /** Base64. */
  readonly leafHash: string;
}

interface Header {
  readonly format: string;
  readonly version: number;
  readonly hash: LogHash;
  readonly size: number;
  readonly origin: string;
}

/** The text is not an export; nothing can be said about the log. */
export class NotAnExport extends Error {}

/**
 * Verifies an export against signed checkpoints.
 * @param signed every checkpoint that one of the keys has signed, in any order
 * @param receipts leaves that must be what the receipts say
 * @throws NotAnExport
 */
export async function verifyExport(lines: Lines, signed: readonly Checkpoint[], receipts: readonly Expected[] = []): Promise<Verification> {
  const checkpoints = signed.toSorted((one, other) => one.size - other.size || (one.issuedAt < other.issuedAt ? -1 : 1));
  const contradictions = contradictionsOf(checkpoints);
  let verifier: LogVerifier | undefined;
  let size = 0;
  let number = 0;
  for await (const line of lines()) {
    number += 1;
    if (verifier === undefined) {
      const header = headerOf(line);
      ({ size } = header);
      const ofThisLog = checkpoints.filter(({ origin, hash }) => origin === header.origin && hash === header.hash);
      // Nobody has signed the header: who changes what it says of the log would be rid of all checkpoints.
      if (checkpoints.length > 0 && ofThisLog.length === 0) throw new NotAnExport(`None of the checkpoints is of ${header.origin} with ${header.hash}`);
      verifier = new LogVerifier(header.hash, ofThisLog);
      continue;
    }
    if (line === '') continue;
    const leaf = leafOf(line);
    if (leaf === undefined) verifier.unreadable(number);
    else {
      if (receipts.some(({ index, leafHash }) => index === leaf.index && leafHash !== leaf.leafHash)) contradictions.push({ kind: 'receipt', from: leaf.index, detail: 'the export has another leaf there' });
      verifier.take(leaf);
    }
  }
  if (verifier === undefined) throw new NotAnExport('The file is empty');
  await findDuplicates(lines, verifier);
  verifier.end(size);
  const findings = [...contradictions, ...verifier.findings];
  return { size: verifier.size, confirmed: verifier.confirmed, checkpoints: checkpoints.length, found: contradictions.length + verifier.found, findings };
}

/** Two trees of one size, or a tree that was smaller later: the log's own key has signed both. */
function contradictionsOf(bySize: readonly Checkpoint[]): Finding[] {
  const findings: Finding[] = [];
  for (const [nth, checkpoint] of bySize.entries()) {
    const before = bySize[nth - 1];
    if (before === undefined || before.origin !== checkpoint.origin) continue;
    if (before.size === checkpoint.size && !before.root.equals(checkpoint.root)) findings.push({ kind: 'forked', detail: `size ${checkpoint.size}: ${before.from}, ${checkpoint.from}` });
    if (before.size < checkpoint.size && before.issuedAt > checkpoint.issuedAt) findings.push({ kind: 'forked', detail: `${before.from} is later and smaller than ${checkpoint.from}` });
  }
  return findings;
}

async function findDuplicates(lines: Lines, verifier: LogVerifier): Promise<void> {
  const { suspects } = verifier.ids;
  if (suspects.size === 0) return;
  const seen = new Set<string>();
  for await (const line of lines()) {
    const leaf = leafOf(line);
    const head = leaf?.leaf === undefined ? undefined : headOf(leaf.leaf);
    if (leaf === undefined || head === undefined || head.kind !== 'event' || !suspects.has(head.id)) continue;
    if (seen.has(head.id)) verifier.duplicate(leaf.index, head.id);
    seen.add(head.id);
  }
}

function headerOf(line: string): Header {
  try {
    const { format, version, hash, size, origin } = JSON.parse(line) as Partial<Header>;
    if (format === 'jiqun-log-export' && version === 1 && (hash === 'sha-256' || hash === 'sm3') && Number.isSafeInteger(size) && typeof origin === 'string') {
      return { format, version, hash, size: size ?? 0, origin };
    }
  } catch {
    // Told below.
  }
  throw new NotAnExport('The first line is not the header of an export of version 1');
}

function leafOf(line: string): ExportedLeaf | undefined {
  try {
    const { index, leafHash, leaf } = JSON.parse(line) as Partial<ExportedLeaf>;
    if (!Number.isSafeInteger(index) || typeof leafHash !== 'string' || !(leaf === undefined || typeof leaf === 'string')) return undefined;
    return { index: index ?? 0, leafHash, ...(leaf === undefined ? {} : { leaf }) };
  } catch {
    return undefined;
  }
}
