import {
  type DissolveEnterprise, type Enterprise as EnterpriseAnswer, enterpriseContracts, type EnterpriseDetail, Refusal, type RegisterEnterprise, type UpdateEnterprise,
} from '@jiqun/contracts';
import { CommandRunner, newId, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { RegisterChangeService } from '../register-change/register-change.service.js';
import { permitted, requireVersion, settledRegion } from '../registration.js';
import type { Enterprise, WholeEnterprise } from './enterprise.entity.js';
import { enterpriseLifecycle } from './enterprise.lifecycle.js';
import { toEnterpriseDetail } from './enterprise.mapper.js';
import { EnterpriseRepository } from './enterprise.repository.js';

type Particulars = Pick<EnterpriseAnswer, 'name' | 'nameEn' | 'region' | 'industry' | 'scale'>;

/** The register of enterprises (AMC-2, XJ-2): who is there, where, in which industry and of which size. */
@Injectable()
export class EnterpriseService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(EnterpriseRepository) private readonly enterprises: EnterpriseRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for a credit code that the tenant has already, OUTSIDE_REGION */
  async register(request: RegisterEnterprise, { caller, call }: Request): Promise<EnterpriseDetail> {
    return await this.commands.run(call, async (transaction) => {
      const { creditCode, reason } = request;
      const enterprise: WholeEnterprise = {
        id: newId(), tenant: caller.tenant, creditCode, ...particularsOf(request), state: 'active', version: 1, qualifications: [], owners: [],
      };
      permitted(enterprise, { noun: 'enterprise', id: enterprise.id }, enterpriseContracts.register.permission, caller);
      if (!(await this.enterprises.insert(transaction.manager, enterprise))) throw new Refusal('ALREADY_EXISTS', { noun: 'enterprise', id: creditCode });
      const after = toEnterpriseDetail(enterprise);
      this.changes.keep(transaction, { noun: 'enterprise', verb: 'register', reason, after });
      return after;
    });
  }

  /** Sets all particulars; an enterprise moves only between regions that are both the caller's. */
  async update(request: UpdateEnterprise, { caller, call }: Request): Promise<EnterpriseDetail> {
    const { permission } = enterpriseContracts.update;
    return await this.commands.run(call, async (transaction) => {
      const { id, version, reason } = request;
      const found = permitted(await this.enterprises.lock(transaction.manager, id), { noun: 'enterprise', id }, permission, caller);
      requireVersion('enterprise', found, version);
      const changed = { ...found, ...particularsOf(request), version: version + 1 };
      permitted(changed, { noun: 'enterprise', id }, permission, caller);
      await this.enterprises.update(transaction.manager, changed, version);
      const [before, after] = [toEnterpriseDetail(found), toEnterpriseDetail(changed)];
      this.changes.keep(transaction, { noun: 'enterprise', verb: 'update', reason, before, after });
      return after;
    });
  }

  /** What was recorded of it stays; nothing of it is changed any more. */
  async dissolve({ id, version, reason }: DissolveEnterprise, { caller, call }: Request): Promise<EnterpriseDetail> {
    return await this.commands.run(call, async (transaction) => {
      const locked = await this.enterprises.lock(transaction.manager, id);
      const found = permitted(locked, { noun: 'enterprise', id }, enterpriseContracts.dissolve.permission, caller);
      requireVersion('enterprise', found, version);
      const changed = { ...found, state: transition(enterpriseLifecycle, found.state, 'dissolve').target, version: version + 1 };
      await this.enterprises.update(transaction.manager, changed, version);
      const [before, after] = [toEnterpriseDetail(found), toEnterpriseDetail(changed)];
      this.changes.keep(transaction, { noun: 'enterprise', verb: 'dissolve', reason, before, after });
      return after;
    });
  }
}

function particularsOf({ name, nameEn, region, industry, scale }: Particulars): Pick<Enterprise, 'name' | 'nameEn' | 'region' | 'industry' | 'scale'> {
  return { name, nameEn: nameEn ?? null, region: settledRegion(region), industry, scale };
}
