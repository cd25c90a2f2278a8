import { readCursor, writeCursor } from '@jiqun/service-kit';
import type { z } from 'zod';

/** How many items a page has that does not say. */
export const USUAL_PAGE = 50;

/** Where a page begins; undefined for the first. @throws Refusal INVALID_REQUEST for a cursor of another list */
export function positionOf<Position>({ cursor }: { readonly cursor?: string }, schema: z.ZodType<Position>): Position | undefined {
  return cursor === undefined ? undefined : readCursor(cursor, schema);
}

/**
 * A page of the rows that were read, one more than `limit` where there are any.
 * @param position of a row, from which the next page goes on
 */
export function pageOfRows<Row, Item>(rows: readonly Row[], limit: number, position: (row: Row) => string, answer: (row: Row) => Item): { items: Item[]; next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map((row) => answer(row)), ...(rows.length > limit && last !== undefined ? { next: writeCursor(position(last)) } : {}) };
}
