import { Refusal } from '@jiqun/contracts';
import { installedPolicies, loadPolicy, type Policy, type PolicySet } from '@jiqun/policy-core';
import { Inject, Injectable } from '@nestjs/common';

import type { PolicyVersionRow } from './policy.entity.js';
import { PolicyRepository } from './policy.repository.js';

/** The policies of the release and those installed since, loaded. */
export function policySetOf(rows: readonly PolicyVersionRow[]): PolicySet {
  let set = installedPolicies;
  for (const row of rows) set = set.install(loadPolicy(JSON.parse(row.source), row.inForceFrom === null ? {} : { inForceFrom: row.inForceFrom }));
  return set;
}

/** The policies that this service decides by. Versions are never changed, so what was loaded once holds. */
@Injectable()
export class PolicyCatalogue {
  #set: PolicySet = installedPolicies;
  #loaded = 0;

  constructor(@Inject(PolicyRepository) private readonly policies: PolicyRepository) {}

  /** All that is installed by now; another replica may have installed one a moment ago. */
  async all(): Promise<PolicySet> {
    const rows = await this.policies.all();
    if (rows.length > this.#loaded) {
      this.#set = policySetOf(rows);
      this.#loaded = rows.length;
    }
    return this.#set;
  }

  /** A version that a call or an application began with. @throws Refusal NOT_FOUND */
  async policyOf(programme: string, version: string): Promise<Policy> {
    const known = versionIn(this.#set, programme, version) ?? versionIn(await this.all(), programme, version);
    if (known === undefined) throw new Refusal('NOT_FOUND', { noun: 'policy', id: `${programme}@${version}` });
    return known;
  }

  /** The version in force on a day. @throws Refusal NOT_FOUND */
  async inForceOn(programme: string, day: string): Promise<Policy> {
    const found = (await this.all()).all().find((policy) => policy.id === programme && policy.isInForceOn(day));
    if (found === undefined) throw new Refusal('NOT_FOUND', { noun: 'policy', id: `${programme} (${day})` });
    return found;
  }
}

function versionIn(set: PolicySet, programme: string, version: string): Policy | undefined {
  return set.all().find((policy) => policy.id === programme && policy.version === version);
}
