import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PolicyVersionRow } from './policy.entity.js';

const COLUMNS = `programme, version, tenant, source, sha256, in_force_from::text AS "inForceFrom", received_at AS "receivedAt"`;
const ALL = `SELECT ${COLUMNS} FROM policy_version ORDER BY received_at, programme, version`;
const INSERT = `
  INSERT INTO policy_version (programme, version, tenant, source, sha256, in_force_from, received_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`;

/** All queries about policies that were installed since the release. */
@Injectable()
export class PolicyRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async all(): Promise<readonly PolicyVersionRow[]> {
    return await this.reader.read<PolicyVersionRow>('policy-all', ALL, []);
  }

  /** Keeps a version; one that is kept already stays as it is. */
  async insert(manager: EntityManager, row: PolicyVersionRow): Promise<void> {
    const { programme, version, tenant, source, sha256, inForceFrom, receivedAt } = row;
    await prepared(manager, 'policy-insert', INSERT, [programme, version, tenant, source, sha256, inForceFrom, receivedAt]);
  }
}
