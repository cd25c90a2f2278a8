import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Milestone } from './programme-year.entity.js';

const COLUMNS = `
  id, tenant, programme, year, step, clause, policy_version AS "policyVersion", due_on::text AS "dueOn", warned_at AS "warnedAt", met_on::text AS "metOn",
  missed_at AS "missedAt"`;
const INSERT = `
  INSERT INTO programme_year_milestone (id, tenant, programme, year, step, clause, policy_version, due_on)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT programme_year_milestone_once DO NOTHING`;
const LOCK = `SELECT ${COLUMNS} FROM programme_year_milestone WHERE id = $1 FOR UPDATE`;
const LOCK_STEP = `SELECT ${COLUMNS} FROM programme_year_milestone WHERE tenant = $1 AND programme = $2 AND year = $3 AND step = $4 FOR UPDATE`;
const OF_YEAR = `SELECT ${COLUMNS} FROM programme_year_milestone WHERE tenant = $1 AND programme = $2 AND year = $3 ORDER BY due_on, step`;
const UPDATE = `UPDATE programme_year_milestone SET warned_at = $2, met_on = $3, missed_at = $4 WHERE id = $1`;

/** All queries about yearly deadlines. */
@Injectable()
export class MilestoneRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns whether it is new */
  async insert(manager: EntityManager, { id, tenant, programme, year, step, clause, policyVersion, dueOn }: Milestone): Promise<boolean> {
    const values = [id, tenant, programme, year, step, clause, policyVersion, dueOn];
    return (await prepared(manager, 'milestone-insert', INSERT, values)).rowCount === 1;
  }

  async lock(manager: EntityManager, id: string): Promise<Milestone | undefined> {
    return (await prepared<Milestone>(manager, 'milestone-lock', LOCK, [id])).rows[0];
  }

  async lockStep(manager: EntityManager, tenant: string, programme: string, year: number, step: string): Promise<Milestone | undefined> {
    return (await prepared<Milestone>(manager, 'milestone-lock-step', LOCK_STEP, [tenant, programme, year, step])).rows[0];
  }

  async update(manager: EntityManager, { id, warnedAt, metOn, missedAt }: Milestone): Promise<void> {
    await prepared(manager, 'milestone-update', UPDATE, [id, warnedAt, metOn, missedAt]);
  }

  /** In the order of their days. */
  async ofYear(tenant: string, programme: string, year: number): Promise<readonly Milestone[]> {
    return await this.reader.read<Milestone>('milestone-of-year', OF_YEAR, [tenant, programme, year]);
  }
}
