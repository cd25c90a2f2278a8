import { addDays, addYears, type LocalDate, withinCalendar } from '../calendar/local-date.js';
import { incidentWords, isOfConcern } from '../conditions/no-incident.js';
import type { Sentence } from '../errors.js';
import type { Incident } from '../facts/definition.js';
import { articleInEnglish } from '../policy/article.js';
import { calendarDeadline } from '../policy/deadline.js';
import type { Policy } from '../policy/policy.js';
import type { ChangeKind, FindingKind, GroundSource } from '../policy/schema.js';
import type { TitleHistory } from './title-history.js';

/** What a ground rests on, in the terms of the history that was stated. */
export type Because =
  | { readonly kind: 'term-expired'; readonly validThrough: LocalDate; readonly appliedOn?: LocalDate }
  | { readonly kind: 're-review-failed'; readonly decidedOn: LocalDate }
  | { readonly kind: 'report-not-in-time'; readonly year: number; readonly dueOn: LocalDate; readonly filedOn?: LocalDate }
  | { readonly kind: 'change-not-reported'; readonly change: ChangeKind; readonly changedOn: LocalDate; readonly dueOn: LocalDate; readonly reportedOn?: LocalDate }
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'finding'; readonly finding: FindingKind; readonly by: 'cluster' | 'enterprise'; readonly foundOn: LocalDate };

/** A ground of revocation that exists on the day asked for. */
export interface Ground {
  readonly clause: string;
  /** The first day on which it existed. */
  readonly since: LocalDate;
  readonly because: Because;
  readonly interpretations: readonly string[];
  readonly citation: { readonly document: string; readonly article: string };
  readonly explanation: Sentence;
}

interface Cause {
  readonly since: LocalDate;
  readonly because: Because;
}

/**
 * The grounds on which a title could be revoked on a day: one for each separate cause, ordered by clause and day
 * (AMC-11.b, SME-14-1 to SME-14-5; INT-28, INT-29, INT-34, INT-35). It says what exists; whether a title is revoked is
 * decided by a person, by procedure. A policy without grounds of revocation (xj-amc) gives none.
 */
export function groundsOn(policy: Policy, history: TitleHistory, asOf: LocalDate): Ground[] {
  const term = termOf(policy, history, asOf);
  return policy.source.revocation
    .flatMap((ground) =>
      causesOf(ground, policy, history, term, asOf)
        .filter(({ since }) => since <= asOf)
        .map((cause) => grounded(policy, ground, cause)),
    )
    .toSorted((a, b) => (a.clause === b.clause ? (a.since < b.since ? -1 : a.since > b.since ? 1 : 0) : a.clause < b.clause ? -1 : 1));
}

/** The last day of the title's term as of the day asked for; undefined where the programme has no term. */
function termOf(policy: Policy, history: TitleHistory, asOf: LocalDate): LocalDate | undefined {
  const validity = policy.source.validity;
  const stated = history.title.validThrough;
  if (validity === null) return stated;
  const through = stated ?? withinCalendar(() => addYears(history.title.recognisedOn, policy.count(validity.years)));
  if (through === undefined || !hasPassed(history, asOf)) return through;
  return withinCalendar(() => addYears(through, policy.count(validity.reReview.extensionYears)));
}

/** A result counts from the day on which it was decided; until then an application in time is pending. */
function hasPassed(history: TitleHistory, asOf: LocalDate): boolean {
  const reReview = history.title.reReview;
  return reReview?.result === 'passed' && reReview.decidedOn !== undefined && reReview.decidedOn <= asOf;
}

function causesOf(ground: GroundSource, policy: Policy, history: TitleHistory, term: LocalDate | undefined, asOf: LocalDate): Cause[] {
  switch (ground.kind) {
    case 'term-expired':
      return termExpired(history, term, asOf);
    case 're-review-failed':
      return reReviewFailed(history);
    case 'report-not-in-time':
      return reportsNotInTime(policy, history, term, asOf);
    case 'change-not-reported':
      return changesNotReported(ground, policy, history, asOf);
    case 'incident':
      return incidents(ground, history);
    case 'finding':
      return findings(ground, history);
  }
}

/** What happens after the day asked for is not known on it. */
function known(day: LocalDate | undefined, asOf: LocalDate): LocalDate | undefined {
  return day !== undefined && day <= asOf ? day : undefined;
}

/** An application after the last day of the term comes too late: the ground existed the day before it. */
function termExpired(history: TitleHistory, term: LocalDate | undefined, asOf: LocalDate): Cause[] {
  const since = term === undefined ? undefined : withinCalendar(() => addDays(term, 1));
  if (term === undefined || since === undefined) return [];
  const reReview = history.title.reReview;
  const decided = reReview?.decidedOn !== undefined && reReview.decidedOn <= asOf;
  const appliedOn = hasPassed(history, asOf) ? undefined : known(reReview?.appliedOn, asOf);
  // A result needs an application; whoever reports only the result has had it in time.
  if (decided && !hasPassed(history, asOf) && reReview.appliedOn === undefined) return [];
  if (appliedOn !== undefined && appliedOn <= term) return [];
  return [{ since, because: { kind: 'term-expired', validThrough: term, ...(appliedOn !== undefined && { appliedOn }) } }];
}

function reReviewFailed(history: TitleHistory): Cause[] {
  const reReview = history.title.reReview;
  if (reReview?.result !== 'failed' || reReview.decidedOn === undefined) return [];
  return [{ since: reReview.decidedOn, because: { kind: 're-review-failed', decidedOn: reReview.decidedOn } }];
}

/** A report for a year is due in the next; reports count from the year of recognition on, while the due day lies within the term. */
function reportsNotInTime(policy: Policy, history: TitleHistory, term: LocalDate | undefined, asOf: LocalDate): Cause[] {
  const report = policy.source.annualReport;
  if (report === null) return [];
  const recognised = Number(history.title.recognisedOn.slice(0, 4));
  const first = report.firstYear === 'year-of-recognition' ? recognised : recognised + 1;
  const filings = firstFilings(history, asOf);
  const causes: Cause[] = [];
  for (let year = first; year < Number(asOf.slice(0, 4)); year += 1) {
    const dueOn = calendarDeadline(policy, report.deadline, year + 1);
    if (term !== undefined && dueOn > term) break;
    const filedOn = filings.get(year);
    if (filedOn !== undefined && filedOn <= dueOn) continue;
    causes.push({ since: addDays(dueOn, 1), because: { kind: 'report-not-in-time', year, dueOn, ...(filedOn !== undefined && { filedOn }) } });
  }
  return causes;
}

/** The day on which the report for each year was first filed, as far as it is known on the day asked for. */
function firstFilings(history: TitleHistory, asOf: LocalDate): Map<number, LocalDate> {
  const filings = new Map<number, LocalDate>();
  for (const { year, filedOn } of history.reports ?? []) {
    const earlier = filings.get(year);
    if (filedOn <= asOf && (earlier === undefined || filedOn < earlier)) filings.set(year, filedOn);
  }
  return filings;
}

function changesNotReported(ground: GroundSource & { kind: 'change-not-reported' }, policy: Policy, history: TitleHistory, asOf: LocalDate): Cause[] {
  const days = policy.count(ground.within);
  return (history.changes ?? [])
    .filter((change) => ground.changes.includes(change.kind) && change.changedOn >= history.title.recognisedOn)
    .flatMap(({ kind, changedOn, ...change }): Cause[] => {
      const reportedOn = known(change.reportedOn, asOf);
      const dueOn = withinCalendar(() => addDays(changedOn, days));
      const since = withinCalendar(() => addDays(changedOn, days + 1));
      if (dueOn === undefined || since === undefined || (reportedOn !== undefined && reportedOn <= dueOn)) return [];
      const cause: Because = { kind: 'change-not-reported', change: kind, changedOn, dueOn, ...(reportedOn !== undefined && { reportedOn }) };
      return [{ since, because: cause }];
    });
}

/** INT-29: what admission tolerated does not revoke the title the next day. */
function incidents(ground: GroundSource & { kind: 'incident' }, history: TitleHistory): Cause[] {
  return (history.incidents ?? [])
    .filter((incident) => incident.date > history.title.recognisedOn && isOfConcern(incident, ground.categories, ground.atLeast))
    .map((incident) => ({ since: incident.date, because: { kind: 'incident', incident } }));
}

function findings(ground: GroundSource & { kind: 'finding' }, history: TitleHistory): Cause[] {
  return (history.findings ?? [])
    .filter((finding) => ground.findings.includes(finding.kind) && ground.by.includes(finding.by) && finding.foundOn >= history.title.recognisedOn)
    .map(({ kind, by, foundOn }) => ({ since: foundOn, because: { kind: 'finding', finding: kind, by, foundOn } }));
}

function grounded(policy: Policy, ground: GroundSource, cause: Cause): Ground {
  const article = policy.clause(ground.clause)?.article ?? '';
  const facts = because(cause.because);
  return {
    clause: ground.clause,
    ...cause,
    interpretations: ground.interpretations ?? [],
    citation: { document: policy.id, article },
    explanation: {
      zh: `${article}：${ground.title.zh}。${facts.zh}；该情形自${cause.since}起存在。`,
      en: `${articleInEnglish(article)}: ${ground.title.en}. ${facts.en}; the ground exists since ${cause.since}.`,
    },
  };
}

function because(cause: Because): Sentence {
  switch (cause.kind) {
    case 'term-expired':
      return cause.appliedOn === undefined
        ? { zh: `称号有效期至${cause.validThrough}，期内未申请复核`, en: `The title was valid through ${cause.validThrough} and no re-review had been applied for` }
        : { zh: `称号有效期至${cause.validThrough}，${cause.appliedOn}方申请复核`, en: `The title was valid through ${cause.validThrough}; the re-review was applied for on ${cause.appliedOn} only` };
    case 're-review-failed':
      return { zh: `复核于${cause.decidedOn}未通过`, en: `The re-review failed on ${cause.decidedOn}` };
    case 'report-not-in-time':
      return cause.filedOn === undefined
        ? { zh: `${cause.year}年度情况应于${cause.dueOn}前报送，尚未报送`, en: `The report for ${cause.year} was due by ${cause.dueOn} and has not been filed` }
        : { zh: `${cause.year}年度情况应于${cause.dueOn}前报送，实际于${cause.filedOn}报送`, en: `The report for ${cause.year} was due by ${cause.dueOn} and was filed on ${cause.filedOn}` };
    case 'change-not-reported':
      return {
        zh: `${changeZh[cause.change]}于${cause.changedOn}变更，应于${cause.dueOn}前报备，${cause.reportedOn === undefined ? '尚未报备' : `实际于${cause.reportedOn}报备`}`,
        en: `The change of ${changeEn[cause.change]} on ${cause.changedOn} was to be reported by ${cause.dueOn} and ${cause.reportedOn === undefined ? 'has not been reported' : `was reported on ${cause.reportedOn}`}`,
      };
    case 'incident': {
      const words = incidentWords(cause.incident);
      return { zh: `${cause.incident.date}发生${words.zh}`, en: `A ${words.en} happened on ${cause.incident.date}` };
    }
    case 'finding':
      return {
        zh: `${cause.foundOn}查明${cause.by === 'cluster' ? '集群' : '集群内企业'}${findingZh[cause.finding]}`,
        en: `${capital(findingEn[cause.finding])} by ${cause.by === 'cluster' ? 'the cluster' : 'an enterprise of the cluster'} was found on ${cause.foundOn}`,
      };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const changeZh: Record<ChangeKind, string> = { 'leading-industry': '主导产业', area: '空间范围', 'operating-body': '运营管理机构' };
const changeEn: Record<ChangeKind, string> = { 'leading-industry': 'the leading industry', area: 'the area', 'operating-body': 'the operating body' };
const findingZh: Record<FindingKind, string> = {
  'false-application': '虚假申报',
  fraud: '弄虚作假',
  violation: '违反法律法规',
  'refused-monitoring': '不接受或不配合监测监督',
  'tax-evasion': '偷税漏税',
  'serious-dishonesty': '严重失信',
  'other-major': '存在其他重大问题',
};
const findingEn: Record<FindingKind, string> = {
  'false-application': 'false application',
  fraud: 'fraud',
  violation: 'violation of laws or regulations',
  'refused-monitoring': 'refusal of monitoring',
  'tax-evasion': 'tax evasion',
  'serious-dishonesty': 'serious dishonesty',
  'other-major': 'another major problem',
};
