import type { CreditLoadCounts } from '@jiqun/contracts';
import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ListingVersion } from '../credit-listing/credit-listing.entity.js';
import type { CreditLoadRow, StagedRow } from './credit-load.entity.js';

/** A row of a load beside a listing that it is about; a removal may be about several. */
export interface MatchedRow extends StagedRow {
  /** Null where the list has none. */
  readonly listing: Listing | null;
}

/** A listing as it stands. */
export type Listing = Omit<ListingVersion, 'tenant' | 'list' | 'source' | 'loadId'>;

/** A listing that a wrong load wrote last, and what it was before. */
export interface WrittenListing {
  readonly listing: Listing;
  /** Null where the wrong load made it. */
  readonly before: Listing | null;
  /** Another load has listed the same again since. */
  readonly isTaken: boolean;
}

/** A line that contradicts another, or says nothing of any listing. */
export interface ContradictingLine {
  readonly line: number;
  readonly what: 'repeated' | 'ambiguous' | 'unknown';
}

const listing = (alias: string): string => `
  json_build_object('id', ${alias}.id, 'number', ${alias}.number, 'creditCode', ${alias}.credit_code, 'listedFrom', ${alias}.listed_from::text,
    'listedThrough', ${alias}.listed_through::text, 'document', ${alias}.document, 'isVoid', ${alias}.is_void)`;
const CURRENT = `l.tenant = $1 AND l.list = $2 AND l.source = $3 AND l.known_to IS NULL AND NOT l.is_void`;
const SAME = `l.credit_code = r.credit_code AND (
  (r.change = 'listed' AND l.listed_from = r.listed_from AND l.document = r.document)
  OR (r.change = 'removed' AND (r.listed_from IS NULL OR l.listed_from = r.listed_from) AND (r.document = '' OR l.document = r.document)))`;
// A removal of what has ended before changes nothing.
const OPEN = `(r.change = 'listed' OR l.listed_through IS NULL OR l.listed_through > coalesce(r.listed_through, $4::date - 1))`;
const CHUNK = `
  SELECT r.line, r.credit_code AS "creditCode", r.change, r.listed_from::text AS "listedFrom", r.listed_through::text AS "listedThrough", r.document,
    CASE WHEN l.id IS NOT NULL THEN ${listing('l')} END AS listing
  FROM (SELECT * FROM credit_load_row WHERE load_id = $5 AND line > $6 ORDER BY line LIMIT $7) r
  LEFT JOIN credit_listing l ON ${CURRENT} AND ${SAME} AND ${OPEN}
  ORDER BY r.line, l.id`;
const MISSING_FROM = `
  FROM credit_listing l
  WHERE ${CURRENT} AND (l.listed_through IS NULL OR l.listed_through >= $4::date) AND NOT EXISTS (
    SELECT FROM credit_load_row r WHERE r.load_id = $5 AND r.credit_code = l.credit_code AND r.listed_from = l.listed_from AND r.document = l.document)`;
const MISSING = `SELECT ${listing('l')} AS listing ${MISSING_FROM} AND l.id > $6 ORDER BY l.id LIMIT $7`;
const COUNTS = `
  SELECT count(*) FILTER (WHERE change = 'listed' AND l_id IS NULL)::integer AS listed,
    count(*) FILTER (WHERE l_id IS NOT NULL AND (change = 'removed' OR (is_other AND NOT bars_again)))::integer AS ended,
    count(*) FILTER (WHERE l_id IS NOT NULL AND change = 'listed' AND is_other AND bars_again)::integer AS reopened,
    count(*) FILTER (WHERE (l_id IS NOT NULL AND change = 'listed' AND NOT is_other) OR (l_id IS NULL AND change = 'removed'))::integer AS unchanged
  FROM (
    SELECT DISTINCT r.credit_code, r.change, r.listed_from, r.document, r.listed_through AS r_through, l.id AS l_id,
      l.listed_through IS DISTINCT FROM r.listed_through AS is_other,
      r.listed_through IS NULL OR coalesce(l.listed_through < r.listed_through, false) AS bars_again
    FROM credit_load_row r LEFT JOIN credit_listing l ON ${CURRENT} AND ${SAME} AND ${OPEN}
    WHERE r.load_id = $5) matched`;
const COUNT_MISSING = `SELECT count(*)::integer AS count ${MISSING_FROM}`;
const CONTRADICTING = `
  SELECT line, what FROM (
    SELECT max(line) AS line, 'repeated' AS what FROM credit_load_row WHERE load_id = $4
    GROUP BY credit_code, listed_from, document
    HAVING count(DISTINCT change) > 1 OR count(DISTINCT coalesce(listed_through, 'infinity')) > 1
    UNION ALL
    SELECT r.line, 'ambiguous' FROM credit_load_row r WHERE r.load_id = $4 AND r.change = 'removed' AND r.listed_from IS NULL
      AND EXISTS (SELECT FROM credit_load_row o WHERE o.load_id = $4 AND o.credit_code = r.credit_code AND o.change = 'listed')
    UNION ALL
    SELECT r.line, 'unknown' FROM credit_load_row r WHERE r.load_id = $4 AND r.change = 'removed'
      AND NOT EXISTS (SELECT FROM credit_listing l WHERE ${CURRENT} AND ${SAME})) found
  ORDER BY line LIMIT 1000`;
const WRITTEN = `
  SELECT ${listing('l')} AS listing, CASE WHEN p.id IS NOT NULL THEN ${listing('p')} END AS before,
    l.is_void AND EXISTS (
      SELECT FROM credit_listing o WHERE o.tenant = l.tenant AND o.list = l.list AND o.source = l.source AND o.credit_code = l.credit_code
        AND o.listed_from = p.listed_from AND o.document = p.document AND o.known_to IS NULL AND NOT o.is_void) AS "isTaken"
  FROM credit_listing l LEFT JOIN credit_listing p ON p.id = l.id AND p.number = l.number - 1
  WHERE l.load_id = $1 AND l.known_to IS NULL AND l.id > $2 ORDER BY l.id LIMIT $3`;
const COUNT_WRITTEN = `
  SELECT count(*) FILTER (WHERE l.known_to IS NOT NULL)::integer AS kept,
    count(*) FILTER (WHERE l.known_to IS NULL AND NOT l.is_void AND p.id IS NULL)::integer AS voided,
    count(*) FILTER (WHERE l.known_to IS NULL AND p.id IS NOT NULL AND (l.is_void OR p.listed_through IS NULL OR p.listed_through > l.listed_through))::integer AS reopened,
    count(*) FILTER (WHERE l.known_to IS NULL AND p.id IS NOT NULL AND NOT l.is_void AND p.listed_through IS NOT NULL
      AND (l.listed_through IS NULL OR p.listed_through <= l.listed_through))::integer AS ended
  FROM credit_listing l LEFT JOIN credit_listing p ON p.id = l.id AND p.number = l.number - 1
  WHERE l.load_id = $1`;

const target = ({ tenant, list, source }: CreditLoadRow): unknown[] => [tenant, list, source];

/** What the rows of a load mean for the listings: the dry run and the chunks of its application. */
@Injectable()
export class LoadEffectRepository {
  /** The next rows of a load with the listings that they are about, by line. */
  async chunk(manager: EntityManager, load: CreditLoadRow, size: number): Promise<readonly MatchedRow[]> {
    const values = [...target(load), load.asOf, load.id, load.cursorLine, size];
    return (await prepared<MatchedRow>(manager, 'credit-load-chunk', CHUNK, values)).rows;
  }

  /** The next listings that stand and that a full load has no more. */
  async missing(manager: EntityManager, load: CreditLoadRow, size: number): Promise<readonly Listing[]> {
    const values = [...target(load), load.asOf, load.id, load.cursorId, size];
    return (await prepared<{ listing: Listing }>(manager, 'credit-load-missing', MISSING, values)).rows.map((row) => row.listing);
  }

  /** The next listings of which a wrong load said the last. */
  async written(manager: EntityManager, { corrects, cursorId }: CreditLoadRow, size: number): Promise<readonly WrittenListing[]> {
    return (await prepared<WrittenListing>(manager, 'credit-load-written', WRITTEN, [corrects, cursorId, size])).rows;
  }

  /** What applying a load would do. */
  async expected(manager: EntityManager, load: CreditLoadRow): Promise<Partial<CreditLoadCounts>> {
    if (load.kind === 'correction') {
      return (await prepared<Partial<CreditLoadCounts>>(manager, 'credit-load-count-written', COUNT_WRITTEN, [load.corrects])).rows[0] ?? {};
    }
    const values = [...target(load), load.asOf, load.id];
    const counts: Partial<CreditLoadCounts> = (await prepared<Partial<CreditLoadCounts>>(manager, 'credit-load-counts', COUNTS, values)).rows[0] ?? {};
    if (load.kind !== 'full') return counts;
    const missing = (await prepared<{ count: number }>(manager, 'credit-load-count-missing', COUNT_MISSING, values)).rows[0]?.count ?? 0;
    return { ...counts, ended: (counts.ended ?? 0) + missing };
  }

  /** Lines that cannot be applied beside others or to what is listed; the first of them. */
  async contradicting(manager: EntityManager, load: CreditLoadRow): Promise<readonly ContradictingLine[]> {
    return (await prepared<ContradictingLine>(manager, 'credit-load-contradicting', CONTRADICTING, [...target(load), load.id])).rows;
  }
}
