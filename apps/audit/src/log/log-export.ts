/** Asks the database of the audit service; its own role is enough, and a read-only one. */
export type ExportQuery = (text: string, values: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const SETTING = `SELECT origin, hash, (SELECT coalesce(max(index), -1) + 1 FROM log_leaf)::text AS size FROM log_setting`;
const LEAVES = `SELECT index::text AS place, leaf, leaf_hash FROM log_leaf WHERE index > $1 AND index < $2 ORDER BY index LIMIT $3`;
const PAGE = 2_000;

/**
 * The whole log as lines of an export, which jiqun-verify reads: a header, then every leaf with its stored hash, as the
 * database has them. It judges nothing: also a log that was tampered with is given out as it is.
 */
export async function* exportLog(query: ExportQuery, page = PAGE): AsyncGenerator<string> {
  const [setting] = await query(SETTING, []);
  if (setting === undefined) throw new Error('This installation has no log yet: its audit service has not started');
  const { origin, hash, size } = setting;
  yield JSON.stringify({ format: 'jiqun-log-export', version: 1, origin, hash, size: Number(size) });
  for (let after = '-1'; ; ) {
    const rows = await query(LEAVES, [after, size, page]);
    for (const { place, leaf, leaf_hash: leafHash } of rows) {
      yield JSON.stringify({ index: Number(place), leafHash: (leafHash as Buffer).toString('base64'), leaf: (leaf as Buffer).toString('utf8') });
      after = String(place);
    }
    if (rows.length < page) return;
  }
}
