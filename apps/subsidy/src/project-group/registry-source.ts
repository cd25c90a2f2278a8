import { clusterMemberContracts, type HighestValidTitle, Refusal, socialCreditCodeSchema, titleContracts, uuidSchema } from '@jiqun/contracts';
import { MessageClient, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { ClusterLevel, GroupCluster } from './project-group.entity.js';

/** The level of a cluster on a day, with the answer that says so. */
export interface AskedLevel {
  readonly asOf: string;
  readonly level: ClusterLevel;
  readonly answer: HighestValidTitle;
}

/** Asks the registry about clusters, their members and their titles. */
@Injectable()
export class RegistrySource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /**
   * The cluster as it stands today, and the part that an enterprise has in it (SUB-5.a, SUB-6-1). Asked on the caller's behalf, who is an
   * applicant and reads no list of clusters or members.
   * @throws Refusal NOT_FOUND and what else the registry answers with; NOT_SIGNED_IN without a context
   */
  async cluster(id: string, creditCode: string, { context, traceparent }: Pick<Request, 'context' | 'traceparent'>): Promise<GroupCluster> {
    if (context === undefined) throw new Refusal('NOT_SIGNED_IN');
    const options = { context, ...(traceparent === undefined ? {} : { traceparent }) };
    const question = { clusterId: uuidSchema.parse(id), creditCode: socialCreditCodeSchema.parse(creditCode) };
    const { clusterName, region, asOf, role } = await this.messages.query(clusterMemberContracts.check, question, options);
    return { id, name: clusterName, region, askedAt: asOf, ...(role === undefined ? {} : { leadRole: role }) };
  }

  /** The highest title that a cluster holds on a day (INT-19). The question is open to the public, so that a deadline can ask it as well. */
  async level(clusterId: string, asOf: string): Promise<AskedLevel> {
    const answer = await this.messages.query(titleContracts.highestValid, { clusterId, asOf: asOf as never }, {});
    return { asOf, level: answer.title?.level ?? 'none', answer };
  }
}
