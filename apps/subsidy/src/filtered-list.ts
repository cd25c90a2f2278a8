/** One condition of a list: its SQL with `$` where the value goes, if it has one, and a name that no other text has. */
export interface ListCondition {
  readonly name: string;
  readonly sql: string;
  readonly value?: unknown;
}

/** Whose objects: those of regions, or those of project groups. */
export interface ListScope {
  readonly by: 'region' | 'group';
  readonly codes: readonly string[];
}

/** A page of a list, newest first. */
export interface ListRequest {
  readonly tenant: string;
  readonly scope: ListScope;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
  readonly conditions: readonly ListCondition[];
}

/** A statement as `Reader.read` takes it. */
export interface ListStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** No id of ours is as great: a bound that is always there is a condition of the index in every plan. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * A page, newest first. Every set of conditions is a statement of its own: one that allows for absent values would be planned for none of
 * them, and read all of a region. Each region, or group, is read from its own place in an index, at most a page of it.
 * @param select up to FROM and its joins; the table's alias is `o`
 */
export function listStatement(name: string, select: string, { tenant, scope, before, limit, conditions }: ListRequest): ListStatement {
  const values: unknown[] = [tenant, scope.codes, before ?? BEHIND_ALL, limit];
  const extra = conditions.map(({ sql, value }) => {
    if (value !== undefined) values.push(value);
    return ` AND ${sql.replaceAll('$', `$${values.length}`)}`;
  });
  const within = scope.by === 'region' ? 'o.region = within.code' : 'o.group_id = within.code::uuid';
  const text = `
    SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
      ${select} WHERE o.tenant = $1 AND ${within} AND o.id < $3::uuid${extra.join('')} ORDER BY o.id DESC LIMIT $4
    ) page ORDER BY page.id DESC LIMIT $4`;
  return { name: [`${name}-list-${scope.by}`, ...conditions.map((one) => one.name)].join('-'), text, values };
}

/** A condition that a column has a value; none when there is no value. */
export function equal(column: string, value: string | number | undefined): readonly ListCondition[] {
  return value === undefined ? [] : [{ name: column, sql: `o.${column} = $`, value }];
}
