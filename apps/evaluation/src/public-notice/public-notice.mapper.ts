import {
  localDateSchema, policyVersionSchema, regionCodeSchema, tenantSchema, type NoticeForAll, type NoticeForAllPage, type PublicNotice, type PublicNoticeChanged,
  type PublicNoticePage,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Notice, NoticeItem, Reckoning } from './public-notice.entity.js';

/** A notice with all that officials see of it. */
export interface WholeNotice {
  readonly notice: Notice;
  readonly items: readonly NoticeItem[];
  readonly reckonings: readonly Reckoning[];
  readonly openObjections: ReadonlyMap<string, number>;
}

const howToObject = {
  zh: '公示期内，请登录本系统实名提出异议，写明理由并附证据；受理至截止日 24 时。',
  en: 'While the notice stands, sign in to this system and object in your own name, with reasons and evidence; taken until 24:00 of the last day.',
};

/** A notice as lists show it. */
export function toNoticeSummary(notice: Notice): PublicNoticePage['items'][number] {
  const { id, callId, programme, policyVersion, callTitle, title, channel, clause, length, unit, startDay, provisional, calendarVersion, state, version } = notice;
  return {
    id,
    callId,
    programme,
    policyVersion: policyVersionSchema.parse(policyVersion),
    callTitle,
    ...(title === null ? {} : { title }),
    ...(channel === null ? {} : { channel }),
    clause,
    publishedOn: localDateSchema.parse(notice.publishedOn),
    length: { count: length, unit },
    startDay,
    dueOn: localDateSchema.parse(notice.dueOn),
    firstDayAfter: localDateSchema.parse(notice.firstDayAfter),
    provisional,
    calendarVersion,
    state,
    version,
  };
}

/** A notice as officials see it. @param possible what can be done with it */
export function toNoticeAnswer({ notice, items, reckonings, openObjections }: WholeNotice, possible: readonly string[]): PublicNotice {
  return {
    ...toNoticeSummary(notice),
    items: items.map(({ applicationId, clusterName, region, state, reason }) => ({
      applicationId,
      clusterName,
      region: regionCodeSchema.parse(region),
      state,
      openObjections: openObjections.get(applicationId) ?? 0,
      ...(reason === null ? {} : { reason }),
    })),
    reckonings: reckonings.slice(-100).map(({ dueOn, provisional, calendarVersion, arrangementId, reckonedAt }) => ({
      dueOn: localDateSchema.parse(dueOn),
      provisional,
      calendarVersion,
      reckonedAt: instantOf(reckonedAt),
      ...(arrangementId === null ? {} : { arrangementId }),
    })),
    possible: [...possible],
  };
}

/** A notice as lists for everybody show it. */
export function toNoticeForAllSummary({ id, tenant, programme, callTitle, title, publishedOn, dueOn, provisional, state }: Notice): NoticeForAllPage['items'][number] {
  return {
    id,
    tenant: tenantSchema.parse(tenant),
    programme,
    callTitle,
    ...(title === null ? {} : { title }),
    publishedOn: localDateSchema.parse(publishedOn),
    dueOn: localDateSchema.parse(dueOn),
    provisional,
    state,
  };
}

/** A notice as everybody sees it: names, days and how to object, and nothing of what became of whom. @param items that everybody may see */
export function toNoticeForAll(notice: Notice, items: readonly NoticeItem[]): NoticeForAll {
  return {
    ...toNoticeForAllSummary(notice),
    items: items.map(({ applicationId, clusterName }) => ({ applicationId, clusterName })),
    howToObject,
    ...(notice.channel === null ? {} : { channel: notice.channel }),
  };
}

/** What the events of a notice say. */
export function toNoticeChanged(notice: Notice, items: readonly NoticeItem[]): PublicNoticeChanged {
  const { id, callId, programme, clause, state, publishedOn, dueOn, provisional, calendarVersion } = notice;
  return {
    noticeId: id,
    callId,
    programme,
    clause,
    state,
    publishedOn: localDateSchema.parse(publishedOn),
    dueOn: localDateSchema.parse(dueOn),
    provisional,
    calendarVersion,
    items: items.map(({ applicationId, state: itemState }) => ({ applicationId, state: itemState })),
  };
}
