import type { CreditLoad, CreditLoadCounts, CreditLoadFault } from '@jiqun/contracts';

/** A load of a credit list. */
export interface CreditLoadRow {
  readonly id: string;
  readonly tenant: string;
  readonly list: CreditLoad['list'];
  readonly source: string;
  readonly kind: CreditLoad['kind'];
  readonly state: CreditLoad['state'];
  readonly version: number;
  readonly asOf: string;
  readonly number: number | null;
  readonly reason: string | null;
  readonly corrects: string | null;
  readonly begunBy: string;
  readonly begunAt: Date;
  readonly appliedAt: Date | null;
  readonly parts: number;
  /** Lines taken so far: the number of the next part's first line is one more. */
  readonly lines: number;
  readonly rows: number;
  /** The columns of a CSV file, by its first line. */
  readonly columns: readonly string[] | null;
  readonly faultCount: number;
  readonly faults: readonly CreditLoadFault[];
  readonly sha256: string | null;
  readonly expected: CreditLoadCounts | null;
  /** The load that was applied last when this one was checked. */
  readonly base: string | null;
  /** What is being applied: its rows, what a full load has no more, what a correction takes back. */
  readonly phase: 'rows' | 'missing' | 'undo' | null;
  readonly cursorLine: number;
  readonly cursorId: string;
  readonly done: CreditLoadCounts;
}

/** A row of a load, with the number of its line. */
export interface StagedRow {
  readonly line: number;
  readonly creditCode: string;
  readonly change: 'listed' | 'removed';
  readonly listedFrom: string | null;
  readonly listedThrough: string | null;
  readonly document: string;
}

/** Nothing counted. */
export const NO_COUNTS: CreditLoadCounts = { listed: 0, ended: 0, reopened: 0, unchanged: 0, voided: 0, kept: 0 };
