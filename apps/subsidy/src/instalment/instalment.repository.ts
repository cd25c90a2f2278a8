import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AwardParty } from '../award-subject/award-subject.entity.js';
import type { InstalmentRow, PayableAward, TakenInstalment } from './instalment.entity.js';
import type { InstalmentState } from './instalment.lifecycle.js';

const COLUMNS = `
  id, tenant, award_id AS "awardId", year, amount_fen::text AS amount, offset_fen::text AS "offset", state, held_from AS "heldFrom", version, attempt,
  proposed_by AS "proposedBy", proposed_client AS "proposedClient", authorised_by AS "authorisedBy", authorised_client AS "authorisedClient", issued_by AS "issuedBy",
  issued_on::text AS "issuedOn", confirmed_on::text AS "confirmedOn", bank_reference AS "bankReference", document, reason, clause, planned_on::text AS "plannedOn"`;
const AWARD_COLUMNS = `
  award.id, award.tenant, award.programme, award.policy_version AS "policyVersion", award.year_id AS "yearId", award.group_id AS "groupId", award.region,
  award.lead_credit_code AS "leadCreditCode", award.lead_name AS "leadName", award.state, award.version, award.rate::text, coalesce(award.allotted_fen, 0)::text AS allotted,
  award.verified_fen::text AS verified, award.issued_fen::text AS issued, award.first_paid_year AS "firstPaidYear", award.consecutive_years AS "consecutiveYears",
  plan.budget_id AS "budgetId", award.plan_id AS "planId"`;
const AWARD = `SELECT ${AWARD_COLUMNS} FROM award LEFT JOIN allocation_plan plan ON plan.id = award.plan_id WHERE award.tenant = $1 AND award.id = $2`;
const LOCK_AWARD = `${AWARD} FOR UPDATE OF award`;
const AWARD_OF = `SELECT award_id AS "awardId" FROM instalment WHERE tenant = $1 AND id = $2`;
const LOCK = `SELECT ${COLUMNS} FROM instalment WHERE tenant = $1 AND id = $2 FOR UPDATE`;
const LOCK_ALL = `SELECT ${COLUMNS} FROM instalment WHERE tenant = $1 AND award_id = $2 ORDER BY year FOR UPDATE`;
const INSERT = `
  INSERT INTO instalment (id, tenant, award_id, year, amount_fen, state, proposed_by, proposed_client, planned_on, reason)
  SELECT id, tenant, "awardId", year, amount::bigint, 'planned', "proposedBy", "proposedClient", "plannedOn"::date, reason
  FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, tenant text, "awardId" uuid, year integer, amount text, "proposedBy" text, "proposedClient" text, "plannedOn" text, reason text)
  ORDER BY "awardId"`;
const MOVE = `
  UPDATE instalment SET version = version + 1, amount_fen = $3, offset_fen = $4, state = $5, held_from = $6, attempt = $7, proposed_by = $8, proposed_client = $9,
    authorised_by = $10, authorised_client = $11, issued_by = $12, issued_on = $13, confirmed_on = $14, bank_reference = $15, document = $16, reason = $17, clause = $18,
    planned_on = $19
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND_SCOPE = `
  FROM instalment JOIN award ON award.id = instalment.award_id WHERE instalment.tenant = $1`;
const JOINED = `
  instalment.id, instalment.tenant, instalment.award_id AS "awardId", instalment.year, instalment.amount_fen::text AS amount, instalment.offset_fen::text AS "offset",
  instalment.state, instalment.held_from AS "heldFrom", instalment.version, instalment.attempt, instalment.proposed_by AS "proposedBy",
  instalment.proposed_client AS "proposedClient", instalment.authorised_by AS "authorisedBy", instalment.authorised_client AS "authorisedClient",
  instalment.issued_by AS "issuedBy", instalment.issued_on::text AS "issuedOn", instalment.confirmed_on::text AS "confirmedOn",
  instalment.bank_reference AS "bankReference", instalment.document, instalment.reason, instalment.clause, instalment.planned_on::text AS "plannedOn",
  award.programme, award.region, award.lead_credit_code AS "leadCreditCode", award.lead_name AS "leadName", award.group_id AS "groupId"`;
const OF_EDITOR = `EXISTS (SELECT FROM project_group grp WHERE grp.id = award.group_id AND grp.tenant = award.tenant AND $3 = ANY(grp.editors))`;
const FIND = `SELECT ${JOINED} ${FIND_SCOPE} AND instalment.id = $2 AND ($3::text IS NULL OR (award.lead_credit_code = ANY($4::text[]) AND ${OF_EDITOR}))`;
const LIST = `
  SELECT ${JOINED} ${FIND_SCOPE}
    AND CASE WHEN $3::text IS NULL THEN award.region = ANY($2::text[]) ELSE award.lead_credit_code = ANY($9::text[]) AND ${OF_EDITOR} END
    AND ($4::uuid IS NULL OR instalment.award_id = $4) AND ($5::text IS NULL OR instalment.state = $5) AND ($6::integer IS NULL OR instalment.year = $6)
    AND ($7::uuid IS NULL OR instalment.id < $7)
  ORDER BY instalment.id DESC LIMIT $8`;
const OPEN_OF_LEAD = `
  SELECT instalment.id FROM award JOIN instalment ON instalment.award_id = award.id
  WHERE award.tenant = $1 AND award.lead_credit_code = $2 AND instalment.state = ANY($3::text[]) ORDER BY award.id, instalment.year`;
const BUDGET_STATE = `SELECT state FROM budget WHERE id = $1`;

/** An instalment as lists and answers show it, with what of its award stands beside it. */
export interface ListedInstalment extends InstalmentRow {
  readonly programme: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly groupId: string;
}

/** Which instalments of a list: of awards in these regions, or of the groups that a person edits for the enterprises they act for. */
export interface InstalmentFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly editor: AwardParty | undefined;
  readonly awardId: string | undefined;
  readonly state: string | undefined;
  readonly year: number | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** An instalment before it is planned. */
export type NewInstalment = Pick<InstalmentRow, 'id' | 'tenant' | 'awardId' | 'year' | 'amount' | 'proposedBy' | 'proposedClient' | 'plannedOn' | 'reason'>;

type Stored<Row extends { readonly amount: bigint; readonly offset: bigint }> = Omit<Row, 'amount' | 'offset'> & { readonly amount: string; readonly offset: string };
type StoredAward = Omit<PayableAward, 'allotted' | 'verified' | 'issued'> & Record<'allotted' | 'verified' | 'issued', string>;

/** All queries about instalments. The award is locked before its instalments, everywhere. */
@Injectable()
export class InstalmentRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** An award with the plan that allotted it, locked until the transaction ends. */
  async lockAward(manager: EntityManager, tenant: string, awardId: string): Promise<PayableAward | undefined> {
    return (await prepared<StoredAward>(manager, 'instalment-lock-award', LOCK_AWARD, [tenant, awardId])).rows.map(toAward)[0];
  }

  /** An instalment and its award, locked until the transaction ends. */
  async take(manager: EntityManager, tenant: string, id: string): Promise<TakenInstalment | undefined> {
    const awardId = (await prepared<{ awardId: string }>(manager, 'instalment-award-of', AWARD_OF, [tenant, id])).rows[0]?.awardId;
    if (awardId === undefined) return undefined;
    const award = await this.lockAward(manager, tenant, awardId);
    const instalment = (await prepared<Stored<InstalmentRow>>(manager, 'instalment-lock', LOCK, [tenant, id])).rows.map(toRow)[0];
    return award === undefined || instalment === undefined ? undefined : { award, instalment };
  }

  /** The instalments of an award that is locked, by year, locked with it. */
  async lockAll(manager: EntityManager, tenant: string, awardId: string): Promise<readonly InstalmentRow[]> {
    return (await prepared<Stored<InstalmentRow>>(manager, 'instalment-lock-all', LOCK_ALL, [tenant, awardId])).rows.map(toRow);
  }

  /** Plans instalments, in the order of their awards: two plans at once lock these in one direction. */
  async insert(manager: EntityManager, rows: readonly NewInstalment[]): Promise<void> {
    if (rows.length === 0) return;
    await prepared(manager, 'instalment-insert', INSERT, [JSON.stringify(rows.map((row) => ({ ...row, amount: String(row.amount) })))]);
  }

  /** @returns the changed instalment; undefined when its version is another by now */
  async move(manager: EntityManager, row: InstalmentRow): Promise<InstalmentRow | undefined> {
    const values = [
      row.id, row.version, String(row.amount), String(row.offset), row.state, row.heldFrom, row.attempt, row.proposedBy, row.proposedClient, row.authorisedBy,
      row.authorisedClient, row.issuedBy, row.issuedOn, row.confirmedOn, row.bankReference, row.document, row.reason, row.clause, row.plannedOn,
    ];
    return (await prepared<Stored<InstalmentRow>>(manager, 'instalment-move', MOVE, values)).rows.map(toRow)[0];
  }

  /** Ids of the instalments in some states of the awards that an enterprise leads, by award and year: in this order they are locked. */
  async ofLead(manager: EntityManager, tenant: string, creditCode: string, states: readonly InstalmentState[]): Promise<readonly string[]> {
    return (await prepared<{ id: string }>(manager, 'instalment-of-lead', OPEN_OF_LEAD, [tenant, creditCode, states])).rows.map(({ id }) => id);
  }

  /** Whether the budget from which an award was allotted is approved (SUB-12.a). */
  async budgetIsApproved(manager: EntityManager, budgetId: string): Promise<boolean> {
    return (await prepared<{ state: string }>(manager, 'instalment-budget-state', BUDGET_STATE, [budgetId])).rows[0]?.state === 'approved';
  }

  /** @param editor only when its group is edited by this person, for the enterprise that leads it */
  async find(tenant: string, id: string, editor?: AwardParty): Promise<ListedInstalment | undefined> {
    return (await this.reader.read<Stored<ListedInstalment>>('instalment-find', FIND, [tenant, id, editor?.person ?? null, editor?.organisations ?? []])).map(toRow)[0];
  }

  /** Newest first. */
  async list({ tenant, regions, editor, awardId, state, year, before, limit }: InstalmentFilter): Promise<readonly ListedInstalment[]> {
    const values = [tenant, regions, editor?.person ?? null, awardId ?? null, state ?? null, year ?? null, before ?? null, limit, editor?.organisations ?? []];
    return (await this.reader.read<Stored<ListedInstalment>>('instalment-list', LIST, values)).map(toRow);
  }
}

function toRow<Row extends { readonly amount: bigint; readonly offset: bigint }>(row: Stored<Row>): Row {
  return { ...row, amount: BigInt(row.amount), offset: BigInt(row.offset) } as unknown as Row;
}

function toAward(row: StoredAward): PayableAward {
  return { ...row, allotted: BigInt(row.allotted), verified: BigInt(row.verified), issued: BigInt(row.issued) };
}
