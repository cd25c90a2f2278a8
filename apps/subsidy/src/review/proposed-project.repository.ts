import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ProposedProject } from './review.entity.js';

const COLUMNS = `
  group_id AS "groupId", project_id AS "projectId", tenant, year_id AS "yearId", name, state, clause, reason, decided_by AS "decidedBy", decided_at AS "decidedAt"`;
const PUT = `
  INSERT INTO proposed_project (group_id, project_id, tenant, year_id, name, state, clause, reason, decided_by, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (group_id, project_id) DO UPDATE SET state = excluded.state, clause = excluded.clause, reason = excluded.reason,
    decided_by = excluded.decided_by, decided_at = excluded.decided_at`;
const OF_GROUP = `SELECT ${COLUMNS} FROM proposed_project WHERE group_id = $1 ORDER BY project_id`;

/** All queries about which projects of a group are proposed for support. */
@Injectable()
export class ProposedProjectRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Writes where a project stands, in place of what was there. */
  put(transaction: Transaction, proposed: ProposedProject): void {
    const { groupId, projectId, tenant, yearId, name, state, clause, reason, decidedBy, decidedAt } = proposed;
    transaction.write('proposed-project-put', PUT, [groupId, projectId, tenant, yearId, name, state, clause, reason, decidedBy, decidedAt]);
  }

  async ofGroupIn(manager: EntityManager, groupId: string): Promise<readonly ProposedProject[]> {
    return (await prepared<ProposedProject>(manager, 'proposed-projects', OF_GROUP, [groupId])).rows;
  }

  /** The same, outside a transaction. */
  async ofGroup(groupId: string): Promise<readonly ProposedProject[]> {
    return await this.reader.read<ProposedProject>('proposed-projects', OF_GROUP, [groupId]);
  }
}
