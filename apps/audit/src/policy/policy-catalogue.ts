import { Refusal } from '@jiqun/contracts';
import { installedPolicies, loadPolicy, type Policy } from '@jiqun/policy-core';
import type { Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { PolicyCopy } from './policy-copy.entity.js';
import { PolicyCopyRepository } from './policy-copy.repository.js';
import { type PolicyQuestion, PolicySource } from './policy-source.js';

/** The policies by which sanctions and listings bar: those of the release, and those that evaluation installed since. */
@Injectable()
export class PolicyCatalogue {
  /** Installed at run time, by `programme@version`. A version is never changed, so what was loaded once holds. */
  readonly #known = new Map<string, { readonly policy: Policy; readonly copy: PolicyCopy }>();

  constructor(
    @Inject(PolicyCopyRepository) private readonly copies: PolicyCopyRepository,
    @Inject(PolicySource) private readonly source: PolicySource,
  ) {}

  /**
   * A version by which something was decided.
   * @param transaction where the version is kept for good, if this service had to ask for it
   * @throws Refusal NOT_FOUND, SERVICE_UNAVAILABLE
   */
  async policyOf(tenant: string, programme: string, version: string, transaction?: Transaction): Promise<Policy> {
    const policy = await this.#find({ tenant, programme, version }, (known) => known.version === version);
    const copy = this.#known.get(nameOf(policy))?.copy;
    if (copy !== undefined && transaction !== undefined) await this.copies.insert(transaction.manager, copy, transaction.now);
    return policy;
  }

  /**
   * The version in force on a day; outside the time of all versions the release's last, since a sanction outlives them.
   * @throws Refusal NOT_FOUND, SERVICE_UNAVAILABLE
   */
  async inForceOn(tenant: string, programme: string, on: string): Promise<Policy> {
    try {
      return await this.#find({ tenant, programme, on }, (known) => known.isInForceOn(on));
    } catch (error) {
      const last = installedPolicies.all().findLast(({ id }) => id === programme);
      if (last === undefined || !(error instanceof Refusal) || error.code !== 'NOT_FOUND') throw error;
      return last;
    }
  }

  async #find(question: PolicyQuestion, fits: (policy: Policy) => boolean): Promise<Policy> {
    const { programme } = question;
    const ofRelease = installedPolicies.all().find((policy) => policy.id === programme && fits(policy));
    return ofRelease ?? this.#loaded(programme, fits) ?? (await this.#kept(programme, fits)) ?? (await this.#asked(question));
  }

  #loaded(programme: string, fits: (policy: Policy) => boolean): Policy | undefined {
    return [...this.#known.values()].map(({ policy }) => policy).find((policy) => policy.id === programme && fits(policy));
  }

  async #kept(programme: string, fits: (policy: Policy) => boolean): Promise<Policy | undefined> {
    for (const copy of await this.copies.of(programme)) this.#load(copy);
    return this.#loaded(programme, fits);
  }

  async #asked(question: PolicyQuestion): Promise<Policy> {
    const { programme, version, jurisdiction, inForceFrom, source } = await this.source.ask(question);
    return this.#load({ programme, version, tenant: jurisdiction, source: JSON.stringify(source), inForceFrom: inForceFrom ?? null });
  }

  #load(copy: PolicyCopy): Policy {
    const policy = loadPolicy(JSON.parse(copy.source), copy.inForceFrom === null ? {} : { inForceFrom: copy.inForceFrom });
    this.#known.set(nameOf(policy), { policy, copy });
    return policy;
  }
}

const nameOf = ({ id, version }: Policy): string => `${id}@${version}`;
