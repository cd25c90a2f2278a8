import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { CountedPanel, Panel, PanelApplication } from './panel.entity.js';

const COLUMNS = `
  id, tenant, call_id AS "callId", programme, policy_version AS "policyVersion", step, clause, field, size, reserves, is_blind AS "isBlind",
  drops_extremes AS "dropsExtremes", shortlist_limit AS "shortlistLimit", scoresheet, state, rounds, version, prepared_at AS "preparedAt",
  prepared_by AS "preparedBy", cancelled_at AS "cancelledAt", cancelled_reason AS "cancelledReason"`;
const COUNTED = `${COLUMNS}, (SELECT count(*)::integer FROM panel_application WHERE panel_id = panel.id) AS applications`;
const INSERT = `
  INSERT INTO panel (id, tenant, call_id, programme, policy_version, step, clause, field, size, reserves, is_blind, drops_extremes, shortlist_limit,
    scoresheet, state, rounds, version, prepared_at, prepared_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'prepared', 0, 1, $15, $16)`;
const UPDATE = `
  UPDATE panel SET state = $3, rounds = $4, cancelled_at = $5, cancelled_reason = $6, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COUNTED}`;
const FIND = `SELECT ${COUNTED} FROM panel WHERE id = $1`;
const LOCK = `SELECT ${COUNTED} FROM panel WHERE id = $1 FOR UPDATE`;
const SHARE = `SELECT ${COUNTED} FROM panel WHERE id = $1 FOR SHARE`;
const MATCHES = `tenant = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::uuid IS NULL OR call_id = $3) AND ($4::text IS NULL OR state = $4)`;
const NEWEST = `ORDER BY id DESC LIMIT $5`;
const LIST = `SELECT ${COUNTED} FROM panel WHERE ${MATCHES} ${NEWEST}`;
// From the expert's few seats, not from all panels of the tenant.
const LIST_OWN = `
  SELECT ${COUNTED} FROM panel WHERE ${MATCHES} AND id IN (SELECT panel_id FROM panel_member WHERE expert_id = $6 AND seat = 'member') ${NEWEST}`;
const GIVEN_UP = `
  SELECT ${COUNTED} FROM panel WHERE call_id = $1 AND step = $2 AND state = 'cancelled' AND id <> $3 ORDER BY id DESC LIMIT 20`;
const ADD_APPLICATIONS = `
  INSERT INTO panel_application (panel_id, application_id, tenant, step, number, cluster_id, cluster_name, region, organisations)
  SELECT $1, row."applicationId", $2, $3, row.number, row."clusterId", row."clusterName", row.region, row.organisations
  FROM jsonb_to_recordset($4::jsonb)
    AS row ("applicationId" uuid, number integer, "clusterId" uuid, "clusterName" text, region text, organisations text[])
  ON CONFLICT DO NOTHING`;
const LET_GO = `UPDATE panel_application SET is_live = false WHERE panel_id = $1`;
const APPLICATION = `
  panel_id AS "panelId", application_id AS "applicationId", number, panel_application.cluster_id AS "clusterId", cluster_name AS "clusterName",
  panel_application.region, organisations`;
const APPLICATIONS = `
  SELECT ${APPLICATION} FROM panel_application WHERE panel_id = $1 AND ($2::integer IS NULL OR number > $2) ORDER BY number LIMIT $3`;
const APPLICATION_OF = `SELECT ${APPLICATION} FROM panel_application WHERE panel_id = $1 AND number = $2`;
// Of those withdrawn meanwhile nobody has to give a score any more.
const STANDING = `
  SELECT ${APPLICATION} FROM panel_application JOIN application ON application.id = application_id
  WHERE panel_id = $1 AND application.state = 'under-review' AND application.step = panel_application.step ORDER BY application_id`;
const TODAY = `SELECT (installation.now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`;

/** Which panels of a tenant. */
export interface PanelFilter {
  readonly callId: string | undefined;
  readonly state: string | undefined;
  /** Only those on which this expert sits. */
  readonly expertId: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** The queries about panels and their applications. */
@Injectable()
export class PanelRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, panel: Panel): Promise<void> {
    const { id, tenant, callId, programme, policyVersion, step, clause, field, size, reserves, isBlind, dropsExtremes, shortlistLimit, scoresheet } = panel;
    const values = [
      id, tenant, callId, programme, policyVersion, step, clause, field, size, reserves, isBlind, dropsExtremes, shortlistLimit, JSON.stringify(scoresheet),
      panel.preparedAt, panel.preparedBy,
    ];
    await prepared(manager, 'panel-insert', INSERT, values);
  }

  /** @returns how many were added: one that another live panel has at this step is not */
  async addApplications(manager: EntityManager, { id, tenant, step }: Panel, applications: readonly PanelApplication[]): Promise<number> {
    return (await prepared(manager, 'panel-add-applications', ADD_APPLICATIONS, [id, tenant, step, JSON.stringify(applications)])).rowCount ?? 0;
  }

  /** Another panel may have its applications. */
  async letGo(manager: EntityManager, id: string): Promise<void> {
    await prepared(manager, 'panel-let-go', LET_GO, [id]);
  }

  /** Writes all that may change of a panel. @returns undefined when its version is another by now */
  async update(manager: EntityManager, { id, version, state, rounds, cancelledAt, cancelledReason }: Panel): Promise<CountedPanel | undefined> {
    return (await prepared<CountedPanel>(manager, 'panel-update', UPDATE, [id, version, state, rounds, cancelledAt, cancelledReason])).rows[0];
  }

  async find(id: string): Promise<CountedPanel | undefined> {
    return (await this.reader.read<CountedPanel>('panel-find', FIND, [id]))[0];
  }

  /** The panel, which nobody else changes or scores until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<CountedPanel | undefined> {
    return (await prepared<CountedPanel>(manager, 'panel-lock', LOCK, [id])).rows[0];
  }

  /** The panel, which nobody moves until the transaction ends; many may write drafts on it at once. */
  async share(manager: EntityManager, id: string): Promise<CountedPanel | undefined> {
    return (await prepared<CountedPanel>(manager, 'panel-share', SHARE, [id])).rows[0];
  }

  /** A tenant's, newest first. */
  async list(tenant: string, { before, callId, state, expertId, limit }: PanelFilter): Promise<readonly CountedPanel[]> {
    const values = [tenant, before ?? null, callId ?? null, state ?? null, limit];
    if (expertId === undefined) return await this.reader.read<CountedPanel>('panel-list', LIST, values);
    return await this.reader.read<CountedPanel>('panel-list-own', LIST_OWN, [...values, expertId]);
  }

  /** The last twenty other panels of the same call and step that were given up. */
  async givenUp({ callId, step, id }: Panel): Promise<readonly CountedPanel[]> {
    return await this.reader.read<CountedPanel>('panel-given-up', GIVEN_UP, [callId, step, id]);
  }

  /** By number. @param after the last number of the page before */
  async applications(panelId: string, after: number | undefined, limit: number): Promise<readonly PanelApplication[]> {
    return await this.reader.read<PanelApplication>('panel-applications', APPLICATIONS, [panelId, after ?? null, limit]);
  }

  async application(panelId: string, number: number): Promise<PanelApplication | undefined> {
    return (await this.reader.read<PanelApplication>('panel-application', APPLICATION_OF, [panelId, number]))[0];
  }

  /** The same inside a transaction. */
  async applicationWithin(manager: EntityManager, panelId: string, number: number): Promise<PanelApplication | undefined> {
    return (await prepared<PanelApplication>(manager, 'panel-application', APPLICATION_OF, [panelId, number])).rows[0];
  }

  /** The panel's applications that still stand at its step, by id. */
  async standing(manager: EntityManager, panelId: string): Promise<readonly PanelApplication[]> {
    return (await prepared<PanelApplication>(manager, 'panel-standing', STANDING, [panelId])).rows;
  }

  /** The installation's day, for what is asked before a transaction. */
  async today(): Promise<string> {
    return (await this.reader.read<{ today: string }>('panel-today', TODAY, []))[0]?.today ?? '';
  }
}
