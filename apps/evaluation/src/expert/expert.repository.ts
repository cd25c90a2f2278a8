import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Expert, ExpertChangeRow } from './expert.entity.js';

const COLUMNS = `id, tenant, code, person, fields, ties, conflicts, state, version, registered_at AS "registeredAt"`;
const INSERT = `
  INSERT INTO expert (id, tenant, code, person, fields, ties, conflicts, state, version, registered_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`;
const UPDATE = `
  UPDATE expert SET fields = $3, ties = $4, conflicts = $5, state = $6, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const INSERT_CHANGE = `
  INSERT INTO expert_change (expert_id, version, tenant, action, changed_by, changed_at, reason, after)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const FIND = `SELECT ${COLUMNS} FROM expert WHERE id = $1`;
const LOCK = `SELECT ${COLUMNS} FROM expert WHERE id = $1 FOR UPDATE`;
const BY_IDS = `SELECT ${COLUMNS} FROM expert WHERE id = ANY($1::uuid[]) ORDER BY code COLLATE "C"`;
const BY_PERSON = `SELECT ${COLUMNS} FROM expert WHERE tenant = $1 AND person = $2`;
const LIST = `
  SELECT ${COLUMNS} FROM expert
  WHERE tenant = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR $3 = ANY(fields)) AND ($4::text IS NULL OR state = $4)
    AND ($5::text IS NULL OR person = $5)
  ORDER BY id DESC LIMIT $6`;
const POOL = `
  SELECT ${COLUMNS} FROM expert WHERE tenant = $1 AND state = 'active' AND ($2::text IS NULL OR $2 = ANY(fields)) ORDER BY code COLLATE "C"`;
const CHANGES = `
  SELECT expert_id AS "expertId", version, tenant, action, changed_by AS "changedBy", changed_at AS "changedAt", reason, after
  FROM expert_change WHERE expert_id = $1 AND ($2::integer IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`;

/** Which experts of a tenant. */
export interface ExpertFilter {
  readonly field: string | undefined;
  readonly state: string | undefined;
  /** Only this person's record. */
  readonly person: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about experts. */
@Injectable()
export class ExpertRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns whether it is new: code and person are taken once in a tenant */
  async insert(manager: EntityManager, expert: Expert): Promise<boolean> {
    const { id, tenant, code, person, fields, ties, conflicts, state, version, registeredAt } = expert;
    const values = [id, tenant, code, person, fields, JSON.stringify(ties), JSON.stringify(conflicts), state, version, registeredAt];
    return (await prepared(manager, 'expert-insert', INSERT, values)).rowCount === 1;
  }

  /** Writes all that may change of an expert. @returns undefined when the version is another by now */
  async update(manager: EntityManager, { id, version, fields, ties, conflicts, state }: Expert): Promise<Expert | undefined> {
    const values = [id, version, fields, JSON.stringify(ties), JSON.stringify(conflicts), state];
    return (await prepared<Expert>(manager, 'expert-update', UPDATE, values)).rows[0];
  }

  async insertChange(manager: EntityManager, row: ExpertChangeRow): Promise<void> {
    const { expertId, version, tenant, action, changedBy, changedAt, reason, after } = row;
    await prepared(manager, 'expert-change-insert', INSERT_CHANGE, [expertId, version, tenant, action, changedBy, changedAt, reason, JSON.stringify(after)]);
  }

  async find(id: string): Promise<Expert | undefined> {
    return (await this.reader.read<Expert>('expert-find', FIND, [id]))[0];
  }

  /** The expert, whom nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Expert | undefined> {
    return (await prepared<Expert>(manager, 'expert-lock', LOCK, [id])).rows[0];
  }

  /** These experts, by the bytes of their codes. */
  async withIds(manager: EntityManager, ids: readonly string[]): Promise<readonly Expert[]> {
    return (await prepared<Expert>(manager, 'expert-by-ids', BY_IDS, [ids])).rows;
  }

  /** A person's record in a tenant's pool. */
  async ofPerson(tenant: string, person: string): Promise<Expert | undefined> {
    return (await this.reader.read<Expert>('expert-by-person', BY_PERSON, [tenant, person]))[0];
  }

  /** The same inside a transaction. */
  async ofPersonWithin(manager: EntityManager, tenant: string, person: string): Promise<Expert | undefined> {
    return (await prepared<Expert>(manager, 'expert-by-person', BY_PERSON, [tenant, person])).rows[0];
  }

  /** A tenant's, newest first. */
  async list(tenant: string, { before, field, state, person, limit }: ExpertFilter): Promise<readonly Expert[]> {
    return await this.reader.read<Expert>('expert-list', LIST, [tenant, before ?? null, field ?? null, state ?? null, person ?? null, limit]);
  }

  /** All who can be drawn, by the bytes of their codes. */
  async pool(tenant: string, field: string | null): Promise<readonly Expert[]> {
    return await this.reader.read<Expert>('expert-pool', POOL, [tenant, field]);
  }

  /** The same inside a transaction. */
  async poolWithin(manager: EntityManager, tenant: string, field: string | null): Promise<readonly Expert[]> {
    return (await prepared<Expert>(manager, 'expert-pool', POOL, [tenant, field])).rows;
  }

  /** Newest first. @param before the last version of the page before */
  async changes(id: string, before: number | undefined, limit: number): Promise<readonly ExpertChangeRow[]> {
    return await this.reader.read<ExpertChangeRow>('expert-changes', CHANGES, [id, before ?? null, limit]);
  }
}
