import {
  clusterChanged, type ClusterChanged, type ClusterChangeReport as ReportAnswer, clusterContracts, type ClusterReportPage, type ListClusterReports,
  Refusal, type ReportClusterChange, uuidSchema,
} from '@jiqun/contracts';
import { type Call, CommandRunner, type Request, startOfDayInShanghai, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { addDays } from '../local-days.js';
import { pageOfRows, positionOf, USUAL_PAGE } from '../list-page.js';
import { visibleCodes } from '../registration.js';
import { restingOn } from '../resting-on.js';
import { programmeRule } from '../title/programme-rules.js';
import { TitleRepository } from '../title/title.repository.js';
import { ChangeReportRepository } from './change-report.repository.js';
import { type DescriptionChange, isMajor } from './cluster.description.js';
import type { Cluster, ClusterChange, ClusterChangeReport } from './cluster.entity.js';
import { changeReportLifecycle } from './cluster.lifecycle.js';
import { toReportAnswer } from './cluster.mapper.js';
import { mayWrite } from './cluster.reach.js';
import { ClusterRepository } from './cluster.repository.js';

/** Deadline kind: the period for reporting a major change is over (SME-14-4, INT-34). Its subject is the change. */
export const CHANGE_REPORT = 'cluster.change-report';

/** The reports of major changes: begun by the change, made by the locality, overdue after the last day (SME-14-4). */
@Injectable()
export class ChangeReportService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ChangeReportRepository) private readonly reports: ChangeReportRepository,
    @Inject(ClusterRepository) private readonly clusters: ClusterRepository,
    @Inject(TitleRepository) private readonly titles: TitleRepository,
  ) {}

  /**
   * Tells of a major change, and starts the period for its report where the cluster held a title on that day whose
   * programme asks for it. Counting starts on the day after the change (INT-12) and runs through the last day's 24:00.
   */
  async begin(transaction: Transaction, cluster: Cluster, change: { readonly id: string; readonly changedOn: string }, what: DescriptionChange): Promise<void> {
    if (!isMajor(what)) return;
    const held = await this.titles.heldOn(transaction.manager, cluster.id, change.changedOn);
    const rules = held.flatMap(({ programme }) => programmeRule(programme)?.changeReport ?? []);
    const [rule] = rules.toSorted((a, b) => a.calendarDays - b.calendarDays);
    const data = { changeId: change.id, clusterId: cluster.id, kind: what.kind, changedOn: change.changedOn };
    if (rule === undefined) {
      transaction.emit(clusterChanged, aggregate(cluster), data as ClusterChanged);
      return;
    }
    const dueOn = addDays(change.changedOn, rule.calendarDays);
    const { tenant, id: clusterId, region } = cluster;
    await this.reports.insert(transaction.manager, { changeId: change.id, tenant, clusterId, region, clause: rule.clause, dueOn });
    transaction.setDeadline(CHANGE_REPORT, change.id, startOfDayInShanghai(addDays(dueOn, 1)));
    transaction.emit(clusterChanged, aggregate(cluster), { ...data, reportDueOn: dueOn } as ClusterChanged);
  }

  /** Reports a major change today. After the last day it is late, and stays so. */
  async report({ changeId, note }: ReportClusterChange, { caller, call }: Request): Promise<ReportAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { change, cluster, report } = await this.#lock(transaction, changeId);
      mayWrite(clusterContracts.reportChange.permission, caller, cluster);
      // Its deadline fires a moment after the last day: until then the row does not know yet that it is overdue.
      const state = report.state === 'due' && transaction.today > report.dueOn ? 'overdue' : report.state;
      const { target, clause } = transition(changeReportLifecycle, state, 'report');
      const reportedOn = transaction.today;
      const moved = await this.#move(transaction, report, { state: target, reportedOn, reportedBy: caller.person, note: note ?? null });
      transaction.cancelDeadline(CHANGE_REPORT, changeId);
      transaction.record({ action: 'cluster.report-change', objectType: 'cluster', objectId: cluster.id, ...restingOn(clause), detail: { changeId, state: target } });
      await this.#tell(transaction, cluster, change, moved);
      return toReportAnswer(moved);
    });
  }

  /** The last day is over. A report that was made meanwhile stands. */
  async runOut(changeId: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const { change, cluster, report } = await this.#lock(transaction, changeId);
      if (report.state !== 'due') return;
      const { target, clause } = transition(changeReportLifecycle, report.state, 'run-out');
      const moved = await this.#move(transaction, report, { state: target, reportedOn: null, reportedBy: null, note: null });
      transaction.record({ action: 'cluster.run-out', objectType: 'cluster', objectId: cluster.id, ...restingOn(clause), detail: { changeId, dueOn: report.dueOn } });
      await this.#tell(transaction, cluster, change, moved);
    });
  }

  /** The reports of the clusters whose own region the caller answers for. */
  async list(request: ListClusterReports, { caller }: Request): Promise<ClusterReportPage> {
    const { limit = USUAL_PAGE, state } = request;
    const codes = visibleCodes(clusterContracts.listReports.permission, caller, undefined);
    const rows = await this.reports.list(caller.tenant, codes, state, positionOf(request, uuidSchema), limit + 1);
    return pageOfRows(rows, limit, ({ changeId }) => changeId, toReportAnswer);
  }

  async #lock(transaction: Transaction, changeId: string): Promise<{ change: ClusterChange; cluster: Cluster; report: ClusterChangeReport }> {
    const change = await this.reports.findChange(transaction.manager, changeId);
    const cluster = change === undefined ? undefined : await this.clusters.lock(transaction.manager, change.clusterId);
    // Read behind the lock of its cluster: whoever moves it holds that.
    const report = await this.reports.find(transaction.manager, changeId);
    if (change === undefined || cluster === undefined || report === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id: `… / ${changeId}` });
    return { change, cluster, report };
  }

  async #move(
    transaction: Transaction,
    report: ClusterChangeReport,
    to: Pick<ClusterChangeReport, 'state' | 'reportedOn' | 'reportedBy' | 'note'>,
  ): Promise<ClusterChangeReport> {
    const moved = await this.reports.move(transaction.manager, report, to);
    if (moved === undefined) throw new Error(`The report of the change ${report.changeId} changed under its cluster's lock`);
    return moved;
  }

  async #tell(transaction: Transaction, cluster: Cluster, { id, kind, changedOn }: ClusterChange, { dueOn, reportedOn }: ClusterChangeReport): Promise<void> {
    if (!(await this.clusters.touch(transaction.manager, cluster))) throw new Error(`The cluster ${cluster.id} changed under its lock`);
    const data = { changeId: id, clusterId: cluster.id, kind, changedOn, reportDueOn: dueOn, ...(reportedOn === null ? {} : { reportedOn }) };
    transaction.emit(clusterChanged, aggregate({ ...cluster, version: cluster.version + 1 }), data as ClusterChanged);
  }
}

const aggregate = ({ id, version }: Cluster) => ({ noun: 'cluster', id, version });
