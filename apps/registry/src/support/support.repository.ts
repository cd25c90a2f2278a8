import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Support, SupportChange } from './support.entity.js';

const COLUMNS = `
  s.id, s.tenant, s.cluster_id AS "clusterId", s.title_id AS "titleId", s.programme, s.region, s.clause, s.kind, s.amount_fen AS "amountFen",
  s.beneficiary_code AS "beneficiaryCode", s.beneficiary_name AS "beneficiaryName", s.granted_on::text AS "grantedOn", s.document, s.description, s.state,
  s.version, s.recorded_at AS "recordedAt"`;
const FIND = `SELECT ${COLUMNS} FROM support s WHERE s.id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const INSERT = `
  INSERT INTO support (id, tenant, cluster_id, title_id, programme, region, clause, kind, amount_fen, beneficiary_code, beneficiary_name, granted_on, document,
    description, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const CHANGE = `
  UPDATE support s SET kind = $3, clause = $4, amount_fen = $5, beneficiary_code = $6, beneficiary_name = $7, granted_on = $8, document = $9, description = $10,
    title_id = $11, state = $12, version = version + 1
  WHERE s.id = $1 AND s.version = $2 RETURNING ${COLUMNS}`;
const ADD_CHANGE = `
  INSERT INTO support_change (tenant, support_id, kind, before, reason, recorded_at, person) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const CHANGES = `
  SELECT position, tenant, support_id AS "supportId", kind, before, reason, recorded_at AS "recordedAt", person
  FROM support_change WHERE support_id = $1 ORDER BY position DESC LIMIT 50`;
const LIST = `
  SELECT page.* FROM unnest($2::text[]) code CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM support s
    WHERE s.tenant = $1 AND s.region = code AND s.id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND ($5::text IS NULL OR s.programme = $5) AND ($6::text IS NULL OR s.kind = $6)
    ORDER BY s.id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;
const LIST_OF_CLUSTER = `
  SELECT ${COLUMNS} FROM support s
  WHERE s.cluster_id = $7 AND s.tenant = $1 AND s.region = ANY($2::text[]) AND s.id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    AND ($5::text IS NULL OR s.programme = $5) AND ($6::text IS NULL OR s.kind = $6)
  ORDER BY s.id DESC LIMIT $4`;

/** Which supports of a list. */
export interface SupportFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly clusterId?: string | undefined;
  readonly programme?: string | undefined;
  readonly kind?: string | undefined;
}

/** All queries about supports. */
@Injectable()
export class SupportRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, support: Support): Promise<void> {
    const { id, tenant, clusterId, titleId, programme, region, clause, kind, amountFen, beneficiaryCode, beneficiaryName, grantedOn } = support;
    const head = [id, tenant, clusterId, titleId, programme, region, clause, kind, amountFen, beneficiaryCode, beneficiaryName, grantedOn];
    await prepared(manager, 'support-insert', INSERT, [...head, JSON.stringify(support.document), support.description, support.recordedAt]);
  }

  /** The support, locked until the transaction ends; undefined when there is none. */
  async lock(manager: EntityManager, id: string): Promise<Support | undefined> {
    return (await prepared<Support>(manager, 'support-lock', LOCK, [id])).rows[0];
  }

  /** @returns undefined when its version is another by now */
  async change(manager: EntityManager, { id, version }: Support, to: Support): Promise<Support | undefined> {
    const { kind, clause, amountFen, beneficiaryCode, beneficiaryName, grantedOn, document, description, titleId, state } = to;
    const values = [id, version, kind, clause, amountFen, beneficiaryCode, beneficiaryName, grantedOn, JSON.stringify(document), description, titleId, state];
    return (await prepared<Support>(manager, 'support-change', CHANGE, values)).rows[0];
  }

  async addChange(manager: EntityManager, change: Omit<SupportChange, 'position'>): Promise<void> {
    const { tenant, supportId, kind, before, reason, recordedAt, person } = change;
    await prepared(manager, 'support-add-change', ADD_CHANGE, [tenant, supportId, kind, JSON.stringify(before), reason, recordedAt, person]);
  }

  async find(id: string): Promise<Support | undefined> {
    return (await this.reader.read<Support>('support-find', FIND, [id]))[0];
  }

  /** What was done to a support, the fifty latest, in their order. */
  async changesOf(id: string): Promise<readonly SupportChange[]> {
    return (await this.reader.read<SupportChange>('support-changes', CHANGES, [id])).toReversed();
  }

  /** Newest first. @param before the last id of the page before */
  async list({ tenant, regions, clusterId, programme, kind }: SupportFilter, before: string | undefined, limit: number): Promise<readonly Support[]> {
    const values = [tenant, regions, before ?? null, limit, programme ?? null, kind ?? null];
    if (clusterId === undefined) return await this.reader.read<Support>('support-list', LIST, values);
    return await this.reader.read<Support>('support-list-of-cluster', LIST_OF_CLUSTER, [...values, clusterId]);
  }
}
