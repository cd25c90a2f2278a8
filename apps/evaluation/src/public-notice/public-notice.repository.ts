import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Notice, NoticeItem, Reckoning } from './public-notice.entity.js';

/** No id of ours is as great. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const NOTICE = `
  id, tenant, call_id AS "callId", programme, policy_version AS "policyVersion", step, clause, call_title AS "callTitle", title, channel, length, unit,
  is_length_of_call AS "isLengthOfCall", start_day AS "startDay", published_on::text AS "publishedOn", published_at AS "publishedAt",
  published_by AS "publishedBy", due_on::text AS "dueOn", first_day_after::text AS "firstDayAfter", provisional,
  calendar_version AS "calendarVersion", state, version, ended_at AS "endedAt"`;
const ITEM = `
  notice_id AS "noticeId", application_id AS "applicationId", place, cluster_name AS "clusterName", region, state, reason, settled_at AS "settledAt"`;
const INSERT = `
  INSERT INTO public_notice (id, tenant, call_id, programme, policy_version, step, clause, call_title, title, channel, length, unit, is_length_of_call,
    start_day, published_on, published_at, published_by, due_on, first_day_after, provisional, calendar_version, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 'open')`;
const UPDATE = `
  UPDATE public_notice SET due_on = $3, first_day_after = $4, provisional = $5, calendar_version = $6, state = $7, ended_at = $8, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${NOTICE}`;
const FIND = `SELECT ${NOTICE} FROM public_notice WHERE id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_PROVISIONAL = `SELECT ${NOTICE} FROM public_notice WHERE state = 'open' AND provisional ORDER BY id FOR UPDATE`;
const INSERT_ITEM = `
  INSERT INTO public_notice_item (notice_id, application_id, place, cluster_name, region, state) VALUES ($1, $2, $3, $4, $5, 'open')
  ON CONFLICT (application_id) WHERE state IN ('open', 'held') DO NOTHING`;
const UPDATE_ITEM = `
  UPDATE public_notice_item SET state = $3, reason = $4, settled_at = $5
  WHERE notice_id = $1 AND application_id = $2 AND state IN ('open', 'held') RETURNING ${ITEM}`;
const ITEMS = `SELECT ${ITEM} FROM public_notice_item WHERE notice_id = $1 ORDER BY place`;
// Who withdraws during a notice is taken off at its end; nobody is shown them until then.
const ITEMS_FOR_ALL = `
  SELECT ${ITEM} FROM public_notice_item WHERE notice_id = $1 AND state <> 'removed' AND NOT EXISTS (
    SELECT FROM application WHERE application.id = application_id AND application.state = 'withdrawn' AND public_notice_item.state IN ('open', 'held'))
  ORDER BY place`;
const STANDING = `SELECT ${ITEM} FROM public_notice_item WHERE application_id = $1 AND state IN ('open', 'held')`;
const INSERT_RECKONING = `
  INSERT INTO public_notice_reckoning (notice_id, number, due_on, provisional, calendar_version, arrangement_id, reckoned_at)
  SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 FROM public_notice_reckoning WHERE notice_id = $1`;
const RECKONINGS = `
  SELECT notice_id AS "noticeId", number, due_on::text AS "dueOn", provisional, calendar_version AS "calendarVersion", arrangement_id AS "arrangementId",
    reckoned_at AS "reckonedAt"
  FROM public_notice_reckoning WHERE notice_id = $1 ORDER BY number`;
const OPEN_OBJECTIONS = `
  SELECT application_id AS "applicationId", count(*)::integer AS count FROM objection
  WHERE application_id = ANY($1::uuid[]) AND state NOT IN ('answered', 'withdrawn') GROUP BY application_id`;
// A bound that is always there is a condition of the index also in a plan made once for all values.
const MATCHES = `id < $1 AND ($2::text IS NULL OR programme = $2) AND ($3::text IS NULL OR state = $3)`;
const NEWEST = `ORDER BY id DESC LIMIT $4`;
const LIST = `SELECT ${NOTICE} FROM public_notice WHERE ${MATCHES} ${NEWEST}`;
const LIST_TENANT = `SELECT ${NOTICE} FROM public_notice WHERE tenant = $5 AND ${MATCHES} ${NEWEST}`;
const LIST_CALL = `SELECT ${NOTICE} FROM public_notice WHERE tenant = $5 AND call_id = $6 AND ${MATCHES} ${NEWEST}`;

/** Which notices. */
export interface NoticeFilter {
  /** Absent: of all jurisdictions. */
  readonly tenant: string | undefined;
  readonly callId: string | undefined;
  readonly programme: string | undefined;
  readonly state: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about public notices. */
@Injectable()
export class PublicNoticeRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, notice: Notice): Promise<void> {
    const { id, tenant, callId, programme, policyVersion, step, clause, callTitle, title, channel, length, unit, isLengthOfCall, startDay } = notice;
    const { publishedOn, publishedAt, publishedBy, dueOn, firstDayAfter, provisional, calendarVersion } = notice;
    await prepared(manager, 'public-notice-insert', INSERT, [
      id, tenant, callId, programme, policyVersion, step, clause, JSON.stringify(callTitle), title, channel, length, unit, isLengthOfCall, startDay,
      publishedOn, publishedAt, publishedBy, dueOn, firstDayAfter, provisional, calendarVersion,
    ]);
  }

  /** Writes all that may change. @returns undefined when its version is another by now */
  async update(manager: EntityManager, notice: Notice): Promise<Notice | undefined> {
    const { id, version, dueOn, firstDayAfter, provisional, calendarVersion, state, endedAt } = notice;
    const values = [id, version, dueOn, firstDayAfter, provisional, calendarVersion, state, endedAt];
    return (await prepared<Notice>(manager, 'public-notice-update', UPDATE, values)).rows[0];
  }

  async find(id: string): Promise<Notice | undefined> {
    return (await this.reader.read<Notice>('public-notice-find', FIND, [id]))[0];
  }

  /** The same, in a transaction, and not locked. */
  async findIn(manager: EntityManager, id: string): Promise<Notice | undefined> {
    return (await prepared<Notice>(manager, 'public-notice-find', FIND, [id])).rows[0];
  }

  /** The notice, which nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Notice | undefined> {
    return (await prepared<Notice>(manager, 'public-notice-lock', LOCK, [id])).rows[0];
  }

  /** The open notices of all jurisdictions whose end is provisional, locked, by id. */
  async lockProvisional(manager: EntityManager): Promise<readonly Notice[]> {
    return (await prepared<Notice>(manager, 'public-notice-lock-provisional', LOCK_PROVISIONAL, [])).rows;
  }

  /** @returns false when the application stands on a notice already */
  async insertItem(manager: EntityManager, { noticeId, applicationId, place, clusterName, region }: NoticeItem): Promise<boolean> {
    return (await prepared(manager, 'public-notice-insert-item', INSERT_ITEM, [noticeId, applicationId, place, clusterName, region])).rowCount === 1;
  }

  /** Settles or holds an item. @returns undefined when it was settled already */
  async updateItem(manager: EntityManager, { noticeId, applicationId, state, reason, settledAt }: NoticeItem): Promise<NoticeItem | undefined> {
    return (await prepared<NoticeItem>(manager, 'public-notice-update-item', UPDATE_ITEM, [noticeId, applicationId, state, reason, settledAt])).rows[0];
  }

  /** In the order of the list. */
  async itemsIn(manager: EntityManager, noticeId: string): Promise<readonly NoticeItem[]> {
    return (await prepared<NoticeItem>(manager, 'public-notice-items', ITEMS, [noticeId])).rows;
  }

  /** The same, outside a transaction. */
  async items(noticeId: string): Promise<readonly NoticeItem[]> {
    return await this.reader.read<NoticeItem>('public-notice-items', ITEMS, [noticeId]);
  }

  /** Those that everybody may see, in the order of the list. */
  async itemsForAll(noticeId: string): Promise<readonly NoticeItem[]> {
    return await this.reader.read<NoticeItem>('public-notice-items-for-all', ITEMS_FOR_ALL, [noticeId]);
  }

  /** The item with which an application stands on a notice, or is held behind one. */
  async standing(manager: EntityManager, applicationId: string): Promise<NoticeItem | undefined> {
    return (await prepared<NoticeItem>(manager, 'public-notice-standing', STANDING, [applicationId])).rows[0];
  }

  /** Notes how a notice's end was reckoned. @param arrangementId null for the first time */
  insertReckoning(transaction: Transaction, { id, dueOn, provisional, calendarVersion }: Notice, arrangementId: string | null): void {
    const values = [id, dueOn, provisional, calendarVersion, arrangementId, transaction.now];
    transaction.write('public-notice-insert-reckoning', INSERT_RECKONING, values);
  }

  async reckoningsIn(manager: EntityManager, noticeId: string): Promise<readonly Reckoning[]> {
    return (await prepared<Reckoning>(manager, 'public-notice-reckonings', RECKONINGS, [noticeId])).rows;
  }

  async reckonings(noticeId: string): Promise<readonly Reckoning[]> {
    return await this.reader.read<Reckoning>('public-notice-reckonings', RECKONINGS, [noticeId]);
  }

  /** How many objections are not closed, by application; one without any is not in it. */
  async openObjectionsIn(manager: EntityManager, applicationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return counted((await prepared<Counted>(manager, 'public-notice-open-objections', OPEN_OBJECTIONS, [applicationIds])).rows);
  }

  async openObjections(applicationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return counted(await this.reader.read<Counted>('public-notice-open-objections', OPEN_OBJECTIONS, [applicationIds]));
  }

  /** Newest first. */
  async list({ tenant, callId, programme, state, before, limit }: NoticeFilter): Promise<readonly Notice[]> {
    const values = [before ?? BEHIND_ALL, programme ?? null, state ?? null, limit];
    if (tenant === undefined) return await this.reader.read<Notice>('public-notice-list', LIST, values);
    if (callId === undefined) return await this.reader.read<Notice>('public-notice-list-tenant', LIST_TENANT, [...values, tenant]);
    return await this.reader.read<Notice>('public-notice-list-call', LIST_CALL, [...values, tenant, callId]);
  }
}

interface Counted {
  readonly applicationId: string;
  readonly count: number;
}

const counted = (rows: readonly Counted[]): ReadonlyMap<string, number> => new Map(rows.map(({ applicationId, count }) => [applicationId, count]));
