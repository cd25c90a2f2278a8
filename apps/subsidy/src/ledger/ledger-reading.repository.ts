import { Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { AccountKind } from './ledger.entity.js';
import { type LedgerReport, verifyLedger } from './verification.js';

const BALANCES = `
  SELECT account.kind, coalesce(sum(entry.amount_fen) FILTER (WHERE tx.posted_on <= $3), 0)::text AS balance
  FROM ledger_account account LEFT JOIN ledger_entry entry ON entry.account_id = account.id LEFT JOIN ledger_tx tx ON tx.id = entry.tx_id
  WHERE account.tenant = $1 AND account.kind = ANY($4::text[]) AND account.reference = $2 GROUP BY account.kind ORDER BY account.kind`;
const TRIAL = `
  SELECT account.kind, coalesce(sum(entry.amount_fen) FILTER (WHERE entry.amount_fen > 0), 0)::text AS debit,
    coalesce(-sum(entry.amount_fen) FILTER (WHERE entry.amount_fen < 0), 0)::text AS credit, count(DISTINCT account.id)::integer AS count
  FROM ledger_tx tx JOIN ledger_entry entry ON entry.tx_id = tx.id JOIN ledger_account account ON account.id = entry.account_id
  WHERE tx.tenant = $1 AND tx.posted_on <= $2 GROUP BY account.kind ORDER BY account.kind`;
const POSTING = `
  tx.id, tx.biz_key AS "bizKey", tx.kind, tx.posted_on::text AS "postedOn", tx.posted_at AS "postedAt", tx.award_id AS "awardId", tx.instalment_id AS "instalmentId",
  tx.recovery_id AS "recoveryId", tx.decision_id AS "decisionId", tx.clause, tx.reason, tx.person,
  (SELECT jsonb_agg(jsonb_build_object('kind', account.kind, 'reference', account.reference, 'amount', entry.amount_fen::text) ORDER BY entry.id)
    FROM ledger_entry entry JOIN ledger_account account ON account.id = entry.account_id WHERE entry.tx_id = tx.id) AS entries`;
const REST = `AND ($3::uuid IS NULL OR tx.id < $3) AND ($4::date IS NULL OR tx.posted_on <= $4) ORDER BY tx.id DESC LIMIT $5`;
const ALL = `SELECT ${POSTING} FROM ledger_tx tx WHERE tx.tenant = $1 AND $2::text IS NULL ${REST}`;
const OF_AWARD = `SELECT ${POSTING} FROM ledger_tx tx WHERE tx.tenant = $1 AND tx.award_id = $2::uuid ${REST}`;
const OF_RECOVERY = `SELECT ${POSTING} FROM ledger_tx tx WHERE tx.tenant = $1 AND tx.recovery_id = $2::uuid ${REST}`;
// An instalment's postings are few among those of its award.
const OF_INSTALMENT = `
  SELECT ${POSTING} FROM ledger_tx tx
  WHERE tx.tenant = $1 AND tx.award_id = (SELECT award_id FROM instalment WHERE id = $2::uuid) AND tx.instalment_id = $2::uuid ${REST}`;
const OF_ACCOUNT = `
  SELECT ${POSTING} FROM ledger_tx tx
  WHERE tx.tenant = $1 AND tx.id IN (SELECT entry.tx_id FROM ledger_account account JOIN ledger_entry entry ON entry.account_id = account.id
    WHERE account.tenant = $1 AND account.kind = ANY(ARRAY['appropriation', 'available', 'committed', 'in-transit', 'paid', 'released', 'recoverable', 'claimed', 'interest', 'treasury', 'written-off', 'refundable'])
      AND account.reference = $2) ${REST}`;
const TOTALS = `
  SELECT award.programme, programme_year.year, count(*)::integer AS awards, coalesce(sum(award.allotted_fen), 0)::text AS allotted, coalesce(sum(paid.balance_fen), 0)::text AS paid
  FROM award JOIN programme_year ON programme_year.id = award.year_id
    LEFT JOIN ledger_account paid ON (paid.tenant, paid.kind, paid.reference) = (award.tenant, 'paid', award.id::text)
  WHERE award.allotted_fen IS NOT NULL AND ($1::text IS NULL OR award.programme = $1) GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT 200`;

/** A posting as it is read. */
export interface ReadPosting {
  readonly id: string;
  readonly bizKey: string;
  readonly kind: string;
  readonly postedOn: string;
  readonly postedAt: Date;
  readonly awardId: string | null;
  readonly instalmentId: string | null;
  readonly recoveryId: string | null;
  readonly decisionId: string;
  readonly clause: string;
  readonly reason: string | null;
  readonly person: string;
  readonly entries: readonly { readonly kind: AccountKind; readonly reference: string; readonly amount: string }[];
}

/** Which postings: of one object or account, or all. */
export interface PostingFilter {
  readonly tenant: string;
  readonly of: { readonly by: 'award' | 'instalment' | 'recovery' | 'account'; readonly id: string } | undefined;
  readonly before: string | undefined;
  readonly on: string | undefined;
  readonly limit: number;
}

/** One kind of account in a trial balance, fen. */
export interface TrialRow {
  readonly kind: AccountKind;
  readonly debit: bigint;
  readonly credit: bigint;
  readonly count: number;
}

const POSTINGS = {
  all: ['ledger-postings', ALL], award: ['ledger-postings-of-award', OF_AWARD], instalment: ['ledger-postings-of-instalment', OF_INSTALMENT],
  recovery: ['ledger-postings-of-recovery', OF_RECOVERY], account: ['ledger-postings-of-account', OF_ACCOUNT],
} as const;

/** Queries about the ledger that nothing is decided on. */
@Injectable()
export class LedgerReadingRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The balances of every account under a reference at the end of a day, fen. */
  async balances(tenant: string, reference: string, on: string, kinds: readonly AccountKind[]): Promise<readonly { readonly kind: AccountKind; readonly balance: bigint }[]> {
    const rows = await this.reader.read<{ kind: AccountKind; balance: string }>('ledger-balances', BALANCES, [tenant, reference, on, kinds]);
    return rows.map(({ kind, balance }) => ({ kind, balance: BigInt(balance) }));
  }

  async trial(tenant: string, on: string): Promise<readonly TrialRow[]> {
    const rows = await this.reader.read<{ kind: AccountKind; debit: string; credit: string; count: number }>('ledger-trial', TRIAL, [tenant, on]);
    return rows.map(({ kind, debit, credit, count }) => ({ kind, debit: BigInt(debit), credit: BigInt(credit), count }));
  }

  /** Newest first. */
  async postings({ tenant, of, before, on, limit }: PostingFilter): Promise<readonly ReadPosting[]> {
    const [name, text] = POSTINGS[of?.by ?? 'all'];
    return await this.reader.read<ReadPosting & Record<string, unknown>>(name, text, [tenant, of?.id ?? null, before ?? null, on ?? null, limit]);
  }

  async totals(programme: string | undefined): Promise<readonly { programme: string; year: number; awards: number; allotted: bigint; paid: bigint }[]> {
    const rows = await this.reader.read<{ programme: string; year: number; awards: number; allotted: string; paid: string }>('ledger-totals', TOTALS, [programme ?? null]);
    return rows.map((row) => ({ ...row, allotted: BigInt(row.allotted), paid: BigInt(row.paid) }));
  }

  /** Verifies everything as of one moment. */
  async verify(): Promise<LedgerReport> {
    return await this.reader.snapshot(async (manager) => await verifyLedger(async (text) => (await manager.query(text)) as Record<string, unknown>[]));
  }
}
