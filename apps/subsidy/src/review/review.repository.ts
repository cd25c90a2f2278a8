import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { GroupEntry, GroupResult, GroupSignature, GroupStay } from './review.entity.js';

const ENTRY = `
  id, tenant, group_id AS "groupId", year_id AS "yearId", content_number AS "contentNumber", step, kind, role, person, client,
  policy_version AS "policyVersion", clause, text, detail, recorded_at AS "recordedAt"`;
const INSERT_ENTRY = `
  INSERT INTO group_review_entry (id, tenant, group_id, year_id, content_number, step, kind, role, person, client, policy_version, clause, text, detail, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const PAGE = `SELECT ${ENTRY} FROM group_review_entry WHERE group_id = $1 AND id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT $3`;
const COMPLETED_BY = `SELECT person, client FROM group_review_entry WHERE group_id = $1 AND step = $2 AND kind = 'completed'`;

const SIGNATURE = `
  group_id AS "groupId", step, content_number AS "contentNumber", side, tenant, role, person, client, signed_at AS "signedAt"`;
const INSERT_SIGNATURE = `
  INSERT INTO group_signature (group_id, step, content_number, side, tenant, role, person, client, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const TAKE_BACK = `DELETE FROM group_signature WHERE group_id = $1 AND step = $2 AND content_number = $3 AND side = $4`;
const SIGNATURES = `SELECT ${SIGNATURE} FROM group_signature WHERE group_id = $1 AND content_number = $2 ORDER BY step, side`;

const RESULT = `
  id, tenant, group_id AS "groupId", content_number AS "contentNumber", kind, held_on::text AS "heldOn", experts, third_party AS "thirdParty", report, projects,
  opinion, recorded_by AS "recordedBy", recorded_at AS "recordedAt"`;
const INSERT_RESULT = `
  INSERT INTO group_result (id, tenant, group_id, content_number, kind, held_on, experts, third_party, report, projects, opinion, recorded_by, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;
const RESULT_OF = `SELECT ${RESULT} FROM group_result WHERE group_id = $1 AND content_number = $2`;

const STAYS = `
  SELECT number, step, entered_at AS "enteredAt", left_at AS "leftAt", suspended_ms AS "suspendedMs" FROM group_stay WHERE group_id = $1 ORDER BY number`;

const UNVERIFIED = `
  SELECT count(*) FILTER (WHERE outcome IS NULL AND completed_on IS NOT NULL)::integer AS open,
    count(*) FILTER (WHERE verified_fen > 0 AND completed_on IS NOT NULL)::integer AS verified
  FROM investment_line WHERE group_id = $1 AND NOT removed`;
const OPEN_OBJECTIONS = `SELECT count(*)::integer AS count FROM objection WHERE group_id = $1 AND state IN ('raised', 'under-verification')`;

/** How far the lines of a group are verified. */
export interface Verification {
  /** Completed lines that nobody has verified. */
  readonly open: number;
  /** Completed lines of which something counts. */
  readonly verified: number;
}

/** All queries about what was done to groups. */
@Injectable()
export class ReviewRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  insertEntry(transaction: Transaction, entry: GroupEntry): void {
    const { id, tenant, groupId, yearId, contentNumber, step, kind, role, person, client, policyVersion, clause, text, detail, recordedAt } = entry;
    transaction.write('group-entry-insert', INSERT_ENTRY, [
      id, tenant, groupId, yearId, contentNumber, step, kind, role, person, client, policyVersion, clause, text, JSON.stringify(detail), recordedAt,
    ]);
  }

  /** A page of what was done, oldest first. @param after the last id of the page before */
  async page(groupId: string, after: string | undefined, limit: number): Promise<readonly GroupEntry[]> {
    return await this.reader.read<GroupEntry>('group-entry-page', PAGE, [groupId, after ?? null, limit]);
  }

  /** Who completed a step of a group. */
  async completedBy(manager: EntityManager, groupId: string, step: string): Promise<readonly { readonly person: string; readonly client: string | null }[]> {
    return (await prepared<{ person: string; client: string | null }>(manager, 'group-entry-completed-by', COMPLETED_BY, [groupId, step])).rows;
  }

  async insertSignature(manager: EntityManager, signature: GroupSignature): Promise<void> {
    const { groupId, step, contentNumber, side, tenant, role, person, client, signedAt } = signature;
    await prepared(manager, 'group-signature-insert', INSERT_SIGNATURE, [groupId, step, contentNumber, side, tenant, role, person, client, signedAt]);
  }

  async deleteSignature(manager: EntityManager, { groupId, step, contentNumber, side }: GroupSignature): Promise<void> {
    await prepared(manager, 'group-signature-take-back', TAKE_BACK, [groupId, step, contentNumber, side]);
  }

  /** All signatures under a submission. */
  async signaturesIn(manager: EntityManager, groupId: string, contentNumber: number): Promise<readonly GroupSignature[]> {
    return (await prepared<GroupSignature>(manager, 'group-signatures', SIGNATURES, [groupId, contentNumber])).rows;
  }

  /** The same, outside a transaction. */
  async signatures(groupId: string, contentNumber: number): Promise<readonly GroupSignature[]> {
    return await this.reader.read<GroupSignature>('group-signatures', SIGNATURES, [groupId, contentNumber]);
  }

  insertResult(transaction: Transaction, result: GroupResult): void {
    const { id, tenant, groupId, contentNumber, kind, heldOn, experts, thirdParty, report, projects, opinion, recordedBy, recordedAt } = result;
    transaction.write('group-result-insert', INSERT_RESULT, [
      id, tenant, groupId, contentNumber, kind, heldOn, JSON.stringify(experts), thirdParty === null ? null : JSON.stringify(thirdParty), report,
      JSON.stringify(projects), opinion, recordedBy, recordedAt,
    ]);
  }

  async resultIn(manager: EntityManager, groupId: string, contentNumber: number): Promise<GroupResult | undefined> {
    return (await prepared<GroupResult>(manager, 'group-result', RESULT_OF, [groupId, contentNumber])).rows[0];
  }

  /** The same, outside a transaction. */
  async result(groupId: string, contentNumber: number): Promise<GroupResult | undefined> {
    return (await this.reader.read<GroupResult>('group-result', RESULT_OF, [groupId, contentNumber]))[0];
  }

  async stays(groupId: string): Promise<readonly GroupStay[]> {
    return await this.reader.read<GroupStay>('group-stays', STAYS, [groupId]);
  }

  async verification(manager: EntityManager, groupId: string): Promise<Verification> {
    return (await prepared<Verification & Record<string, unknown>>(manager, 'group-unverified', UNVERIFIED, [groupId])).rows[0] ?? { open: 0, verified: 0 };
  }

  /** Objections that concern a group or a project of it and are not closed. */
  async openObjections(manager: EntityManager, groupId: string): Promise<number> {
    return (await prepared<{ count: number }>(manager, 'group-open-objections', OPEN_OBJECTIONS, [groupId])).rows[0]?.count ?? 0;
  }
}
