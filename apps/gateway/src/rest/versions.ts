import { createHash } from 'node:crypto';

import { refusedAt } from '../http/failure.js';

const HASH_CHARACTERS = 12;
/** The version alone, as a person writes it, or the whole ETag of an answer. */
const ifMatchShape = /^"([1-9][0-9]{0,15})(?:-[0-9a-f]+)?"$/;

/**
 * The `ETag` of an answer: its version, which commands are held to, and a hash of its text, since parts of an answer
 * may depend on the day and on who asks. Undefined for what has no version.
 */
export function etagOf(answer: unknown, text: string): string | undefined {
  const { version } = (answer ?? {}) as { version?: unknown };
  if (typeof version !== 'number') return undefined;
  return `"${version}-${createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS)}"`;
}

/**
 * The version that `If-Match` asks for.
 * @throws Refusal INVALID_REQUEST for anything but one strong tag: a change is made to one version that was read
 */
export function versionOf(ifMatch: string): number {
  const version = Number(ifMatchShape.exec(ifMatch.trim())?.[1]);
  if (!Number.isSafeInteger(version)) throw refusedAt('If-Match', 'FORMAT');
  return version;
}

/** Whether `If-None-Match` names this tag, or any. */
export function namesTag(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((part) => [etag, `W/${etag}`, '*'].includes(part.trim()));
}
