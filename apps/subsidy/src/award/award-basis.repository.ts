import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AwardBasis, AwardedGroup, BasisLine } from './award.entity.js';

const GROUP = `
  SELECT grp.id, grp.tenant, grp.year_id AS "yearId", grp.programme, grp.policy_version AS "policyVersion", grp.region, grp.cluster_name AS "clusterName",
    grp.cluster_level AS "clusterLevel", grp.level_closed AS "levelClosed", grp.lead_credit_code AS "leadCreditCode", grp.lead_name AS "leadName", grp.state,
    programme_year.closes_on::text AS "closesOn", programme_year.year
  FROM project_group grp JOIN programme_year ON programme_year.id = grp.year_id WHERE grp.tenant = $1 AND grp.id = $2`;
// The group stays as it is while an award is made of it.
const LOCK_GROUP = `${GROUP} FOR UPDATE OF grp`;
const PROJECTS = `
  SELECT project.group_id AS "groupId", project.id, project.name, project.type, CASE WHEN proposed.state <> 'proposed' THEN proposed.clause END AS clause,
    CASE WHEN proposed.state <> 'proposed' THEN proposed.reason END AS reason
  FROM project LEFT JOIN proposed_project proposed ON (proposed.group_id, proposed.project_id) = (project.group_id, project.id)
  WHERE project.tenant = $1 AND project.group_id = ANY($2::uuid[]) ORDER BY project.group_id, project.position, project.id`;
const LINES = `
  SELECT line.group_id AS "groupId", line.id, line.number, line.project_id AS "projectId", line.category, line.invoice_number AS "invoiceNumber",
    coalesce(extract(year FROM line.completed_on)::integer, line.planned_year) AS year, line.completed_on IS NOT NULL AS completed,
    line.amount_fen::text AS stated, CASE WHEN line.eligibility = 'ineligible' THEN 0 ELSE line.verified_fen END::text AS counted, line.outcome,
    line.reasons, line.eligibility, verified.clause, verified.reason
  FROM investment_line line
    LEFT JOIN LATERAL (SELECT clause, reason FROM line_verification WHERE line_id = line.id ORDER BY id DESC LIMIT 1) verified ON line.outcome IN ('cut', 'refused')
  WHERE line.tenant = $1 AND line.group_id = ANY($2::uuid[]) AND NOT line.removed ORDER BY line.group_id, line.number`;
// A locality's verification alone raises it; the function runs as the owner, and counts what was completed by that day.
const REFRESH = `SELECT award_refresh_verified(id, $2::date) FROM unnest($1::uuid[]) AS given (id) ORDER BY id`;
const COMPLETED_THROUGH = `
  SELECT coalesce(sum(line.verified_fen), 0)::text AS total FROM investment_line line
  WHERE line.tenant = $1 AND line.group_id = $2 AND NOT line.removed AND line.outcome IN ('accepted', 'cut') AND line.eligibility <> 'ineligible' AND line.completed_on <= $3::date
    AND NOT EXISTS (SELECT FROM proposed_project p WHERE (p.group_id, p.project_id) = (line.group_id, line.project_id) AND p.state <> 'proposed')`;

interface ProjectRow {
  readonly groupId: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly clause: string | null;
  readonly reason: string | null;
}

interface LineRow {
  readonly groupId: string;
  readonly id: string;
  readonly number: number;
  readonly projectId: string;
  readonly category: string;
  readonly invoiceNumber: string | null;
  readonly year: number;
  readonly completed: boolean;
  readonly stated: string;
  readonly counted: string;
  readonly outcome: 'accepted' | 'cut' | 'refused' | null;
  readonly eligibility: string;
  readonly reasons: readonly { readonly clause?: string; readonly zh: string; readonly en: string }[];
  readonly clause: string | null;
  readonly reason: string | null;
}

/** What of a project group an award is reckoned from: its projects and lines, as the locality verified them (SUB-4.b). */
@Injectable()
export class AwardBasisRepository {
  /** A group of a tenant, locked until the transaction ends. */
  async lockGroup(manager: EntityManager, tenant: string, groupId: string): Promise<AwardedGroup | undefined> {
    return (await prepared<AwardedGroup>(manager, 'award-group-lock', LOCK_GROUP, [tenant, groupId])).rows[0];
  }

  /**
   * Lines in the order of their numbers, by group.
   * @param assumed whether eligible lines that nobody has verified yet count as stated: for simulations alone
   */
  async basesOf(manager: EntityManager, tenant: string, groupIds: readonly string[], assumed = false): Promise<ReadonlyMap<string, AwardBasis>> {
    const { rows: projects } = await prepared<ProjectRow>(manager, 'award-basis-projects', PROJECTS, [tenant, groupIds]);
    const { rows: lines } = await prepared<LineRow>(manager, 'award-basis-lines', LINES, [tenant, groupIds]);
    const bases = new Map(groupIds.map((id) => [id, { projects: [] as AwardBasis['projects'][number][], lines: [] as BasisLine[] }]));
    for (const { groupId, id, name, type, clause, reason } of projects) {
      bases.get(groupId)?.projects.push({ id, name, type, ...(clause === null || reason === null ? {} : { out: { clause, reason } }) });
    }
    for (const line of lines) bases.get(line.groupId)?.lines.push(toBasisLine(line, assumed));
    return bases;
  }

  /** Brings `award.verified_fen` up to what is verified and completed by the end of a day. The awards are locked. */
  async refreshVerified(manager: EntityManager, awardIds: readonly string[], through: string): Promise<void> {
    await prepared(manager, 'award-refresh-verified', REFRESH, [awardIds, through]);
  }

  /** Verified investment completed by the end of a day, fen (SUB-4.b). */
  async completedThrough(manager: EntityManager, tenant: string, groupId: string, through: string): Promise<bigint> {
    const { rows } = await prepared<{ total: string }>(manager, 'award-completed-through', COMPLETED_THROUGH, [tenant, groupId, through]);
    return BigInt(rows[0]?.total ?? 0);
  }
}

function toBasisLine({ id, number, projectId, category, invoiceNumber, year, completed, stated, outcome, ...line }: LineRow, assumed: boolean): BasisLine {
  const counted = assumed && outcome === null && line.eligibility === 'eligible' ? stated : line.counted;
  const because = line.eligibility === 'ineligible' ? line.reasons[0] : undefined;
  const clause = because?.clause ?? line.clause;
  const [zh, en] = because === undefined ? [line.reason, line.reason] : [because.zh, because.en];
  return {
    id, number, projectId, category, ...(invoiceNumber === null ? {} : { invoiceNumber }), year, completed, stated, counted, ...(outcome === null ? {} : { outcome }),
    ...(clause === null ? {} : { clause }), ...(zh === null || en === null ? {} : { zh, en }),
  };
}
