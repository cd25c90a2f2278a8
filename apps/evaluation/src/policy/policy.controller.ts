import { policyContracts, type GetPolicy, type GetPublicPolicy, type InstallPolicy, type PolicyEntries, type PolicyEntry, type PolicyWithSource } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PolicyService } from './policy.service.js';

/** Messages about policies. */
@Controller()
export class PolicyController {
  constructor(@Inject(PolicyService) private readonly policies: PolicyService) {}

  @Handles(policyContracts.install)
  async install(install: InstallPolicy, request: Request): Promise<PolicyEntry> {
    return await this.policies.install(install, request);
  }

  @Handles(policyContracts.list)
  async list(_all: object, request: Request): Promise<PolicyEntries> {
    return await this.policies.list(request);
  }

  @Handles(policyContracts.get)
  async get(get: GetPolicy, request: Request): Promise<PolicyWithSource> {
    return await this.policies.get(get, request);
  }

  @Handles(policyContracts.getPublic)
  async getPublic(which: GetPublicPolicy): Promise<PolicyWithSource> {
    return await this.policies.getPublic(which);
  }
}
