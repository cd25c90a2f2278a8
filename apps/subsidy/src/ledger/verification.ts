import { ledgerChecks } from './verification-checks.js';

/** Runs a statement and gives its rows. */
export type RowsOf = (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** One row that is wrong. */
export interface LedgerFinding {
  readonly check: string;
  readonly subject: string;
  readonly zh: string;
  readonly en: string;
}

/** What a verification has found, check by check. */
export interface LedgerReport {
  readonly sound: boolean;
  readonly postings: number;
  readonly entries: number;
  readonly checks: readonly { readonly check: string; readonly clause?: string; readonly looked: number; readonly found: number }[];
  readonly findings: readonly LedgerFinding[];
}

/** Findings of one check that are told one by one; more are counted. */
const MOST_OF_A_CHECK = 15;

/**
 * Verifies the whole ledger and each cap from the rows alone: no sum, balance or state is believed that can be reckoned again.
 * @param rowsOf reads as of one moment
 */
export async function verifyLedger(rowsOf: RowsOf): Promise<LedgerReport> {
  const checks: LedgerReport['checks'][number][] = [];
  const findings: LedgerFinding[] = [];
  const count = async (table: string): Promise<number> => Number((await rowsOf(`SELECT count(*)::text AS rows FROM ${table}`))[0]?.rows ?? 0);
  for (const { check, clause, looked, wrong, zh, en } of ledgerChecks) {
    const rows = await rowsOf(wrong);
    checks.push({ check, ...(clause === undefined ? {} : { clause }), looked: await count(looked), found: rows.length });
    for (const row of rows.slice(0, MOST_OF_A_CHECK)) {
      const [subject, actual, expected] = [String(row.subject).slice(0, 200), String(row.actual), String(row.expected)];
      findings.push({ check, subject, zh: `${zh}：${actual}，应为 ${expected}`.slice(0, 250), en: `${en}: ${actual}, where ${expected} is right`.slice(0, 250) });
    }
  }
  return { sound: findings.length === 0, postings: await count('ledger_tx'), entries: await count('ledger_entry'), checks, findings };
}
