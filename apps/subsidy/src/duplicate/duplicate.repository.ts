import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { DuplicateFinding, FoundUse, ScannedKey, UsageKey } from './duplicate.entity.js';

const COLUMNS = `
  id, tenant, group_id AS "groupId", kind, key, subject_id AS "subjectId", project_id AS "projectId", other_group_id AS "otherGroupId",
  other_subject_id AS "otherSubjectId", other_project_id AS "otherProjectId", region, state, version, found_at AS "foundAt", explanation,
  explained_by AS "explainedBy", explained_at AS "explainedAt", reason, decided_by AS "decidedBy", decided_at AS "decidedAt"`;
const FORGET = `DELETE FROM usage_key WHERE group_id = $1 AND subject_id = ANY($2::uuid[])`;
const USE = `
  INSERT INTO usage_key (tenant, kind, key, group_id, subject_id, project_id, year_id, standing)
  SELECT $1, kind, key, $2, "subjectId", "projectId", $3, $4
  FROM jsonb_to_recordset($5::jsonb) AS given (kind text, key text, "subjectId" uuid, "projectId" uuid) ON CONFLICT DO NOTHING`;
// In one order, so that two submissions with keys in common never wait for each other; updated, so that each waits for the other's end.
const CLAIM = `
  INSERT INTO usage_claim (tenant, kind, key)
  SELECT DISTINCT tenant, kind, key FROM usage_key WHERE group_id = $1 ORDER BY tenant, kind, key
  ON CONFLICT (tenant, kind, key) DO UPDATE SET claims = usage_claim.claims + 1`;
const PUT_LIVE = `UPDATE usage_key SET standing = 'live' WHERE group_id = $1 AND standing <> 'live'`;
// Within a group the later of two subjects is the one on which it is found; a file may prove several lines of one group.
const uses = (columns: string, more = '') => `
  SELECT ${columns}
  FROM usage_key mine JOIN usage_key other ON other.tenant = mine.tenant AND other.kind = mine.kind AND other.key = mine.key
  WHERE mine.group_id = $1
    AND ((other.group_id <> mine.group_id AND other.standing = 'live') OR (other.group_id = mine.group_id AND other.subject_id < mine.subject_id AND mine.kind <> 'evidence'))
    ${more}`;
const FIND_USES = uses(`
  mine.kind, min(mine.key) AS key, mine.subject_id AS "subjectId", mine.project_id AS "projectId", other.group_id AS "otherGroupId",
  other.subject_id AS "otherSubjectId", other.project_id AS "otherProjectId"`, `
  GROUP BY mine.kind, mine.subject_id, mine.project_id, other.group_id, other.subject_id, other.project_id
  ORDER BY mine.kind, key, mine.subject_id, other.subject_id LIMIT $2`);
const INSERT = `
  INSERT INTO duplicate_finding (id, tenant, group_id, kind, key, subject_id, project_id, other_group_id, other_subject_id, other_project_id, region, state, found_at)
  SELECT id, $1, $2, kind, key, "subjectId", "projectId", "otherGroupId", "otherSubjectId", "otherProjectId", $3, 'open', $4
  FROM jsonb_to_recordset($5::jsonb) AS given (
    id uuid, kind text, key text, "subjectId" uuid, "projectId" uuid, "otherGroupId" uuid, "otherSubjectId" uuid, "otherProjectId" uuid)
  ON CONFLICT ON CONSTRAINT duplicate_finding_once DO UPDATE
    SET state = 'open', version = duplicate_finding.version + 1, found_at = EXCLUDED.found_at, key = EXCLUDED.key,
      explanation = NULL, explained_by = NULL, explained_at = NULL, reason = NULL, decided_by = NULL, decided_at = NULL
    WHERE duplicate_finding.state = 'gone' OR duplicate_finding.key <> EXCLUDED.key`;
const GONE = `
  UPDATE duplicate_finding finding SET state = 'gone', version = version + 1
  WHERE group_id = $1 AND state <> 'gone' AND NOT EXISTS (
    SELECT FROM jsonb_to_recordset($2::jsonb) AS given (kind text, "subjectId" uuid, "otherSubjectId" uuid)
    WHERE given.kind = finding.kind AND given."subjectId" = finding.subject_id AND given."otherSubjectId" = finding.other_subject_id)`;
const FIND = `SELECT ${COLUMNS} FROM duplicate_finding WHERE tenant = $1 AND id = $2`;
const LOCK = `SELECT ${COLUMNS} FROM duplicate_finding WHERE tenant = $1 AND id = $2 FOR UPDATE`;
const UPDATE = `
  UPDATE duplicate_finding SET state = $3, explanation = $4, explained_by = $5, explained_at = $6, reason = $7, decided_by = $8, decided_at = $9, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const LIST = `
  SELECT ${COLUMNS} FROM duplicate_finding
  WHERE group_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR state = $3) ORDER BY id DESC LIMIT $4`;
// A declined line blocks no more once it is refused or taken out; a declined project stays in the way.
const BLOCKING = `
  SELECT count(*)::integer AS blocking FROM duplicate_finding finding LEFT JOIN investment_line line ON line.id = finding.subject_id
  WHERE finding.group_id = $1 AND (finding.state IN ('open', 'explained')
    OR (finding.state = 'declined' AND (line.id IS NULL OR (NOT line.removed AND line.outcome IS DISTINCT FROM 'refused'))))`;
const UNSETTLED = `SELECT DISTINCT subject_id AS id FROM duplicate_finding WHERE group_id = $1 AND state IN ('open', 'explained', 'declined')`;
// One statement over the year's live keys and the index of all keys: a year of 100,000 lines takes seconds.
const SCAN = `
  WITH mine AS MATERIALIZED (SELECT DISTINCT kind, key FROM usage_key WHERE tenant = $1 AND year_id = $2 AND standing = 'live'),
  used AS (
    SELECT u.kind, u.key, count(*)::integer AS count,
      (array_agg(jsonb_build_object('groupId', u.group_id, 'projectId', u.project_id, 'subjectId', u.subject_id) ORDER BY u.group_id, u.subject_id))[1:20] AS uses
    FROM mine JOIN usage_key u ON u.tenant = $1 AND u.kind = mine.kind AND u.key = mine.key AND u.standing = 'live'
    GROUP BY u.kind, u.key
    HAVING count(*) > 1 AND (u.kind <> 'evidence' OR count(DISTINCT u.group_id) > 1))
  SELECT kind, key, count, uses, (count(*) OVER ())::integer AS total FROM used ORDER BY count DESC, kind, key LIMIT $3`;

/** Whose keys they are. */
export interface KeyOwner {
  readonly tenant: string;
  readonly groupId: string;
  readonly yearId: string;
  readonly standing: 'draft' | 'live';
}

/** All queries about what is used twice. */
@Injectable()
export class DuplicateRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Makes the keys of these subjects those given. */
  async setKeys(manager: EntityManager, { tenant, groupId, yearId, standing }: KeyOwner, subjects: readonly string[], keys: readonly UsageKey[]): Promise<void> {
    await prepared(manager, 'duplicate-forget', FORGET, [groupId, subjects]);
    if (keys.length > 0) await prepared(manager, 'duplicate-use', USE, [tenant, groupId, yearId, standing, JSON.stringify(keys)]);
  }

  /** The group's keys count from now on; who claims one of them at the same time waits until this transaction ends. */
  async putLive(manager: EntityManager, groupId: string): Promise<void> {
    await prepared(manager, 'duplicate-claim', CLAIM, [groupId]);
    await prepared(manager, 'duplicate-put-live', PUT_LIVE, [groupId]);
  }

  /** What the group uses that a submitted group, or the group itself elsewhere, uses as well. */
  async usesOf(groupId: string, limit: number, manager?: EntityManager): Promise<readonly FoundUse[]> {
    return await this.#read<FoundUse>('duplicate-uses', FIND_USES, [groupId, limit], manager);
  }

  /** Makes the findings of a group those found: new ones are open, those not found again are gone, the others stay as they are. */
  async keepFindings(
    manager: EntityManager,
    { tenant, id, region }: { readonly tenant: string; readonly id: string; readonly region: string },
    found: readonly (FoundUse & { readonly id: string })[],
    now: Date,
  ): Promise<void> {
    const given = JSON.stringify(found);
    await prepared(manager, 'duplicate-gone', GONE, [id, given]);
    if (found.length > 0) await prepared(manager, 'duplicate-insert', INSERT, [tenant, id, region, now, given]);
  }

  async find(tenant: string, id: string, manager?: EntityManager): Promise<DuplicateFinding | undefined> {
    return (await this.#read<DuplicateFinding>('duplicate-find', FIND, [tenant, id], manager))[0];
  }

  /** The finding, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<DuplicateFinding | undefined> {
    return (await prepared<DuplicateFinding>(manager, 'duplicate-lock', LOCK, [tenant, id])).rows[0];
  }

  /** Writes what was said and decided of a finding. @returns undefined when its version is another by now */
  async update(manager: EntityManager, finding: DuplicateFinding): Promise<DuplicateFinding | undefined> {
    const { id, version, state, explanation, explainedBy, explainedAt, reason, decidedBy, decidedAt } = finding;
    const values = [id, version, state, explanation, explainedBy, explainedAt, reason, decidedBy, decidedAt];
    return (await prepared<DuplicateFinding>(manager, 'duplicate-update', UPDATE, values)).rows[0];
  }

  /** Newest first. */
  async list(groupId: string, before: string | undefined, state: string | undefined, limit: number): Promise<readonly DuplicateFinding[]> {
    return await this.reader.read<DuplicateFinding>('duplicate-list', LIST, [groupId, before ?? null, state ?? null, limit]);
  }

  /** How many findings stand in the way of a group's next step: a gate is passed at none. */
  async blocking(manager: EntityManager, groupId: string): Promise<number> {
    return (await prepared<{ blocking: number }>(manager, 'duplicate-blocking', BLOCKING, [groupId])).rows[0]?.blocking ?? 0;
  }

  /** The lines and projects of a group that use something twice, which nobody has accepted. */
  async unsettledSubjects(manager: EntityManager, groupId: string): Promise<ReadonlySet<string>> {
    return new Set((await prepared<{ id: string }>(manager, 'duplicate-unsettled', UNSETTLED, [groupId])).rows.map(({ id }) => id));
  }

  /** Everything that the groups of a year use and somebody uses as well, the most used first. */
  async scanYear(tenant: string, yearId: string, limit: number): Promise<readonly ScannedKey[]> {
    return await this.reader.read<ScannedKey>('duplicate-scan', SCAN, [tenant, yearId, limit]);
  }

  async #read<Row extends object>(name: string, text: string, values: readonly unknown[], manager?: EntityManager): Promise<readonly Row[]> {
    return manager === undefined ? await this.reader.read<Row>(name, text, values) : (await prepared<Row>(manager, name, text, values)).rows;
  }
}
