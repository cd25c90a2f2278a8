import type { PublicNotice, Role } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';

import { AttachmentSource } from '../src/application/attachment-source.js';
import { AttachmentRepository } from '../src/attachment/attachment.repository.js';
import { CalendarCatalogue } from '../src/calendar/calendar-catalogue.js';
import { CalendarRepository } from '../src/calendar/calendar.repository.js';
import { CalendarService } from '../src/calendar/calendar.service.js';
import { ProvisionalPeriods } from '../src/calendar/provisional-periods.js';
import { CallRepository } from '../src/call/call.repository.js';
import { ObjectionRepository } from '../src/objection/objection.repository.js';
import { ObjectionService } from '../src/objection/objection.service.js';
import { PublicNoticeDeadlines } from '../src/public-notice/public-notice.deadlines.js';
import { PublicNoticeRepository } from '../src/public-notice/public-notice.repository.js';
import { PublicNoticeService } from '../src/public-notice/public-notice.service.js';
import { PublishService } from '../src/public-notice/publish.service.js';
import { SettlementService } from '../src/public-notice/settlement.service.js';
import { ApplicationBed, contentOf } from './application-bed.js';

/** A programme, its version, and where its province is. */
interface Programme {
  readonly id: string;
  readonly version: string;
  readonly province: string;
  readonly region: string;
}

/** The programmes whose document prescribes a notice, and one that does not. */
export const programmes = {
  amc: { id: 'jl-amc-2024', version: '2024-11-04', province: '220000', region: '220100' },
  sme: { id: 'jl-sme-2024', version: '2024-03-15', province: '220000', region: '220182' },
  xj: { id: 'xj-amc', version: 'undated', province: '650000', region: '650100' },
  sei: { id: 'jl-sei-2020', version: '2020-05-06', province: '220000', region: '220100' },
} as const satisfies Record<string, Programme>;

/** Notices, objections and the calendar over a bed of applications. */
export class NoticeBed {
  readonly calendarRows: CalendarRepository;
  readonly catalogue: CalendarCatalogue;
  readonly calendars: CalendarService;
  readonly noticeRows: PublicNoticeRepository;
  readonly publications: PublishService;
  readonly notices: PublicNoticeService;
  readonly objections: ObjectionService;

  private constructor(readonly bed: ApplicationBed) {
    const { runner, reader, applicationRows, reviewRows, review, catalogue, handlers } = bed;
    const periods = new ProvisionalPeriods();
    this.calendarRows = new CalendarRepository(reader);
    this.catalogue = new CalendarCatalogue(this.calendarRows);
    this.calendars = new CalendarService(runner, this.calendarRows, this.catalogue, periods);
    this.noticeRows = new PublicNoticeRepository(reader);
    const settlement = new SettlementService(this.noticeRows, applicationRows, review);
    this.publications = new PublishService(runner, this.noticeRows, applicationRows, new CallRepository(reader), catalogue, this.catalogue, review);
    this.notices = new PublicNoticeService(runner, this.noticeRows, settlement, catalogue);
    const attachments = new AttachmentSource(new AttachmentRepository());
    this.objections = new ObjectionService(runner, new ObjectionRepository(reader), this.noticeRows, settlement, reviewRows, catalogue, attachments);
    new PublicNoticeDeadlines(handlers, periods, this.notices, this.publications).onModuleInit();
  }

  /** @param firstDay the sandbox begins on it, at 00:30 */
  static async open(firstDay: string): Promise<NoticeBed> {
    return new NoticeBed(await ApplicationBed.open(firstDay));
  }

  /** The department that runs the notice; a person of its own unless named. */
  department({ province }: Programme, person = `publisher-${province}`, role: Role = 'province-industry'): Request {
    return this.bed.again(this.bed.as(role, province, person));
  }

  /** Somebody who may object. */
  objector(person = 'objector', region = '220200', role: Role = 'enterprise'): Request {
    return this.bed.again(this.bed.as(role, region, person));
  }

  /** The administrator who installs arrangements. */
  administrator(province = '220000'): Request {
    return this.bed.again(this.bed.as('system-administrator', province, 'administrator'));
  }

  /** A call that has closed. */
  async call({ id: programme, version, province }: Programme, terms: Record<string, unknown> = {}): Promise<string> {
    const id = newId();
    const all = { title: { zh: '申报通知（样例）', en: 'Call (sample)' }, opensOn: '2025-05-06', closesOn: '2025-06-30', attachments: [], isBlind: false, dropsExtremes: false, ...terms };
    await this.bed.source.query(
      `INSERT INTO call (id, tenant, programme, policy_version, terms, opens_on, closes_on, state, published_at, drafted_by)
       VALUES ($1, $2, $3, $4, $5, '2025-05-06', '2025-06-30', 'closed', '2025-05-06T00:00:00Z', 'drafter')`,
      [id, `CN-${province.slice(0, 2)}`, programme, version, JSON.stringify(all)],
    );
    return id;
  }

  /** An application that stands at a step of its call. */
  async application({ id: programme, version, province, region }: Programme, callId: string, step = 'public-notice'): Promise<string> {
    const cluster = this.bed.cluster({ region, regions: [region] });
    const id = newId();
    await this.bed.source.query(
      `INSERT INTO application (id, tenant, call_id, programme, policy_version, cluster_id, cluster, region, prefecture, applicant_role, seers, editors, state, step,
         content, content_number, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 'promotion-organisation', '{county-industry,prefecture-industry,province-industry,auditor}', '{applicant}', 'under-review', $9, $10, 1, '2025-07-01T00:00:00Z')`,
      [id, `CN-${province.slice(0, 2)}`, callId, programme, version, cluster.id, JSON.stringify(cluster), region, step, JSON.stringify(contentOf({}))],
    );
    await this.bed.source.query(`INSERT INTO application_step (application_id, number, step, entered_at) VALUES ($1, 1, $2, '2025-07-01T00:00:00Z')`, [id, step]);
    return id;
  }

  /** Several of them on a notice. */
  async published(programme: Programme, count = 1, terms: Record<string, unknown> = {}): Promise<{ notice: PublicNotice; ids: string[] }> {
    const callId = await this.call(programme, terms);
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) ids.push(await this.application(programme, callId));
    return { notice: await this.publications.publish({ callId, applicationIds: ids }, this.department(programme)), ids };
  }

  /** Something on record about an application, as a gate looks for it. */
  async recorded(applicationId: string, outcome: string, kind = 'recorded', { step = 'party-group-meeting', person = 'recorder' } = {}): Promise<void> {
    await this.bed.source.query(
      `INSERT INTO review_entry (id, tenant, application_id, content_number, step, kind, person, outcome, text, recorded_at)
       SELECT $1, tenant, id, 1, $4, $5, $6, $3, 'x', '2025-07-01T00:00:00Z' FROM application WHERE id = $2`,
      [newId(), applicationId, outcome, step, kind, person],
    );
  }

  /** What has become of an application. */
  async standing(id: string): Promise<string> {
    const found = await this.bed.applicationRows.find(id);
    return `${found?.state} ${found?.step ?? '-'}`;
  }

  /** The states of a notice's items, in order. */
  async itemStates(noticeId: string): Promise<string[]> {
    return (await this.noticeRows.items(noticeId)).map(({ state }) => state);
  }

  /** An objection of somebody's to an application. */
  async objected(noticeId: string, applicationId: string, by = this.objector()) {
    const identity = { kind: 'person' as const, contact: '0431-0000（样例）' };
    return await this.objections.raise({ noticeId, applicationId, identity, grounds: '产值与统计不符（样例）', evidence: { text: '统计公报第 3 页（样例）', attachments: [] } }, by);
  }

  /** Verified and answered by the department. */
  async answered({ id, version }: { id: string; version: number }, outcome: 'upheld' | 'not-upheld', by: () => Request): Promise<void> {
    const verified = await this.objections.verify({ id, version, note: '向统计部门核实（样例）' }, by());
    await this.objections.answer({ id, version: verified.version, outcome, reasons: '核实结论（样例）', evidence: [] }, by());
  }

  async close(): Promise<void> {
    await this.bed.close();
  }
}

/** An invented arrangement of 2028, whose own does not exist yet: seven days off from National Day, the Sunday after them worked. */
export const arrangement2028 = {
  year: 2028,
  document: { title: '2028年部分节假日安排（样例）', source: 'https://example.org/2028' },
  days: [
    ...Array.from({ length: 7 }, (_, at) => ({ date: `2028-10-0${at + 1}` as never, name: '国庆节', kind: 'off' as const })),
    { date: '2028-10-08' as never, name: '国庆节', kind: 'working' as const },
  ],
};
