import { type Transaction, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { DecisionRow } from './decision.entity.js';

const INSERT = `
  INSERT INTO decision (id, tenant, purpose, subject_type, subject_id, programme, policy_version, calendar_version, as_of, verdict,
    inputs, explanation, sha256, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;
const FIND = `
  SELECT id, tenant, purpose, subject_type AS "subjectType", subject_id AS "subjectId", programme, policy_version AS "policyVersion",
    calendar_version AS "calendarVersion", as_of::text AS "asOf", verdict, inputs, explanation, sha256, decided_at AS "decidedAt"
  FROM decision WHERE id = $1`;

/** All queries about decisions. */
@Injectable()
export class DecisionRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  insert(transaction: Transaction, row: DecisionRow): void {
    transaction.write('decision-insert', INSERT, [
      row.id, row.tenant, row.purpose, row.subjectType, row.subjectId, row.programme, row.policyVersion, row.calendarVersion, row.asOf, row.verdict,
      row.inputs, row.explanation, row.sha256, row.decidedAt,
    ]);
  }

  async find(id: string): Promise<DecisionRow | undefined> {
    return (await this.reader.read<DecisionRow>('decision-find', FIND, [id]))[0];
  }
}
