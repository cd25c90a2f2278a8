import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, type ListCondition, listStatement } from '../filtered-list.js';
import type { CreditHoldRow, KnownListingRow } from './credit-hold.entity.js';

const KNOW = `
  INSERT INTO known_listing (listing_id, tenant, credit_code, list, version, is_over) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (listing_id) DO UPDATE SET version = greatest(known_listing.version, excluded.version),
    is_over = CASE WHEN excluded.version >= known_listing.version THEN excluded.is_over ELSE known_listing.is_over END
  RETURNING is_over AS "isOver"`;
const KNOWN = `
  SELECT listing_id AS "listingId", tenant, credit_code AS "creditCode", list, version FROM known_listing WHERE listing_id = $1 AND tenant = $2`;
const INSERT = `
  INSERT INTO credit_hold (id, tenant, instalment_id, award_id, region, credit_code, listing_id, list, held_on)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`;
const RELEASE = `UPDATE credit_hold SET released_on = $2 WHERE instalment_id = $1 AND released_on IS NULL`;
const SELECT = `
  SELECT o.id, o.tenant, o.instalment_id AS "instalmentId", o.award_id AS "awardId", o.region, o.credit_code AS "creditCode",
    o.listing_id AS "listingId", o.list, o.held_on::text AS "heldOn", o.released_on::text AS "releasedOn", shown.state
  FROM credit_hold o JOIN instalment ON instalment.id = o.instalment_id
    CROSS JOIN LATERAL (SELECT CASE WHEN o.released_on IS NOT NULL THEN 'released' WHEN instalment.state = 'held' THEN 'holding' ELSE 'ended' END AS state) shown`;

/** Which holds of a list. */
export interface CreditHoldFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly awardId: string | undefined;
  readonly creditCode: string | undefined;
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about listings known here, and what waits for their end. */
@Injectable()
export class CreditHoldRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns whether the listing is over by the newest news of it: it may have come before, and one that was over may stand again */
  async know(manager: EntityManager, { listingId, tenant, creditCode, list, version }: KnownListingRow, isOver: boolean): Promise<boolean> {
    const { rows } = await prepared<{ isOver: boolean }>(manager, 'credit-hold-know', KNOW, [listingId, tenant, creditCode, list, version, isOver]);
    return rows[0]?.isOver ?? isOver;
  }

  async known(manager: EntityManager, tenant: string, listingId: string): Promise<KnownListingRow | undefined> {
    return (await prepared<KnownListingRow>(manager, 'credit-hold-known', KNOWN, [listingId, tenant])).rows[0];
  }

  /** Nothing happens when the instalment waits already. */
  async insert(manager: EntityManager, row: Omit<CreditHoldRow, 'releasedOn' | 'state'>): Promise<void> {
    const values = [row.id, row.tenant, row.instalmentId, row.awardId, row.region, row.creditCode, row.listingId, row.list, row.heldOn];
    await prepared(manager, 'credit-hold-insert', INSERT, values);
  }

  async release(manager: EntityManager, instalmentId: string, on: string): Promise<void> {
    await prepared(manager, 'credit-hold-release', RELEASE, [instalmentId, on]);
  }

  /** Newest first. */
  async list({ tenant, regions, awardId, creditCode, state, before, limit }: CreditHoldFilter): Promise<readonly CreditHoldRow[]> {
    const conditions = [...equal('award_id', awardId), ...equal('credit_code', creditCode), ...(state === undefined ? [] : [inState(state)])];
    const page = { tenant, scope: { by: 'region', codes: regions }, before, limit, conditions } as const;
    const { name, text, values } = listStatement('credit-hold', SELECT, page);
    return await this.reader.read<CreditHoldRow>(name, text, values);
  }
}

/** What is over is told by the row alone; the rest are few. */
function inState(state: string): ListCondition {
  if (state === 'released') return { name: 'released', sql: 'o.released_on IS NOT NULL' };
  return { name: 'unreleased', sql: 'o.released_on IS NULL AND shown.state = $', value: state };
}
