import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Disbursement, DisbursementChange, DisbursementMessage, PayOutChange } from './disbursement.entity.js';

/** No id of ours is as great. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const ORDER = `
  o.id, o.tenant, o.award_id AS "awardId", o.instalment_id AS "instalmentId", o.attempt, o.year, o.programme, o.policy_version AS "policyVersion", o.region,
  o.credit_code AS "creditCode", o.payee_name AS "payeeName", o.payee_account_id AS "payeeAccountId", o.payee_ref AS "payeeRef", o.bank,
  o.amount_fen::text AS amount, o.documents, o.issued_on::text AS "issuedOn", o.issued_by AS "issuedBy", o.due_on::text AS "dueOn", o.state, o.outcome,
  o.version, o.acknowledgement_missed_on::text AS "acknowledgementMissedOn", o.executed_on::text AS "executedOn", o.bank_reference AS "bankReference",
  o.rejected_code AS "rejectedCode", o.rejected_reason AS "rejectedReason", o.cause, o.cause_evidence AS "causeEvidence", o.cause_by AS "causeBy",
  o.cause_client AS "causeClient", o.doubt_reason AS "doubtReason", o.doubted_at AS "doubtedAt", o.proposed_outcome AS "proposedOutcome",
  o.proposed_evidence AS "proposedEvidence", o.proposed_reason AS "proposedReason", o.proposed_reference AS "proposedReference",
  o.proposed_executed_on::text AS "proposedExecutedOn", o.proposed_by AS "proposedBy", o.proposed_client AS "proposedClient",
  o.settled_on::text AS "settledOn", o.settled_by AS "settledBy", o.settled_statement_id AS "settledStatementId", o.settled_line AS "settledLine",
  o.paid_on::text AS "paidOn", o.paid_reference AS "paidReference", p.state AS "payOut", p.version AS "payOutVersion",
  p.overdue_since::text AS "overdueSince", p.held_clause AS "heldClause", p.held_reason AS "heldReason", p.held_at AS "heldAt",
  p.authorised_by AS "authorisedBy", p.authorised_at AS "authorisedAt", p.closed_on::text AS "closedOn"`;
const JOINED = `disbursement_order o JOIN pay_out p ON p.order_id = o.id`;
const INSERT = `
  INSERT INTO disbursement_order (id, tenant, award_id, instalment_id, attempt, year, programme, policy_version, region, credit_code, payee_name,
    payee_account_id, payee_ref, bank, amount_fen, documents, issued_on, issued_by, due_on, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 'issued')`;
const INSERT_PAY_OUT = `INSERT INTO pay_out (order_id, tenant, region, state, due_on) VALUES ($1, $2, $3, 'awaited', $4)`;
const UPDATE = `
  UPDATE disbursement_order SET state = $2, outcome = $3, acknowledgement_missed_on = $4, executed_on = $5, bank_reference = $6, rejected_code = $7,
    rejected_reason = $8, cause = $9, cause_evidence = $10, cause_by = $11, cause_client = $12, doubt_reason = $13, doubted_at = $14, proposed_outcome = $15,
    proposed_evidence = $16, proposed_reason = $17, proposed_reference = $18, proposed_executed_on = $19, proposed_by = $20, proposed_client = $21,
    settled_on = $22, settled_by = $23, settled_statement_id = $24, settled_line = $25, paid_on = $26, paid_reference = $27, version = version + 1
  WHERE id = $1 AND version = $28`;
const UPDATE_PAY_OUT = `
  UPDATE pay_out SET state = $2, overdue_since = $3, held_clause = $4, held_reason = $5, held_at = $6, authorised_by = $7, authorised_at = $8, closed_on = $9,
    returned_by = coalesce($10, returned_by), version = version + 1
  WHERE order_id = $1 AND version = $11`;
const LOCK_AWARD = `SELECT FROM award WHERE id = (SELECT award_id FROM disbursement_order WHERE id = $1) FOR UPDATE`;
const LOCK_INSTALMENT = `SELECT FROM instalment WHERE id = (SELECT instalment_id FROM disbursement_order WHERE id = $1) FOR UPDATE`;
const LOCK = `SELECT ${ORDER} FROM ${JOINED} WHERE o.id = $1 FOR UPDATE OF o, p`;
const FIND = `SELECT ${ORDER} FROM ${JOINED} WHERE o.id = $1`;
const FIND_ALL = `SELECT ${ORDER} FROM ${JOINED} WHERE o.id = ANY($1::uuid[]) ORDER BY o.id DESC`;
const OF_AWARD = `SELECT ${ORDER} FROM ${JOINED} WHERE o.award_id = $1 ORDER BY o.id`;
const INSERT_MESSAGE = `
  INSERT INTO disbursement_message (id, tenant, order_id, kind, content, person, received_at, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const KNOWN_MESSAGE = `SELECT answer FROM disbursement_message WHERE order_id = $1 AND kind = $2 AND content = $3::jsonb`;
const MESSAGES = `
  SELECT id, tenant, order_id AS "orderId", kind, content, person, received_at AS "receivedAt", answer
  FROM disbursement_message WHERE order_id = $1 ORDER BY id LIMIT 20`;
const REFERENCE_TAKEN = `
  SELECT EXISTS (SELECT FROM disbursement_order WHERE tenant = $1 AND region = $2 AND bank_reference = $3 AND id <> $4) AS taken`;
const PAYS_ANOTHER = `SELECT EXISTS (SELECT FROM disbursement_order WHERE tenant = $1 AND region = $2 AND paid_reference = $3 AND id <> $4) AS taken`;
const COUNT_EXPORTS = `SELECT count(*)::integer AS count FROM disbursement_export_item WHERE order_id = $1`;
// A bound that is always there is a condition of the index also in a plan made once for all values.
const listWhere = (condition: string): string => `
  SELECT page.* FROM unnest($2::text[]) AS place (region) CROSS JOIN LATERAL (
    SELECT ${ORDER} FROM ${JOINED}
    WHERE o.tenant = $1 AND o.region = place.region${condition} AND o.id < $3::uuid ORDER BY o.id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;
const LIST = listWhere('');
const LIST_STATE = listWhere(' AND o.state = $5');
const listOf = (column: string): string => `
  SELECT ${ORDER} FROM ${JOINED}
  WHERE o.${column} = $6 AND o.tenant = $1 AND o.region = ANY($2::text[]) AND o.id < $3::uuid AND ($5::text IS NULL OR o.state = $5) ORDER BY o.id DESC LIMIT $4`;
const LIST_OF_AWARD = listOf('award_id');
const LIST_OF_INSTALMENT = listOf('instalment_id');
const DAYS = `
  SELECT region, count(*)::integer AS issued, count(paid_on)::integer AS paid, count(*) FILTER (WHERE paid_on > due_on)::integer AS late,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY paid_on - issued_on) FILTER (WHERE paid_on IS NOT NULL) AS median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY paid_on - issued_on) FILTER (WHERE paid_on IS NOT NULL) AS ninetieth, max(paid_on - issued_on) AS longest
  FROM disbursement_order
  WHERE tenant = $1 AND region = ANY($2::text[]) AND issued_on BETWEEN make_date($3, 1, 1) AND make_date($3, 12, 31)
    AND (outcome IS NULL OR outcome = 'paid') AND state <> 'rejected'
  GROUP BY region ORDER BY region`;

/** Which orders. */
export interface DisbursementFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly state: string | undefined;
  readonly awardId: string | undefined;
  readonly instalmentId: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Days from issue to cash in a region; null where nothing is paid. */
export interface RegionDays {
  readonly region: string;
  readonly issued: number;
  readonly paid: number;
  readonly late: number;
  readonly median: number | null;
  readonly ninetieth: number | null;
  readonly longest: number | null;
}

/** What lies with an order. */
export interface OrderPapers {
  readonly messages: readonly DisbursementMessage[];
  readonly exported: number;
}

interface Counted {
  readonly count: number;
}

type Stored = Omit<Disbursement, 'amount'> & { readonly amount: string };

const read = (row: Stored): Disbursement => ({ ...row, amount: BigInt(row.amount) });

/** All queries about orders and finance's messages. */
@Injectable()
export class DisbursementRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, order: Disbursement): Promise<void> {
    const { id, tenant, awardId, instalmentId, attempt, year, programme, policyVersion, region, creditCode, payeeName, payeeAccountId, payeeRef, bank } = order;
    const { amount, documents, issuedOn, issuedBy, dueOn } = order;
    await prepared(manager, 'disbursement-insert', INSERT, [
      id, tenant, awardId, instalmentId, attempt, year, programme, policyVersion, region, creditCode, payeeName, payeeAccountId, payeeRef, bank,
      String(amount), documents, issuedOn, issuedBy, dueOn,
    ]);
    await prepared(manager, 'disbursement-insert-pay-out', INSERT_PAY_OUT, [id, tenant, region, dueOn]);
  }

  /** The order with its award and instalment, in the order in which everybody locks them. */
  async lock(manager: EntityManager, id: string): Promise<Disbursement | undefined> {
    await prepared(manager, 'disbursement-lock-award', LOCK_AWARD, [id]);
    await prepared(manager, 'disbursement-lock-instalment', LOCK_INSTALMENT, [id]);
    return (await prepared<Stored>(manager, 'disbursement-lock', LOCK, [id])).rows.map(read)[0];
  }

  /** Writes what has changed of an order that is locked. @throws Error when it was not */
  async update(manager: EntityManager, order: Disbursement, change: DisbursementChange): Promise<Disbursement> {
    const next = { ...order, ...change };
    const { rowCount } = await prepared(manager, 'disbursement-update', UPDATE, [
      next.id, next.state, next.outcome, next.acknowledgementMissedOn, next.executedOn, next.bankReference, next.rejectedCode, next.rejectedReason, next.cause,
      next.causeEvidence, next.causeBy, next.causeClient, next.doubtReason, next.doubtedAt, next.proposedOutcome, next.proposedEvidence, next.proposedReason,
      next.proposedReference, next.proposedExecutedOn, next.proposedBy, next.proposedClient, next.settledOn, next.settledBy, next.settledStatementId,
      next.settledLine, next.paidOn, next.paidReference, order.version,
    ]);
    if (rowCount !== 1) throw new Error(`The order ${order.id} changed under its lock`);
    return { ...next, version: order.version + 1 };
  }

  /** The same for its pay-out. @throws Error when it was not locked */
  async updatePayOut(manager: EntityManager, order: Disbursement, change: PayOutChange): Promise<Disbursement> {
    const { returnedBy, ...more } = change;
    const next = { ...order, ...more };
    const { rowCount } = await prepared(manager, 'disbursement-update-pay-out', UPDATE_PAY_OUT, [
      next.id, next.payOut, next.overdueSince, next.heldClause, next.heldReason, next.heldAt, next.authorisedBy, next.authorisedAt, next.closedOn,
      returnedBy ?? null, order.payOutVersion,
    ]);
    if (rowCount !== 1) throw new Error(`The pay-out ${order.id} changed under its lock`);
    return { ...next, payOutVersion: order.payOutVersion + 1 };
  }

  async find(id: string): Promise<Disbursement | undefined> {
    return (await this.reader.read<Stored>('disbursement-find', FIND, [id])).map(read)[0];
  }

  /** The same, in a transaction, and not locked. */
  async findIn(manager: EntityManager, id: string): Promise<Disbursement | undefined> {
    return (await prepared<Stored>(manager, 'disbursement-find', FIND, [id])).rows.map(read)[0];
  }

  /** Newest first. */
  async findAll(ids: readonly string[]): Promise<readonly Disbursement[]> {
    return (await this.reader.read<Stored>('disbursement-find-all', FIND_ALL, [ids])).map(read);
  }

  /** All orders of an award, oldest first; the award is locked. */
  async ofAward(manager: EntityManager, awardId: string): Promise<readonly Disbursement[]> {
    return (await prepared<Stored>(manager, 'disbursement-of-award', OF_AWARD, [awardId])).rows.map(read);
  }

  /** Newest first. */
  async list({ tenant, regions, state, awardId, instalmentId, before, limit }: DisbursementFilter): Promise<readonly Disbursement[]> {
    const values = [tenant, regions, before ?? BEHIND_ALL, limit, state ?? null];
    if (instalmentId !== undefined) return (await this.reader.read<Stored>('disbursement-list-instalment', LIST_OF_INSTALMENT, [...values, instalmentId])).map(read);
    if (awardId !== undefined) return (await this.reader.read<Stored>('disbursement-list-award', LIST_OF_AWARD, [...values, awardId])).map(read);
    if (state !== undefined) return (await this.reader.read<Stored>('disbursement-list-state', LIST_STATE, values)).map(read);
    return (await this.reader.read<Stored>('disbursement-list', LIST, values.slice(0, 4))).map(read);
  }

  async insertMessage(manager: EntityManager, { id, tenant, orderId, kind, content, person, receivedAt, answer }: DisbursementMessage): Promise<void> {
    const values = [id, tenant, orderId, kind, JSON.stringify(content), person, receivedAt, JSON.stringify(answer)];
    await prepared(manager, 'disbursement-insert-message', INSERT_MESSAGE, values);
  }

  /** The answer that the same message got before. */
  async answered(manager: EntityManager, { orderId, kind, content }: Pick<DisbursementMessage, 'orderId' | 'kind' | 'content'>): Promise<DisbursementMessage['answer'] | undefined> {
    const { rows } = await prepared<Pick<DisbursementMessage, 'answer'>>(manager, 'disbursement-known-message', KNOWN_MESSAGE, [orderId, kind, JSON.stringify(content)]);
    return rows[0]?.answer;
  }

  /** Whether the bank's reference was reported for another order of the department. */
  async isReferenceOfAnother(manager: EntityManager, { id, tenant, region }: Disbursement, reference: string): Promise<boolean> {
    const { rows } = await prepared<{ taken: boolean }>(manager, 'disbursement-reference-taken', REFERENCE_TAKEN, [tenant, region, reference, id]);
    return rows[0]?.taken === true;
  }

  /** Whether another order of the department counts as paid by the bank's reference. */
  async isPaymentOfAnother(manager: EntityManager, { id, tenant, region }: Disbursement, reference: string): Promise<boolean> {
    const { rows } = await prepared<{ taken: boolean }>(manager, 'disbursement-pays-another', PAYS_ANOTHER, [tenant, region, reference, id]);
    return rows[0]?.taken === true;
  }

  /** What was said of an order, in the order in which it came, and how often it was exported. */
  async papers(orderId: string): Promise<OrderPapers> {
    const messages = await this.reader.read<DisbursementMessage>('disbursement-messages', MESSAGES, [orderId]);
    const [exported] = await this.reader.read<Counted>('disbursement-count-exports', COUNT_EXPORTS, [orderId]);
    return { messages, exported: exported?.count ?? 0 };
  }

  /** The same, in a transaction. */
  async papersIn(manager: EntityManager, orderId: string): Promise<OrderPapers> {
    const { rows: messages } = await prepared<DisbursementMessage>(manager, 'disbursement-messages', MESSAGES, [orderId]);
    const { rows } = await prepared<Counted>(manager, 'disbursement-count-exports', COUNT_EXPORTS, [orderId]);
    return { messages, exported: rows[0]?.count ?? 0 };
  }

  /** By region, of the orders issued in a year; what surely was not paid does not count. */
  async daysToCash(tenant: string, regions: readonly string[], year: number): Promise<readonly RegionDays[]> {
    return await this.reader.read<RegionDays>('disbursement-days-to-cash', DAYS, [tenant, regions, year]);
  }
}
