import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ReservedGroup, WaitingGroup } from './review.entity.js';

const RESERVED = `
  SELECT g.id, g.year_id AS "yearId", g.programme, g.policy_version AS "policyVersion", g.cluster_name AS "clusterName", g.cluster_level AS "clusterLevel",
    g.lead_name AS "leadName", g.lead_credit_code AS "leadCreditCode", g.region, g.version,
    ARRAY(SELECT p.project_id::text FROM proposed_project p WHERE p.group_id = g.id AND p.state = 'proposed' ORDER BY p.project_id) AS "projectIds",
    coalesce((SELECT max(s.left_at) FROM group_stay s WHERE s.group_id = g.id), g.updated_at) AS "reservedAt"
  FROM project_group g`;
const RESERVE_OF = `${RESERVED} WHERE g.year_id = $1 AND g.state = 'reserved' ORDER BY g.id`;
const RESERVE_PAGE = `
  ${RESERVED} WHERE g.tenant = $1 AND g.year_id = $2 AND g.state = 'reserved' AND ($3::text[] IS NULL OR g.region = ANY($3))
    AND g.id > coalesce($4::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY g.id LIMIT $5`;
const WAITING = `SELECT step, count(*)::integer AS count FROM project_group WHERE year_id = $1 AND state = 'under-review' GROUP BY step ORDER BY step`;
const UNREADY = `
  SELECT
    count(*) FILTER (WHERE NOT EXISTS (SELECT FROM public_notice_item i WHERE i.group_id = g.id AND i.state = 'passed'))::integer AS "withoutNotice",
    count(*) FILTER (WHERE EXISTS (SELECT FROM objection o WHERE o.group_id = g.id AND o.state IN ('raised', 'under-verification')))::integer AS objected,
    count(*) FILTER (WHERE NOT EXISTS (SELECT FROM proposed_project p WHERE p.group_id = g.id AND p.state = 'proposed'))::integer AS "withoutProjects"
  FROM project_group g WHERE g.year_id = $1 AND g.state = 'reserved'`;
const POLICIES = `SELECT DISTINCT programme, policy_version AS "policyVersion" FROM programme_year WHERE tenant = $1 AND state IN ('published', 'closed')`;
const WORKLIST = `
  SELECT g.id, g.year_id AS "yearId", g.programme, g.policy_version AS "policyVersion", g.cluster_name AS "clusterName", g.lead_name AS "leadName", g.region, g.step,
    g.version, s.entered_at AS since
  FROM project_group g LEFT JOIN group_stay s ON s.group_id = g.id AND s.left_at IS NULL
  WHERE g.tenant = $1 AND g.state = 'under-review' AND g.step = ANY($2::text[]) AND g.region = ANY($3::text[])
    AND (g.programme || '@' || g.policy_version || '#' || g.step) = ANY($4::text[]) AND ($5::uuid IS NULL OR g.year_id = $5)
    AND g.id > coalesce($6::uuid, '00000000-0000-0000-0000-000000000000')
    AND NOT EXISTS (SELECT FROM public_notice_item i WHERE i.group_id = g.id AND i.state IN ('open', 'held'))
    AND NOT EXISTS (
      SELECT FROM group_signature n WHERE n.group_id = g.id AND n.step = g.step AND n.content_number = g.content_number
        AND (n.side || ' ' || g.programme || '@' || g.policy_version || '#' || g.step) = ANY($7::text[]))
  ORDER BY g.id LIMIT $8`;

/** What of a year's reserve is not ready for an allocation plan: numbers of groups. */
export interface UnreadyReserve {
  /** No notice of theirs has run out. */
  readonly withoutNotice: number;
  readonly objected: number;
  /** No project of theirs is approved for support. */
  readonly withoutProjects: number;
}

/** What waits for somebody: at which steps of which policies, in which regions. */
export interface WorkOf {
  readonly tenant: string;
  readonly steps: readonly string[];
  readonly regions: readonly string[];
  /** `programme@version#step` */
  readonly places: readonly string[];
  /** `side programme@version#step` of one's own: what one's side has signed waits for the other. */
  readonly ownSides: readonly string[];
  readonly yearId: string | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** Which reserve. */
export interface ReserveOf {
  readonly tenant: string;
  readonly yearId: string;
  /** Absent: every region. */
  readonly regions: readonly string[] | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** All queries about what waits in a year, and what its reserve holds. */
@Injectable()
export class ReserveRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The reserve of a year whole, by id, with the projects that are supported: what awards are made from (SUB-10.b, SUB-11). */
  async reserveOf(manager: EntityManager, yearId: string): Promise<readonly ReservedGroup[]> {
    return (await prepared<ReservedGroup & Record<string, unknown>>(manager, 'reserve-of', RESERVE_OF, [yearId])).rows;
  }

  /** A page of it, by id. */
  async page({ tenant, yearId, regions, after, limit }: ReserveOf): Promise<readonly ReservedGroup[]> {
    return await this.reader.read<ReservedGroup & Record<string, unknown>>('reserve-page', RESERVE_PAGE, [tenant, yearId, regions ?? null, after ?? null, limit]);
  }

  /** How many groups of a year are under review, by the step that they wait at: what the deadline of the reserve tells (SUB-10.b). */
  async waiting(manager: EntityManager, yearId: string): Promise<readonly { readonly step: string; readonly count: number }[]> {
    return (await prepared<{ step: string; count: number }>(manager, 'reserve-waiting', WAITING, [yearId])).rows;
  }

  /** What of a year's reserve an allocation plan cannot be made from yet (SUB-11, SUB-4.b). */
  async unready(manager: EntityManager, yearId: string): Promise<UnreadyReserve> {
    const [row] = (await prepared<UnreadyReserve & Record<string, unknown>>(manager, 'reserve-unready', UNREADY, [yearId])).rows;
    return row ?? { withoutNotice: 0, objected: 0, withoutProjects: 0 };
  }

  /** The policies under which years of a tenant run. */
  async policies(tenant: string): Promise<readonly { readonly programme: string; readonly policyVersion: string }[]> {
    return await this.reader.read<{ programme: string; policyVersion: string }>('reserve-policies', POLICIES, [tenant]);
  }

  /** What waits, oldest group first. */
  async worklist({ tenant, steps, regions, places, ownSides, yearId, after, limit }: WorkOf): Promise<readonly WaitingGroup[]> {
    return await this.reader.read<WaitingGroup & Record<string, unknown>>('reserve-worklist', WORKLIST, [
      tenant, steps, regions, places, yearId ?? null, after ?? null, ownSides, limit,
    ]);
  }
}
