import type { BankStatement as BankStatementAnswer } from '@jiqun/contracts';
import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { BankStatement, ProvenOrder } from './bank-statement.entity.js';

// An order is known by its id, else by the bank's reference under which it counts as paid, else by what finance reported for it; never before it was issued.
const MATCH_BY_ID = `
  UPDATE bank_statement_line line SET matched_order_id = o.id FROM disbursement_order o
  WHERE line.statement_id = $1 AND line.matched_order_id IS NULL AND o.id = line.order_id AND o.tenant = line.tenant AND o.region = line.region
    AND line.day >= o.issued_on`;
const matchBy = (reference: 'paid_reference' | 'bank_reference'): string => `
  UPDATE bank_statement_line line SET matched_order_id = o.id FROM disbursement_order o
  WHERE line.statement_id = $1 AND line.matched_order_id IS NULL AND line.order_id IS NULL AND o.tenant = line.tenant AND o.region = line.region
    AND o.${reference} = line.bank_reference AND line.day >= o.issued_on`;
const MATCH_BY_PAYMENT = matchBy('paid_reference');
const MATCH_BY_REFERENCE = matchBy('bank_reference');
// Money that comes back bears the reference of the payment.
const MATCH_RETURN = `
  UPDATE bank_statement_line line SET matched_order_id = paid.matched_order_id FROM bank_statement_line paid
  WHERE line.statement_id = $1 AND line.matched_order_id IS NULL AND line.order_id IS NULL AND line.amount_fen < 0
    AND paid.tenant = line.tenant AND paid.region = line.region AND paid.bank_reference = line.bank_reference
    AND paid.matched_order_id IS NOT NULL AND paid.amount_fen = -line.amount_fen`;
const MINE = `mine AS (SELECT DISTINCT matched_order_id AS id FROM bank_statement_line WHERE statement_id = $1 AND matched_order_id IS NOT NULL)`;
// Of the payments of an order as many as came back are cancelled out; the next one stands; what comes behind it was paid twice.
const PLACED = `
  placed AS (
    SELECT line.*, o.amount_fen AS ordered,
      count(*) FILTER (WHERE line.amount_fen = -o.amount_fen) OVER (PARTITION BY o.id) AS returns,
      count(*) FILTER (WHERE line.amount_fen = o.amount_fen) OVER (PARTITION BY o.id ORDER BY line.day, line.statement_id, line.number) AS place
    FROM mine JOIN disbursement_order o ON o.id = mine.id JOIN bank_statement_line line ON line.matched_order_id = o.id)`;
const CLASSIFY = `
  WITH ${MINE}, ${PLACED}
  UPDATE bank_statement_line line SET result = CASE
      WHEN placed.amount_fen = -ordered THEN 'reversed' WHEN placed.amount_fen <> ordered THEN 'amount-differs'
      WHEN place <= returns + 1 THEN 'matched' ELSE 'duplicate' END
  FROM placed WHERE line.statement_id = $1 AND placed.statement_id = line.statement_id AND placed.number = line.number`;
const CLASSIFY_REST = `
  UPDATE bank_statement_line SET result = CASE WHEN amount_fen < 0 THEN 'income' ELSE 'unknown' END WHERE statement_id = $1 AND matched_order_id IS NULL`;
const ALARMED = `SELECT DISTINCT matched_order_id AS id FROM bank_statement_line WHERE statement_id = $1 AND result = 'duplicate' ORDER BY 1`;
const PROVEN = `
  WITH ${MINE}, ${PLACED},
  summed AS (
    SELECT matched_order_id AS id, count(*) FILTER (WHERE amount_fen = ordered) AS payments, max(returns) AS returns,
      bool_or(amount_fen NOT IN (ordered, -ordered)) AS differs
    FROM placed GROUP BY matched_order_id),
  judged AS (
    SELECT o.id, o.award_id, CASE
      WHEN payments > returns AND NOT (o.state = 'executed' OR coalesce(o.outcome IN ('paid', 'paid-in-excess'), false)) THEN 'paid'
      WHEN returns > 0 AND payments <= returns AND (o.state IN ('executed', 'in-doubt') OR coalesce(o.outcome IN ('paid', 'paid-in-excess'), false)) THEN 'reversed'
      WHEN differs AND payments <= returns AND o.state IN ('issued', 'acknowledged', 'executed', 'rejected') THEN 'amount-differs' END AS proof
    FROM summed JOIN disbursement_order o USING (id))
  SELECT judged.id AS "orderId", proof, line.statement_id AS "statementId", line.number, line.day::text AS day, line.bank_reference AS "bankReference",
    line.amount_fen::text AS amount, count(*) OVER ()::integer AS total
  FROM judged CROSS JOIN LATERAL (
    SELECT placed.* FROM placed WHERE placed.matched_order_id = judged.id AND CASE proof
      WHEN 'paid' THEN amount_fen = ordered AND place = returns + 1 WHEN 'reversed' THEN amount_fen = -ordered ELSE amount_fen NOT IN (ordered, -ordered) END
    ORDER BY placed.day DESC, placed.statement_id DESC, placed.number DESC LIMIT 1) line
  WHERE proof IS NOT NULL ORDER BY judged.award_id, judged.id LIMIT $2`;
const FORGET_MISSING = `DELETE FROM bank_statement_missing WHERE statement_id = $1`;
const FIND_MISSING = `
  INSERT INTO bank_statement_missing (statement_id, order_id)
  SELECT $1, o.id FROM disbursement_order o
  WHERE o.tenant = $2 AND o.region = $3 AND o.paid_on BETWEEN $4 AND $5 AND (o.state = 'executed' OR o.outcome = 'paid')
    AND NOT EXISTS (SELECT FROM bank_statement_line line WHERE line.matched_order_id = o.id)`;
const COUNT = `
  WITH ${MINE}, ${PLACED},
  weighed AS (
    SELECT line.result, CASE
      WHEN line.result IN ('unknown', 'duplicate') THEN line.amount_fen
      WHEN line.result = 'amount-differs' THEN line.amount_fen - CASE WHEN line.amount_fen > 0 THEN o.amount_fen ELSE 0 END
      WHEN line.result = 'matched' AND placed.place = placed.returns + 1 AND NOT (o.state = 'executed' OR coalesce(o.outcome = 'paid', false)) THEN line.amount_fen
      ELSE 0 END AS difference
    FROM bank_statement_line line
      LEFT JOIN disbursement_order o ON o.id = line.matched_order_id
      LEFT JOIN placed ON placed.statement_id = line.statement_id AND placed.number = line.number
    WHERE line.statement_id = $1),
  missed AS (
    SELECT count(*)::integer AS count, coalesce(sum(o.amount_fen), 0) AS amount
    FROM bank_statement_missing m JOIN disbursement_order o ON o.id = m.order_id WHERE m.statement_id = $1)
  SELECT count(*) FILTER (WHERE result = 'matched')::integer AS matched, count(*) FILTER (WHERE result = 'amount-differs')::integer AS "amountDiffers",
    count(*) FILTER (WHERE result = 'duplicate')::integer AS duplicate, count(*) FILTER (WHERE result = 'reversed')::integer AS reversed,
    count(*) FILTER (WHERE result = 'unknown')::integer AS unknown, count(*) FILTER (WHERE result = 'income')::integer AS income,
    (SELECT count FROM missed) AS missing, (coalesce(sum(difference), 0) - (SELECT amount FROM missed))::text AS difference
  FROM weighed`;

/** How a statement compares. */
export interface Comparison {
  readonly counts: BankStatementAnswer['counts'];
  /** fen; zero when bank and ledger agree. */
  readonly difference: bigint;
}

/** The comparison of a statement's lines with the orders, in bulk. */
@Injectable()
export class ReconciliationRepository {
  /** Finds each line's order and says what the line is; what is matched stays matched. */
  async match(manager: EntityManager, { id }: BankStatement): Promise<void> {
    await prepared(manager, 'reconciliation-match-by-id', MATCH_BY_ID, [id]);
    await prepared(manager, 'reconciliation-match-by-payment', MATCH_BY_PAYMENT, [id]);
    await prepared(manager, 'reconciliation-match-by-reference', MATCH_BY_REFERENCE, [id]);
    await prepared(manager, 'reconciliation-match-return', MATCH_RETURN, [id]);
    await prepared(manager, 'reconciliation-classify', CLASSIFY, [id]);
    await prepared(manager, 'reconciliation-classify-rest', CLASSIFY_REST, [id]);
  }

  /** The orders that the bank paid more than once. */
  async paidTwice(manager: EntityManager, { id }: BankStatement): Promise<readonly string[]> {
    return (await prepared<{ id: string }>(manager, 'reconciliation-alarmed', ALARMED, [id])).rows.map((row) => row.id);
  }

  /** Orders of which the lines say something else than is on record, in the order in which awards are locked; at most `limit` of `total`. */
  async proven(manager: EntityManager, { id }: BankStatement, limit: number): Promise<{ readonly orders: readonly ProvenOrder[]; readonly total: number }> {
    const { rows } = await prepared<Omit<ProvenOrder, 'amount'> & { amount: string; total: number }>(manager, 'reconciliation-proven', PROVEN, [id, limit]);
    return { orders: rows.map(({ total: _total, ...row }) => ({ ...row, amount: BigInt(row.amount) })), total: rows[0]?.total ?? 0 };
  }

  /** Notes anew which payments that were reported for the period no statement has, and counts. */
  async compare(manager: EntityManager, { id, tenant, region, from, through }: BankStatement): Promise<Comparison> {
    await prepared(manager, 'reconciliation-forget-missing', FORGET_MISSING, [id]);
    await prepared(manager, 'reconciliation-find-missing', FIND_MISSING, [id, tenant, region, from, through]);
    const { rows } = await prepared<BankStatementAnswer['counts'] & { difference: string }>(manager, 'reconciliation-count', COUNT, [id]);
    if (rows[0] === undefined) throw new Error(`The statement ${id} was not counted`);
    const { difference, ...counts } = rows[0];
    return { counts, difference: BigInt(difference) };
  }
}
