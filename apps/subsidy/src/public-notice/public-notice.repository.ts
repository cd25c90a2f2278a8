import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Notice, NoticeItem, Reckoning } from './public-notice.entity.js';

const NOTICE = `
  id, tenant, year_id AS "yearId", programme, policy_version AS "policyVersion", fund_year AS "fundYear", step, clause, title, channel, length, unit,
  is_length_of_year AS "isLengthOfYear", start_day AS "startDay", published_on::text AS "publishedOn", published_at AS "publishedAt",
  published_by AS "publishedBy", due_on::text AS "dueOn", first_day_after::text AS "firstDayAfter", provisional, calendar_version AS "calendarVersion",
  state, version, ended_at AS "endedAt"`;
const INSERT = `
  INSERT INTO public_notice (id, tenant, year_id, programme, policy_version, fund_year, step, clause, title, channel, length, unit, is_length_of_year, start_day,
    published_on, published_at, published_by, due_on, first_day_after, provisional, calendar_version, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 'open')`;
const UPDATE = `
  UPDATE public_notice SET due_on = $3, first_day_after = $4, provisional = $5, calendar_version = $6, state = $7, ended_at = $8, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${NOTICE}`;
const FIND = `SELECT ${NOTICE} FROM public_notice WHERE id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
// A bound that is always there is a condition of the index also in a plan made once for all values.
const BEFORE = `id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY id DESC LIMIT $4`;
const LIST = `SELECT ${NOTICE} FROM public_notice WHERE tenant = $1 AND ($2::text IS NULL OR state = $2) AND ${BEFORE}`;
const LIST_OF_YEAR = `SELECT ${NOTICE} FROM public_notice WHERE tenant = $1 AND year_id = $5 AND ($2::text IS NULL OR state = $2) AND ${BEFORE}`;
const LIST_PUBLIC = `
  SELECT ${NOTICE} FROM public_notice WHERE ($1::text IS NULL OR tenant = $1) AND ($2::text IS NULL OR state = $2) AND ($5::text IS NULL OR programme = $5) AND ${BEFORE}`;
const PROVISIONAL = `SELECT id FROM public_notice WHERE state = 'open' AND provisional ORDER BY id`;

const ITEM = `
  notice_id AS "noticeId", group_id AS "groupId", tenant, place, cluster_name AS "clusterName", lead_name AS "leadName", region, projects, state, reason,
  settled_at AS "settledAt"`;
const INSERT_ITEM = `
  INSERT INTO public_notice_item (notice_id, group_id, tenant, place, cluster_name, lead_name, region, projects, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open') ON CONFLICT DO NOTHING`;
const UPDATE_ITEM = `
  UPDATE public_notice_item SET state = $3, reason = $4, settled_at = $5, projects = $6
  WHERE notice_id = $1 AND group_id = $2 AND state IN ('open', 'held') RETURNING ${ITEM}`;
const ITEMS = `SELECT ${ITEM} FROM public_notice_item WHERE notice_id = $1 ORDER BY place`;
const STANDING = `SELECT ${ITEM} FROM public_notice_item WHERE group_id = $1 AND state IN ('open', 'held')`;

const INSERT_RECKONING = `
  INSERT INTO public_notice_reckoning (notice_id, number, tenant, due_on, provisional, calendar_version, answer, reckoned_at)
  SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM public_notice_reckoning WHERE notice_id = $1`;
const RECKONINGS = `
  SELECT notice_id AS "noticeId", number, due_on::text AS "dueOn", provisional, calendar_version AS "calendarVersion", answer, reckoned_at AS "reckonedAt"
  FROM public_notice_reckoning WHERE notice_id = $1 ORDER BY number`;
const OPEN_OBJECTIONS = `
  SELECT group_id AS "groupId", count(*)::integer AS count FROM objection
  WHERE group_id = ANY($1::uuid[]) AND state IN ('raised', 'under-verification') GROUP BY group_id`;

/** Which notices. */
export interface NoticeFilter {
  readonly tenant: string | undefined;
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about notices of proposed projects. */
@Injectable()
export class PublicNoticeRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, notice: Notice): Promise<void> {
    const { id, tenant, yearId, programme, policyVersion, fundYear, step, clause, title, channel, length, unit, isLengthOfYear, startDay } = notice;
    const { publishedOn, publishedAt, publishedBy, dueOn, firstDayAfter, provisional, calendarVersion } = notice;
    await prepared(manager, 'notice-insert', INSERT, [
      id, tenant, yearId, programme, policyVersion, fundYear, step, clause, title, channel, length, unit, isLengthOfYear, startDay, publishedOn, publishedAt,
      publishedBy, dueOn, firstDayAfter, provisional, calendarVersion,
    ]);
  }

  /** Writes all that may change. @returns undefined when its version is another by now */
  async update(manager: EntityManager, { id, version, dueOn, firstDayAfter, provisional, calendarVersion, state, endedAt }: Notice): Promise<Notice | undefined> {
    const values = [id, version, dueOn, firstDayAfter, provisional, calendarVersion, state, endedAt];
    return (await prepared<Notice & Record<string, unknown>>(manager, 'notice-update', UPDATE, values)).rows[0];
  }

  async find(id: string): Promise<Notice | undefined> {
    return (await this.reader.read<Notice & Record<string, unknown>>('notice-find', FIND, [id]))[0];
  }

  async findIn(manager: EntityManager, id: string): Promise<Notice | undefined> {
    return (await prepared<Notice & Record<string, unknown>>(manager, 'notice-find', FIND, [id])).rows[0];
  }

  async lock(manager: EntityManager, id: string): Promise<Notice | undefined> {
    return (await prepared<Notice & Record<string, unknown>>(manager, 'notice-lock', LOCK, [id])).rows[0];
  }

  /** Newest first. */
  async list({ tenant, state, before, limit }: NoticeFilter, yearId: string | undefined): Promise<readonly Notice[]> {
    const values = [tenant, state ?? null, before ?? null, limit];
    if (yearId === undefined) return await this.reader.read<Notice & Record<string, unknown>>('notice-list', LIST, values);
    return await this.reader.read<Notice & Record<string, unknown>>('notice-list-of-year', LIST_OF_YEAR, [...values, yearId]);
  }

  /** Everybody's, newest first. */
  async listPublic({ tenant, state, before, limit }: NoticeFilter, programme: string | undefined): Promise<readonly Notice[]> {
    const values = [tenant ?? null, state ?? null, before ?? null, limit, programme ?? null];
    return await this.reader.read<Notice & Record<string, unknown>>('notice-list-public', LIST_PUBLIC, values);
  }

  /** The open notices whose end a missing arrangement could still move, whosever they are. */
  async provisional(manager: EntityManager): Promise<readonly string[]> {
    return (await prepared<{ id: string }>(manager, 'notice-provisional', PROVISIONAL, [])).rows.map(({ id }) => id);
  }

  /** @returns false when the group stands on a notice already */
  async insertItem(manager: EntityManager, item: NoticeItem): Promise<boolean> {
    const { noticeId, groupId, tenant, place, clusterName, leadName, region, projects } = item;
    const values = [noticeId, groupId, tenant, place, clusterName, leadName, region, JSON.stringify(projects)];
    return (await prepared(manager, 'notice-item-insert', INSERT_ITEM, values)).rowCount === 1;
  }

  /** @returns undefined when it was settled by now */
  async updateItem(manager: EntityManager, { noticeId, groupId, state, reason, settledAt, projects }: NoticeItem): Promise<NoticeItem | undefined> {
    const values = [noticeId, groupId, state, reason, settledAt, JSON.stringify(projects)];
    return (await prepared<NoticeItem & Record<string, unknown>>(manager, 'notice-item-update', UPDATE_ITEM, values)).rows[0];
  }

  async items(noticeId: string): Promise<readonly NoticeItem[]> {
    return await this.reader.read<NoticeItem & Record<string, unknown>>('notice-items', ITEMS, [noticeId]);
  }

  async itemsIn(manager: EntityManager, noticeId: string): Promise<readonly NoticeItem[]> {
    return (await prepared<NoticeItem & Record<string, unknown>>(manager, 'notice-items', ITEMS, [noticeId])).rows;
  }

  /** Where a group stands on a notice or is held behind one. */
  async standing(manager: EntityManager, groupId: string): Promise<NoticeItem | undefined> {
    return (await prepared<NoticeItem & Record<string, unknown>>(manager, 'notice-item-standing', STANDING, [groupId])).rows[0];
  }

  insertReckoning(transaction: Transaction, { id, tenant, dueOn, provisional, calendarVersion }: Notice, answer: Reckoning['answer']): void {
    transaction.write('notice-reckoning-insert', INSERT_RECKONING, [id, tenant, dueOn, provisional, calendarVersion, JSON.stringify(answer), transaction.now]);
  }

  async reckonings(noticeId: string): Promise<readonly Reckoning[]> {
    return await this.reader.read<Reckoning & Record<string, unknown>>('notice-reckonings', RECKONINGS, [noticeId]);
  }

  async reckoningsIn(manager: EntityManager, noticeId: string): Promise<readonly Reckoning[]> {
    return (await prepared<Reckoning & Record<string, unknown>>(manager, 'notice-reckonings', RECKONINGS, [noticeId])).rows;
  }

  /** Objections that are not closed, by group. */
  async openObjections(groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return countsOf(await this.reader.read<{ groupId: string; count: number }>('notice-open-objections', OPEN_OBJECTIONS, [groupIds]));
  }

  async openObjectionsIn(manager: EntityManager, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return countsOf((await prepared<{ groupId: string; count: number }>(manager, 'notice-open-objections', OPEN_OBJECTIONS, [groupIds])).rows);
  }
}

const countsOf = (rows: readonly { readonly groupId: string; readonly count: number }[]): ReadonlyMap<string, number> =>
  new Map(rows.map(({ groupId, count }) => [groupId, count]));
