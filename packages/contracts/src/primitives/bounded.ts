import { z } from 'zod';
import { because } from '../issue-catalogue.js';

/** The keyword by which a JSON Schema says how large a value may be as JSON, in bytes of UTF-8. */
export const maxBytesKeyword = 'x-max-bytes';

const deepest = 32;

/** At most so many bytes as JSON text, estimated from above: three for a character beyond ASCII, six for one that is escaped. */
function bytesOf(value: unknown, most: number): number {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  let bytes = 0;
  for (let next = left.pop(); next !== undefined && bytes <= most; next = left.pop()) {
    if (next.depth > deepest) return Number.POSITIVE_INFINITY;
    const { value: part } = next;
    if (typeof part === 'string') bytes += 2 + textBytes(part);
    else if (typeof part === 'object' && part !== null) {
      bytes += 2;
      for (const [name, inner] of Object.entries(part)) {
        bytes += (Array.isArray(part) ? 0 : 3 + textBytes(name)) + 1;
        left.push({ value: inner, depth: next.depth + 1 });
      }
    } else bytes += 24;
  }
  return bytes;
}

function textBytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    bytes += code < 0x20 ? 6 : code < 0x80 ? (code === 0x22 || code === 0x5c ? 2 : 1) : 3;
  }
  return bytes;
}

/** A schema whose values are also bounded as a whole: fields that may each be long are not all long at once. */
export function withinBytes<T>(schema: z.ZodType<T>, most: number): z.ZodType<T> {
  return schema.refine((value) => bytesOf(value, most) <= most, because('TOO_LARGE')).meta({ [maxBytesKeyword]: most });
}

const isJson = (value: unknown): boolean => value === null || ['string', 'boolean', 'object'].includes(typeof value) || Number.isFinite(value);

/** Any JSON value, bounded in bytes and in depth: for what another part of the system checks, such as policy files. */
export function jsonWithin(most: number): z.ZodType<z.core.util.JSONType> {
  return withinBytes(z.unknown().refine(isJson, because('VALUE')) as z.ZodType<z.core.util.JSONType>, most);
}
