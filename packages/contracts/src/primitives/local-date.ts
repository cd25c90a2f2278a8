import { z } from 'zod';
import { because } from '../issue-catalogue.js';

const shape = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Whether the text is a day of the years 0001 to 9999. Reckoned here and not by `Date`, which takes 02-30 for 1 March
 * and brings a zone with it.
 */
export function isLocalDate(text: string): boolean {
  if (text.length !== 10 || !shape.test(text)) return false;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (year === 0) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && leap ? 29 : (lengths[month - 1] ?? 0));
}

/** A day in Asia/Shanghai as `YYYY-MM-DD`, years 0001 to 9999, that exists. The order of the strings is that of the days. */
export const localDateSchema = z
  .string(because('LOCAL_DATE'))
  .max(10, because('LOCAL_DATE'))
  .regex(shape, because('LOCAL_DATE'))
  .refine(isLocalDate, because('LOCAL_DATE'))
  .brand('LocalDate')
  .describe('a day in Asia/Shanghai, YYYY-MM-DD');

/** A string that `localDateSchema` has accepted. */
export type LocalDate = z.infer<typeof localDateSchema>;
