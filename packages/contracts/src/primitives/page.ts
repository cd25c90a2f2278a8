import { z } from 'zod';
import { because } from '../issue-catalogue.js';

/** The most that one page holds. */
export const largestPage = 200;

/** What a page holds when the caller does not say. */
export const usualPage = 50;

/** Where the next page begins, opaque to the caller: base64url, at most 512 characters. */
export const cursorSchema = z
  .string(because('CURSOR'))
  .max(512, because('CURSOR'))
  .regex(/^[A-Za-z0-9_-]+$/, because('CURSOR'))
  .describe('opaque position of the next page');

/** Which page of a list: from `cursor`, or from the beginning; `limit` items, or `usualPage`. */
export const pageSchema = z.strictObject({ cursor: cursorSchema.exactOptional(), limit: z.int().min(1).max(largestPage).exactOptional() });

/** A request that `pageSchema` has accepted. */
export type Page = z.infer<typeof pageSchema>;

/** One page of `item`s, at most `most`; `next` is absent on the last. Fewer where an item is so large that 200 pass 1 MB. */
export function pageOf<Item extends z.ZodType>(item: Item, most: number = largestPage) {
  return z.strictObject({ items: z.array(item).max(most), next: cursorSchema.exactOptional() });
}
