import { performanceContracts, type Issue, type Performance, type ReportPerformance, type SelfEvaluate } from '@jiqun/contracts';
import { CommandRunner, installedRegions, newId, permitsObject, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { clauseForbids, invalid, issueAt } from '../refusals.js';
import type { PerformanceReportRow, PerformanceRow } from './performance.entity.js';
import { performanceLifecycle } from './performance.lifecycle.js';
import { dutyClause, PerformanceRecords } from './performance-records.js';
import { PerformanceRepository } from './performance.repository.js';

/** What an answer holds. */
const MOST_REPORTS = 40;

/** What is reported against the targets: by the localities, and by the enterprise of itself (SUB-15, SUB-5.e). */
@Injectable()
export class PerformanceReportService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PerformanceRepository) private readonly performances: PerformanceRepository,
    @Inject(PerformanceRecords) private readonly records: PerformanceRecords,
  ) {}

  /** Records what a locality found, for a region in which the caller acts. */
  async report({ id, region, ...given }: ReportPerformance, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.report, { id });
      const { target } = transition(performanceLifecycle, taken.state, 'report');
      permitsObject({ ...performanceContracts.report.permission, states: [target] }, call.caller, { tenant: taken.tenant, region, state: target }, installedRegions());
      const clause = dutyClause(await this.records.policyOf(taken), 'county-industry');
      const report = { ...given, id: newId(), kind: 'monitoring' as const, region, score: null };
      return await this.#add(transaction, taken, report, { action: 'performance.report', clause });
    });
  }

  /** Records what the enterprise says of itself, by one who writes at its project group. */
  async selfEvaluate({ id, score, ...given }: SelfEvaluate, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.selfEvaluate, { id });
      transition(performanceLifecycle, taken.state, 'self-evaluate');
      const clause = dutyClause(await this.records.policyOf(taken), 'enterprise');
      const report = { ...given, id: newId(), kind: 'self-evaluation' as const, region: taken.region, score: score ?? null };
      return await this.#add(transaction, taken, report, { action: 'performance.self-evaluate', clause });
    });
  }

  async #add(
    transaction: Parameters<PerformanceRecords['answer']>[0],
    taken: PerformanceRow,
    given: Omit<PerformanceReportRow, 'tenant' | 'performanceId' | 'recordedOn' | 'recordedBy'>,
    entry: { readonly action: string; readonly clause: string },
  ): Promise<Performance> {
    const { manager, today, call: { caller } } = transaction;
    const before = await this.performances.reportsIn(manager, taken.id);
    if (before.length >= MOST_REPORTS) {
      const message = { zh: `一个年度至多登记 ${MOST_REPORTS} 份报告，请合并。`, en: `A year holds ${MOST_REPORTS} reports; put several into one.` };
      throw clauseForbids(entry.action, 'reports', message, entry.clause);
    }
    requireKnown(taken, given, today);
    await this.performances.insertReport(manager, { ...given, tenant: taken.tenant, performanceId: taken.id, recordedOn: today, recordedBy: caller.person });
    const { kind, region, through, usedAsDeclared } = given;
    transaction.record({ ...entry, objectType: 'performance', objectId: taken.id, detail: { kind, region, through, usedAsDeclared } });
    return await this.records.answer(transaction, taken);
  }
}

function requireKnown({ indicators, year }: PerformanceRow, { actuals, through }: Pick<PerformanceReportRow, 'actuals' | 'through'>, today: string): void {
  const known = new Set(indicators.map(({ id }) => id));
  const issues: Issue[] = actuals.flatMap(({ indicator }, at) =>
    known.has(indicator) ? [] : [issueAt(`actuals[${at}].indicator`, `没有指标 ${indicator}`, `there is no indicator ${indicator}`)]);
  if (through > today) issues.push(issueAt('through', '截止日不得晚于今天', 'the last day reported on is not later than today'));
  if (through < `${year}-01-01`) issues.push(issueAt('through', `截止日应在 ${year} 年之内或之后`, `the last day reported on is not before ${year}`));
  if (issues.length > 0) throw invalid(issues);
}
