/** One condition of a list: its SQL with `$` where the value goes, if it has one, and a name that no other text has. */
export interface ListCondition {
  readonly name: string;
  readonly sql: string;
  readonly value?: unknown;
}

/** Which part of a table, under which conditions, newest first. */
export interface ListRequest {
  readonly tenant: string;
  /** Codes of the regions in which the objects lie; absent for a table without regions. */
  readonly regions?: readonly string[];
  /** The id behind which the page begins. */
  readonly before: string;
  readonly limit: number;
  readonly conditions: readonly ListCondition[];
}

/** A statement as `Reader.read` takes it. */
export interface ListStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A page of a table, newest first. Every set of conditions is a statement of its own: one that allows for absent values
 * would be planned for none of them, and read the whole table. Of several regions each is read from its own place in the
 * index (tenant, region, id), at most a page of it.
 * @param table its alias is `o`; it has the columns tenant and id
 */
export function listStatement(table: string, columns: string, { tenant, regions, before, limit, conditions }: ListRequest): ListStatement {
  const values: unknown[] = [tenant, before, limit, ...(regions === undefined ? [] : [regions])];
  const extra = conditions.map(({ sql, value }) => {
    if (value !== undefined) values.push(value);
    return ` AND ${sql.replaceAll('$', `$${values.length}`)}`;
  });
  const from = (region: string): string =>
    `SELECT ${columns} FROM ${table} o WHERE o.tenant = $1${region} AND o.id < $2::uuid${extra.join('')} ORDER BY o.id DESC LIMIT $3`;
  const text = regions === undefined
    ? from('')
    : `SELECT page.* FROM unnest($4::text[]) AS within (code) CROSS JOIN LATERAL (${from(' AND o.region = within.code')}) page ORDER BY page.id DESC LIMIT $3`;
  return { name: [`${table}-list`, ...conditions.map(({ name }) => name)].join('-'), text, values };
}

/** A condition that a column has a value; none when there is no value. */
export function equal(column: string, value: string | undefined): readonly ListCondition[] {
  return value === undefined ? [] : [{ name: column, sql: `o.${column} = $`, value }];
}
