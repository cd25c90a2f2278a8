import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ReviewEntry, StepStay } from './review.entity.js';

const ENTRY = `
  id, tenant, application_id AS "applicationId", content_number AS "contentNumber", step, kind, person, clause, outcome, text, detail,
  recorded_at AS "recordedAt"`;
const INSERT = `
  INSERT INTO review_entry (id, tenant, application_id, content_number, step, kind, person, clause, outcome, text, detail, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
const OF_APPLICATION = `SELECT ${ENTRY} FROM review_entry WHERE application_id = $1 ORDER BY id`;
const PAGE = `SELECT ${ENTRY} FROM review_entry WHERE application_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;
const ENTER = `
  INSERT INTO application_step (application_id, number, step, entered_at)
  SELECT $1, coalesce(max(number), 0) + 1, $2, $3 FROM application_step WHERE application_id = $1`;
const LEAVE = `
  UPDATE application_step SET left_at = $2, suspended_since = NULL,
    suspended_ms = suspended_ms + CASE WHEN suspended_since IS NULL THEN 0 ELSE floor(extract(epoch FROM $2 - suspended_since) * 1000)::bigint END
  WHERE application_id = $1 AND left_at IS NULL`;
const SUSPEND = `UPDATE application_step SET suspended_since = $2 WHERE application_id = $1 AND left_at IS NULL AND suspended_since IS NULL`;
const RESUME = `
  UPDATE application_step SET suspended_since = NULL,
    suspended_ms = suspended_ms + floor(extract(epoch FROM $2 - suspended_since) * 1000)::bigint
  WHERE application_id = $1 AND left_at IS NULL AND suspended_since IS NOT NULL`;
const STAYS = `
  SELECT number, step, entered_at AS "enteredAt", left_at AS "leftAt", suspended_ms AS "suspendedMs" FROM application_step
  WHERE application_id = $1 ORDER BY number`;
const OPEN_OBJECTIONS = `SELECT count(*)::integer AS count FROM objection WHERE application_id = $1 AND state NOT IN ('answered', 'withdrawn')`;

/** All queries about what was done to applications. */
@Injectable()
export class ReviewRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  insert(transaction: Transaction, entry: ReviewEntry): void {
    const { id, tenant, applicationId, contentNumber, step, kind, person, clause, outcome, text, detail, recordedAt } = entry;
    transaction.write('review-insert', INSERT, [
      id, tenant, applicationId, contentNumber, step, kind, person, clause, outcome, text, JSON.stringify(detail), recordedAt,
    ]);
  }

  /** Everything that was done to an application, oldest first. */
  async entriesIn(manager: EntityManager, applicationId: string): Promise<readonly ReviewEntry[]> {
    return (await prepared<ReviewEntry>(manager, 'review-entries', OF_APPLICATION, [applicationId])).rows;
  }

  /** The same, outside a transaction. */
  async entries(applicationId: string): Promise<readonly ReviewEntry[]> {
    return await this.reader.read<ReviewEntry>('review-entries', OF_APPLICATION, [applicationId]);
  }

  /** A page of it. @param after the last id of the page before */
  async page(applicationId: string, after: string | undefined, limit: number): Promise<readonly ReviewEntry[]> {
    return await this.reader.read<ReviewEntry>('review-page', PAGE, [applicationId, after ?? null, limit]);
  }

  async stays(applicationId: string): Promise<readonly StepStay[]> {
    return await this.reader.read<StepStay>('review-stays', STAYS, [applicationId]);
  }

  enter(transaction: Transaction, applicationId: string, step: string): void {
    transaction.write('review-enter', ENTER, [applicationId, step, transaction.now]);
  }

  leave(transaction: Transaction, applicationId: string): void {
    transaction.write('review-leave', LEAVE, [applicationId, transaction.now]);
  }

  /** Stops the clock of the step that an application stands at. */
  suspend(transaction: Transaction, applicationId: string): void {
    transaction.write('review-suspend', SUSPEND, [applicationId, transaction.now]);
  }

  resume(transaction: Transaction, applicationId: string): void {
    transaction.write('review-resume', RESUME, [applicationId, transaction.now]);
  }

  /** Objections that concern an application and are not closed. */
  async openObjections(manager: EntityManager, applicationId: string): Promise<number> {
    return (await prepared<{ count: number }>(manager, 'review-open-objections', OPEN_OBJECTIONS, [applicationId])).rows[0]?.count ?? 0;
  }
}
