import { pipeline } from 'node:stream/promises';

import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

import { connectionOf } from './prepared.js';

/** A value of a row as PostgreSQL's COPY takes it. Money and other exact numbers are bigint or string. */
export type BulkValue = string | number | bigint | boolean | Date | null;

/** Where rows go. The names stand in the statements as they are, so they come from code, never from input. */
export interface BulkTarget {
  /** Not partitioned: PostgreSQL does not say of such a table which rows were new. */
  readonly table: string;
  /** The columns of each row, in its order. */
  readonly columns: readonly string[];
  /** Those that tell rows apart: the primary key's or a unique constraint's. */
  readonly key: readonly string[];
  /** What happens to a row whose key is there: kept as it is, or replaced where any column differs. */
  readonly existing: 'keep' | 'replace';
}

/** What became of the rows; the last three make up the first. */
export interface BulkCounts {
  readonly given: number;
  readonly inserted: number;
  readonly replaced: number;
  /** There already, with the same columns or to be kept. */
  readonly unchanged: number;
}

const IDENTIFIER = /^[a-z][a-z0-9_]{0,57}$/;
const CHUNK_CHARACTERS = 65_536;
const TIMEOUT_MS = 600_000;

/**
 * Loads many rows in the transaction of an EntityManager: copied to a temporary table, then inserted from there, in the
 * order of their keys, so that two loads cannot deadlock. Rows are taken as fast as the database takes them: memory stays
 * flat however many there are. Loading the same rows again changes nothing.
 *
 * The connection must not be pipelined (`openDatabase({ …, pipeline: false })`), because COPY takes a connection for
 * itself. A command that loads therefore has a CommandRunner on a small pool of its own, with groups of one: its key, rows,
 * audit entry, event and answer are one transaction there, which nobody else waits for. Such an effect may be run again
 * after a conflict: it must open its rows anew each time, and not take them over a network that can stall.
 * @throws Error for a pipelined connection, or a row that has not one value for each column
 * @throws the database's error: its `where` names the line of a value that does not fit; SQLSTATE 21000 when rows to be
 *   replaced hold a key twice
 */
export async function bulkLoad(
  manager: EntityManager,
  target: BulkTarget,
  rows: AsyncIterable<readonly BulkValue[]> | Iterable<readonly BulkValue[]>,
): Promise<BulkCounts> {
  const connection = await connectionOf(manager);
  if ((connection as Client & { readonly pipeline?: boolean }).pipeline === true) {
    throw new Error('Rows cannot be copied on a pipelined connection: open the database with pipeline: false');
  }
  const staging = stagingOf(target);
  const columns = target.columns.join(', ');
  await connection.query(`SET LOCAL statement_timeout = ${TIMEOUT_MS}`);
  await connection.query(`CREATE TEMPORARY TABLE ${staging} ON COMMIT DROP AS SELECT ${columns} FROM ${target.table} WITH NO DATA`);
  const copy = connection.query(copyFrom(`COPY ${staging} (${columns}) FROM STDIN`));
  await pipeline(copyText(rows, target.columns.length), copy);
  const { rows: written } = await connection.query<{ inserted: number; replaced: number }>(mergeStatement(target, staging));
  await connection.query(`DROP TABLE ${staging}`);
  const { inserted, replaced } = written[0] ?? { inserted: 0, replaced: 0 };
  return { given: copy.rowCount, inserted, replaced, unchanged: copy.rowCount - inserted - replaced };
}

function stagingOf({ table, columns, key }: BulkTarget): string {
  for (const name of [table, ...columns, ...key]) if (!IDENTIFIER.test(name)) throw new Error(`Not the name of a table or column: ${name}`);
  return `load_${table}`;
}

function mergeStatement({ table, columns, key, existing }: BulkTarget, staging: string): string {
  const others = columns.filter((column) => !key.includes(column));
  const list = (prefix: string): string => others.map((column) => `${prefix}${column}`).join(', ');
  const replace = `DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
      WHERE (${list(`${table}.`)}) IS DISTINCT FROM (${list('excluded.')})`;
  return `
    WITH written AS (
      INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM ${staging} ORDER BY ${key.join(', ')}
      ON CONFLICT (${key.join(', ')}) ${existing === 'keep' || others.length === 0 ? 'DO NOTHING' : replace}
      RETURNING xmax = 0 AS is_new)
    SELECT count(*) FILTER (WHERE is_new)::integer AS inserted, count(*) FILTER (WHERE NOT is_new)::integer AS replaced FROM written`;
}

/** The rows in COPY's text format, in chunks: one for each row would cost more than the row. */
async function* copyText(rows: AsyncIterable<readonly BulkValue[]> | Iterable<readonly BulkValue[]>, width: number): AsyncGenerator<string> {
  let chunk = '';
  let line = 0;
  for await (const row of rows) {
    line += 1;
    if (row.length !== width) throw new Error(`Row ${line} has ${row.length} values for ${width} columns`);
    chunk += `${row.map(copyValue).join('\t')}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

const SPECIAL = /[\\\n\r\t]/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function copyValue(value: BulkValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return value.replaceAll(SPECIAL, (character) => ESCAPED[character] ?? character);
  if (value instanceof Date) return value.toISOString();
  return String(value);
}
