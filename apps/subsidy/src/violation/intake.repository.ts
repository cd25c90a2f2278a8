import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, listStatement } from '../filtered-list.js';
import type { IntakeRow } from './violation.entity.js';

const COLUMNS = `
  id, tenant, complaint_id AS "complaintId", region, state, version, referred, violation_id AS "violationId", settled_by AS "settledBy",
  settled_on::text AS "settledOn", reason`;
const INSERT = `
  INSERT INTO violation_intake (id, tenant, complaint_id, region, state, referred) VALUES ($1, $2, $3, $4, 'open', $5)
  ON CONFLICT ON CONSTRAINT violation_intake_once DO NOTHING`;
const LOCK = `SELECT ${COLUMNS} FROM violation_intake WHERE id = $1 AND tenant = $2 FOR UPDATE`;
const SETTLE = `
  UPDATE violation_intake SET version = version + 1, state = $3, violation_id = $4, settled_by = $5, settled_on = $6, reason = $7
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const SELECT = `SELECT ${COLUMNS} FROM violation_intake o`;

/** Which referred complaints of a list. */
export interface IntakeFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about complaints that audit referred. */
@Injectable()
export class IntakeRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** A complaint is taken once, however often it is referred. */
  async insert(manager: EntityManager, { id, tenant, complaintId, region, referred }: Pick<IntakeRow, 'id' | 'tenant' | 'complaintId' | 'region' | 'referred'>): Promise<void> {
    await prepared(manager, 'violation-intake-insert', INSERT, [id, tenant, complaintId, region, JSON.stringify(referred)]);
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<IntakeRow | undefined> {
    return (await prepared<IntakeRow>(manager, 'violation-intake-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns undefined when its version is another by now */
  async settle(manager: EntityManager, row: IntakeRow): Promise<IntakeRow | undefined> {
    const values = [row.id, row.version, row.state, row.violationId, row.settledBy, row.settledOn, row.reason];
    return (await prepared<IntakeRow>(manager, 'violation-intake-settle', SETTLE, values)).rows[0];
  }

  /** Newest first. */
  async list({ tenant, regions, state, before, limit }: IntakeFilter): Promise<readonly IntakeRow[]> {
    const scope = { by: 'region', codes: regions } as const;
    const { name, text, values } = listStatement('violation-intake', SELECT, { tenant, scope, before, limit, conditions: equal('state', state) });
    return await this.reader.read<IntakeRow>(name, text, values);
  }
}
