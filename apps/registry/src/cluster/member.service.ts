import {
  type AddClusterMember, type ClusterMember as MemberAnswer, clusterMemberContracts, type EndClusterMember, type Permission, Refusal,
} from '@jiqun/contracts';
import { CommandRunner, newId, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { mustHaveCome } from '../must-have-come.js';
import { requireVersion, wrongPlace } from '../registration.js';
import type { Cluster, ClusterMember } from './cluster.entity.js';
import { toMemberAnswer } from './cluster.mapper.js';
import { mayWrite } from './cluster.reach.js';
import { ClusterRepository } from './cluster.repository.js';
import { MemberRepository } from './member.repository.js';

/** The enterprises and institutes of a cluster (AMC-2, XJ-2). One can be in several clusters, in each once at a time. */
@Injectable()
export class MemberService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ClusterRepository) private readonly clusters: ClusterRepository,
    @Inject(MemberRepository) private readonly members: MemberRepository,
  ) {}

  async add(request: AddClusterMember, asked: Request): Promise<MemberAnswer> {
    const { clusterId, version, kind, creditCode, role, fromOn, throughOn, reason } = request;
    return await this.commands.run(asked.call, async (transaction) => {
      const cluster = await this.#lock(transaction, asked, clusterMemberContracts.add.permission, clusterId, version);
      mustHaveCome('fromOn', fromOn, transaction.today);
      if (throughOn !== undefined && throughOn < fromOn) throw wrongPlace('throughOn', 'DAY_BEFORE_START');
      const member: ClusterMember = { id: newId(), tenant: cluster.tenant, clusterId, kind, creditCode, role, fromOn, throughOn: throughOn ?? null };
      await this.#mustBeAlone(transaction, member);
      await this.members.insert(transaction.manager, member);
      await this.#keep(transaction, cluster, 'member-joined', member, reason);
      transaction.record({ action: 'cluster.add-member', objectType: 'cluster', objectId: clusterId, reason, detail: { memberId: member.id, creditCode } });
      return toMemberAnswer(member, cluster.version + 1);
    });
  }

  async end(request: EndClusterMember, asked: Request): Promise<MemberAnswer> {
    const { clusterId, version, memberId, throughOn, reason } = request;
    return await this.commands.run(asked.call, async (transaction) => {
      const cluster = await this.#lock(transaction, asked, clusterMemberContracts.end.permission, clusterId, version);
      const member = await this.members.find(transaction.manager, clusterId, memberId);
      if (member === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id: `${clusterId} / ${memberId}` });
      if (throughOn < member.fromOn) throw wrongPlace('throughOn', 'DAY_BEFORE_START');
      await this.#mustBeAlone(transaction, { ...member, throughOn });
      const ended = await this.members.end(transaction.manager, memberId, throughOn);
      await this.#keep(transaction, cluster, 'member-left', ended, reason);
      transaction.record({ action: 'cluster.end-member', objectType: 'cluster', objectId: clusterId, reason, detail: { memberId, throughOn } });
      return toMemberAnswer(ended, cluster.version + 1);
    });
  }

  async #lock(transaction: Transaction, { caller }: Request, permission: Permission, id: string, version: number): Promise<Cluster> {
    const cluster = await this.clusters.lock(transaction.manager, id);
    if (cluster === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
    mayWrite(permission, caller, cluster);
    requireVersion('cluster', cluster, version);
    return cluster;
  }

  async #mustBeAlone(transaction: Transaction, member: ClusterMember): Promise<void> {
    const other = await this.members.overlapping(transaction.manager, member);
    if (other !== undefined) throw new Refusal('ALREADY_EXISTS', { noun: other.kind, id: other.creditCode });
  }

  async #keep(transaction: Transaction, cluster: Cluster, kind: 'member-joined' | 'member-left', member: ClusterMember, reason: string): Promise<void> {
    const { id: memberId, creditCode, role, fromOn, throughOn } = member;
    await this.clusters.addChange(transaction.manager, {
      id: newId(), tenant: cluster.tenant, clusterId: cluster.id, kind, before: {}, after: { memberId, creditCode, role, fromOn, throughOn },
      changedOn: kind === 'member-joined' || throughOn === null ? fromOn : throughOn, recordedAt: transaction.now, person: transaction.call.caller.person, reason,
    });
    if (!(await this.clusters.touch(transaction.manager, cluster))) throw new Error(`The cluster ${cluster.id} changed under its lock`);
  }
}
