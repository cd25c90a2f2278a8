import type { PublicNotice as NoticeAnswer } from '@jiqun/contracts';

/** A public notice as it is stored. */
export interface Notice {
  readonly id: string;
  readonly tenant: string;
  readonly callId: string;
  readonly programme: string;
  readonly policyVersion: string;
  /** The step of the policy that it is. */
  readonly step: string;
  readonly clause: string;
  readonly callTitle: { readonly zh: string; readonly en: string };
  readonly title: string | null;
  readonly channel: string | null;
  readonly length: number;
  readonly unit: 'workingDays' | 'days';
  /** The call set the length (INT-11); otherwise the policy did. */
  readonly isLengthOfCall: boolean;
  readonly startDay: 'excluded' | 'included';
  readonly publishedOn: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  /** The last day, through 24:00. */
  readonly dueOn: string;
  readonly firstDayAfter: string;
  readonly provisional: boolean;
  readonly calendarVersion: string;
  readonly state: NoticeAnswer['state'];
  readonly version: number;
  /** When it ended or was withdrawn. */
  readonly endedAt: Date | null;
}

/** What a notice covers: one application. */
export interface NoticeItem {
  readonly noticeId: string;
  readonly applicationId: string;
  readonly place: number;
  readonly clusterName: string;
  readonly region: string;
  readonly state: NoticeAnswer['items'][number]['state'];
  /** Why it is held, fell or was removed. */
  readonly reason: string | null;
  /** When it passed, fell or was removed. */
  readonly settledAt: Date | null;
}

/** A reckoning of a notice's end: never changed. */
export interface Reckoning {
  readonly noticeId: string;
  readonly number: number;
  readonly dueOn: string;
  readonly provisional: boolean;
  readonly calendarVersion: string;
  /** The arrangement that brought it about; null for the first. */
  readonly arrangementId: string | null;
  readonly reckonedAt: Date;
}
