import { installedRegions } from '@jiqun/service-kit';

import { gramsToFind } from './name-grams.js';

/** One condition of a list: its text with `$` where the value goes, if it has one, and a name that no other text has. */
export interface ListCondition {
  readonly name: string;
  readonly sql: string;
  readonly value?: unknown;
  /** Few objects meet it and an index knows them: they are looked for first, and the regions afterwards. */
  readonly isSelective?: true;
}

/** Which part of a list, of which regions, under which conditions. */
export interface ListRequest {
  /** Codes of the regions in which the objects lie. */
  readonly regions: readonly string[];
  /** The last id of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
  readonly conditions: readonly ListCondition[];
}

/** A statement as `Reader.read` takes it. */
export interface ListStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Objects of a table by region, newest first, in pages. Each region is read from its own place in the index
 * (tenant, region, id), at most a page of it, so that what a page costs depends on the number of regions and not on how
 * many objects there are; unless a condition is selective, for which the database chooses the better way. Every set of
 * conditions is a statement of its own: one that allows for absent values would be planned for none of them.
 * @param table its alias is `o`; it has the columns tenant, region and id
 */
export function listStatement(table: string, columns: string, { regions, before, limit, conditions }: ListRequest): ListStatement {
  const tree = installedRegions();
  const isSelective = conditions.some((condition) => condition.isSelective === true);
  const tenants = regions.map((code) => tree.tenantOf(code) ?? '');
  const values: unknown[] = [isSelective ? [...new Set(tenants)] : tenants, regions, before ?? null, limit];
  const extra = conditions.map(({ sql, value }) => {
    if (value !== undefined) values.push(value);
    return ` AND ${sql.replaceAll('$', `$${values.length}`)}`;
  });
  const filter = `o.id < COALESCE($3::uuid, '${LAST_ID}')${extra.join('')}`;
  const first = `
      SELECT ${columns} FROM ${table} o WHERE o.tenant = ANY($1::text[]) AND o.region = ANY($2::text[]) AND ${filter} ORDER BY o.id DESC LIMIT $4`;
  const byRegion = `
      SELECT page.* FROM unnest($1::text[], $2::text[]) AS place (tenant, region)
      CROSS JOIN LATERAL (
        SELECT ${columns} FROM ${table} o WHERE o.tenant = place.tenant AND o.region = place.region AND ${filter} ORDER BY o.id DESC LIMIT $4
      ) page ORDER BY page.id DESC LIMIT $4`;
  return { name: [`${table}-list`, ...conditions.map(({ name }) => name)].join('-'), text: isSelective ? first : byRegion, values };
}

/** The conditions for a part of the name: what the index finds by its pairs of characters, and then the text itself. */
export function nameContains(text: string | undefined): readonly ListCondition[] {
  if (text === undefined) return [];
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return [
    { name: 'grams', sql: 'o.name_grams @> $::text[]', value: gramsToFind(text), isSelective: true },
    { name: 'name', sql: 'lower(o.name) LIKE $', value: pattern },
  ];
}

/** The condition for a credit code; none when none is asked for. */
export function hasCreditCode(value: string | undefined): readonly ListCondition[] {
  return value === undefined ? [] : [{ name: 'credit_code', sql: 'o.credit_code = $', value, isSelective: true }];
}

/** A condition that a column has a value; none when there is no value. */
export function equal(column: string, value: string | undefined): readonly ListCondition[] {
  return value === undefined ? [] : [{ name: column, sql: `o.${column} = $`, value }];
}
