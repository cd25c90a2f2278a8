import type { CreditLoadCounts } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { newId } from '@jiqun/service-kit';

import type { Listing, MatchedRow, WrittenListing } from './load-effect.repository.js';

/** What a chunk of a load writes: a version of a listing, and what it tells others. */
export interface LoadEffect {
  readonly listing: Listing;
  /** `listed` bars from now on; `ended` bars no longer; neither where what is written was over before. */
  readonly tells: 'listed' | 'ended' | undefined;
  readonly counts: keyof CreditLoadCounts;
}

/** What a chunk comes to. */
export interface ChunkEffects {
  readonly effects: readonly LoadEffect[];
  /** Rows and listings that stay as they are. */
  readonly untouched: Partial<CreditLoadCounts>;
}

const version = (listing: Listing, changes: Partial<Listing>): Listing => ({ ...listing, ...changes, number: listing.number + 1 });
const later = (a: string, b: string): string => (a > b ? a : b);

/**
 * What rows of a load come to: a row of nothing that is listed lists it; one with an earlier last day ends it, with a later one or none it bars again; a removal
 * ends by its last day, or the day before the day of the data. Nothing else ends a listing: removal is loaded, never computed.
 */
export function effectsOfRows(rows: readonly MatchedRow[], asOf: string): ChunkEffects {
  const effects = new Map<string, LoadEffect>();
  let unchanged = 0;
  for (const row of rows) {
    const effect = effectOf(row, asOf);
    if (effect === undefined) unchanged += 1;
    // The same line twice in a file is one listing.
    else effects.set(effect.counts === 'listed' ? [row.creditCode, row.listedFrom, row.document].join('/') : effect.listing.id, effect);
  }
  return { effects: [...effects.values()], untouched: { unchanged } };
}

function effectOf({ change, creditCode, listedFrom, listedThrough, document, listing }: MatchedRow, asOf: string): LoadEffect | undefined {
  if (change === 'removed') {
    if (listing === null) return undefined;
    const through = later(listing.listedFrom, listedThrough ?? addDays(asOf, -1));
    return { listing: version(listing, { listedThrough: through }), tells: 'ended', counts: 'ended' };
  }
  if (listing === null) {
    const isOver = listedThrough !== null && listedThrough < asOf;
    const made = { id: newId(), number: 1, creditCode, listedFrom: listedFrom ?? asOf, listedThrough, document, isVoid: false };
    return { listing: made, tells: isOver ? undefined : 'listed', counts: 'listed' };
  }
  if (listing.listedThrough === listedThrough) return undefined;
  const changed = version(listing, { listedThrough });
  const barsAgain = listedThrough === null || (listing.listedThrough !== null && listing.listedThrough < listedThrough);
  return barsAgain ? { listing: changed, tells: 'listed', counts: 'reopened' } : { listing: changed, tells: 'ended', counts: 'ended' };
}

/** A full load that has a listing no more says by that that it is over: the day before was its last. */
export function effectsOfMissing(listings: readonly Listing[], asOf: string): ChunkEffects {
  const effects = listings.map((listing): LoadEffect => ({
    listing: version(listing, { listedThrough: later(listing.listedFrom, addDays(asOf, -1)) }), tells: 'ended', counts: 'ended',
  }));
  return { effects, untouched: {} };
}

/** A correction gives each listing back what it was before the wrong load; what that load made never was. */
export function effectsOfUndoing(written: readonly WrittenListing[]): ChunkEffects {
  const effects: LoadEffect[] = [];
  let kept = 0;
  for (const { listing, before, isTaken } of written) {
    if (isTaken || (before === null && listing.isVoid)) kept += 1;
    else if (before === null) effects.push({ listing: version(listing, { isVoid: true }), tells: 'ended', counts: 'voided' });
    else {
      const { listedThrough, isVoid } = before;
      const standsLonger = !isVoid && (listing.isVoid || listedThrough === null || listedThrough > (listing.listedThrough ?? ''));
      const isVoided = isVoid && !listing.isVoid;
      const counts = isVoided ? 'voided' : standsLonger ? 'reopened' : 'ended';
      effects.push({ listing: version(listing, { listedThrough, isVoid }), tells: standsLonger ? 'listed' : 'ended', counts });
    }
  }
  return { effects, untouched: { kept } };
}

/** Counts with those of a chunk added. */
export function countedTogether(done: CreditLoadCounts, { effects, untouched }: ChunkEffects): CreditLoadCounts {
  const counts: Record<keyof CreditLoadCounts, number> = { ...done };
  for (const { counts: name } of effects) counts[name] += 1;
  for (const [name, count] of Object.entries(untouched)) counts[name as keyof CreditLoadCounts] += count;
  return counts;
}
