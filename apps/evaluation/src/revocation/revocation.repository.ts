import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { RevocationRow, StatementRow } from './revocation.entity.js';

const COLUMNS = `
  id, tenant, title_id AS "titleId", cluster_id AS "clusterId", cluster_name AS "clusterName", programme, policy_version AS "policyVersion", region,
  state, version, opened_on::text AS "openedOn", opened_by AS "openedBy", opened_client AS "openedClient", reason, grounds, inputs, found, sha256,
  served_on::text AS "servedOn", defence_ends_on::text AS "defenceEndsOn", notice, hearing, decided_on::text AS "decidedOn",
  decided_by AS "decidedBy", decided_client AS "decidedClient", decision, publication, ended_by AS "endedBy", ending`;
const INSERT = `
  INSERT INTO revocation_case (id, tenant, title_id, cluster_id, cluster_name, programme, policy_version, region, state, opened_on, opened_by,
    opened_client, reason, grounds, inputs, found, sha256)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
  ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE revocation_case SET version = version + 1, state = $3, served_on = $4, defence_ends_on = $5, notice = $6, hearing = $7, decided_on = $8,
    decided_by = $9, decided_client = $10, decision = $11, publication = $12, ended_by = $13, ending = $14
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM revocation_case WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
// A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
const LIST = `
  SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM revocation_case
    WHERE tenant = $1 AND region = within.code AND ($3::text IS NULL OR programme = $3) AND ($4::text IS NULL OR state = $4)
      AND ($5::uuid IS NULL OR title_id = $5) AND ($6::uuid IS NULL OR id < $6)
      AND ($8::boolean OR served_on IS NOT NULL)
    ORDER BY id DESC LIMIT $7) page
  ORDER BY id DESC LIMIT $7`;
const INSERT_STATEMENT = `
  INSERT INTO revocation_statement (id, tenant, case_id, by, received_on, in_time, text, document, recorded_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const STATEMENTS = `
  SELECT id, tenant, case_id AS "caseId", by, received_on::text AS "receivedOn", in_time AS "inTime", text, document, recorded_by AS "recordedBy"
  FROM revocation_statement WHERE case_id = $1 ORDER BY id`;

/** Which cases of a list. */
export interface RevocationFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly programme: string | undefined;
  readonly state: string | undefined;
  readonly titleId: string | undefined;
  /** Whether cases without a notice are seen as well. */
  readonly unserved: boolean;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** All queries about cases of revocation. */
@Injectable()
export class RevocationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the title has a case that is not over */
  async insert(manager: EntityManager, row: Omit<RevocationRow, 'version'>): Promise<RevocationRow | undefined> {
    const values = [
      row.id, row.tenant, row.titleId, row.clusterId, row.clusterName, row.programme, row.policyVersion, row.region, row.state, row.openedOn,
      row.openedBy,
      row.openedClient, row.reason, JSON.stringify(row.grounds), row.inputs, row.found, row.sha256,
    ];
    return (await prepared<RevocationRow>(manager, 'revocation-insert', INSERT, values)).rows[0];
  }

  /** A case of a tenant, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<RevocationRow | undefined> {
    return (await prepared<RevocationRow>(manager, 'revocation-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed case; undefined when its version is another by now */
  async move(manager: EntityManager, row: RevocationRow): Promise<RevocationRow | undefined> {
    const values = [
      row.id, row.version, row.state, row.servedOn, row.defenceEndsOn, json(row.notice), json(row.hearing), row.decidedOn, row.decidedBy,
      row.decidedClient,
      json(row.decision), json(row.publication), row.endedBy, json(row.ending),
    ];
    return (await prepared<RevocationRow>(manager, 'revocation-move', MOVE, values)).rows[0];
  }

  async find(tenant: string, id: string): Promise<RevocationRow | undefined> {
    return (await this.reader.read<RevocationRow>('revocation-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ tenant, regions, programme, state, titleId, unserved, before, limit }: RevocationFilter): Promise<readonly RevocationRow[]> {
    const values = [tenant, regions, programme ?? null, state ?? null, titleId ?? null, before ?? null, limit, unserved];
    return await this.reader.read<RevocationRow>('revocation-list', LIST, values);
  }

  async insertStatement(manager: EntityManager, row: StatementRow): Promise<void> {
    const values = [row.id, row.tenant, row.caseId, row.by, row.receivedOn, row.inTime, row.text, row.document, row.recordedBy];
    await prepared(manager, 'revocation-statement-insert', INSERT_STATEMENT, values);
  }

  /** A case's statements, oldest first. */
  async statementsIn(manager: EntityManager, caseId: string): Promise<readonly StatementRow[]> {
    return (await prepared<StatementRow>(manager, 'revocation-statements', STATEMENTS, [caseId])).rows;
  }

  /** A case's statements, oldest first. */
  async statements(caseId: string): Promise<readonly StatementRow[]> {
    return await this.reader.read<StatementRow>('revocation-statements', STATEMENTS, [caseId]);
  }
}
