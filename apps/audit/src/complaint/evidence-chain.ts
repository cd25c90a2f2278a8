import { createHash } from 'node:crypto';

import type { EvidenceRow } from './complaint.entity.js';

/** Before the first link. */
const BEGINNING = '0'.repeat(64);

/**
 * The next link of a complaint's evidence: its hash covers the piece, who added it and when, and the link before, so that no
 * piece can be exchanged, removed or put in later unseen.
 */
export function linkOf(
  complaintId: string, before: EvidenceRow | undefined, piece: Pick<EvidenceRow, 'sha256' | 'description' | 'addedBy' | 'addedAt'>,
): EvidenceRow {
  const link = { ...piece, number: (before?.number ?? 0) + 1, previous: before?.hash ?? BEGINNING };
  return { ...link, hash: hashOf(complaintId, link) };
}

/** Whether a chain, calculated again, is what is stored. */
export function isWhole(complaintId: string, links: readonly EvidenceRow[]): boolean {
  return links.every((link, at) => {
    const previous = links[at - 1]?.hash ?? BEGINNING;
    return link.number === at + 1 && link.previous === previous && link.hash === hashOf(complaintId, link);
  });
}

function hashOf(complaintId: string, { number, sha256, description, addedBy, addedAt, previous }: Omit<EvidenceRow, 'hash'>): string {
  const text = JSON.stringify([complaintId, number, sha256, description, addedBy, addedAt.toISOString(), previous]);
  return createHash('sha256').update(text).digest('hex');
}
