import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Panel, PanelResultRow, ResultRow, Scoresheet, SignedScoresheet, TieRow } from './panel.entity.js';

const COLUMNS = `
  s.panel_id AS "panelId", s.application_id AS "applicationId", s.expert_id AS "expertId", s.tenant, s.number, s.items, s.comment, s.state, s.version,
  s.written_at AS "writtenAt", s.sealed_at AS "sealedAt"`;
const INSERT = `
  INSERT INTO scoresheet AS s (panel_id, application_id, expert_id, tenant, number, items, comment, state, version, written_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', 1, $8) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const UPDATE = `
  UPDATE scoresheet AS s SET items = $5, comment = $6, state = $7, written_at = $8, sealed_at = $9, version = version + 1
  WHERE panel_id = $1 AND number = $2 AND expert_id = $3 AND version = $4 RETURNING ${COLUMNS}`;
const LOCK = `SELECT ${COLUMNS} FROM scoresheet AS s WHERE panel_id = $1 AND number = $2 AND expert_id = $3 FOR UPDATE`;
const SIGNED = `${COLUMNS}, m.code, m.seat`;
const JOINED = `FROM scoresheet AS s JOIN panel_member AS m USING (panel_id, expert_id)`;
const LIST = `
  SELECT ${SIGNED} ${JOINED}
  WHERE panel_id = $1 AND ($2::uuid IS NULL OR expert_id = $2) AND ($3::integer IS NULL OR (s.number, expert_id) > ($3, $4::uuid))
  ORDER BY s.number, expert_id LIMIT $5`;
const COUNTED = `
  SELECT ${COLUMNS} ${JOINED} WHERE panel_id = $1 AND m.seat = 'member' AND s.state = 'sealed' ORDER BY s.application_id, expert_id`;
const SUBMITTED = `SELECT expert_id AS "expertId", count(*)::integer AS count FROM scoresheet WHERE panel_id = $1 AND state = 'sealed' GROUP BY expert_id`;
const ADD_TIE = `
  INSERT INTO panel_tie (panel_id, tenant, application_id, place, reason, decided_at, decided_by)
  SELECT $1, $2, decided.id, decided.place, $4, $5, $6 FROM unnest($3::uuid[]) WITH ORDINALITY AS decided (id, place)`;
const TIES = `SELECT application_id AS "applicationId", place, reason FROM panel_tie WHERE panel_id = $1 ORDER BY application_id`;
const ADD_RESULTS = `
  INSERT INTO panel_result (panel_id, tenant, application_id, numerator, denominator, rank)
  SELECT $1, $2, row."applicationId", row.numerator, row.denominator, row.rank
  FROM jsonb_to_recordset($3::jsonb) AS row ("applicationId" uuid, numerator numeric, denominator numeric, rank integer)`;
const RESULTS = `
  SELECT application_id AS "applicationId", number, numerator::text, denominator::text, rank
  FROM panel_result JOIN panel_application USING (panel_id, application_id) WHERE panel_id = $1 ORDER BY rank, number`;

const OF_CALL = `
  SELECT r.application_id AS "applicationId", r.panel_id AS "panelId", r.numerator::text, r.denominator::text, r.rank
  FROM panel_result AS r JOIN panel AS p ON p.id = r.panel_id WHERE p.call_id = $1 AND p.step = $2 ORDER BY r.application_id`;

interface SubmittedRow {
  readonly expertId: string;
  readonly count: number;
}

const countsOf = (rows: readonly SubmittedRow[]): ReadonlyMap<string, number> => new Map(rows.map(({ expertId, count }) => [expertId, count]));

/** The queries about scoresheets and what comes of them. */
@Injectable()
export class ScoresheetRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when there is one already */
  async insert(manager: EntityManager, sheet: Scoresheet): Promise<Scoresheet | undefined> {
    const { panelId, applicationId, expertId, tenant, number, items, comment, writtenAt } = sheet;
    const values = [panelId, applicationId, expertId, tenant, number, JSON.stringify(items), comment, writtenAt];
    return (await prepared<Scoresheet>(manager, 'scoresheet-insert', INSERT, values)).rows[0];
  }

  /** @returns undefined when its version is another by now */
  async update(manager: EntityManager, sheet: Scoresheet): Promise<Scoresheet | undefined> {
    const { panelId, number, expertId, version, items, comment, state, writtenAt, sealedAt } = sheet;
    const values = [panelId, number, expertId, version, JSON.stringify(items), comment, state, writtenAt, sealedAt];
    return (await prepared<Scoresheet>(manager, 'scoresheet-update', UPDATE, values)).rows[0];
  }

  async lock(manager: EntityManager, panelId: string, number: number, expertId: string): Promise<Scoresheet | undefined> {
    return (await prepared<Scoresheet>(manager, 'scoresheet-lock', LOCK, [panelId, number, expertId])).rows[0];
  }

  /** By application and expert. @param expertId only this one's @param after number and expert of the last of the page before */
  async list(panelId: string, expertId: string | undefined, after: readonly [number, string] | undefined, limit: number): Promise<readonly SignedScoresheet[]> {
    return await this.reader.read<SignedScoresheet>('scoresheet-list', LIST, [panelId, expertId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit]);
  }

  /** The submitted sheets of those who are members: what counts. */
  async counted(manager: EntityManager, panelId: string): Promise<readonly Scoresheet[]> {
    return (await prepared<Scoresheet>(manager, 'scoresheet-counted', COUNTED, [panelId])).rows;
  }

  /** How many sheets each expert has submitted. */
  async submitted(panelId: string): Promise<ReadonlyMap<string, number>> {
    return countsOf(await this.reader.read<SubmittedRow>('scoresheet-submitted', SUBMITTED, [panelId]));
  }

  /** The same inside a transaction. */
  async submittedWithin(manager: EntityManager, panelId: string): Promise<ReadonlyMap<string, number>> {
    return countsOf((await prepared<SubmittedRow>(manager, 'scoresheet-submitted', SUBMITTED, [panelId])).rows);
  }

  /** @param order ids of applications, the better first */
  async insertTie(manager: EntityManager, panel: { id: string; tenant: string }, order: readonly string[], reason: string, at: Date, by: string): Promise<void> {
    await prepared(manager, 'panel-add-tie', ADD_TIE, [panel.id, panel.tenant, order, reason, at, by]);
  }

  async ties(manager: EntityManager, panelId: string): Promise<readonly TieRow[]> {
    return (await prepared<TieRow>(manager, 'panel-ties', TIES, [panelId])).rows;
  }

  async insertResults(manager: EntityManager, panel: { id: string; tenant: string }, results: readonly Omit<ResultRow, 'number'>[]): Promise<void> {
    await prepared(manager, 'panel-add-results', ADD_RESULTS, [panel.id, panel.tenant, JSON.stringify(results)]);
  }

  async results(manager: EntityManager, panelId: string): Promise<readonly ResultRow[]> {
    return (await prepared<ResultRow>(manager, 'panel-results', RESULTS, [panelId])).rows;
  }

  /** The results of all closed panels of a call and step, by application. */
  async resultsOfCall(manager: EntityManager, { callId, step }: Pick<Panel, 'callId' | 'step'>): Promise<readonly PanelResultRow[]> {
    return (await prepared<PanelResultRow>(manager, 'panel-results-of-call', OF_CALL, [callId, step])).rows;
  }
}
