import { Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Party } from './relation.entity.js';

/**
 * Who has a part in a cluster on a day: its promotion organisation and that one's founders, its operating body, its members,
 * who owns a member and who is owned by one. Each branch looks up the codes asked about, never the whole cluster.
 */
const PARTIES = `
  WITH member AS (
    SELECT m.credit_code, m.from_on, m.through_on FROM cluster_member m
    WHERE m.cluster_id = $1 AND m.from_on <= $4 AND (m.through_on IS NULL OR m.through_on >= $4)
  ), organisation AS (
    SELECT p.credit_code, p.name, p.founders FROM cluster c JOIN promotion_organisation p ON p.id = c.promotion_organisation_id WHERE c.id = $1
  ), party AS (
    SELECT 'promotion-organisation' AS relation, credit_code AS code, credit_code AS of, name AS "ofName", NULL::date AS since, NULL::date AS until
    FROM organisation WHERE credit_code = ANY($3)
    UNION ALL
    SELECT 'founder', founder ->> 'creditCode', credit_code, name, NULL, NULL
    FROM organisation, jsonb_array_elements(founders) AS founder WHERE founder ->> 'creditCode' = ANY($3)
    UNION ALL
    SELECT 'operating-body', operating_body_code, operating_body_code, operating_body_name, NULL, NULL
    FROM cluster WHERE id = $1 AND operating_body_code = ANY($3)
    UNION ALL
    SELECT 'member', credit_code, credit_code, NULL, from_on, through_on FROM member WHERE credit_code = ANY($3)
    UNION ALL
    SELECT 'owns-member', s.owner_code, s.owned_code, NULL, s.owned_from, s.owned_through
    FROM enterprise_owner s JOIN member ON member.credit_code = s.owned_code
    WHERE s.tenant = $2 AND s.owner_code = ANY($3) AND NOT s.struck AND s.owned_from <= $4 AND (s.owned_through IS NULL OR s.owned_through >= $4)
    UNION ALL
    SELECT 'owned-by-member', s.owned_code, s.owner_code, NULL, s.owned_from, s.owned_through
    FROM enterprise_owner s JOIN member ON member.credit_code = s.owner_code
    WHERE s.tenant = $2 AND s.owned_code = ANY($3) AND NOT s.struck AND s.owned_from <= $4 AND (s.owned_through IS NULL OR s.owned_through >= $4)
  )
  SELECT party.relation, party.code, party.of, party.since::text, party.until::text,
    COALESCE(party."ofName", e.name, i.name) AS "ofName"
  FROM party
  LEFT JOIN enterprise e ON e.tenant = $2 AND e.credit_code = party.of
  LEFT JOIN institute i ON i.tenant = $2 AND i.credit_code = party.of
  ORDER BY party.code, party.relation, party.of, party.since LIMIT $5`;
const IS_OF_TENANT = `SELECT 1 FROM cluster WHERE id = $1 AND tenant = $2`;

/** All queries about relations between organisations. */
@Injectable()
export class RelationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async hasCluster(tenant: string, clusterId: string): Promise<boolean> {
    return (await this.reader.read('relation-cluster', IS_OF_TENANT, [clusterId, tenant])).length > 0;
  }

  /** What each of some organisations is to a cluster on a day. Its promotion organisation and operating body are today's. */
  async parties(tenant: string, clusterId: string, codes: readonly string[], day: string, limit: number): Promise<readonly Party[]> {
    return await this.reader.read<Party>('relation-parties', PARTIES, [clusterId, tenant, codes, day, limit]);
  }
}
