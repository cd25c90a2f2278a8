import { issueCatalogue, Refusal } from '@jiqun/contracts';
import type { z } from 'zod';

/** Where the next page begins, in a form that promises nothing about its content. */
export function writeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** Reads a cursor that this service wrote. @throws Refusal INVALID_REQUEST for one that it did not */
export function readCursor<Position>(cursor: string, schema: z.ZodType<Position>): Position {
  const read = schema.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (read.success) return read.data;
  throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'cursor', code: 'CURSOR', message: issueCatalogue.CURSOR }] });
}
