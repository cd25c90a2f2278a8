import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Application, DraftVersion, ListedApplication, Submission, Whose } from './application.entity.js';

// What is stated can be long: lists leave it where it is.
const LISTED = `
  id, tenant, call_id AS "callId", programme, policy_version AS "policyVersion", cluster_id AS "clusterId", cluster, region, prefecture,
  applicant_role AS "applicantRole", seers, editors, state, step, version, content_number AS "contentNumber",
  counts_towards_limit AS "countsTowardsLimit", rank, updated_at AS "updatedAt"`;
const COLUMNS = `${LISTED}, content`;
const INSERT = `
  INSERT INTO application (id, tenant, call_id, programme, policy_version, cluster_id, cluster, region, prefecture, applicant_role, seers, editors, state,
    content, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $14) ON CONFLICT DO NOTHING`;
const UPDATE = `
  UPDATE application SET cluster = $3, region = $4, prefecture = $5, editors = $6, state = $7, step = $8, content = $9, content_number = $10,
    counts_towards_limit = $11, rank = $12, updated_at = $13, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM application WHERE id = $1`;
const LOCK = `SELECT ${COLUMNS} FROM application WHERE id = $1 FOR UPDATE`;
const AT_STEP = `SELECT ${COLUMNS} FROM application WHERE call_id = $1 AND step = $2 AND state = 'under-review' ORDER BY id FOR UPDATE`;
const DRAFT = `INSERT INTO application_draft (application_id, version, content, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)`;
const SUBMIT = `
  INSERT INTO submission (application_id, number, content, sha256, decision_id, submitted_at, submitted_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const SUBMISSIONS = `
  SELECT application_id AS "applicationId", number, content, sha256, decision_id AS "decisionId", submitted_at AS "submittedAt", submitted_by AS "submittedBy"
  FROM submission WHERE application_id = $1 AND number = ANY($2::integer[])`;
const DRAFTS = `
  SELECT version, saved_at AS "savedAt", saved_by AS person FROM application_draft
  WHERE application_id = $1 AND version < coalesce($2::integer, 2147483647) ORDER BY version DESC LIMIT $3`;
const SAVED = `SELECT version, saved_at AS "savedAt", saved_by AS person, content FROM application_draft WHERE application_id = $1 AND version = $2`;
// Taken before the count: two that are put forward at once would both see room for one.
const LOCK_LIMIT = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`;
const COUNT_LIMIT = `
  SELECT count(*)::integer AS count FROM application WHERE call_id = $1 AND prefecture = $2 AND counts_towards_limit AND state <> 'withdrawn'`;
const IN_AREA = `
  SELECT EXISTS (SELECT FROM application WHERE call_id = $1 AND region = $2 AND id <> $3 AND content_number > 0 AND state NOT IN ('withdrawn', 'rejected')) AS found`;
const SEEN = (roles: string): string => `((content_number > 0 AND seers && ${roles}) OR editors @> ARRAY[$2::text])`;
const NEWEST = `ORDER BY id DESC LIMIT $3`;
/** What a list can be narrowed by; a condition that is not asked for is not in the text, so that an index of those that are can be used. */
const CONDITIONS = {
  before: (at: number) => `id < $${at}::uuid`,
  callId: (at: number) => `call_id = $${at}::uuid`,
  programme: (at: number) => `programme = $${at}`,
  state: (at: number) => `state = $${at}`,
  step: (at: number) => `step = $${at}`,
  clusterId: (at: number) => `cluster_id = $${at}::uuid`,
} as const;
const LISTS = {
  own: (matches: string) => `SELECT ${LISTED} FROM application WHERE tenant = $1 AND editors @> ARRAY[$2::text] ${matches} ${NEWEST}`,
  tenant: (matches: string) => `SELECT ${LISTED} FROM application WHERE tenant = $1 AND ${SEEN('$4::text[]')} ${matches} ${NEWEST}`,
  // A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
  regions: (matches: string) => `
    SELECT page.* FROM unnest($4::text[], $5::text[]) AS within (code, roles) CROSS JOIN LATERAL (
      SELECT ${LISTED} FROM application WHERE tenant = $1 AND region = within.code AND ${SEEN("string_to_array(within.roles, ' ')")} ${matches} ${NEWEST}) page
    ${NEWEST}`,
} as const;

/** Which applications. */
export interface ApplicationFilter {
  readonly tenant: string;
  readonly whose: Whose;
  readonly person: string;
  readonly callId: string | undefined;
  readonly programme: string | undefined;
  readonly state: string | undefined;
  readonly step: string | undefined;
  readonly clusterId: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about applications. */
@Injectable()
export class ApplicationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the cluster has an application under the call already */
  async insert(manager: EntityManager, application: Application): Promise<boolean> {
    const { id, tenant, callId, programme, policyVersion, clusterId, cluster, region, prefecture, applicantRole, seers, editors, content, updatedAt } = application;
    const values = [
      id, tenant, callId, programme, policyVersion, clusterId, JSON.stringify(cluster), region, prefecture, applicantRole, seers, editors, JSON.stringify(content), updatedAt,
    ];
    return (await prepared(manager, 'application-insert', INSERT, values)).rowCount === 1;
  }

  /** Writes all that may change. @returns undefined when its version is another by now */
  async update(manager: EntityManager, application: Application): Promise<Application | undefined> {
    const { id, version, cluster, region, prefecture, editors, state, step, content, contentNumber, countsTowardsLimit, rank, updatedAt } = application;
    const values = [
      id, version, JSON.stringify(cluster), region, prefecture, editors, state, step, JSON.stringify(content), contentNumber, countsTowardsLimit, rank, updatedAt,
    ];
    return (await prepared<Application>(manager, 'application-update', UPDATE, values)).rows[0];
  }

  async find(id: string): Promise<Application | undefined> {
    return (await this.reader.read<Application>('application-find', FIND, [id]))[0];
  }

  /** The application, locked until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Application | undefined> {
    return (await prepared<Application>(manager, 'application-lock', LOCK, [id])).rows[0];
  }

  /** The applications of a call that stand at a step, locked, by id. */
  async atStep(manager: EntityManager, callId: string, step: string): Promise<readonly Application[]> {
    return (await prepared<Application>(manager, 'application-at-step', AT_STEP, [callId, step])).rows;
  }

  saveDraft(transaction: Transaction, { id, version, content }: Application): void {
    transaction.write('application-draft', DRAFT, [id, version, JSON.stringify(content), transaction.now, transaction.call.caller.person]);
  }

  /** The versions in which a draft was saved, newest first. @param before the last version of the page before */
  async drafts(applicationId: string, before: number | undefined, limit: number): Promise<readonly DraftVersion[]> {
    return await this.reader.read<DraftVersion>('application-drafts', DRAFTS, [applicationId, before ?? null, limit]);
  }

  async savedDraft(applicationId: string, version: number): Promise<(DraftVersion & Pick<Application, 'content'>) | undefined> {
    return (await this.reader.read<DraftVersion & Pick<Application, 'content'>>('application-saved-draft', SAVED, [applicationId, version]))[0];
  }

  insertSubmission(transaction: Transaction, { applicationId, number, content, sha256, decisionId, submittedAt, submittedBy }: Submission): void {
    transaction.write('application-submit', SUBMIT, [applicationId, number, content, sha256, decisionId, submittedAt, submittedBy]);
  }

  async submissions(applicationId: string, numbers: readonly number[]): Promise<readonly Submission[]> {
    return await this.reader.read<Submission>('application-submissions', SUBMISSIONS, [applicationId, numbers]);
  }

  /** How many of a call were put forward from a prefecture; nobody else counts until the transaction ends. */
  async countTowardsLimit(manager: EntityManager, callId: string, prefecture: string): Promise<number> {
    await prepared(manager, 'application-lock-limit', LOCK_LIMIT, [`application-limit ${callId} ${prefecture}`]);
    return (await prepared<{ count: number }>(manager, 'application-count-limit', COUNT_LIMIT, [callId, prefecture])).rows[0]?.count ?? 0;
  }

  /** Whether another application of the same area was submitted under the call; nobody else submits one until the transaction ends. */
  async hasOtherInArea(manager: EntityManager, { callId, region, id }: Application): Promise<boolean> {
    await prepared(manager, 'application-lock-limit', LOCK_LIMIT, [`application-area ${callId} ${region}`]);
    return (await prepared<{ found: boolean }>(manager, 'application-in-area', IN_AREA, [callId, region, id])).rows[0]?.found === true;
  }

  /** Newest first. */
  async list(filter: ApplicationFilter): Promise<readonly ListedApplication[]> {
    const { tenant, whose, person, limit } = filter;
    const values: unknown[] = [tenant, person, limit, ...reachOf(whose)];
    const given = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter((name) => filter[name] !== undefined);
    const matches = given.map((name) => `AND ${CONDITIONS[name](values.push(filter[name]))}`).join(' ');
    return await this.reader.read<ListedApplication>(['application-list', whose.of, ...given].join(' '), LISTS[whose.of](matches), values);
  }
}

/** The further values of a list's statement: which roles, in which regions. */
function reachOf(whose: Whose): readonly unknown[] {
  if (whose.of === 'own') return [];
  if (whose.of === 'tenant') return [whose.roles];
  return [whose.regions.map(({ code }) => code), whose.regions.map(({ roles }) => roles.join(' '))];
}
