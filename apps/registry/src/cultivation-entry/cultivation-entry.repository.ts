import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { CultivationEntry } from './cultivation-entry.entity.js';

const COLUMNS = `
  e.id, e.tenant, e.cluster_id AS "clusterId", e.cluster_name AS "clusterName", e.title_id AS "titleId", e.programme, e.region, e.state,
  e.entered_on::text AS "enteredOn", e.left_on::text AS "leftOn", e.agreed_with AS "agreedWith", e.version`;
const FIND = `SELECT ${COLUMNS} FROM cultivation_entry e WHERE e.id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_OF_TITLE = `SELECT ${COLUMNS} FROM cultivation_entry e WHERE e.title_id = $1 FOR UPDATE`;
const INSERT = `
  INSERT INTO cultivation_entry (id, tenant, cluster_id, cluster_name, title_id, programme, region, state, entered_on)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'in-library', $8)`;
const MOVE = `
  UPDATE cultivation_entry e SET state = $3, left_on = $4, agreed_with = $5, version = version + 1
  WHERE e.id = $1 AND e.version = $2 RETURNING ${COLUMNS}`;
const BEGIN_STAY = `
  INSERT INTO cultivation_stay (entry_id, tenant, number, entered_on)
  SELECT $1, $2, count(*) + 1, $3 FROM cultivation_stay WHERE entry_id = $1`;
const END_STAY = `UPDATE cultivation_stay SET left_on = $2 WHERE entry_id = $1 AND left_on IS NULL`;
const STAYS = `SELECT entered_on::text AS "enteredOn", left_on::text AS "leftOn" FROM cultivation_stay WHERE entry_id = $1 ORDER BY number LIMIT 100`;
const LIST = `
  SELECT page.* FROM unnest($2::text[]) code CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM cultivation_entry e
    WHERE e.tenant = $1 AND e.region = code AND e.id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND ($5::text IS NULL OR e.state = $5) AND ($6::text IS NULL OR e.programme = $6)
    ORDER BY e.id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;

/** A time for which a cluster was in the library. */
export interface Stay {
  readonly enteredOn: string;
  readonly leftOn: string | null;
}

/** Which entries of a list. */
export interface EntryFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly state?: string | undefined;
  readonly programme?: string | undefined;
}

/** All queries about the entries of the cultivation library. */
@Injectable()
export class CultivationEntryRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, entry: CultivationEntry): Promise<void> {
    const { id, tenant, clusterId, clusterName, titleId, programme, region, enteredOn } = entry;
    await prepared(manager, 'cultivation-entry-insert', INSERT, [id, tenant, clusterId, clusterName, titleId, programme, region, enteredOn]);
    await this.beginStay(manager, entry, enteredOn);
  }

  /** The entry, locked until the transaction ends; undefined when there is none. */
  async lock(manager: EntityManager, id: string): Promise<CultivationEntry | undefined> {
    return (await prepared<CultivationEntry>(manager, 'cultivation-entry-lock', LOCK, [id])).rows[0];
  }

  /** The entry that a title brought about, locked. */
  async lockOfTitle(manager: EntityManager, titleId: string): Promise<CultivationEntry | undefined> {
    return (await prepared<CultivationEntry>(manager, 'cultivation-entry-lock-of-title', LOCK_OF_TITLE, [titleId])).rows[0];
  }

  /** @returns undefined when its version is another by now */
  async move(manager: EntityManager, entry: CultivationEntry, to: Pick<CultivationEntry, 'state' | 'leftOn' | 'agreedWith'>): Promise<CultivationEntry | undefined> {
    const values = [entry.id, entry.version, to.state, to.leftOn, to.agreedWith];
    return (await prepared<CultivationEntry>(manager, 'cultivation-entry-move', MOVE, values)).rows[0];
  }

  async beginStay(manager: EntityManager, { id, tenant }: CultivationEntry, enteredOn: string): Promise<void> {
    await prepared(manager, 'cultivation-stay-begin', BEGIN_STAY, [id, tenant, enteredOn]);
  }

  async endStay(manager: EntityManager, entryId: string, leftOn: string): Promise<void> {
    await prepared(manager, 'cultivation-stay-end', END_STAY, [entryId, leftOn]);
  }

  async staysOf(manager: EntityManager, entryId: string): Promise<readonly Stay[]> {
    return (await prepared<Stay & Record<string, string | null>>(manager, 'cultivation-stays', STAYS, [entryId])).rows;
  }

  async find(manager: EntityManager, id: string): Promise<CultivationEntry | undefined> {
    return (await prepared<CultivationEntry>(manager, 'cultivation-entry-find', FIND, [id])).rows[0];
  }

  /** Newest first. @param before the last id of the page before */
  async list({ tenant, regions, state, programme }: EntryFilter, before: string | undefined, limit: number): Promise<readonly CultivationEntry[]> {
    return await this.reader.read<CultivationEntry>('cultivation-entry-list', LIST, [tenant, regions, before ?? null, limit, state ?? null, programme ?? null]);
  }
}
