import { Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { StandingCheck } from './standing-check.entity.js';

const COLUMNS = `
  id, tenant, gate, noun, object_id AS "objectId", programme, policy_version AS "policyVersion", clause, is_clear AS "isClear", asked_at AS "askedAt", answer`;
const INSERT = `
  INSERT INTO standing_check (id, tenant, gate, noun, object_id, programme, policy_version, clause, is_clear, asked_at, answer)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
const PAGE = `
  SELECT ${COLUMNS} FROM standing_check
  WHERE tenant = $1 AND noun = $2 AND object_id = $3 AND id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  ORDER BY id DESC LIMIT $5`;

/** Which checks of an object. */
export interface ChecksOf {
  readonly tenant: string;
  readonly noun: string;
  readonly objectId: string;
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about standings that were asked for. */
@Injectable()
export class StandingCheckRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  insert(transaction: Transaction, check: StandingCheck): void {
    const { id, tenant, gate, noun, objectId, programme, policyVersion, clause, isClear, askedAt, answer } = check;
    transaction.write('standing-check-insert', INSERT, [id, tenant, gate, noun, objectId, programme, policyVersion, clause, isClear, askedAt, JSON.stringify(answer)]);
  }

  /** Newest first. */
  async page({ tenant, noun, objectId, before, limit }: ChecksOf): Promise<readonly StandingCheck[]> {
    return await this.reader.read<StandingCheck>('standing-check-page', PAGE, [tenant, noun, objectId, before ?? null, limit]);
  }
}
