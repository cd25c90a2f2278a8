import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AllocationPlanRow, PlanClaim, PlanSignature, ShareOf, ShareRow } from './allocation-plan.entity.js';

const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", year_id AS "yearId", budget_id AS "budgetId", region, number, state, version, budget_fen::text AS budget,
  claims_fen::text AS claims, total_fen::text AS total, awards, question_sha256 AS "questionSha256", reason, drafted_by AS "draftedBy", drafted_at AS "draftedAt",
  government_document AS "governmentDocument", government_on::text AS "governmentOn", congress_document AS "congressDocument", effective_on::text AS "effectiveOn"`;
const INSERT = `
  INSERT INTO allocation_plan (id, tenant, programme, policy_version, year_id, budget_id, region, number, state, budget_fen, claims_fen, total_fen, awards, question_sha256,
    reason, drafted_by, drafted_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, coalesce(max(number), 0) + 1, 'draft', $8, $9, $10, $11, $12, $13, $14, $15 FROM allocation_plan WHERE year_id = $5 AND budget_id = $6
  RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM allocation_plan WHERE tenant = $1 AND id = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const ALIVE = `
  SELECT ${COLUMNS} FROM allocation_plan WHERE tenant = $1 AND budget_id = $2 AND state IN ('draft', 'signed', 'submitted', 'government-approved') FOR UPDATE`;
const NUMBERED = `SELECT count(*)::integer AS plans FROM allocation_plan WHERE tenant = $1 AND budget_id = $2`;
const MOVE = `
  UPDATE allocation_plan SET version = version + 1, state = $3, government_document = $4, government_on = $5, congress_document = $6, effective_on = $7
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const LIST = `
  SELECT ${COLUMNS} FROM allocation_plan
  WHERE tenant = $1 AND region = ANY($2::text[]) AND ($3::uuid IS NULL OR year_id = $3) AND ($4::text IS NULL OR state = $4) AND ($5::uuid IS NULL OR id < $5)
  ORDER BY id DESC LIMIT $6`;
// Locked by id: a plan that takes effect and one that is made lock the awards of a year in one direction.
const CLAIMS = `
  SELECT award.id AS "awardId", award.number AS "awardNumber", award.lead_credit_code AS "leadCreditCode", grp.state AS "groupState", award.approved_fen::text AS approved
  FROM award JOIN project_group grp ON grp.id = award.group_id
  WHERE award.tenant = $1 AND award.year_id = $2 AND award.state = 'decided' ORDER BY award.id FOR UPDATE OF award`;
const PLANNED_CLAIMS = `
  SELECT award.id AS "awardId", award.number AS "awardNumber", award.lead_credit_code AS "leadCreditCode", grp.state AS "groupState", award.approved_fen::text AS approved
  FROM allocation_share share JOIN award ON award.id = share.award_id JOIN project_group grp ON grp.id = award.group_id
  WHERE share.plan_id = $1 AND award.state = 'decided' ORDER BY award.id FOR UPDATE OF award`;
const INSERT_SHARES = `
  INSERT INTO allocation_share (plan_id, award_id, tenant, award_number, claim_fen, share_fen, down_fen, remainder, rank)
  SELECT $1, "awardId", $2, "awardNumber", claim::bigint, share::bigint, down::bigint, remainder::numeric, rank
  FROM jsonb_to_recordset($3::jsonb) AS given ("awardId" uuid, "awardNumber" integer, claim text, share text, down text, remainder text, rank integer)`;
const SHARE_COLUMNS = `
  share.award_id AS "awardId", share.award_number AS "awardNumber", award.lead_credit_code AS "leadCreditCode", award.lead_name AS "leadName",
  award.cluster_name AS "clusterName", share.claim_fen::text AS claim, share.share_fen::text AS share, share.down_fen::text AS down, share.remainder::text AS remainder, share.rank`;
const SHARES = `
  SELECT ${SHARE_COLUMNS} FROM allocation_share share JOIN award ON award.id = share.award_id
  WHERE share.tenant = $1 AND share.plan_id = $2 AND ($3::uuid IS NULL OR share.award_id > $3) ORDER BY share.award_id LIMIT $4`;
const ALLOT = `
  UPDATE award SET state = 'allotted', version = award.version + 1, allotted_fen = share.share_fen, plan_id = share.plan_id
  FROM allocation_share share
  WHERE share.plan_id = $1 AND award.id = share.award_id AND award.number = share.award_number AND award.state = 'decided' RETURNING award.id`;
const SIGN = `INSERT INTO allocation_signature (plan_id, role, tenant, person, client, signed_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;
const SIGNATURES = `SELECT role, person, client, signed_at AS "signedAt" FROM allocation_signature WHERE plan_id = $1 ORDER BY signed_at, role`;
const GROUPS = `
  SELECT grp.id, grp.state, grp.cluster_level AS level, grp.policy_version AS "policyVersion", grp.programme, grp.lead_credit_code AS "leadCreditCode", grp.lead_name AS "leadName",
    grp.cluster_name AS "clusterName", award.approved_fen::text AS approved
  FROM project_group grp LEFT JOIN award ON award.group_id = grp.id AND award.state <> 'withdrawn'
  WHERE grp.tenant = $1 AND grp.year_id = $2 AND grp.state IN ('under-review', 'reserved') ORDER BY grp.id`;

/** Which plans of a list. */
export interface PlanFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly yearId: string | undefined;
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** A group of a year, with the amount of its award where it has one. */
export interface SimulatedGroup {
  readonly id: string;
  readonly state: string;
  readonly level: string | null;
  readonly programme: string;
  readonly policyVersion: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly clusterName: string;
  readonly approved: bigint | null;
}

/** A plan before it is stored. */
export type NewPlan = Omit<AllocationPlanRow, 'number' | 'state' | 'version' | 'governmentDocument' | 'governmentOn' | 'congressDocument' | 'effectiveOn'>;

type Fen = 'budget' | 'claims' | 'total';
type Stored = Omit<AllocationPlanRow, Fen> & Record<Fen, string>;
type StoredShare = Omit<ShareRow, 'claim' | 'share' | 'down' | 'remainder'> & Record<'claim' | 'share' | 'down' | 'remainder', string>;
type StoredClaim = Omit<PlanClaim, 'approved'> & { readonly approved: string };

/** All queries about allocation plans. */
@Injectable()
export class AllocationPlanRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Stores a draft as the next number of its year and budget. */
  async insert(manager: EntityManager, row: NewPlan): Promise<AllocationPlanRow> {
    const values = [
      row.id, row.tenant, row.programme, row.policyVersion, row.yearId, row.budgetId, row.region, String(row.budget), String(row.claims), String(row.total), row.awards,
      row.questionSha256, row.reason, row.draftedBy, row.draftedAt,
    ];
    const [stored] = (await prepared<Stored>(manager, 'allocation-plan-insert', INSERT, values)).rows.map(toRow);
    if (stored === undefined) throw new Error('A plan that was stored was not given back');
    return stored;
  }

  /** A plan of a tenant, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<AllocationPlanRow | undefined> {
    return (await prepared<Stored>(manager, 'allocation-plan-lock', LOCK, [tenant, id])).rows.map(toRow)[0];
  }

  /** The plan of a budget that is neither over nor in effect, locked. */
  async lockAlive(manager: EntityManager, tenant: string, budgetId: string): Promise<AllocationPlanRow | undefined> {
    return (await prepared<Stored>(manager, 'allocation-plan-alive', ALIVE, [tenant, budgetId])).rows.map(toRow)[0];
  }

  /** How many plans a budget has had. */
  async countOf(manager: EntityManager, tenant: string, budgetId: string): Promise<number> {
    return (await prepared<{ plans: number }>(manager, 'allocation-plan-count', NUMBERED, [tenant, budgetId])).rows[0]?.plans ?? 0;
  }

  /** @returns the changed plan; undefined when its version is another by now */
  async move(manager: EntityManager, row: AllocationPlanRow): Promise<AllocationPlanRow | undefined> {
    const values = [row.id, row.version, row.state, row.governmentDocument, row.governmentOn, row.congressDocument, row.effectiveOn];
    return (await prepared<Stored>(manager, 'allocation-plan-move', MOVE, values)).rows.map(toRow)[0];
  }

  /** The decided awards of a year, locked. */
  async claims(manager: EntityManager, tenant: string, yearId: string): Promise<readonly PlanClaim[]> {
    return (await prepared<StoredClaim>(manager, 'allocation-plan-claims', CLAIMS, [tenant, yearId])).rows.map(toClaim);
  }

  /** The awards of a plan that are still decided, locked. */
  async plannedClaims(manager: EntityManager, planId: string): Promise<readonly PlanClaim[]> {
    return (await prepared<StoredClaim>(manager, 'allocation-plan-planned-claims', PLANNED_CLAIMS, [planId])).rows.map(toClaim);
  }

  async insertShares(manager: EntityManager, tenant: string, planId: string, claims: readonly PlanClaim[], shares: readonly ShareOf[]): Promise<void> {
    const rows = claims.map(({ awardId, awardNumber }, at) => {
      const { claim, share, down, remainder, rank } = shares[at] as ShareOf;
      return { awardId, awardNumber, claim: String(claim), share: String(share), down: String(down), remainder: String(remainder), rank };
    });
    await prepared(manager, 'allocation-share-insert', INSERT_SHARES, [planId, tenant, JSON.stringify(rows)]);
  }

  /** Shares by award. @param after the last award of the page before */
  async sharesIn(manager: EntityManager, tenant: string, planId: string, after?: string, limit = 100_000): Promise<readonly ShareRow[]> {
    return (await prepared<StoredShare>(manager, 'allocation-shares', SHARES, [tenant, planId, after ?? null, limit])).rows.map(toShare);
  }

  /** Shares by award. @param after the last award of the page before */
  async shares(tenant: string, planId: string, after: string | undefined, limit: number): Promise<readonly ShareRow[]> {
    return (await this.reader.read<StoredShare>('allocation-shares', SHARES, [tenant, planId, after ?? null, limit])).map(toShare);
  }

  /** Gives every award of a plan its share. @returns how many got one */
  async allot(manager: EntityManager, planId: string): Promise<number> {
    return (await prepared(manager, 'allocation-plan-allot', ALLOT, [planId])).rowCount ?? 0;
  }

  /** @returns false when the department, or this person for another one, has signed already */
  async sign(manager: EntityManager, tenant: string, planId: string, { role, person, client, signedAt }: PlanSignature): Promise<boolean> {
    return (await prepared(manager, 'allocation-plan-sign', SIGN, [planId, role, tenant, person, client, signedAt])).rowCount === 1;
  }

  async signaturesIn(manager: EntityManager, planId: string): Promise<readonly PlanSignature[]> {
    return (await prepared<PlanSignature>(manager, 'allocation-plan-signatures', SIGNATURES, [planId])).rows;
  }

  async signatures(planId: string): Promise<readonly PlanSignature[]> {
    return await this.reader.read<PlanSignature>('allocation-plan-signatures', SIGNATURES, [planId]);
  }

  async find(tenant: string, id: string): Promise<AllocationPlanRow | undefined> {
    return (await this.reader.read<Stored>('allocation-plan-find', FIND, [tenant, id])).map(toRow)[0];
  }

  /** Newest first. */
  async list({ tenant, regions, yearId, state, before, limit }: PlanFilter): Promise<readonly AllocationPlanRow[]> {
    const values = [tenant, regions, yearId ?? null, state ?? null, before ?? null, limit];
    return (await this.reader.read<Stored>('allocation-plan-list', LIST, values)).map(toRow);
  }

  /** The groups of a year that could be given something, with what their awards say. */
  async groupsIn(manager: EntityManager, tenant: string, yearId: string): Promise<readonly SimulatedGroup[]> {
    const { rows } = await prepared<Omit<SimulatedGroup, 'approved'> & { approved: string | null }>(manager, 'allocation-plan-groups', GROUPS, [tenant, yearId]);
    return rows.map((row) => ({ ...row, approved: row.approved === null ? null : BigInt(row.approved) }));
  }

  /** Reads as of one moment. */
  async snapshot<Result>(read: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.reader.snapshot(read);
  }
}

function toRow(row: Stored): AllocationPlanRow {
  return { ...row, budget: BigInt(row.budget), claims: BigInt(row.claims), total: BigInt(row.total) };
}

function toClaim(row: StoredClaim): PlanClaim {
  return { ...row, approved: BigInt(row.approved) };
}

function toShare(row: StoredShare): ShareRow {
  return { ...row, claim: BigInt(row.claim), share: BigInt(row.share), down: BigInt(row.down), remainder: BigInt(row.remainder) };
}
