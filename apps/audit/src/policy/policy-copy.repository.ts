import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PolicyCopy } from './policy-copy.entity.js';

const ALL = `
  SELECT programme, version, tenant, source, in_force_from::text AS "inForceFrom" FROM policy_copy WHERE programme = $1 ORDER BY version`;
const INSERT = `
  INSERT INTO policy_copy (programme, version, tenant, source, in_force_from, kept_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

/** All queries about kept policies. */
@Injectable()
export class PolicyCopyRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The kept versions of a programme. */
  async of(programme: string): Promise<readonly PolicyCopy[]> {
    return await this.reader.read<PolicyCopy>('policy-copy-of', ALL, [programme]);
  }

  /** Keeps a version; nothing happens when it is there. */
  async insert(manager: EntityManager, { programme, version, tenant, source, inForceFrom }: PolicyCopy, now: Date): Promise<void> {
    await prepared(manager, 'policy-copy-insert', INSERT, [programme, version, tenant, source, inForceFrom, now]);
  }
}
