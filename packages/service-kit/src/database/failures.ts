import { QueryFailedError } from 'typeorm';

/** What a failure of the database means for the one who asked. */
export type FailureKind = 'conflict' | 'connection' | 'other';

const CONFLICTS = new Set(['40001', '40P01']);
const CONNECTION_CODES = new Set([
  '57P01', '57P02', '57P03', '53300', '25P03', '57014',
  'ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN',
]);
const CONNECTION_MESSAGE =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query runner is already released|QueryRunnerAlreadyReleased/i;

/** The five-character SQLSTATE, or the system's code, of a database error; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  const source = error instanceof QueryFailedError ? error.driverError : error;
  const code = (source as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The name of the constraint that refused a row; undefined when none did. */
export function violatedConstraint(error: unknown): string | undefined {
  const source = (error instanceof QueryFailedError ? error.driverError : error) as { constraint?: unknown } | null;
  return typeof source?.constraint === 'string' ? source.constraint : undefined;
}

/**
 * `conflict`: another transaction was in the way, run again. `connection`: the database was lost, perhaps after the
 * commit, so run again under the same idempotency key. `other`: running again changes nothing.
 */
export function failureKind(error: unknown): FailureKind {
  const code = sqlState(error);
  if (code !== undefined) {
    if (CONFLICTS.has(code)) return 'conflict';
    if (CONNECTION_CODES.has(code) || code.startsWith('08')) return 'connection';
    if (/^[0-9A-Z]{5}$/.test(code)) return 'other';
  }
  const message = error instanceof Error ? `${error.name} ${error.message}` : '';
  return CONNECTION_MESSAGE.test(message) ? 'connection' : 'other';
}
