import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PolicyVersionRow } from './policy.entity.js';

const COLUMNS = `
  programme, version, tenant, source, sha256, in_force_from::text AS "inForceFrom", installed_at AS "installedAt", installed_by AS "installedBy"`;
const INSERT = `
  INSERT INTO policy_version (programme, version, tenant, source, sha256, in_force_from, installed_at, installed_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`;
const ALL = `SELECT ${COLUMNS} FROM policy_version ORDER BY installed_at, programme, version`;
// Two policies installed at once could overlap in time; the lock lets the second one see the first.
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('policy_version'))`;

/** All queries about installed policies. */
@Injectable()
export class PolicyRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async all(): Promise<readonly PolicyVersionRow[]> {
    return await this.reader.read<PolicyVersionRow>('policy-all', ALL, []);
  }

  /** All of them, and no other is installed until the transaction ends. */
  async lockAll(manager: EntityManager): Promise<readonly PolicyVersionRow[]> {
    await prepared(manager, 'policy-lock', LOCK, []);
    return (await prepared<PolicyVersionRow>(manager, 'policy-all', ALL, [])).rows;
  }

  /** @returns whether it is new */
  async insert(manager: EntityManager, row: PolicyVersionRow): Promise<boolean> {
    const { programme, version, tenant, source, sha256, inForceFrom, installedAt, installedBy } = row;
    const values = [programme, version, tenant, source, sha256, inForceFrom, installedAt, installedBy];
    return (await prepared(manager, 'policy-insert', INSERT, values)).rowCount === 1;
  }
}
