import { newId, prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AccountName, Posting } from './ledger.entity.js';

const INSERT_TX = `
  INSERT INTO ledger_tx
    (id, tenant, biz_key, kind, posted_on, posted_at, award_id, instalment_id, recovery_id, decision_id, clause, reason, person)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT ON CONSTRAINT ledger_tx_once DO NOTHING RETURNING id`;
// In the order of their names: two transactions that open the same accounts wait for each other in one direction alone.
const OPEN_ACCOUNTS = `
  INSERT INTO ledger_account (tenant, kind, reference)
  SELECT $1, kind, reference FROM (
    SELECT DISTINCT kind, reference FROM unnest($2::text[], $3::text[]) AS given (kind, reference) ORDER BY kind, reference
  ) AS ordered
  ON CONFLICT ON CONSTRAINT ledger_account_once DO NOTHING`;
const INSERT_ENTRIES = `
  INSERT INTO ledger_entry (tx_id, account_id, amount_fen)
  SELECT $1, account.id, given.amount
  FROM unnest($3::text[], $4::text[], $5::bigint[]) AS given (kind, reference, amount)
    JOIN ledger_account account ON (account.tenant, account.kind, account.reference) = ($2, given.kind, given.reference)
  ORDER BY account.id`;
const ENTRIES_OF = `
  SELECT account.kind, account.reference, entry.amount_fen::text AS amount
  FROM ledger_tx tx JOIN ledger_entry entry ON entry.tx_id = tx.id JOIN ledger_account account ON account.id = entry.account_id
  WHERE tx.tenant = $1 AND tx.biz_key = $2`;
const INSERT_ALL_TX = `
  INSERT INTO ledger_tx (id, tenant, biz_key, kind, posted_on, posted_at, award_id, instalment_id, recovery_id, decision_id, clause, reason, person)
  SELECT id, tenant, "bizKey", kind, "postedOn"::date, "postedAt", "awardId", "instalmentId", "recoveryId", "decisionId", clause, reason, person
  FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, tenant text, "bizKey" text, kind text, "postedOn" text, "postedAt" timestamptz, "awardId" uuid, "instalmentId" uuid,
    "recoveryId" uuid, "decisionId" text, clause text, reason text, person text)`;
// By account: whoever posts to the same accounts at the same time waits in one direction alone.
const INSERT_ALL_ENTRIES = `
  INSERT INTO ledger_entry (tx_id, account_id, amount_fen)
  SELECT given.id, account.id, given.amount
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[]) AS given (id, kind, reference, amount)
    JOIN ledger_account account ON (account.tenant, account.kind, account.reference) = ($1, given.kind, given.reference)
  ORDER BY account.id`;
const BALANCE = `SELECT balance_fen::text AS balance FROM ledger_account WHERE (tenant, kind, reference) = ($1, $2, $3)`;
const BALANCE_ON = `
  SELECT coalesce(sum(entry.amount_fen), 0)::text AS balance
  FROM ledger_account account
    JOIN ledger_entry entry ON entry.account_id = account.id
    JOIN ledger_tx tx ON tx.id = entry.tx_id AND tx.posted_on <= $4
  WHERE (account.tenant, account.kind, account.reference) = ($1, $2, $3)`;

const STOPPED = `
  SELECT coalesce(-sum(entry.amount_fen), 0)::text AS balance
  FROM ledger_account account JOIN ledger_entry entry ON entry.account_id = account.id JOIN ledger_tx tx ON tx.id = entry.tx_id
  WHERE (account.tenant, account.kind, account.reference) = ($1, 'committed', $2) AND tx.kind IN ('stopped', 'stop-withdrawn')`;

interface Balance {
  readonly balance: string;
}

/** The ledger's rows. Postings are written whole and once; nothing here changes or deletes one. */
@Injectable()
export class LedgerRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /**
   * Writes a posting. The database refuses one that does not sum to zero (at the commit) or overdraws an account.
   * @returns whether it was written now; false when the same posting stands under its business key already
   * @throws Error when another posting stands under the key: a mistake of this service
   */
  async post(manager: EntityManager, posting: Posting): Promise<boolean> {
    const { tenant, bizKey, entries } = posting;
    const id = newId();
    const written = await prepared(manager, 'ledger-insert-tx', INSERT_TX, [
      id, tenant, bizKey, posting.kind, posting.postedOn, posting.postedAt, posting.awardId ?? null, posting.instalmentId ?? null,
      posting.recoveryId ?? null, posting.decisionId, posting.clause, posting.reason ?? null, posting.person,
    ]);
    if (written.rowCount === 0) return await this.#standsAlready(manager, posting);
    const kinds = entries.map(({ account }) => account.kind);
    const references = entries.map(({ account }) => account.reference);
    await prepared(manager, 'ledger-open-accounts', OPEN_ACCOUNTS, [tenant, kinds, references]);
    await prepared(manager, 'ledger-insert-entries', INSERT_ENTRIES, [id, tenant, kinds, references, entries.map(({ amount }) => String(amount))]);
    return true;
  }

  /**
   * Writes many postings of one tenant at once; none of them may stand yet.
   * @throws the database's refusal of the first that does, or that overdraws an account
   */
  async postAll(manager: EntityManager, tenant: string, postings: readonly Posting[]): Promise<void> {
    if (postings.length === 0) return;
    const given = postings.map((posting) => ({ ...posting, id: newId() }));
    const rows = given.map(({ entries: _entries, ...row }) => row);
    const entries = given.flatMap(({ id, entries: of }) => of.map(({ account, amount }) => ({ id, ...account, amount: String(amount) })));
    const kinds = entries.map(({ kind }) => kind);
    const references = entries.map(({ reference }) => reference);
    await prepared(manager, 'ledger-insert-all-tx', INSERT_ALL_TX, [JSON.stringify(rows)]);
    await prepared(manager, 'ledger-open-accounts', OPEN_ACCOUNTS, [tenant, kinds, references]);
    const values = [tenant, entries.map(({ id }) => id), kinds, references, entries.map(({ amount }) => amount)];
    await prepared(manager, 'ledger-insert-all-entries', INSERT_ALL_ENTRIES, values);
  }

  /** The balance of an account now, fen, as this transaction sees it; 0n for one that was never posted to. */
  async balanceIn(manager: EntityManager, tenant: string, { kind, reference }: AccountName): Promise<bigint> {
    const { rows } = await prepared<Balance>(manager, 'ledger-balance-in', BALANCE, [tenant, kind, reference]);
    return BigInt(rows[0]?.balance ?? 0);
  }

  /** What stops took from an award and no annulment gave back, fen. */
  async stoppedOf(manager: EntityManager, tenant: string, awardId: string): Promise<bigint> {
    const { rows } = await prepared<Balance>(manager, 'ledger-stopped-of', STOPPED, [tenant, awardId]);
    return BigInt(rows[0]?.balance ?? 0);
  }

  /** The balance of an account at the end of a day, fen. */
  async balanceOn(tenant: string, { kind, reference }: AccountName, on: string): Promise<bigint> {
    const [row] = await this.reader.read<Balance>('ledger-balance-on', BALANCE_ON, [tenant, kind, reference, on]);
    return BigInt(row?.balance ?? 0);
  }

  async #standsAlready(manager: EntityManager, { tenant, bizKey, entries }: Posting): Promise<boolean> {
    const { rows } = await prepared<{ kind: string; reference: string; amount: string }>(manager, 'ledger-entries-of', ENTRIES_OF, [tenant, bizKey]);
    const known = rows.map(({ kind, reference, amount }) => `${kind} ${reference} ${amount}`).toSorted();
    const asked = entries.map(({ account, amount }) => `${account.kind} ${account.reference} ${amount}`).toSorted();
    if (known.join('\n') !== asked.join('\n')) throw new Error(`Another posting stands under the key ${bizKey}`);
    return false;
  }
}
