import { Refusal } from '@jiqun/contracts';

const HIDDEN = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 8_192;
const MAX_CAUSES = 5;

/** Secrets, and what says who a person is: the log knows people by their opaque id. Compared without case and separators. */
const SECRET_KEYS = new Set([
  'authorization', 'proxyauthorization', 'cookie', 'setcookie', 'password', 'passwords', 'passwd', 'secret', 'clientsecret',
  'token', 'accesstoken', 'refreshtoken', 'idtoken', 'apikey', 'privatekey', 'context', 'd', 'signature',
  'personname', 'fullname', 'realname', 'displayname', 'givenname', 'familyname', 'idnumber', 'idcard', 'phone', 'mobile', 'email',
  'parameters',
]);
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;
const COMPACT_JWS = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/g;
const CREDENTIALS = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{4,}/gi;

/** A text without the secrets that can be recognised in it, and of bounded length. */
export function redactText(text: string): string {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return shown.replace(URL_CREDENTIALS, `$1${HIDDEN}@`).replace(COMPACT_JWS, HIDDEN).replace(CREDENTIALS, `$1 ${HIDDEN}`);
}

/**
 * A value as it may stand in the log: secrets hidden by key and by shape, bounded in depth and size, circles cut,
 * errors with their causes, bigint as text. It never throws: a log line must not break what it reports.
 */
export function redact(value: unknown): unknown {
  return redactAt(value, 0, new Set());
}

function redactAt(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[deeper]';
  const path = new Set([...above, value]);
  if (value instanceof Error) return redactError(value, depth, path, 0);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return redactArray(value, depth, path);
  return redactObject(value, depth, path);
}

function redactArray(values: readonly unknown[], depth: number, path: ReadonlySet<object>): unknown[] {
  const shown = values.slice(0, MAX_ITEMS).map((item) => redactAt(item, depth + 1, path));
  if (values.length > MAX_ITEMS) shown.push(`… (${values.length} in all)`);
  return shown;
}

function redactObject(value: object, depth: number, path: ReadonlySet<object>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [key, item] of readableEntries(value)) {
    shown[key] = SECRET_KEYS.has(key.toLowerCase().replaceAll(/[-_\s]/g, '')) ? HIDDEN : redactAt(item, depth + 1, path);
  }
  return shown;
}

function readableEntries(value: object): [string, unknown][] {
  try {
    return Object.entries(value).slice(0, MAX_ITEMS);
  } catch {
    return [['unreadable', true]];
  }
}

/** An error's own fields alone: a driver hangs the statement's parameters and the whole connection on it. */
function redactError(error: Error, depth: number, path: ReadonlySet<object>, causes: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  const shown: Record<string, unknown> = { type: error.name, message: redactText(error.message) };
  if (typeof code === 'string' || typeof code === 'number') shown['code'] = code;
  if (error instanceof Refusal) shown['params'] = redactAt(error.params, depth + 1, path);
  if (error.stack !== undefined) shown['stack'] = redactText(error.stack);
  const nested = (inner: unknown): unknown =>
    inner instanceof Error && !path.has(inner) && causes < MAX_CAUSES
      ? redactError(inner, depth, new Set([...path, inner]), causes + 1)
      : redactAt(inner, depth + 1, path);
  if (error.cause !== undefined) shown['cause'] = nested(error.cause);
  if (error instanceof AggregateError) shown['errors'] = error.errors.slice(0, MAX_CAUSES).map(nested);
  return shown;
}
