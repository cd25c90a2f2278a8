import type { GroupNotice, PeriodAnswer } from '@jiqun/contracts';

/** A public notice of proposed projects as it is stored. */
export interface Notice {
  readonly id: string;
  readonly tenant: string;
  readonly yearId: string;
  readonly programme: string;
  readonly policyVersion: string;
  /** The calendar year of the funds. */
  readonly fundYear: number;
  /** The step of the policy that it is. */
  readonly step: string;
  readonly clause: string;
  readonly title: string | null;
  readonly channel: string | null;
  readonly length: number;
  readonly unit: 'workingDays' | 'days';
  /** The year's notice set the length (INT-11); otherwise the policy did. */
  readonly isLengthOfYear: boolean;
  readonly startDay: 'excluded' | 'included';
  readonly publishedOn: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  /** The last day, through 24:00. */
  readonly dueOn: string;
  readonly firstDayAfter: string;
  readonly provisional: boolean;
  readonly calendarVersion: string;
  readonly state: GroupNotice['state'];
  readonly version: number;
  /** When it ended or was withdrawn. */
  readonly endedAt: Date | null;
}

/** A project as a notice names it. */
export interface NoticedProject {
  readonly projectId: string;
  readonly name: string;
  readonly recommended?: string;
}

/** What a notice covers: one group with the projects that are proposed. */
export interface NoticeItem {
  readonly noticeId: string;
  readonly groupId: string;
  readonly tenant: string;
  readonly place: number;
  readonly clusterName: string;
  readonly leadName: string;
  readonly region: string;
  readonly projects: readonly NoticedProject[];
  readonly state: GroupNotice['items'][number]['state'];
  /** Why it is held, fell or was removed. */
  readonly reason: string | null;
  /** When it passed, fell or was removed. */
  readonly settledAt: Date | null;
}

/** A reckoning of a notice's end, with what the calendar answered: never changed. */
export interface Reckoning {
  readonly noticeId: string;
  readonly number: number;
  readonly dueOn: string;
  readonly provisional: boolean;
  readonly calendarVersion: string;
  readonly answer: PeriodAnswer;
  readonly reckonedAt: Date;
}
