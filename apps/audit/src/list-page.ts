import { uuidSchema } from '@jiqun/contracts';
import { readCursor, writeCursor } from '@jiqun/service-kit';

/** How many items a page has that does not say. */
export const USUAL_PAGE = 50;

/** The first page begins behind every id. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The id behind which a page begins, newest first. @throws Refusal INVALID_REQUEST for a cursor of another list */
export function idBefore({ cursor }: { readonly cursor?: string }): string {
  return cursor === undefined ? LAST_ID : readCursor(cursor, uuidSchema);
}

/** A page of the rows that were read, one more than `limit` where there are any. */
export function pageOfRows<Row extends { readonly id: string }, Item>(
  rows: readonly Row[], limit: number, answer: (row: Row) => Item,
): { items: Item[]; next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(answer), ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
}
