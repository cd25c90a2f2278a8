import { z } from 'zod';
import { because } from '../issue-catalogue.js';
import { isLocalDate } from './local-date.js';

// Six decimals, since a timestamptz would round a seventh silently; offsets up to 14 hours, since PostgreSQL refuses
// those that RFC 3339 allows beyond 15; no second 60, which PostgreSQL would turn into the next minute.
const shape =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-](?:0[0-9]:[0-5][0-9]|1[0-3]:[0-5][0-9]|14:00))$/;

/** An instant of RFC 3339 with its offset, to the microsecond: `2026-03-01T09:00:00+08:00`. */
export const instantSchema = z
  .string(because('INSTANT'))
  .max(32, because('INSTANT'))
  .regex(shape, because('INSTANT'))
  .refine((text) => isLocalDate(text.slice(0, 10)), because('INSTANT'))
  .brand('Instant')
  .describe('RFC 3339 instant with offset');

/** A string that `instantSchema` has accepted. */
export type Instant = z.infer<typeof instantSchema>;

/**
 * The instant of a `Date` in UTC, to the millisecond: what mappers write, so that nobody has to cast a text to `Instant`.
 * @throws RangeError for no date, or one outside the years 1 to 9999
 */
export function instantOf(date: Date): Instant {
  const text = date.toISOString();
  if (!shape.test(text) || !isLocalDate(text.slice(0, 10))) throw new RangeError(`${text} lies outside the years 1 to 9999`);
  return text as Instant;
}
