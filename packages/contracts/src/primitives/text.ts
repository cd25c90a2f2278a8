import { z } from 'zod';
import { because } from '../issue-catalogue.js';

// PostgreSQL refuses U+0000 and half a surrogate pair in a text, which would turn a bad request into an internal error.
const unfit = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** A text a person has written: trimmed, then 1 to `longest` characters; line breaks and tabs may stand in it. */
export function textSchema(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !unfit.test(text), because('TEXT'));
}

/** Why somebody did something: 1 to 2000 characters. */
export const reasonSchema = textSchema(2000).describe('why it is done');
