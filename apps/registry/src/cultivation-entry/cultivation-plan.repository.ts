import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { CultivationItem } from './cultivation-entry.entity.js';

const COLUMNS = `
  i.id, i.tenant, i.entry_id AS "entryId", i.kind, i.text, i.due_on::text AS "dueOn", i.percent, i.set_on::text AS "setOn", i.dropped_on::text AS "droppedOn"`;
/** The plan first, then what was dropped from it last. */
const ITEMS = `SELECT ${COLUMNS} FROM cultivation_item i WHERE i.entry_id = $1 ORDER BY i.dropped_on DESC NULLS FIRST, i.id LIMIT 150`;
const INSERT = `
  INSERT INTO cultivation_item (id, tenant, entry_id, kind, text, due_on, set_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const CHANGE = `UPDATE cultivation_item SET kind = $2, text = $3, due_on = $4 WHERE id = $1`;
const DROP = `UPDATE cultivation_item SET dropped_on = $3 WHERE entry_id = $1 AND dropped_on IS NULL AND id <> ALL($2::uuid[])`;
const ADVANCE = `UPDATE cultivation_item SET percent = $2 WHERE id = $1`;
const ADD_PROGRESS = `
  INSERT INTO cultivation_progress (tenant, item_id, reported_on, percent, note, person) VALUES ($1, $2, $3, $4, $5, $6)`;
const LATEST = `
  SELECT latest.* FROM unnest($1::uuid[]) item (id) CROSS JOIN LATERAL (
    SELECT p.position, p.item_id AS "itemId", p.reported_on::text AS "on", p.percent, p.note, p.person
    FROM cultivation_progress p WHERE p.item_id = item.id ORDER BY p.position DESC LIMIT 1
  ) latest`;
const LIST = `
  SELECT p.position, p.item_id AS "itemId", p.reported_on::text AS "on", p.percent, p.note, p.person
  FROM cultivation_progress p WHERE p.item_id = $1 AND p.position < COALESCE($2::bigint, 9223372036854775807) ORDER BY p.position DESC LIMIT $3`;

/** A report of progress. */
export interface Progress {
  readonly position: string;
  readonly itemId: string;
  readonly on: string;
  readonly percent: number;
  readonly note: string;
  readonly person: string;
}

/** All queries about goals, tasks and their progress. */
@Injectable()
export class CultivationPlanRepository {
  async itemsOf(manager: EntityManager, entryId: string): Promise<readonly CultivationItem[]> {
    return (await prepared<CultivationItem>(manager, 'cultivation-items', ITEMS, [entryId])).rows;
  }

  async insert(manager: EntityManager, { id, tenant, entryId, kind, text, dueOn, setOn }: CultivationItem): Promise<void> {
    await prepared(manager, 'cultivation-item-insert', INSERT, [id, tenant, entryId, kind, text, dueOn, setOn]);
  }

  async change(manager: EntityManager, { id, kind, text, dueOn }: Pick<CultivationItem, 'id' | 'kind' | 'text' | 'dueOn'>): Promise<void> {
    await prepared(manager, 'cultivation-item-change', CHANGE, [id, kind, text, dueOn]);
  }

  /** Drops what is in the plan and not among those that stay. */
  async dropOthers(manager: EntityManager, entryId: string, staying: readonly string[], droppedOn: string): Promise<void> {
    await prepared(manager, 'cultivation-item-drop', DROP, [entryId, staying, droppedOn]);
  }

  async addProgress(manager: EntityManager, tenant: string, { itemId, on, percent, note, person }: Omit<Progress, 'position'>): Promise<void> {
    await prepared(manager, 'cultivation-progress-add', ADD_PROGRESS, [tenant, itemId, on, percent, note, person]);
    await prepared(manager, 'cultivation-item-advance', ADVANCE, [itemId, percent]);
  }

  /** The latest report of each item. */
  async latestOf(manager: EntityManager, itemIds: readonly string[]): Promise<readonly Progress[]> {
    return (await prepared<Progress & Record<string, string | number>>(manager, 'cultivation-progress-latest', LATEST, [itemIds])).rows;
  }

  /** What was reported of an item, the newest first. @param before the last position of the page before */
  async listProgress(manager: EntityManager, itemId: string, before: string | undefined, limit: number): Promise<readonly Progress[]> {
    return (await prepared<Progress & Record<string, string | number>>(manager, 'cultivation-progress-list', LIST, [itemId, before ?? null, limit])).rows;
  }
}
