import {
  annualReportContracts, Refusal, roles, type AnnualReport, type AnnualReportChanged, type AnnualReportWarnings, type DraftAnnualReport,
  type EventContract, type FileAnnualReport, type Issue,
  type PassOnAnnualReport, type ReceiveAnnualReport, type RecordedReferenceFigures, type RecordReferenceFigures, type ReturnAnnualReport, type Role,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import {
  type AuditEntry, CommandRunner, installedRegions, permitsObject, Reader, type Request, type Transaction, transition, visibleRegions,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { type ChangingContract, clauseForbids, requireCurrent, unknownTitle, versionConflict } from '../title-projection/current.js';
import { TitleProjectionRepository } from '../title-projection/title-projection.repository.js';
import type { AnnualReportRow } from './annual-report.entity.js';
import { annualReportLifecycle } from './annual-report.lifecycle.js';
import { toAnnualReport, toAnnualReportEvent } from './annual-report.mapper.js';
import { AnnualReportRepository } from './annual-report.repository.js';
import { aggregateOf, ANNUAL_REPORT_FALLS_DUE, REMINDER_DAYS, reminderKind } from './annual-report.service.js';
import { comparisonOf } from './comparison.js';
import { formOf, missingFields, readFigures } from './form.js';
import { implausible } from './plausibility.js';

/** The way of a report from the cluster to the province (SME-13, AMC-10.a); who files and through whom the policy says. */
@Injectable()
export class AnnualReportFilingService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(AnnualReportRepository) private readonly reports: AnnualReportRepository,
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** Fills a report in. @throws Refusal INVALID_REQUEST for what does not fit the form */
  async draft(request: DraftAnnualReport, { call }: Request): Promise<AnnualReport> {
    return await this.commands.run(call, async (transaction) => {
      const { row } = await this.#taken(transaction, annualReportContracts.draft, request, filers);
      const { target } = transition(annualReportLifecycle, row.state, 'draft');
      const { values, issues } = readFigures(row.programme, request.figures);
      if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues });
      const warnings = await this.#warnings(transaction.manager, { ...row, figures: values });
      return await this.#written(transaction, { ...row, state: target, figures: values, warnings }, { action: 'annual-report.draft' });
    });
  }

  /** What is missing from a report, and what about it is implausible. @throws Refusal NOT_FOUND */
  async check(id: string, { caller }: Pick<Request, 'caller'>): Promise<AnnualReportWarnings> {
    const { regions } = visibleRegions(annualReportContracts.check.permission, caller, installedRegions());
    return await this.reader.snapshot(async (manager) => {
      const row = await this.reports.findIn(manager, caller.tenant, id);
      if (row === undefined || regions?.codes.includes(row.region) !== true) throw new Refusal('NOT_FOUND', { noun: 'annual-report', id });
      return { id, missing: missingFields(row.programme, row.figures).map(({ key }) => key), warnings: await this.#warnings(manager, row) };
    });
  }

  /**
   * Files a report that is whole and whose warnings are explained. The day of the first filing counts: a report that is
   * filed late stays overdue (INT-35).
   */
  async file(request: FileAnnualReport, { call }: Request): Promise<AnnualReport> {
    return await this.commands.run(call, async (transaction) => {
      const { row } = await this.#taken(transaction, annualReportContracts.file, request, filers);
      const { target } = transition(annualReportLifecycle, row.state, 'file');
      const warnings = await this.#warnings(transaction.manager, row);
      const issues = [...missingIssues(row), ...unexplained(warnings, request)];
      if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues, clause: row.clause });
      const filedOn = row.filedOn ?? transaction.today;
      const { explanations } = request;
      const filed = {
        ...row, state: target, filedOn, overdue: row.overdue || filedOn > row.dueOn, filedBy: call.caller.person, warnings, explanations,
        returnReason: null,
      };
      for (const kind of [...REMINDER_DAYS.map(reminderKind), ANNUAL_REPORT_FALLS_DUE]) transaction.cancelDeadline(kind, row.id);
      const entry = { action: 'annual-report.file', clause: row.clause, detail: { year: row.year, filedOn, overdue: filed.overdue } };
      return await this.#written(transaction, filed, entry, annualReportContracts.filed);
    });
  }

  /** The prefecture passes a report on, where the policy has it go that way. @throws Refusal CLAUSE_FORBIDS where it does not */
  async passOn(request: PassOnAnnualReport, { call }: Request): Promise<AnnualReport> {
    return await this.commands.run(call, async (transaction) => {
      const { row, policy } = await this.#taken(transaction, annualReportContracts.passOn, request, through);
      const { target } = transition(annualReportLifecycle, row.state, 'pass-on');
      if (through(policy).length === 0) {
        throw astray('pass-on', row, '该方案的报告直接报省厅，不经市（州）转报。', 'Reports of this programme go straight to the province.');
      }
      const passedOn = { ...row, state: target, opinion: request.opinion, passedOnBy: call.caller.person, passedOnOn: transaction.today };
      return await this.#written(transaction, passedOn, { action: 'annual-report.pass-on', clause: row.clause });
    });
  }

  /** The province takes a report. @throws Refusal CLAUSE_FORBIDS for one that has to go through the prefecture first */
  async receive(request: ReceiveAnnualReport, { call }: Request): Promise<AnnualReport> {
    return await this.commands.run(call, async (transaction) => {
      const { row, policy } = await this.#taken(transaction, annualReportContracts.receive, request);
      const { target } = transition(annualReportLifecycle, row.state, 'receive');
      if (row.state === 'filed' && through(policy).length > 0) {
        throw astray('receive', row, '报告须先由市（州）审核转报。', 'The report has to be passed on by the prefecture first.');
      }
      const received = { ...row, state: target, receivedOn: transaction.today };
      return await this.#written(transaction, received, { action: 'annual-report.receive', clause: row.clause }, annualReportContracts.received);
    });
  }

  /** Sends a report back for correction; that it was filed in time stays true. */
  async return(request: ReturnAnnualReport, { call }: Request): Promise<AnnualReport> {
    return await this.commands.run(call, async (transaction) => {
      const { row } = await this.#taken(transaction, annualReportContracts.return, request);
      const arrow = transition(annualReportLifecycle, row.state, 'return');
      requireRoles(annualReportContracts.return, arrow.roles ?? [], transaction, row);
      const returned = { ...row, state: arrow.target, returnReason: request.reason, receivedOn: null };
      return await this.#written(transaction, returned, { action: 'annual-report.return', reason: request.reason }, annualReportContracts.returned);
    });
  }

  /** Records figures of another source, which reports are compared with. @returns how many are new */
  async recordReference({ titleId, year, source, figures }: RecordReferenceFigures, { call }: Request): Promise<RecordedReferenceFigures> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const { tenant, person } = call.caller;
      const title = await this.titles.lock(manager, tenant, titleId);
      if (title === undefined) throw unknownTitle(titleId);
      permitsObject(annualReportContracts.recordReference.permission, call.caller, { tenant, region: title.region }, installedRegions());
      const { issues } = readFigures(title.programme, figures);
      if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues });
      let count = 0;
      for (const { key, value } of figures) {
        const isNew = await this.reports.insertReference(manager, tenant, titleId, { year, key, value, source }, person, now);
        if (isNew) count += 1;
      }
      transaction.record({ action: 'annual-report.record-reference', objectType: 'title', objectId: titleId, detail: { year, source, count } });
      return { titleId, year, count };
    });
  }

  async #taken(
    transaction: Transaction, contract: ChangingContract, request: ReceiveAnnualReport, whose?: (policy: Policy) => readonly Role[],
  ): Promise<{ row: AnnualReportRow; policy: Policy }> {
    const { caller } = transaction.call;
    const row = await this.reports.lock(transaction.manager, caller.tenant, request.id);
    if (row === undefined) throw new Refusal('NOT_FOUND', { noun: 'annual-report', id: request.id });
    const policy = await this.policies.policyOf(row.programme, row.policyVersion);
    requireCurrent(contract, caller, row, request.version);
    const named = whose?.(policy) ?? [];
    if (named.length > 0) requireRoles(contract, named, transaction, row);
    return { row, policy };
  }

  async #warnings(manager: EntityManager, row: AnnualReportRow): Promise<AnnualReport['warnings']> {
    const comparison = comparisonOf(row, {
      lastReport: await this.reports.filedOfYear(manager, row.titleId, row.year - 1),
      references: await this.reports.references(manager, row.titleId, [row.year - 1, row.year]),
      applied: await this.reports.appliedFacts(manager, row.tenant, row.clusterId, row.programme),
    });
    return implausible(formOf(row.programme), row.figures, comparison);
  }

  async #written(
    transaction: Transaction, changed: AnnualReportRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>,
    event?: EventContract<AnnualReportChanged>,
  ): Promise<AnnualReport> {
    const row = await this.reports.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('annual-report', changed.id, changed.version, changed.version + 1);
    transaction.record({ ...entry, objectType: 'annual-report', objectId: row.id });
    if (event !== undefined) transaction.emit(event, aggregateOf(row), toAnnualReportEvent(row, transaction.today));
    return toAnnualReport(row);
  }
}

const known = (named: readonly string[]): readonly Role[] => roles.filter((role) => named.includes(role));
const filers = (policy: Policy): readonly Role[] => known(policy.source.annualReport?.filedBy ?? []);
const through = (policy: Policy): readonly Role[] => known(policy.source.annualReport?.through ?? []);

/** Of the roles that a contract names, those that the policy or the state does. @throws Refusal NOT_PERMITTED, OUTSIDE_REGION */
function requireRoles({ permission }: ChangingContract, named: readonly Role[], { call }: Transaction, { tenant, region }: AnnualReportRow): void {
  const { states: _states, ...inAnyState } = permission;
  permitsObject(
    { ...inAnyState, roles: permission.roles.filter((role) => named.includes(role)) }, call.caller, { tenant, region }, installedRegions(),
  );
}

function missingIssues(row: AnnualReportRow): Issue[] {
  return missingFields(row.programme, row.figures).map(({ key, zh, en }) => ({
    path: `figures.${key}`, code: 'REQUIRED', message: { zh: `${zh}必填`, en: `${en} is required` },
  }));
}

function unexplained(warnings: AnnualReport['warnings'], { explanations }: FileAnnualReport): Issue[] {
  const explained = new Set(explanations.map(({ warning }) => warning));
  return warnings.filter(({ id }) => !explained.has(id)).map(({ id, message }) => ({ path: `explanations.${id}`, code: 'REQUIRED', message }));
}

function astray(verb: string, { clause }: AnnualReportRow, zh: string, en: string): Refusal {
  return clauseForbids(`annual-report.${verb}`, 'way-of-the-report', { zh, en }, clause);
}
