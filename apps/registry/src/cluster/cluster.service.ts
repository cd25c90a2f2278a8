import { type Caller, type Cluster as ClusterAnswer, clusterContracts, Refusal, type RegisterCluster, type UpdateCluster } from '@jiqun/contracts';
import { CommandRunner, newId, type Request, type Transaction, violatedConstraint } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { mustHaveCome } from '../must-have-come.js';
import { requireVersion, wrongPlace } from '../registration.js';
import { ChangeReportService } from './change-report.service.js';
import { changesBetween, type Description, descriptionOn, type DescriptionChange, registrationOf } from './cluster.description.js';
import type { Cluster } from './cluster.entity.js';
import { settledExtent } from './cluster.extent.js';
import { columnsOf, descriptionOf, toClusterAnswer } from './cluster.mapper.js';
import { mayWrite } from './cluster.reach.js';
import { ClusterRepository, type NewChange } from './cluster.repository.js';

/** Clusters: their registration, and what changes about them (AMC-2, SME-2, XJ-2, SME-14-4). */
@Injectable()
export class ClusterService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ClusterRepository) private readonly clusters: ClusterRepository,
    @Inject(ChangeReportService) private readonly reports: ChangeReportService,
  ) {}

  /** Registers a cluster. One across counties is welcome: what may apply for a title, its programme says (SME-2). */
  async register(request: RegisterCluster, { caller, call }: Request): Promise<ClusterAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { since = transaction.today, reason = '首次登记 / first registration', ...rest } = request;
      mustHaveCome('since', since, transaction.today);
      const description = settledExtent(rest, caller.tenant);
      mayWrite(clusterContracts.register.permission, caller, { tenant: caller.tenant, ...description });
      await this.#mustKnowOrganisation(transaction, caller, description);
      const { nameGrams, ...columns } = columnsOf(description);
      const cluster: Cluster = {
        ...columns, id: newId(), tenant: caller.tenant, since, version: 1, registeredAt: transaction.now, registeredBy: caller.person,
      };
      await namedOnce(description.name, async () => await this.clusters.insert(transaction.manager, cluster, nameGrams));
      await this.#keep(transaction, cluster, registrationOf(description), since, reason);
      transaction.record({ action: 'cluster.register', objectType: 'cluster', objectId: cluster.id, detail: { since } });
      return toClusterAnswer(cluster, description, transaction.today);
    });
  }

  /**
   * Records what changed about a cluster on a day. The history is put together by days: what is recorded late takes its
   * place before what happened after it.
   */
  async update(request: UpdateCluster, { caller, call }: Request): Promise<ClusterAnswer> {
    const { id, version, changedOn, reason, without = [], ...told } = request;
    return await this.commands.run(call, async (transaction) => {
      const cluster = await this.clusters.lock(transaction.manager, id);
      if (cluster === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
      mayWrite(clusterContracts.update.permission, caller, cluster);
      requireVersion('cluster', cluster, version);
      mustHaveCome('changedOn', changedOn, transaction.today);
      if (changedOn < cluster.since) throw wrongPlace('changedOn', 'DAY_BEFORE_START');
      const history = await this.clusters.changesOf(transaction.manager, id);
      const before = descriptionOn(history, changedOn) ?? descriptionOf(cluster);
      const removed = Object.fromEntries(without.map((field) => [field, undefined]));
      const after = settledExtent({ ...before, ...told, ...removed }, cluster.tenant);
      const changes = changesBetween(before, after);
      const now = descriptionOn([...history, ...changes.map((change) => ({ ...change, changedOn }))], transaction.today) ?? after;
      mayWrite(clusterContracts.update.permission, caller, { tenant: cluster.tenant, ...settledExtent(now, cluster.tenant) });
      await this.#mustKnowOrganisation(transaction, caller, told);
      const changed = await namedOnce(now.name, async () => await this.clusters.change(transaction.manager, cluster, columnsOf(now)));
      if (!changed) throw new Error(`The cluster ${id} changed under its lock`);
      const moved = { ...cluster, version: version + 1 };
      for (const change of changes) {
        const changeId = await this.#keep(transaction, cluster, change, changedOn, reason);
        await this.reports.begin(transaction, { ...moved, region: now.region }, { id: changeId, changedOn }, change);
      }
      transaction.record({ action: 'cluster.update', objectType: 'cluster', objectId: id, reason, detail: { changedOn, kinds: changes.map(({ kind }) => kind) } });
      return toClusterAnswer(moved, now, transaction.today);
    });
  }

  async #keep(transaction: Transaction, cluster: Cluster, change: DescriptionChange, changedOn: string, reason: string): Promise<string> {
    const { kind, before, after } = change;
    const kept: NewChange = {
      id: newId(), tenant: cluster.tenant, clusterId: cluster.id, kind, before, after, changedOn, reason,
      recordedAt: transaction.now, person: transaction.call.caller.person,
    };
    await this.clusters.addChange(transaction.manager, kept);
    return kept.id;
  }

  async #mustKnowOrganisation(transaction: Transaction, { tenant }: Caller, told: Partial<Description>): Promise<void> {
    const id = told.promotionOrganisationId;
    if (id === undefined || (await this.clusters.hasPromotionOrganisation(transaction.manager, tenant, id))) return;
    throw new Refusal('NOT_FOUND', { noun: 'promotion-organisation', id });
  }
}

async function namedOnce<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (violatedConstraint(error) === 'cluster_name') throw new Refusal('ALREADY_EXISTS', { noun: 'cluster', id: name }, { cause: error });
    throw error;
  }
}
