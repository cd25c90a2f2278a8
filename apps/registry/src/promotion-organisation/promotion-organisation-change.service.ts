import type { CommandContract, PromotionOrganisationDetail } from '@jiqun/contracts';
import { CommandRunner, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { RegisterChangeService } from '../register-change/register-change.service.js';
import { permitted, requireVersion } from '../registration.js';
import type { WholePromotionOrganisation } from './promotion-organisation.entity.js';
import { toPromotionOrganisationDetail } from './promotion-organisation.mapper.js';
import { PromotionOrganisationRepository } from './promotion-organisation.repository.js';

interface Change {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

/** A change as it is asked for. */
export interface AskedChange<Req extends Change> {
  readonly request: Req;
  readonly contract: CommandContract<Req, PromotionOrganisationDetail>;
  readonly asked: Request;
  readonly clause?: string | undefined;
}

/** What becomes of the organisation, found under its lock and permitted to the caller. */
export type ChangeEffect = (found: WholePromotionOrganisation, transaction: Transaction) => Promise<Partial<WholePromotionOrganisation>>;

/** How any change of a promotion organisation runs: locked, permitted, of the version that the caller saw, kept in its history. */
@Injectable()
export class PromotionOrganisationChangeService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PromotionOrganisationRepository) private readonly organisations: PromotionOrganisationRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
  ) {}

  /** @throws Refusal NOT_FOUND, VERSION_CONFLICT, those of `permitsObject` and of the effect */
  async change<Req extends Change>(
    { request, contract: { permission, verb }, asked: { caller, call }, clause }: AskedChange<Req>,
    effect: ChangeEffect,
  ): Promise<PromotionOrganisationDetail> {
    const { id, version, reason } = request;
    const named = { noun: 'promotion-organisation', id };
    return await this.commands.run(call, async (transaction) => {
      const found = permitted(await this.organisations.lock(transaction.manager, id), named, permission, caller);
      requireVersion(named.noun, found, version);
      const changed = { ...found, ...(await effect(found, transaction)), version: version + 1 };
      if (changed.region !== found.region) permitted(changed, named, permission, caller);
      await this.organisations.update(transaction.manager, changed, version);
      const [before, after] = [toPromotionOrganisationDetail(found), toPromotionOrganisationDetail(changed)];
      this.changes.keep(transaction, { noun: named.noun, verb, clause, reason, before, after });
      return after;
    });
  }
}
