import {
  annualReportContracts, Refusal, uuidSchema, type AnnualReport, type AnnualReportForm, type AnnualReportPage, type AskAnnualReportForm,
  type ListAnnualReports,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import {
  type Call, CommandRunner, currentCode, installedRegions, newId, readCursor, type Request, startOfDayInShanghai, type Transaction, visibleRegions,
  writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { isHeld } from '../title-projection/held.js';
import { TitleProjectionRepository } from '../title-projection/title-projection.repository.js';
import { ANNUAL_REPORT_OPENS, TitleProjectionService } from '../title-projection/title-projection.service.js';
import type { AnnualReportRow } from './annual-report.entity.js';
import { toAnnualReport, toAnnualReportEvent, toAnnualReportSummary } from './annual-report.mapper.js';
import { AnnualReportRepository } from './annual-report.repository.js';
import { formOf } from './form.js';
import { nextReportOpensOn, reportDueOn, yearsToReport } from './report-years.js';

/** Days before the due day on which those who file are reminded. */
export const REMINDER_DAYS = [30, 7, 1] as const;
/** Deadline kind: the due day of a report has ended. Its subject is the report, as that of the reminders. */
export const ANNUAL_REPORT_FALLS_DUE = 'annual-report.falls-due';
/** Deadline kind of the reminder so many days before. */
export const reminderKind = (days: number): string => `annual-report.remind-${days}`;

const USUAL_PAGE = 50;

/** Annual reports: asked for each year by itself, reminded of, marked overdue, read. Filing is `AnnualReportFilingService`. */
@Injectable()
export class AnnualReportService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(AnnualReportRepository) private readonly reports: AnnualReportRepository,
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(TitleProjectionService) private readonly titleService: TitleProjectionService,
  ) {}

  /** Opens the reports that a title owes by now, and comes back on the next 1 January as long as the title is held. */
  async open(titleId: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const title = await this.titles.lock(manager, call.caller.tenant, titleId);
      const policy = title === undefined || !isHeld(title) ? undefined : await this.titleService.policyOf(title);
      const clause = policy?.source.annualReport?.clause;
      if (title === undefined || policy === undefined || clause === undefined) return;
      for (const year of yearsToReport(policy, title, today)) {
        const { tenant, clusterId, clusterName, programme, region } = title;
        const report = { tenant, titleId, clusterId, clusterName, programme, region, year, clause };
        const row = await this.reports.insert(manager, { ...report, id: newId(), policyVersion: policy.version, dueOn: reportDueOn(policy, year) });
        if (row !== undefined) askFor(transaction, row);
      }
      // Of a title that was revoked and returned, what fell due in between did so without a word.
      for (const row of await this.reports.unfiled(manager, titleId)) setDeadlines(transaction, row);
      const next = nextReportOpensOn(policy, title, today);
      if (next !== undefined) transaction.setDeadline(ANNUAL_REPORT_OPENS, titleId, startOfDayInShanghai(next));
    });
  }

  /** Reminds of a report that was not filed yet. */
  async remind(id: string, daysLeft: number, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const row = await this.reports.lock(transaction.manager, call.caller.tenant, id);
      if (row === undefined || row.filedOn !== null || !(await this.#isOwed(transaction, row))) return;
      transaction.emit(annualReportContracts.reminded, aggregateOf(row), { ...toAnnualReportEvent(row, transaction.today), daysLeft });
    });
  }

  /** Marks a report overdue whose due day ended without a filing (INT-15, INT-35). Once is enough. */
  async miss(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const due = await this.reports.lock(transaction.manager, call.caller.tenant, id);
      if (due === undefined || !(await this.#isOwed(transaction, due))) return;
      const row = await this.reports.miss(transaction.manager, call.caller.tenant, id, transaction.today);
      if (row === undefined) return;
      transaction.record({
        action: 'annual-report.miss', objectType: 'annual-report', objectId: id, clause: row.clause, detail: { dueOn: row.dueOn },
      });
      transaction.emit(annualReportContracts.missed, aggregateOf(row), toAnnualReportEvent(row, transaction.today));
    });
  }

  /** The form of a programme's reports. */
  form({ programme }: AskAnnualReportForm): AnnualReportForm {
    return { programme, fields: [...formOf(programme)] };
  }

  /** @throws Refusal NOT_FOUND, also for a report outside the caller's regions */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<AnnualReport> {
    const row = await this.reports.find(caller.tenant, id);
    const { regions } = visibleRegions(annualReportContracts.get.permission, caller, installedRegions());
    if (row === undefined || regions?.codes.includes(row.region) !== true) throw new Refusal('NOT_FOUND', { noun: 'annual-report', id });
    return toAnnualReport(row);
  }

  /** Reports of the caller's regions, newest first. */
  async list(asked: ListAnnualReports, request: Pick<Request, 'caller'>): Promise<AnnualReportPage> {
    return await this.#list(asked, request, false);
  }

  /** Reports of the caller's regions that were not filed in time, newest first. */
  async listOverdue(asked: ListAnnualReports, request: Pick<Request, 'caller'>): Promise<AnnualReportPage> {
    return await this.#list(asked, request, true);
  }

  /** A title that was taken away meanwhile owes no report. */
  async #isOwed({ manager }: Transaction, { tenant, titleId }: AnnualReportRow): Promise<boolean> {
    const title = await this.titles.lock(manager, tenant, titleId);
    return title !== undefined && title.state !== 'revoked';
  }

  async #list(
    { cursor, limit = USUAL_PAGE, programme, year, state, region }: ListAnnualReports, { caller }: Pick<Request, 'caller'>, overdueOnly: boolean,
  ): Promise<AnnualReportPage> {
    const tree = installedRegions();
    const { permission } = overdueOnly ? annualReportContracts.listOverdue : annualReportContracts.list;
    const seen = visibleRegions(permission, caller, tree).regions?.codes ?? [];
    const regions = region === undefined ? seen : seen.filter((code) => tree.isWithin(code, currentCode(region)));
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.reports.list({ tenant: caller.tenant, regions, programme, year, state, overdueOnly, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toAnnualReportSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }
}

/** A report as the object of events. */
export function aggregateOf({ id, version }: Pick<AnnualReportRow, 'id' | 'version'>) {
  return { noun: 'annual-report', id, version };
}

/** Those to come; reminders of days gone by are of no use to anybody. */
function setDeadlines(transaction: Transaction, row: AnnualReportRow): void {
  for (const days of REMINDER_DAYS) {
    const on = addDays(row.dueOn, -days);
    if (on > transaction.today) transaction.setDeadline(reminderKind(days), row.id, startOfDayInShanghai(on));
  }
  transaction.setDeadline(ANNUAL_REPORT_FALLS_DUE, row.id, startOfDayInShanghai(addDays(row.dueOn, 1)));
}

function askFor(transaction: Transaction, row: AnnualReportRow): void {
  transaction.record({
    action: 'annual-report.open', objectType: 'annual-report', objectId: row.id, clause: row.clause, detail: { year: row.year, dueOn: row.dueOn },
  });
  transaction.emit(annualReportContracts.opened, aggregateOf(row), toAnnualReportEvent(row, transaction.today));
}
