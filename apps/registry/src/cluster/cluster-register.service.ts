import {
  type Caller, type CheckClusterMember, type CheckedClusterMember, type ClusterChangePage, clusterContracts, clusterMemberContracts, type ClusterMemberPage,
  type ClusterPage, type ClusterWithMembers, type GetCluster, type ListClusterChanges, type ListClusterMembers, type ListClusters, localDateSchema, type Permission,
  Refusal, regionCodeSchema, uuidSchema,
} from '@jiqun/contracts';
import { InstallationClock, installedRegions, permitsObject, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { pageOfRows, positionOf, USUAL_PAGE } from '../list-page.js';
import { visibleCodes } from '../registration.js';
import { ChangeReportRepository } from './change-report.repository.js';
import { descriptionOn } from './cluster.description.js';
import type { Cluster } from './cluster.entity.js';
import { descriptionOf, toChangeAnswer, toClusterAnswer, toMemberAnswer } from './cluster.mapper.js';
import { isOfOrganisation, mayRead, officially } from './cluster.reach.js';
import { ClusterRepository } from './cluster.repository.js';
import { MemberRepository } from './member.repository.js';

const positionSchema = z.string().regex(/^[0-9]{1,18}$/);
/** More would not fit into a message. */
const LARGEST_PAGE_OF_CHANGES = 50;

/** What may be read of clusters: by officials in their regions, by a promotion organisation's people of its own clusters. */
@Injectable()
export class ClusterRegisterService {
  constructor(
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
    @Inject(ClusterRepository) private readonly clusters: ClusterRepository,
    @Inject(MemberRepository) private readonly members: MemberRepository,
    @Inject(ChangeReportRepository) private readonly reports: ChangeReportRepository,
  ) {}

  /** A cluster as of a day: put together from its history, unless it is today that is asked for. */
  async get({ id, asOf }: GetCluster, { caller }: Request): Promise<ClusterWithMembers> {
    const cluster = await this.#find(id, clusterContracts.get.permission, caller);
    const day = asOf ?? this.clock.today();
    const description = asOf === undefined ? descriptionOf(cluster) : descriptionOn(await this.clusters.readChanges(id), asOf);
    if (description === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id: `${id} @ ${day}` });
    return { ...toClusterAnswer(cluster, description, day), members: await this.members.count(id, day) };
  }

  /** Clusters that cover a part of the caller's regions, the newest first; without an official role, those of the caller's organisations. */
  async list(request: ListClusters, { caller }: Request): Promise<ClusterPage> {
    const { limit = USUAL_PAGE, nameContains, industry } = request;
    const before = positionOf(request, uuidSchema);
    let rows: readonly Cluster[];
    if (isOfOrganisation(clusterContracts.list.permission, caller)) {
      rows = await this.clusters.listOfOrganisations(caller.tenant, await this.clusters.organisationsOf(caller.tenant, caller.person), before, limit + 1);
    } else {
      const codes = visibleCodes(officially(clusterContracts.list.permission), caller, request.region);
      rows = await this.clusters.list({ tenant: caller.tenant, regions: codes, nameContains, industry }, before, limit + 1);
    }
    const today = this.clock.today();
    return pageOfRows(rows, limit, ({ id }) => id, (cluster) => toClusterAnswer(cluster, descriptionOf(cluster), today));
  }

  /** The members of a day, or all there ever were. */
  async listMembers(request: ListClusterMembers, { caller }: Request): Promise<ClusterMemberPage> {
    const { limit = USUAL_PAGE, clusterId, asOf, kind } = request;
    const { version } = await this.#find(clusterId, clusterMemberContracts.list.permission, caller);
    const rows = await this.members.list(clusterId, { asOf, kind }, positionOf(request, uuidSchema), limit + 1);
    return pageOfRows(rows, limit, ({ id }) => id, (member) => toMemberAnswer(member, version));
  }

  /**
   * The part of one enterprise in one cluster, for whoever applies with it: no list of clusters or members is open to applicants.
   * @throws Refusal NOT_FOUND, also for a cluster of another tenant, or of a day before it
   */
  async checkMember({ clusterId, creditCode, asOf }: CheckClusterMember, { caller }: Request): Promise<CheckedClusterMember> {
    const cluster = await this.clusters.find(clusterId);
    if (cluster === undefined || cluster.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'cluster', id: clusterId });
    permitsObject(clusterMemberContracts.check.permission, caller, cluster, installedRegions());
    const day = asOf ?? this.clock.today();
    const description = asOf === undefined ? descriptionOf(cluster) : descriptionOn(await this.clusters.readChanges(clusterId), asOf);
    if (description === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id: `${clusterId} @ ${day}` });
    const role = await this.members.roleOn(clusterId, creditCode, day);
    const { name: clusterName, region } = description;
    return { clusterId, clusterName, region: regionCodeSchema.parse(region), creditCode, asOf: localDateSchema.parse(day), ...(role === undefined ? {} : { role }) };
  }

  /** What was recorded of a cluster, the latest first. */
  async listChanges(request: ListClusterChanges, { caller }: Request): Promise<ClusterChangePage> {
    const limit = Math.min(request.limit ?? USUAL_PAGE, LARGEST_PAGE_OF_CHANGES);
    const { clusterId } = request;
    await this.#find(clusterId, clusterContracts.listChanges.permission, caller);
    const rows = await this.clusters.listChanges(clusterId, positionOf(request, positionSchema), limit + 1);
    const reports = await this.reports.ofChanges(rows.map(({ id }) => id));
    return pageOfRows(rows, limit, ({ position }) => position, (change) => toChangeAnswer(change, reports.get(change.id)));
  }

  /** @throws Refusal NOT_FOUND, also for a cluster of another tenant or of another organisation; as `permitsObject` */
  async #find(id: string, permission: Permission, caller: Caller): Promise<Cluster> {
    const cluster = await this.clusters.find(id);
    if (cluster === undefined || cluster.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
    if (!isOfOrganisation(permission, caller)) {
      mayRead(officially(permission), caller, cluster);
      return cluster;
    }
    const organisations = await this.clusters.organisationsOf(caller.tenant, caller.person);
    if (cluster.promotionOrganisationId === null || !organisations.includes(cluster.promotionOrganisationId)) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
    return cluster;
  }
}
