import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AwardParty } from '../award-subject/award-subject.entity.js';
import type { AwardRow, AwardVersionRow } from './award.entity.js';

const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", year_id AS "yearId", group_id AS "groupId", region, lead_credit_code AS "leadCreditCode",
  lead_name AS "leadName", cluster_name AS "clusterName", cluster_level AS "clusterLevel", rate::text, rate_cap::text AS "rateCap", eligible_fen::text AS eligible,
  ceiling_fen::text AS ceiling, approved_fen::text AS approved, allotted_fen::text AS allotted, consecutive_years AS "consecutiveYears", state, version, number,
  prepared_by AS "preparedBy", prepared_client AS "preparedClient", decided_by AS "decidedBy", decided_client AS "decidedClient", decided_on::text AS "decidedOn",
  verified_fen::text AS verified, issued_fen::text AS issued, first_paid_year AS "firstPaidYear", plan_id AS "planId"`;
const INSERT = `
  INSERT INTO award (id, tenant, programme, policy_version, year_id, group_id, region, lead_credit_code, lead_name, cluster_name, cluster_level, rate, rate_cap,
    eligible_fen, ceiling_fen, approved_fen, consecutive_years, state, number, prepared_by, prepared_client)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'prepared', 1, $18, $19)
  ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE award SET version = version + 1, state = $3, rate = $4, eligible_fen = $5, ceiling_fen = $6, approved_fen = $7, allotted_fen = $8, number = $9,
    prepared_by = $10, prepared_client = $11, decided_by = $12, decided_client = $13, decided_on = $14, plan_id = $15, cluster_level = $16
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM award WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const IS_EDITOR = `EXISTS (SELECT FROM project_group grp WHERE grp.id = award.group_id AND grp.tenant = award.tenant AND $3 = ANY(grp.editors))`;
const EDITED = `${FIND} AND ${IS_EDITOR} AND lead_credit_code = ANY($4::text[])`;
const FILTER = `AND ($4::uuid IS NULL OR year_id = $4) AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR lead_credit_code = $6) AND ($7::uuid IS NULL OR id < $7)`;
// A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
const LIST = `
  SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM award WHERE tenant = $1 AND region = within.code AND $3::text IS NULL ${FILTER} ORDER BY id DESC LIMIT $8) page
  ORDER BY id DESC LIMIT $8`;
const LIST_EDITED = `
  SELECT ${COLUMNS} FROM award
  WHERE tenant = $1 AND cardinality($2::text[]) = 0 AND group_id IN (SELECT grp.id FROM project_group grp WHERE grp.tenant = $1 AND grp.editors @> ARRAY[$3::text]) ${FILTER}
    AND lead_credit_code = ANY($9::text[])
  ORDER BY id DESC LIMIT $8`;
const IN_PLAN = `
  SELECT plan.id, plan.state FROM allocation_share share JOIN allocation_plan plan ON plan.id = share.plan_id
  WHERE share.award_id = $1 AND plan.state IN ('submitted', 'government-approved', 'effective') LIMIT 1`;
const OF_PLAN = `SELECT ${COLUMNS} FROM award WHERE plan_id = $1 ORDER BY id`;
const VERSION_COLUMNS = `
  award_id AS "awardId", number, tenant, question, answer, sha256, lines AS basis, approved_fen::text AS approved, ceiling_fen::text AS ceiling, reasons,
  prepared_by AS "preparedBy", prepared_at AS "preparedAt", decided_by AS "decidedBy", decided_at AS "decidedAt"`;
const INSERT_VERSION = `
  INSERT INTO award_version (award_id, number, tenant, question, answer, sha256, lines, approved_fen, ceiling_fen, reasons, prepared_by, prepared_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
const DECIDE_VERSION = `UPDATE award_version SET decided_by = $3, decided_at = $4 WHERE award_id = $1 AND number = $2`;
const VERSIONS = `SELECT ${VERSION_COLUMNS} FROM award_version WHERE tenant = $1 AND award_id = $2 ORDER BY number`;
const VERSION = `SELECT ${VERSION_COLUMNS} FROM award_version WHERE tenant = $1 AND award_id = $2 AND number = $3`;

/** Which awards of a list: of these regions, or of the groups that a person edits for the enterprises they act for. */
export interface AwardFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly editor: AwardParty | undefined;
  readonly yearId: string | undefined;
  readonly state: string | undefined;
  readonly leadCreditCode: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

type Texts<Row, Fen extends keyof Row> = Omit<Row, Fen> & { readonly [Name in Fen]: Row[Name] extends bigint ? string : string | null };
type StoredAward = Texts<AwardRow, 'eligible' | 'ceiling' | 'approved' | 'allotted' | 'verified' | 'issued'>;
type StoredVersion = Texts<AwardVersionRow, 'approved' | 'ceiling'>;

/** All queries about awards. */
@Injectable()
export class AwardRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the group has an award that is not withdrawn */
  async insert(manager: EntityManager, row: Omit<AwardRow, 'version' | 'number' | 'state' | 'allotted' | 'verified' | 'issued'>): Promise<AwardRow | undefined> {
    const values = [
      row.id, row.tenant, row.programme, row.policyVersion, row.yearId, row.groupId, row.region, row.leadCreditCode, row.leadName, row.clusterName, row.clusterLevel,
      row.rate, row.rateCap, String(row.eligible), String(row.ceiling), String(row.approved), row.consecutiveYears, row.preparedBy, row.preparedClient,
    ];
    return (await prepared<StoredAward>(manager, 'award-insert', INSERT, values)).rows.map(toAward)[0];
  }

  /** An award of a tenant, locked until the transaction ends. Awards are locked before their instalments. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<AwardRow | undefined> {
    return (await prepared<StoredAward>(manager, 'award-lock', LOCK, [id, tenant])).rows.map(toAward)[0];
  }

  /** @returns the changed award; undefined when its version is another by now */
  async move(manager: EntityManager, row: AwardRow): Promise<AwardRow | undefined> {
    const values = [
      row.id, row.version, row.state, row.rate, String(row.eligible), String(row.ceiling), String(row.approved), row.allotted === null ? null : String(row.allotted),
      row.number, row.preparedBy, row.preparedClient, row.decidedBy, row.decidedClient, row.decidedOn, row.planId, row.clusterLevel,
    ];
    return (await prepared<StoredAward>(manager, 'award-move', MOVE, values)).rows.map(toAward)[0];
  }

  /** The plan that has gone to the government with this award in it. */
  async submittedPlanOf(manager: EntityManager, awardId: string): Promise<{ readonly id: string; readonly state: string } | undefined> {
    return (await prepared<{ id: string; state: string }>(manager, 'award-in-plan', IN_PLAN, [awardId])).rows[0];
  }

  /** The awards that a plan allotted, by id. */
  async ofPlan(manager: EntityManager, planId: string): Promise<readonly AwardRow[]> {
    return (await prepared<StoredAward>(manager, 'award-of-plan', OF_PLAN, [planId])).rows.map(toAward);
  }

  async find(tenant: string, id: string): Promise<AwardRow | undefined> {
    return (await this.reader.read<StoredAward>('award-find', FIND, [id, tenant])).map(toAward)[0];
  }

  /** An award of a group that a person edits for the enterprise that leads it. */
  async findEdited(tenant: string, id: string, { person, organisations }: AwardParty): Promise<AwardRow | undefined> {
    return (await this.reader.read<StoredAward>('award-find-edited', EDITED, [id, tenant, person, organisations])).map(toAward)[0];
  }

  /** Newest first. */
  async list({ tenant, regions, editor, yearId, state, leadCreditCode, before, limit }: AwardFilter): Promise<readonly AwardRow[]> {
    const [name, text] = editor === undefined ? ['award-list', LIST] : ['award-list-edited', LIST_EDITED];
    const values: unknown[] = [tenant, regions, editor?.person ?? null, yearId ?? null, state ?? null, leadCreditCode ?? null, before ?? null, limit];
    if (editor !== undefined) values.push(editor.organisations);
    return (await this.reader.read<StoredAward>(name, text, values)).map(toAward);
  }

  async insertVersion(manager: EntityManager, row: Omit<AwardVersionRow, 'decidedBy' | 'decidedAt'>): Promise<void> {
    await prepared(manager, 'award-version-insert', INSERT_VERSION, [
      row.awardId, row.number, row.tenant, row.question, row.answer, row.sha256, row.basis, String(row.approved), String(row.ceiling), row.reasons, row.preparedBy,
      row.preparedAt,
    ]);
  }

  async decideVersion(manager: EntityManager, awardId: string, number: number, by: string, at: Date): Promise<void> {
    await prepared(manager, 'award-version-decide', DECIDE_VERSION, [awardId, number, by, at]);
  }

  /** The versions of an award, oldest first. */
  async versions(tenant: string, awardId: string): Promise<readonly AwardVersionRow[]> {
    return (await this.reader.read<StoredVersion>('award-versions', VERSIONS, [tenant, awardId])).map(toVersion);
  }

  async version(tenant: string, awardId: string, number: number): Promise<AwardVersionRow | undefined> {
    return (await this.reader.read<StoredVersion>('award-version', VERSION, [tenant, awardId, number])).map(toVersion)[0];
  }
}

function toAward(row: StoredAward): AwardRow {
  return {
    ...row, eligible: BigInt(row.eligible), ceiling: BigInt(row.ceiling), approved: BigInt(row.approved),
    allotted: row.allotted === null ? null : BigInt(row.allotted), verified: BigInt(row.verified), issued: BigInt(row.issued),
  };
}

function toVersion(row: StoredVersion): AwardVersionRow {
  return { ...row, approved: BigInt(row.approved), ceiling: BigInt(row.ceiling) };
}
