import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { versionConflict } from '../refusals.js';
import type { GroupDraft, GroupSubmission, LevelAnswer, ListedGroup, ProjectGroup, ProjectRow } from './project-group.entity.js';

const LISTED = `
  id, tenant, year_id AS "yearId", programme, policy_version AS "policyVersion", cluster_id AS "clusterId", cluster_name AS "clusterName", cluster,
  cluster_level AS "clusterLevel", level_closed AS "levelClosed", lead_credit_code AS "leadCreditCode", lead_name AS "leadName", region, prefecture, editors,
  state, step, version, content_number AS "contentNumber", updated_at AS "updatedAt"`;
const COLUMNS = `${LISTED}, content`;
const INSERT = `
  INSERT INTO project_group (id, tenant, year_id, programme, policy_version, cluster_id, cluster_name, cluster, lead_credit_code, lead_name, region, prefecture,
    editors, state, content, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', $14, $15) ON CONFLICT DO NOTHING`;
const UPDATE = `
  UPDATE project_group SET cluster_name = $3, cluster = $4, cluster_level = $5, level_closed = $6, editors = $7, state = $8, step = $9, content = $10,
    content_number = $11, updated_at = $12, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM project_group WHERE tenant = $1 AND id = $2`;
const LOCK = `SELECT ${COLUMNS} FROM project_group WHERE tenant = $1 AND id = $2 FOR UPDATE`;
const AT_STEP = `SELECT ${COLUMNS} FROM project_group WHERE year_id = $1 AND step = $2 AND state = 'under-review' ORDER BY id FOR UPDATE`;
const RESERVED = `SELECT ${COLUMNS} FROM project_group WHERE year_id = $1 AND state = 'reserved' ORDER BY id FOR UPDATE`;
const SUBMITTED = `
  SELECT id FROM project_group WHERE year_id = $1 AND content_number > 0 AND NOT level_closed AND state NOT IN ('withdrawn', 'rejected', 'fallen') ORDER BY id`;
const NO_LONGER_USED = `UPDATE usage_key SET standing = 'dead' WHERE group_id = $1 AND standing <> 'dead'`;
const DRAFT = `INSERT INTO project_group_draft (group_id, version, tenant, content, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5, $6)`;
const DRAFTS = `
  SELECT version, saved_at AS "savedAt", saved_by AS "person" FROM project_group_draft
  WHERE group_id = $1 AND ($2::integer IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`;
const SAVED = `SELECT version, saved_at AS "savedAt", saved_by AS "person", content FROM project_group_draft WHERE group_id = $1 AND version = $2`;
const SUBMIT = `
  INSERT INTO group_submission (group_id, number, tenant, content, sha256, decision, decision_inputs, verdict, standing, submitted_at, submitted_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
const SUBMISSIONS = `
  SELECT group_id AS "groupId", number, tenant, content, sha256, decision, decision_inputs AS "decisionInputs", verdict, standing,
    submitted_at AS "submittedAt", submitted_by AS "submittedBy"
  FROM group_submission WHERE group_id = $1 AND number = ANY($2::integer[]) ORDER BY number`;
const LEVEL = `
  INSERT INTO group_level_answer (id, tenant, group_id, purpose, as_of, level, answer, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const LEVELS = `
  SELECT id, tenant, group_id AS "groupId", purpose, as_of::text AS "asOf", level, answer, recorded_at AS "recordedAt"
  FROM group_level_answer WHERE group_id = $1 ORDER BY id DESC LIMIT 50`;
const PROJECTS = `
  SELECT group_id AS "groupId", id, tenant, position, name, type, region, starts_on::text AS "startsOn", ends_on::text AS "endsOn", participants
  FROM project WHERE group_id = $1 ORDER BY position`;
const KEEP_PROJECTS = `
  INSERT INTO project (group_id, id, tenant, position, name, type, region, starts_on, ends_on, participants)
  SELECT $1, id, $2, position, name, type, region, starts_on, ends_on, ARRAY(SELECT jsonb_array_elements_text(participants))
  FROM jsonb_to_recordset($3::jsonb) AS given (id uuid, position integer, name text, type text, region text, starts_on date, ends_on date, participants jsonb)
  ON CONFLICT (group_id, id) DO UPDATE SET position = EXCLUDED.position, name = EXCLUDED.name, type = EXCLUDED.type, region = EXCLUDED.region,
    starts_on = EXCLUDED.starts_on, ends_on = EXCLUDED.ends_on, participants = EXCLUDED.participants`;
const DROP_PROJECTS = `
  DELETE FROM project WHERE group_id = $1 AND id <> ALL($2::uuid[])
    AND NOT EXISTS (SELECT FROM investment_line WHERE investment_line.group_id = project.group_id AND investment_line.project_id = project.id)`;
const NEWEST = 'AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $3';
const CONDITIONS = {
  yearId: (at: number) => `year_id = $${at}::uuid`,
  state: (at: number) => `state = $${at}`,
  step: (at: number) => `step = $${at}`,
  clusterId: (at: number) => `cluster_id = $${at}::uuid`,
  leadCreditCode: (at: number) => `lead_credit_code = $${at}`,
} as const;
const OWN = 'editors @> ARRAY[$2::text] AND lead_credit_code = ANY($5::text[])';
const LISTS = {
  own: (matches: string) => `SELECT ${LISTED} FROM project_group WHERE tenant = $1 AND ${OWN} ${matches} ${NEWEST}`,
  tenant: (matches: string) => `SELECT ${LISTED} FROM project_group WHERE tenant = $1 AND (content_number > 0 OR ${OWN}) ${matches} ${NEWEST}`,
  // A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
  regions: (matches: string) => `
    SELECT page.* FROM unnest($6::text[]) AS within (code) CROSS JOIN LATERAL (
      SELECT ${LISTED} FROM project_group
      WHERE tenant = $1 AND region = within.code AND (content_number > 0 OR ${OWN}) ${matches} ${NEWEST}) page
    WHERE TRUE ${NEWEST}`,
} as const;

/** Whose groups a list has: those that the caller writes at, or those submitted in all of the tenant, or in some regions. */
export type WhoseGroups = { readonly of: 'own' } | { readonly of: 'tenant' } | { readonly of: 'regions'; readonly codes: readonly string[] };

/** Which groups. */
export interface GroupFilter {
  readonly tenant: string;
  readonly whose: WhoseGroups;
  readonly person: string;
  /** Those that the person acts for. */
  readonly organisations: readonly string[];
  readonly yearId: string | undefined;
  readonly state: string | undefined;
  readonly step: string | undefined;
  readonly clusterId: string | undefined;
  readonly leadCreditCode: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** What a change of a group may touch. */
export type GroupChange = Partial<
  Pick<ProjectGroup, 'cluster' | 'clusterName' | 'clusterLevel' | 'levelClosed' | 'editors' | 'state' | 'step' | 'content' | 'contentNumber' | 'updatedAt'>
>;

/** States in which what a group used may be used by others. */
const OUT_OF_USE: ReadonlySet<string> = new Set<ProjectGroup['state']>(['withdrawn', 'rejected', 'fallen']);

/** All queries about project groups. */
@Injectable()
export class ProjectGroupRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the enterprise leads a group of the cluster in this year already */
  async insert(manager: EntityManager, group: ProjectGroup): Promise<boolean> {
    const { id, tenant, yearId, programme, policyVersion, clusterId, clusterName, cluster, leadCreditCode, leadName, region, prefecture, editors, content, updatedAt } = group;
    const values = [
      id, tenant, yearId, programme, policyVersion, clusterId, clusterName, JSON.stringify(cluster), leadCreditCode, leadName, region, prefecture, editors,
      JSON.stringify(content), updatedAt,
    ];
    return (await prepared(manager, 'project-group-insert', INSERT, values)).rowCount === 1;
  }

  /**
   * Changes a group that the caller has locked; its version grows by one. Once it is withdrawn, rejected or fallen, others may use
   * the invoices, equipment and projects that it used.
   * @throws Refusal VERSION_CONFLICT when its version is another by now
   */
  async move(manager: EntityManager, group: ProjectGroup, change: GroupChange): Promise<ProjectGroup> {
    const changed = { ...group, ...change };
    const { id, version, clusterName, cluster, clusterLevel, levelClosed, editors, state, step, content, contentNumber, updatedAt } = changed;
    const values = [id, version, clusterName, JSON.stringify(cluster), clusterLevel, levelClosed, editors, state, step, JSON.stringify(content), contentNumber, updatedAt];
    const [moved] = (await prepared<ProjectGroup>(manager, 'project-group-update', UPDATE, values)).rows;
    if (moved === undefined) throw versionConflict('project-group', id, version, (await this.lock(manager, group.tenant, id))?.version ?? version);
    if (OUT_OF_USE.has(state) && state !== group.state) await prepared(manager, 'project-group-no-longer-used', NO_LONGER_USED, [id]);
    return moved;
  }

  /** @param manager that of the transaction in which it is asked, if there is one; so with the others */
  async find(tenant: string, id: string, manager?: EntityManager): Promise<ProjectGroup | undefined> {
    return (await this.#read<ProjectGroup>('project-group-find', FIND, [tenant, id], manager))[0];
  }

  /** The group, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<ProjectGroup | undefined> {
    return (await prepared<ProjectGroup>(manager, 'project-group-lock', LOCK, [tenant, id])).rows[0];
  }

  /** The groups of a year that are under review at a step, locked, by id. */
  async atStep(manager: EntityManager, yearId: string, step: string): Promise<readonly ProjectGroup[]> {
    return (await prepared<ProjectGroup>(manager, 'project-group-at-step', AT_STEP, [yearId, step])).rows;
  }

  /** The groups of a year that are in the project reserve, locked, by id. */
  async reserved(manager: EntityManager, yearId: string): Promise<readonly ProjectGroup[]> {
    return (await prepared<ProjectGroup>(manager, 'project-group-reserved', RESERVED, [yearId])).rows;
  }

  /** The submitted groups of a year whose level on the closing day is not fixed yet. */
  async withoutClosingLevel(manager: EntityManager, yearId: string): Promise<readonly string[]> {
    return (await prepared<{ id: string }>(manager, 'project-group-without-level', SUBMITTED, [yearId])).rows.map(({ id }) => id);
  }

  saveDraft(transaction: Transaction, { id, tenant, version, content }: ProjectGroup): void {
    transaction.write('project-group-draft', DRAFT, [id, version, tenant, JSON.stringify(content), transaction.now, transaction.call.caller.person]);
  }

  /** The versions in which a draft was saved, newest first. @param before the last version of the page before */
  async drafts(groupId: string, before: number | undefined, limit: number): Promise<readonly GroupDraft[]> {
    return await this.reader.read<GroupDraft>('project-group-drafts', DRAFTS, [groupId, before ?? null, limit]);
  }

  async savedDraft(groupId: string, version: number): Promise<(GroupDraft & Pick<ProjectGroup, 'content'>) | undefined> {
    return (await this.reader.read<GroupDraft & Pick<ProjectGroup, 'content'>>('project-group-saved-draft', SAVED, [groupId, version]))[0];
  }

  insertSubmission(transaction: Transaction, submission: GroupSubmission): void {
    const { groupId, number, tenant, content, sha256, decision, decisionInputs, verdict, standing, submittedAt, submittedBy } = submission;
    const values = [groupId, number, tenant, content, sha256, decision, decisionInputs, verdict, standing, submittedAt, submittedBy];
    transaction.write('project-group-submit', SUBMIT, values);
  }

  /** What was submitted, by number. */
  async submissions(groupId: string, numbers: readonly number[], manager?: EntityManager): Promise<readonly GroupSubmission[]> {
    return await this.#read<GroupSubmission>('project-group-submissions', SUBMISSIONS, [groupId, numbers], manager);
  }

  insertLevel(transaction: Transaction, { id, tenant, groupId, purpose, asOf, level, answer, recordedAt }: LevelAnswer): void {
    transaction.write('project-group-level', LEVEL, [id, tenant, groupId, purpose, asOf, level, JSON.stringify(answer), recordedAt]);
  }

  /** What the registry said about the cluster's level, newest first. */
  async levels(groupId: string, manager?: EntityManager): Promise<readonly LevelAnswer[]> {
    return await this.#read<LevelAnswer>('project-group-levels', LEVELS, [groupId], manager);
  }

  /** The projects of a group, in the order of its content. */
  async projects(groupId: string, manager?: EntityManager): Promise<readonly ProjectRow[]> {
    return await this.#read<ProjectRow>('project-group-projects', PROJECTS, [groupId], manager);
  }

  /** Makes the project rows those of the content. One that has lines, also removed ones, keeps its row. */
  async keepProjects(manager: EntityManager, { id, tenant, content }: ProjectGroup): Promise<void> {
    const rows = content.projects.map(({ id: projectId, name, type, region, startsOn, endsOn, participants }, position) => ({
      id: projectId, position, name, type, region, starts_on: startsOn, ends_on: endsOn, participants,
    }));
    await prepared(manager, 'project-group-keep-projects', KEEP_PROJECTS, [id, tenant, JSON.stringify(rows)]);
    await prepared(manager, 'project-group-drop-projects', DROP_PROJECTS, [id, rows.map((row) => row.id)]);
  }

  /** Newest first. */
  async list(filter: GroupFilter): Promise<readonly ListedGroup[]> {
    const { tenant, whose, person, organisations, limit, before } = filter;
    const values: unknown[] = [tenant, person, limit, before ?? null, organisations, ...(whose.of === 'regions' ? [whose.codes] : [])];
    const given = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter((name) => filter[name] !== undefined);
    const matches = given.map((name) => `AND ${CONDITIONS[name](values.push(filter[name]))}`).join(' ');
    return await this.reader.read<ListedGroup>(['project-group-list', whose.of, ...given].join(' '), LISTS[whose.of](matches), values);
  }

  async #read<Row extends object>(name: string, text: string, values: readonly unknown[], manager?: EntityManager): Promise<readonly Row[]> {
    return manager === undefined ? await this.reader.read<Row>(name, text, values) : (await prepared<Row>(manager, name, text, values)).rows;
  }
}
