import { clusterContracts, promotionOrganisationContracts, Refusal } from '@jiqun/contracts';
import { MessageClient, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { AppliedCluster } from './application.entity.js';

/** Asks the registry about clusters, on the caller's behalf: who may not see a cluster cannot apply for it. */
@Injectable()
export class ClusterSource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** The cluster as it stands today. @throws Refusal NOT_FOUND and what else the registry answers with; NOT_SIGNED_IN without a context */
  async ask(id: string, { context, traceparent }: Request): Promise<AppliedCluster> {
    if (context === undefined) throw new Refusal('NOT_SIGNED_IN');
    const options = { context, ...(traceparent === undefined ? {} : { traceparent }) };
    const cluster = await this.messages.query(clusterContracts.get, { id }, options);
    const { name, region, regions, leadPrefecture, promotionOrganisationId, asOf } = cluster;
    const organisation =
      promotionOrganisationId === undefined ? undefined : await this.messages.query(promotionOrganisationContracts.get, { id: promotionOrganisationId }, options);
    return {
      id,
      name,
      region,
      regions,
      askedAt: asOf,
      ...(leadPrefecture === undefined ? {} : { leadPrefecture }),
      ...(organisation === undefined ? {} : { applicantRegion: organisation.region, applicantCreditCode: organisation.creditCode }),
    };
  }
}
