import {
  type AddClusterMember, type CheckClusterMember, type CheckedClusterMember, type Cluster, type ClusterChangePage, type ClusterChangeReport, clusterContracts, type ClusterMember,
  clusterMemberContracts, type ClusterMemberPage, type ClusterPage, type ClusterReportPage, type ClusterWithMembers, type EndClusterMember,
  type GetCluster, type ListClusterChanges, type ListClusterMembers, type ListClusterReports, type ListClusters, type RegisterCluster,
  type ReportClusterChange, type UpdateCluster,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ChangeReportService } from './change-report.service.js';
import { ClusterRegisterService } from './cluster-register.service.js';
import { ClusterService } from './cluster.service.js';
import { MemberService } from './member.service.js';

/** Messages about clusters. */
@Controller()
export class ClusterController {
  constructor(
    @Inject(ClusterService) private readonly clusters: ClusterService,
    @Inject(ClusterRegisterService) private readonly registered: ClusterRegisterService,
    @Inject(MemberService) private readonly members: MemberService,
    @Inject(ChangeReportService) private readonly reports: ChangeReportService,
  ) {}

  @Handles(clusterContracts.register)
  async register(cluster: RegisterCluster, request: Request): Promise<Cluster> {
    return await this.clusters.register(cluster, request);
  }

  @Handles(clusterContracts.update)
  async update(change: UpdateCluster, request: Request): Promise<Cluster> {
    return await this.clusters.update(change, request);
  }

  @Handles(clusterContracts.get)
  async get(which: GetCluster, request: Request): Promise<ClusterWithMembers> {
    return await this.registered.get(which, request);
  }

  @Handles(clusterContracts.list)
  async list(filter: ListClusters, request: Request): Promise<ClusterPage> {
    return await this.registered.list(filter, request);
  }

  @Handles(clusterContracts.listChanges)
  async listChanges(filter: ListClusterChanges, request: Request): Promise<ClusterChangePage> {
    return await this.registered.listChanges(filter, request);
  }

  @Handles(clusterMemberContracts.add)
  async addMember(member: AddClusterMember, request: Request): Promise<ClusterMember> {
    return await this.members.add(member, request);
  }

  @Handles(clusterMemberContracts.end)
  async endMember(end: EndClusterMember, request: Request): Promise<ClusterMember> {
    return await this.members.end(end, request);
  }

  @Handles(clusterMemberContracts.list)
  async listMembers(filter: ListClusterMembers, request: Request): Promise<ClusterMemberPage> {
    return await this.registered.listMembers(filter, request);
  }

  @Handles(clusterMemberContracts.check)
  async checkMember(which: CheckClusterMember, request: Request): Promise<CheckedClusterMember> {
    return await this.registered.checkMember(which, request);
  }

  @Handles(clusterContracts.reportChange)
  async reportChange(report: ReportClusterChange, request: Request): Promise<ClusterChangeReport> {
    return await this.reports.report(report, request);
  }

  @Handles(clusterContracts.listReports)
  async listReports(filter: ListClusterReports, request: Request): Promise<ClusterReportPage> {
    return await this.reports.list(filter, request);
  }
}
