import type { ServiceName } from '@jiqun/contracts';
import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { LogLeaf, LogSetting, NewLeaf, RecordKind } from './log.entity.js';
import type { LeafRange, NewNode, NodePlace } from './merkle.js';
import { subtreesOf } from './merkle.js';

/** Where the log and one service's entries end. */
export interface LogEnd {
  readonly size: number;
  /** The position of the service's last entry in the log; 0 for none. */
  readonly position: number;
}

interface LeafRow {
  readonly index: string;
  readonly tenant: string;
  readonly service: ServiceName;
  readonly kind: RecordKind;
  readonly appended_at: Date;
  readonly leaf: Buffer;
  readonly leaf_hash: Buffer;
}

// One at a time, whoever thinks that it leads: the tree has one end.
const LOCK = `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('jiqun.audit.log', 0))`;
const END = `
  SELECT (coalesce((SELECT max(index) FROM log_leaf), -1) + 1)::text AS size,
    coalesce((SELECT position FROM log_source WHERE service = $1 AND kind = $2), 0)::text AS position`;
const SIZE = `SELECT (coalesce(max(index), -1) + 1)::text AS size FROM log_leaf`;

const LEAVES = `
  INSERT INTO log_leaf (index, service, kind, position, tenant, region, entry_id, recorded_at, appended_at, refused, leaf, leaf_hash)
  SELECT $1::bigint + place - 1, $2, $3, position, tenant, region, entry_id, recorded_at, installation.now(), refused, convert_to(leaf, 'UTF8'), leaf_hash
  FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::boolean[], $10::text[], $11::bytea[])
    WITH ORDINALITY AS given (position, tenant, region, entry_id, recorded_at, refused, leaf, leaf_hash, place)`;
const NODES = `INSERT INTO log_node (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])`;
const SECRETS = `INSERT INTO log_secret (leaf_index, field, salt, value) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[])`;
const REFERENCES = `
  INSERT INTO log_reference (tenant, kind, value, leaf_index) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])`;
const CONTENTS = `INSERT INTO log_content (leaf_index, content) SELECT * FROM unnest($1::bigint[], $2::text[])`;
const SOURCE = `
  INSERT INTO log_source (service, kind, position) VALUES ($1, $2, $3)
  ON CONFLICT (service, kind) DO UPDATE SET position = excluded.position`;

// Looked up one by one: joined, a plan made while the log was small would read all of it for ever.
const NODES_AT = `
  SELECT given.level, given.index::text AS index, CASE WHEN given.level = 0
    THEN (SELECT leaf_hash FROM log_leaf WHERE log_leaf.index = given.index)
    ELSE (SELECT hash FROM log_node WHERE log_node.level = given.level AND log_node.index = given.index) END AS hash
  FROM unnest($1::smallint[], $2::bigint[]) AS given (level, index)`;

const COLUMNS = `index::text AS index, tenant, service, kind, appended_at, leaf, leaf_hash`;
// The order is by the column, not by the text that is given out under its name.
const LEAF = `SELECT ${COLUMNS} FROM log_leaf WHERE index = $1`;
const LIST = `SELECT ${COLUMNS} FROM log_leaf WHERE index > $1 ORDER BY log_leaf.index LIMIT $2`;
const SETTING_MADE = `INSERT INTO log_setting (origin, hash, person_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
const SETTING = `SELECT origin, hash, person_key FROM log_setting`;
const BY_EVENT = `SELECT index::text AS index FROM log_leaf WHERE kind = 'event' AND entry_id = $1 ORDER BY log_leaf.index LIMIT 1`;

/** All queries about leaves and the tree over them. */
@Injectable()
export class LogRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Keeps everybody else from appending until the transaction ends. */
  async lock(manager: EntityManager): Promise<void> {
    await prepared(manager, 'log-lock', LOCK, []);
  }

  /** Where the log ends, and a service's entries in it; under the lock nothing comes behind. */
  async end(manager: EntityManager, service: ServiceName, kind: RecordKind): Promise<LogEnd> {
    const { rows } = await prepared<{ size: string; position: string }>(manager, 'log-end', END, [service, kind]);
    return { size: Number(rows[0]?.size ?? 0), position: Number(rows[0]?.position ?? 0) };
  }

  /** The hashes of complete subtrees that make up ranges of leaves, in their order. @throws Error when one is missing */
  async subtrees(manager: EntityManager | undefined, ranges: readonly LeafRange[]): Promise<Buffer[][]> {
    const places = ranges.map(subtreesOf);
    const values = [places.flat().map(({ level }) => level), places.flat().map(({ index }) => index)];
    type Row = NodePlace & { readonly hash: Buffer | null };
    const rows = manager === undefined ? await this.reader.read<Row>('log-nodes', NODES_AT, values) : (await prepared<Row>(manager, 'log-nodes', NODES_AT, values)).rows;
    const hashes = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    return places.map((wanted) =>
      wanted.map(({ level, index }) => {
        const hash = hashes.get(`${level}/${index}`);
        if (hash === undefined || hash === null) throw new Error(`The log has no node ${level}/${index}`);
        return hash;
      }),
    );
  }

  /** Appends leaves behind `size`, with what belongs to them, and says how far the service's entries are in the log. */
  async append(manager: EntityManager, size: number, leaves: readonly NewLeaf[], nodes: readonly NewNode[]): Promise<void> {
    const [first] = leaves;
    const last = leaves.at(-1);
    if (first === undefined || last === undefined) return;
    const column = <Value>(of: (leaf: NewLeaf) => Value): Value[] => leaves.map(of);
    const at = <Part, Value>(parts: (leaf: NewLeaf) => readonly Part[], value: (part: Part, leaf: NewLeaf, index: number) => Value): Value[] =>
      leaves.flatMap((leaf, nth) => parts(leaf).map((part) => value(part, leaf, size + nth)));
    const secrets = ({ secrets: all }: NewLeaf): NewLeaf['secrets'] => all;
    const references = ({ references: all }: NewLeaf): NewLeaf['references'] => all;
    const contents = ({ content }: NewLeaf): string[] => (content === undefined ? [] : [content]);
    await Promise.all([
      prepared(manager, 'log-append', LEAVES, [
        size, first.service, first.kind,
        column(({ position }) => position), column(({ tenant }) => tenant), column(({ region }) => region ?? null), column(({ entryId }) => entryId),
        column(({ recordedAt }) => recordedAt), column(({ refused }) => refused), column(({ text }) => text), column(({ hash }) => hash),
      ]),
      prepared(manager, 'log-append-nodes', NODES, [nodes.map(({ level }) => level), nodes.map(({ index }) => index), nodes.map(({ hash }) => hash)]),
      prepared(manager, 'log-append-secrets', SECRETS, [
        at(secrets, (_secret, _leaf, index) => index), at(secrets, ({ field }) => field), at(secrets, ({ salt }) => salt), at(secrets, ({ value }) => value),
      ]),
      prepared(manager, 'log-append-references', REFERENCES, [
        at(references, (_reference, { tenant }) => tenant), at(references, ({ kind }) => kind), at(references, ({ value }) => value),
        at(references, (_reference, _leaf, index) => index),
      ]),
      prepared(manager, 'log-append-contents', CONTENTS, [at(contents, (_content, _leaf, index) => index), at(contents, (content) => content)]),
      prepared(manager, 'log-append-source', SOURCE, [first.service, first.kind, last.position]),
    ]);
  }

  /** How many leaves the log has. */
  async size(): Promise<number> {
    const [row] = await this.reader.read<{ size: string }>('log-size', SIZE, []);
    return Number(row?.size ?? 0);
  }

  async find(index: number): Promise<LogLeaf | undefined> {
    const [row] = await this.reader.read<LeafRow>('log-leaf', LEAF, [index]);
    return row === undefined ? undefined : leafOf(row);
  }

  /** Leaves behind an index, in order. */
  async list(after: number, limit: number): Promise<readonly LogLeaf[]> {
    return (await this.reader.read<LeafRow>('log-leaves', LIST, [after, limit])).map(leafOf);
  }

  /** The place of an event, by the event's own id. */
  async indexOfEvent(eventId: string): Promise<number | undefined> {
    const rows = await this.reader.read<{ index: string }>('log-by-event', BY_EVENT, [eventId]);
    return rows[0] === undefined ? undefined : Number(rows[0].index);
  }

  /** The settings of the log: those given when it has none yet, else those it was begun with. */
  async setting(manager: EntityManager, given: LogSetting): Promise<LogSetting> {
    await prepared(manager, 'log-setting-made', SETTING_MADE, [given.origin, given.hash, given.personKey]);
    const { rows } = await prepared<{ origin: string; hash: LogSetting['hash']; person_key: Buffer }>(manager, 'log-setting', SETTING, []);
    const [row] = rows;
    return row === undefined ? given : { origin: row.origin, hash: row.hash, personKey: row.person_key };
  }
}

function leafOf({ index, appended_at: appendedAt, leaf, leaf_hash: hash, ...row }: LeafRow): LogLeaf {
  return { ...row, index: Number(index), appendedAt, text: leaf.toString('utf8'), hash };
}
