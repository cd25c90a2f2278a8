import {
  type DishonestyRecord, type DishonestyRecordPage, programmeSchema, type PublicDishonestyRecordPage, socialCreditCodeSchema,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { day, field } from '../days.js';
import type { DishonestyRecordRow, DishonestyStep, SubmissionRow } from './dishonesty-record.entity.js';

/** A record as everybody sees it. */
export function toPublicRecord(row: DishonestyRecordRow): PublicDishonestyRecordPage['items'][number] {
  return {
    id: row.id,
    creditCode: socialCreditCodeSchema.parse(row.creditCode),
    ...field('name', row.name),
    clause: row.clause,
    programme: programmeSchema.parse(row.programme),
    matter: row.matter,
    ...field('facts', row.facts),
    document: row.document,
    decidedOn: day(row.decidedOn),
    publishedFrom: day(row.publishedFrom),
    publishedThrough: day(row.publishedThrough),
  };
}

/** A record as lists of officials show it. */
export function toRecordSummary(row: DishonestyRecordRow): DishonestyRecordPage['items'][number] {
  return { ...toPublicRecord(row), version: row.version, state: row.state };
}

/** A record with its submissions and its history. */
export function toRecordAnswer(row: DishonestyRecordRow, submissions: readonly SubmissionRow[], steps: readonly DishonestyStep[]): DishonestyRecord {
  return {
    ...toRecordSummary(row),
    ...field('orderId', row.orderId),
    submissions: submissions.map(({ submittedOn, platform, receipt, exportSha256 }) => ({
      submittedOn: day(submittedOn), platform, receipt, ...field('exportSha256', exportSha256),
    })),
    history: steps.map(({ step, recordedAt, person, reason, document, publishedThrough }) => ({
      step, at: instantOf(recordedAt), by: person, ...field('reason', reason), ...field('document', document), publishedThrough: day(publishedThrough),
    })),
  };
}

