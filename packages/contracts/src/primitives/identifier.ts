import { z } from 'zod';
import { because } from '../issue-catalogue.js';

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A UUID of RFC 9562 in lower case only: two spellings of one identifier would be two locks and two keys. */
export const uuidSchema = z.string(because('UUID')).max(36, because('UUID')).regex(uuidShape, because('UUID')).describe('UUID in lower case');

/** The caller's key for one command: 1 to 255 visible ASCII characters. The same key never does a thing twice. */
export const idempotencyKeySchema = z
  .string(because('IDEMPOTENCY_KEY'))
  .max(255, because('IDEMPOTENCY_KEY'))
  .regex(/^[\x21-\x7e]+$/, because('IDEMPOTENCY_KEY'))
  .describe('idempotency key');

/** The version of an object, from 1; grows by one with every change. */
export const versionSchema = z.int().min(1).describe('version of the object');
