import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Activity } from './activity.entity.js';

const COLUMNS = `
  id, tenant, organisation_id AS "organisationId", kind, held_on::text AS "heldOn", title, description, participants, partners,
  recorded_at AS "recordedAt", version`;
const INSERT = `
  INSERT INTO activity (id, tenant, organisation_id, kind, held_on, title, description, participants, partners, recorded_at, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)`;
const LOCK = `SELECT ${COLUMNS} FROM activity WHERE id = $1 FOR UPDATE`;
const FIND = `SELECT ${COLUMNS} FROM activity WHERE id = $1`;
const UPDATE = `
  UPDATE activity SET kind = $3, held_on = $4, title = $5, description = $6, participants = $7, partners = $8::jsonb, version = version + 1
  WHERE id = $1 AND version = $2`;
const LIST = `
  SELECT ${COLUMNS} FROM activity
  WHERE organisation_id = $1 AND held_on BETWEEN $2 AND $3 AND (held_on, id) < ($4::date, $5::uuid) AND ($6::text IS NULL OR kind = $6)
  ORDER BY activity.held_on DESC, activity.id DESC LIMIT $7`;
const COUNT = `
  SELECT kind, count(*)::integer AS activities, sum(participants)::float8 AS participants FROM activity
  WHERE organisation_id = $1 AND held_on BETWEEN $2 AND $3 GROUP BY kind`;

/** Which activities of an organisation: between two days, those before a place in the list. */
export interface ActivityFilter {
  readonly organisationId: string;
  readonly from: string;
  readonly through: string;
  readonly before: { readonly heldOn: string; readonly id: string };
  readonly kind?: Activity['kind'] | undefined;
  readonly limit: number;
}

/** How many activities of a kind, with how many participants in all. */
export type KindOfActivities = Pick<Activity, 'kind' | 'participants'> & { readonly activities: number };

/** All queries about activities. */
@Injectable()
export class ActivityRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Writes a new activity with the transaction. */
  insert(transaction: Transaction, activity: Activity): void {
    const { id, tenant, organisationId, kind, heldOn, title, description, participants, partners, recordedAt, version } = activity;
    const values = [id, tenant, organisationId, kind, heldOn, title, description, participants, JSON.stringify(partners), recordedAt, version];
    transaction.write('activity-insert', INSERT, values);
  }

  /** The activity, locked until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Activity | undefined> {
    return (await prepared<Activity>(manager, 'activity-lock', LOCK, [id])).rows[0];
  }

  async find(id: string): Promise<Activity | undefined> {
    return (await this.reader.read<Activity>('activity-find', FIND, [id]))[0];
  }

  /** Under its lock. @param expected the version that it has now */
  async update(manager: EntityManager, activity: Activity, expected: number): Promise<void> {
    const { id, kind, heldOn, title, description, participants, partners } = activity;
    const { rowCount } = await prepared(manager, 'activity-update', UPDATE, [id, expected, kind, heldOn, title, description, participants, JSON.stringify(partners)]);
    if (rowCount !== 1) throw new Error(`The activity ${id} changed under its lock`);
  }

  /** The latest day first. */
  async list({ organisationId, from, through, before, kind, limit }: ActivityFilter): Promise<readonly Activity[]> {
    return await this.reader.read<Activity>('activity-list', LIST, [organisationId, from, through, before.heldOn, before.id, kind ?? null, limit]);
  }

  async count(organisationId: string, from: string, through: string): Promise<readonly KindOfActivities[]> {
    return await this.reader.read<KindOfActivities>('activity-count', COUNT, [organisationId, from, through]);
  }
}
