import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { gramsOf } from '../name-grams.js';
import type { Title, TitleChange } from './title.entity.js';
import type { Standing } from './title.standing.js';

const COLUMNS = `
  t.id, t.tenant, t.cluster_id AS "clusterId", t.cluster_name AS "clusterName", t.programme, t.policy_version AS "policyVersion", t.level, t.region,
  t.source, t.document, t.application_id AS "applicationId", t.recognised_on::text AS "recognisedOn", t.ends_with_term AS "endsWithTerm",
  t.plaque_number AS "plaqueNumber", t.plaque_awarded_on::text AS "plaqueAwardedOn", t.version, t.changed_on::text AS "changedOn",
  t.recorded_at AS "recordedAt", t.state, t.valid_through::text AS "validThrough"`;
const LOCK = `SELECT ${COLUMNS} FROM title t WHERE t.id = $1 FOR UPDATE`;
const LOCK_OF_APPLICATION = `SELECT ${COLUMNS} FROM title t WHERE t.application_id = $1 FOR UPDATE`;
const INSERT = `
  INSERT INTO title (id, tenant, cluster_id, cluster_name, name_grams, programme, policy_version, level, region, source, document, application_id,
    recognised_on, state, valid_through, ends_with_term, changed_on, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  ON CONFLICT (application_id) DO NOTHING`;
const MOVE = `
  UPDATE title t SET state = $3, valid_through = $4, changed_on = $5, plaque_number = $6, plaque_awarded_on = $7, version = version + 1
  WHERE t.id = $1 AND t.version = $2 RETURNING ${COLUMNS}`;
const ADD_CHANGE = `
  INSERT INTO title_change (tenant, title_id, kind, reference, happened_on, detail, recorded_at, person)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (title_id, kind, reference) DO NOTHING`;
const CHANGES = `
  SELECT position, tenant, title_id AS "titleId", kind, reference, happened_on::text AS "happenedOn", detail, recorded_at AS "recordedAt", person
  FROM title_change WHERE title_id = $1 ORDER BY happened_on, position`;
/** As many entries as an answer holds; no title comes near it. */
const HISTORY = `${CHANGES} LIMIT 200`;
const DROP_STANDINGS = `DELETE FROM title_standing WHERE title_id = $1`;
const ADD_STANDINGS = `
  INSERT INTO title_standing (title_id, from_on, through_on, state, valid_through)
  SELECT $1, * FROM unnest($2::date[], $3::date[], $4::text[], $5::date[])`;
const ADD_PLAQUE = `INSERT INTO plaque (application_id, tenant, number, awarded_on) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
const PLAQUE = `SELECT number, awarded_on::text AS "awardedOn" FROM plaque WHERE application_id = $1`;
const APPLICATION_LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('title-of-' || $1, 0))`;
const HELD_ON = `
  SELECT t.id, t.tenant, t.programme, t.level, t.region, s.state
  FROM title t JOIN title_standing s ON s.title_id = t.id AND s.from_on <= $2 AND (s.through_on IS NULL OR s.through_on >= $2)
  WHERE t.cluster_id = $1 AND s.state IN ('valid', 'under-re-review')
  ORDER BY array_position(ARRAY['world', 'national', 'provincial'], t.level), t.id`;

/** A title that is in force. */
export type HeldTitle = Pick<Title, 'id' | 'tenant' | 'programme' | 'level' | 'region' | 'state'>;

/** Writing of titles, and the titles that a cluster holds. Lists are in `TitleRegisterRepository`. */
@Injectable()
export class TitleRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the application has its title already */
  async insert(manager: EntityManager, title: Title): Promise<boolean> {
    const { id, tenant, clusterId, clusterName, programme, policyVersion, level, region, source, document, applicationId, recognisedOn } = title;
    const head = [id, tenant, clusterId, clusterName, gramsOf(clusterName), programme, policyVersion, level, region, source];
    const origin = [document === null ? null : JSON.stringify(document), applicationId, recognisedOn];
    const { rowCount } = await prepared(manager, 'title-insert', INSERT, [
      ...head, ...origin, title.state, title.validThrough, title.endsWithTerm, title.changedOn, title.recordedAt,
    ]);
    return rowCount === 1;
  }

  /** The title, locked until the transaction ends; undefined when there is none. */
  async lock(manager: EntityManager, id: string): Promise<Title | undefined> {
    return (await prepared<Title>(manager, 'title-lock', LOCK, [id])).rows[0];
  }

  /** The title that an application led to, locked. */
  async lockOfApplication(manager: EntityManager, applicationId: string): Promise<Title | undefined> {
    return (await prepared<Title>(manager, 'title-lock-of-application', LOCK_OF_APPLICATION, [applicationId])).rows[0];
  }

  /** @returns the moved title; undefined when its version is another by now */
  async move(
    manager: EntityManager,
    { id, version }: Title,
    to: Pick<Title, 'state' | 'validThrough' | 'changedOn' | 'plaqueNumber' | 'plaqueAwardedOn'>,
  ): Promise<Title | undefined> {
    const values = [id, version, to.state, to.validThrough, to.changedOn, to.plaqueNumber, to.plaqueAwardedOn];
    return (await prepared<Title>(manager, 'title-move', MOVE, values)).rows[0];
  }

  /** @returns false when it is in the history already */
  async addChange(manager: EntityManager, change: Omit<TitleChange, 'position'>): Promise<boolean> {
    const { tenant, titleId, kind, reference, happenedOn, detail, recordedAt, person } = change;
    const values = [tenant, titleId, kind, reference, happenedOn, JSON.stringify(detail), recordedAt, person];
    return (await prepared(manager, 'title-add-change', ADD_CHANGE, values)).rowCount === 1;
  }

  async changesOf(manager: EntityManager, titleId: string): Promise<readonly TitleChange[]> {
    return (await prepared<TitleChange>(manager, 'title-changes', CHANGES, [titleId])).rows;
  }

  /** The history, read outside a transaction, in the order of its days. */
  async readChanges(titleId: string): Promise<readonly TitleChange[]> {
    return await this.reader.read<TitleChange>('title-history', HISTORY, [titleId]);
  }

  /** Puts the standings in place of those that were worked out before. */
  async putStandings(manager: EntityManager, titleId: string, standings: readonly Standing[]): Promise<void> {
    await prepared(manager, 'title-drop-standings', DROP_STANDINGS, [titleId]);
    const columns = [
      standings.map(({ fromOn }) => fromOn), standings.map(({ throughOn }) => throughOn), standings.map(({ state }) => state), standings.map(({ validThrough }) => validThrough),
    ];
    await prepared(manager, 'title-add-standings', ADD_STANDINGS, [titleId, ...columns]);
  }

  /** Waits for whoever else works on the title of an application: it may not be there to be locked. */
  async lockApplication(manager: EntityManager, applicationId: string): Promise<void> {
    await prepared(manager, 'title-application-lock', APPLICATION_LOCK, [applicationId]);
  }

  /** Keeps a plaque, also one whose title is not here yet. */
  async addPlaque(manager: EntityManager, plaque: { readonly applicationId: string; readonly tenant: string; readonly number: string; readonly awardedOn: string }): Promise<void> {
    await prepared(manager, 'plaque-add', ADD_PLAQUE, [plaque.applicationId, plaque.tenant, plaque.number, plaque.awardedOn]);
  }

  async plaqueOf(manager: EntityManager, applicationId: string): Promise<{ readonly number: string; readonly awardedOn: string } | undefined> {
    return (await prepared<{ number: string; awardedOn: string }>(manager, 'plaque-of', PLAQUE, [applicationId])).rows[0];
  }

  /** The titles that a cluster held on a day, the highest first (INT-19). */
  async heldOn(manager: EntityManager, clusterId: string, day: string): Promise<readonly HeldTitle[]> {
    return (await prepared<HeldTitle>(manager, 'title-held-on', HELD_ON, [clusterId, day])).rows;
  }

  /** As `heldOn`, read outside a transaction. */
  async readHeldOn(clusterId: string, day: string): Promise<readonly HeldTitle[]> {
    return await this.reader.read<HeldTitle>('title-held-on', HELD_ON, [clusterId, day]);
  }
}
