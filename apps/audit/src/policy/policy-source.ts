import { type PolicyWithSource, policyContracts, policyVersionSchema, programmeSchema, localDateSchema, tenantSchema } from '@jiqun/contracts';
import { MessageClient } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

/** Which version of a jurisdiction's policy: a named one, or the one in force on a day. */
export interface PolicyQuestion {
  readonly tenant: string;
  readonly programme: string;
  readonly version?: string;
  readonly on?: string;
}

/** Asks evaluation for policies that were installed at run time. What governs a public programme is public: no caller is needed. */
@Injectable()
export class PolicySource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** @throws Refusal NOT_FOUND, SERVICE_UNAVAILABLE */
  async ask({ tenant, programme, version, on }: PolicyQuestion): Promise<PolicyWithSource> {
    const question = {
      tenant: tenantSchema.parse(tenant),
      programme: programmeSchema.parse(programme),
      ...(version === undefined ? {} : { version: policyVersionSchema.parse(version) }),
      ...(on === undefined ? {} : { on: localDateSchema.parse(on) }),
    };
    return await this.messages.query(policyContracts.getPublic, question, {});
  }
}
