import type { LedgerReport } from './verification.js';

/** A report for a person to read: each check with what it looked at and found, then what was found, in both languages. */
export function asTable({ sound, postings, entries, checks, findings }: LedgerReport): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  const lines = checks.map(({ check, clause = '', looked, found }) => `${check.padEnd(width)}  ${clause.padEnd(9)} ${String(looked).padStart(9)} ${String(found).padStart(7)}`);
  const head = `${'check'.padEnd(width)}  ${'clause'.padEnd(9)} ${'looked at'.padStart(9)} ${'found'.padStart(7)}`;
  const told = findings.map(({ check, subject, zh, en }) => `${check} ${subject}\n  ${zh}\n  ${en}`);
  const verdict = sound ? '账目核对无误。 The ledger is sound.' : `核对发现 ${findings.length} 处问题。 ${findings.length} findings.`;
  return [head, ...lines, '', `${postings} postings, ${entries} entries`, ...told, verdict, ''].join('\n');
}
