import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, type ListCondition, listStatement } from '../filtered-list.js';
import type { ListingRow, ListingVersion } from './credit-listing.entity.js';

const COLUMNS = `
  id, number, tenant, list, source, credit_code AS "creditCode", listed_from::text AS "listedFrom", listed_through::text AS "listedThrough", document,
  is_void AS "isVoid", load_id AS "loadId", known_from AS "knownFrom"`;
const SUPERSEDE = `UPDATE credit_listing SET known_to = $2 WHERE id = ANY($1::uuid[]) AND known_to IS NULL`;
const INSERT = `
  INSERT INTO credit_listing (id, number, tenant, list, source, credit_code, listed_from, listed_through, document, is_void, load_id, known_from)
  SELECT id, number, $1, $2, $3, credit_code, listed_from, listed_through, document, is_void, $4, $5
  FROM unnest($6::uuid[], $7::integer[], $8::text[], $9::date[], $10::date[], $11::text[], $12::boolean[])
    AS given (id, number, credit_code, listed_from, listed_through, document, is_void)`;

/** Which listings. */
export interface ListingFilter {
  readonly tenant: string;
  readonly list: string | undefined;
  readonly creditCode: string | undefined;
  readonly source: string | undefined;
  readonly on: string | undefined;
  /** By what was known at this instant; by what is known now when absent. */
  readonly knownAt: string | undefined;
  readonly before: string;
  readonly limit: number;
}

/** All queries about listings. */
@Injectable()
export class CreditListingRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /**
   * Writes what one load says: new listings, and further versions of known ones, whose versions before end to be what is known.
   * @param versions all of one tenant, list, source and load
   */
  async insert(manager: EntityManager, versions: readonly ListingVersion[], now: Date): Promise<void> {
    const [first] = versions;
    if (first === undefined) return;
    const known = versions.filter(({ number }) => number > 1).map(({ id }) => id);
    if (known.length > 0) await prepared(manager, 'credit-listing-supersede', SUPERSEDE, [known, now]);
    const column = <Name extends keyof ListingVersion>(name: Name): ListingVersion[Name][] => versions.map((version) => version[name]);
    await prepared(manager, 'credit-listing-insert', INSERT, [
      first.tenant, first.list, first.source, first.loadId, now,
      column('id'), column('number'), column('creditCode'), column('listedFrom'), column('listedThrough'), column('document'), column('isVoid'),
    ]);
  }

  /** Newest first. */
  async list({ list, creditCode, source, on, knownAt, ...page }: ListingFilter): Promise<readonly ListingRow[]> {
    const known: ListCondition = knownAt === undefined
      ? { name: 'known', sql: 'o.known_to IS NULL' }
      : { name: 'known-at', sql: 'o.known_from <= $::timestamptz AND (o.known_to IS NULL OR o.known_to > $::timestamptz)', value: knownAt };
    const stood: readonly ListCondition[] = on === undefined
      ? []
      : [{ name: 'on', sql: 'NOT o.is_void AND o.listed_from <= $::date AND (o.listed_through IS NULL OR o.listed_through >= $::date)', value: on }];
    const conditions = [...equal('credit_code', creditCode), ...equal('list', list), ...equal('source', source), known, ...stood];
    const { name, text, values } = listStatement('credit_listing', COLUMNS, { ...page, conditions });
    return await this.reader.read<ListingRow>(name, text, values);
  }
}
