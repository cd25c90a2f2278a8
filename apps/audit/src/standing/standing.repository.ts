import { Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { StandingRow, StoodRow } from './standing.entity.js';

// One statement, so that listings and sanctions are of one moment. Each half is an index scan by enterprise.
const STANDING = `
  SELECT credit_code AS "creditCode", id, 'credit-listing' AS kind, list, source, nullif(document, '') AS document,
    listed_from::text AS "from", listed_through::text AS through, NULL AS clause, NULL AS programme, NULL AS jurisdiction
  FROM credit_listing
  WHERE tenant = $1 AND credit_code = ANY($2::text[]) AND known_to IS NULL AND NOT is_void
    AND listed_from <= $3::date AND (listed_through IS NULL OR listed_through >= $3::date)
  UNION ALL
  SELECT credit_code, id, measure, NULL, NULL, document, imposed_from::text, imposed_through::text, clause, programme, jurisdiction
  FROM sanction
  WHERE tenant = $1 AND credit_code = ANY($2::text[]) AND state NOT IN ('proposed', 'rejected', 'withdrawn')
    AND imposed_from <= $3::date AND (imposed_through IS NULL OR imposed_through >= $3::date)`;

const LISTINGS_EVER = `
  SELECT credit_code AS "creditCode", id, 'credit-listing' AS kind, list, source, nullif(document, '') AS document,
    listed_from::text AS "from", listed_through::text AS through, NULL AS clause, NULL AS programme, NULL AS jurisdiction,
    CASE WHEN is_void THEN 'void' ELSE 'loaded' END AS state, known_from AS "knownFrom"
  FROM credit_listing
  WHERE tenant = $1 AND credit_code = $2 AND known_from <= coalesce($3::timestamptz, 'infinity')
    AND (known_to IS NULL OR known_to > coalesce($3::timestamptz, 'infinity'))
  ORDER BY listed_from DESC, id DESC LIMIT $4`;

const SANCTIONS_EVER = `
  SELECT s.credit_code AS "creditCode", s.id, s.measure AS kind, NULL AS list, NULL AS source, s.document, s.imposed_from::text AS "from",
    step.imposed_through::text AS through, s.clause, s.programme, s.jurisdiction, step.state, step.recorded_at AS "knownFrom"
  FROM sanction s CROSS JOIN LATERAL (
    SELECT imposed_through, state, recorded_at FROM sanction_step
    WHERE sanction_id = s.id AND recorded_at <= coalesce($3::timestamptz, 'infinity') ORDER BY number DESC LIMIT 1) step
  WHERE s.tenant = $1 AND s.credit_code = $2
  ORDER BY s.imposed_from DESC, s.id DESC LIMIT $4`;

/** All queries about what stands against enterprises. */
@Injectable()
export class StandingRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** What stands against enterprises on a day, by all that is known. */
  async standing(tenant: string, creditCodes: readonly string[], on: string): Promise<readonly StandingRow[]> {
    return await this.reader.read<StandingRow>('standing-check', STANDING, [tenant, creditCodes, on]);
  }

  /** All that ever stood against one, by what was known at an instant; the newest of each kind. */
  async ever(tenant: string, creditCode: string, knownAt: string | null, most: number): Promise<readonly StoodRow[]> {
    const values = [tenant, creditCode, knownAt, most];
    const listings = await this.reader.read<StoodRow>('standing-listings', LISTINGS_EVER, values);
    return [...listings, ...(await this.reader.read<StoodRow>('standing-sanctions', SANCTIONS_EVER, values))];
  }
}
