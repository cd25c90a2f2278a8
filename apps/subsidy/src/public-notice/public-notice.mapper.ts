import {
  clauseSchema, localDateSchema, moneySchema, policyVersionSchema, regionCodeSchema, tenantSchema, type GroupNotice, type GroupNoticeChanged,
  type GroupNoticeForAll, type GroupNoticeForAllPage, type GroupNoticePage,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Notice, NoticedProject, NoticeItem, Reckoning } from './public-notice.entity.js';

/** A notice with all that officials see of it. */
export interface WholeNotice {
  readonly notice: Notice;
  readonly items: readonly NoticeItem[];
  readonly reckonings: readonly Reckoning[];
  readonly openObjections: ReadonlyMap<string, number>;
}

const howToObject = {
  zh: '公示期内可以对其中的项目群或单个项目提出异议，写明理由并附证据；受理至截止日 24 时，不必登录。',
  en: 'While the notice stands anybody may object to a group or to one project, with reasons and evidence, without signing in; taken until 24:00 of the last day.',
};

const toProjects = (projects: readonly NoticedProject[]) =>
  projects.map(({ projectId, name, recommended }) => ({ projectId, name, ...(recommended === undefined ? {} : { recommended: moneySchema.parse(recommended) }) }));

/** A notice as lists show it. */
export function toNoticeSummary(notice: Notice): GroupNoticePage['items'][number] {
  const { id, yearId, programme, policyVersion, fundYear, title, channel, clause, length, unit, startDay, provisional, calendarVersion, state, version } = notice;
  return {
    id, yearId, programme,
    policyVersion: policyVersionSchema.parse(policyVersion),
    fundYear,
    ...(title === null ? {} : { title }),
    ...(channel === null ? {} : { channel }),
    clause: clauseSchema.parse(clause),
    publishedOn: localDateSchema.parse(notice.publishedOn),
    length: { count: length, unit },
    startDay,
    dueOn: localDateSchema.parse(notice.dueOn),
    firstDayAfter: localDateSchema.parse(notice.firstDayAfter),
    provisional, calendarVersion, state, version,
  };
}

/** A notice as officials see it. @param possible what can be done with it */
export function toNoticeAnswer({ notice, items, reckonings, openObjections }: WholeNotice, possible: readonly string[]): GroupNotice {
  return {
    ...toNoticeSummary(notice),
    items: items.map(({ groupId, clusterName, leadName, region, projects, state, reason }) => ({
      groupId, clusterName, leadName,
      region: regionCodeSchema.parse(region),
      projects: toProjects(projects),
      state,
      openObjections: openObjections.get(groupId) ?? 0,
      ...(reason === null ? {} : { reason }),
    })),
    reckonings: reckonings.slice(-100).map(({ dueOn, provisional, calendarVersion, reckonedAt }) => ({
      dueOn: localDateSchema.parse(dueOn), provisional, calendarVersion, reckonedAt: instantOf(reckonedAt),
    })),
    possible: [...possible],
  };
}

/** A notice as lists for everybody show it. */
export function toNoticeForAllSummary({ id, tenant, programme, fundYear, title, publishedOn, dueOn, provisional, state }: Notice): GroupNoticeForAllPage['items'][number] {
  return {
    id,
    tenant: tenantSchema.parse(tenant),
    programme, fundYear,
    ...(title === null ? {} : { title }),
    publishedOn: localDateSchema.parse(publishedOn),
    dueOn: localDateSchema.parse(dueOn),
    provisional, state,
  };
}

/** A notice as everybody sees it: names, days and how to object; not what was taken off it, nor what became of whom. */
export function toNoticeForAll(notice: Notice, items: readonly NoticeItem[]): GroupNoticeForAll {
  const shown = items.filter(({ state }) => state !== 'removed');
  return {
    ...toNoticeForAllSummary(notice),
    items: shown.map(({ groupId, clusterName, leadName, projects }) => ({ groupId, clusterName, leadName, projects: toProjects(projects) })),
    howToObject,
    ...(notice.channel === null ? {} : { channel: notice.channel }),
  };
}

/** What the events of a notice say. */
export function toNoticeChanged(notice: Notice, items: readonly NoticeItem[]): GroupNoticeChanged {
  const { id, yearId, programme, clause, state, publishedOn, dueOn, provisional, calendarVersion } = notice;
  return {
    noticeId: id, yearId, programme,
    clause: clauseSchema.parse(clause),
    state,
    publishedOn: localDateSchema.parse(publishedOn),
    dueOn: localDateSchema.parse(dueOn),
    provisional, calendarVersion,
    items: items.map(({ groupId, state: itemState }) => ({ groupId, state: itemState })),
  };
}
