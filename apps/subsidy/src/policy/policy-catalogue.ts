import { installedPolicies, loadPolicy, type Policy, type PolicySet } from '@jiqun/policy-core';
import type { Request, Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { notFound } from '../refusals.js';
import type { PolicyVersionRow } from './policy.entity.js';
import { PolicyRepository } from './policy.repository.js';
import { type OfferedPolicy, PolicySource } from './policy-source.js';

/** The policies of the release and those kept since, loaded. */
export function policySetOf(rows: readonly PolicyVersionRow[]): PolicySet {
  let set = installedPolicies;
  for (const { source, inForceFrom } of rows) set = set.install(loadPolicy(JSON.parse(source), inForceFrom === null ? {} : { inForceFrom }));
  return set;
}

/**
 * The policies that this service decides by. One that was installed while the installation runs is evaluation's to give: it is asked for
 * when a programme year is drafted, and kept here, so that a running case can be derived from its own version years later, whatever
 * becomes of the other service. Versions are never changed, so what was loaded once holds.
 */
@Injectable()
export class PolicyCatalogue {
  #set: PolicySet = installedPolicies;
  #loaded = 0;

  constructor(
    @Inject(PolicyRepository) private readonly policies: PolicyRepository,
    @Inject(PolicySource) private readonly source: PolicySource,
  ) {}

  /** A version that a programme year or a group began with. @throws Refusal NOT_FOUND */
  async policyOf(programme: string, version: string): Promise<Policy> {
    const known = versionIn(this.#set, programme, version) ?? versionIn(await this.#all(), programme, version);
    if (known === undefined) throw notFound('policy', `${programme}@${version}`);
    return known;
  }

  /**
   * The version in force on a day, of those kept and those offered; undefined where there is none.
   * @throws Refusal NOT_FOUND for a programme of which no version is known
   */
  async inForceOn(programme: string, day: string, offered: readonly OfferedPolicy[] = []): Promise<Policy | undefined> {
    const rows = offered.map((policy) => rowOf(policy, new Date(0)));
    const versions = rows.length === 0 ? await this.versionsOf(programme) : policySetOf([...(await this.policies.all()), ...rows]).all().filter(({ id }) => id === programme);
    return versions.find((policy) => policy.isInForceOn(day));
  }

  /** Every version of a programme that is kept here, oldest first. @throws Refusal NOT_FOUND when there is none */
  async versionsOf(programme: string): Promise<readonly Policy[]> {
    const found = (await this.#all()).all().filter(({ id }) => id === programme);
    if (found.length === 0) throw notFound('policy', programme);
    return found.toSorted((one, other) => (one.version < other.version ? -1 : 1));
  }

  /** What evaluation has of a programme and is not kept here. Asked before the transaction that keeps it. */
  async offered(programme: string, request: Pick<Request, 'context' | 'traceparent'>): Promise<readonly OfferedPolicy[]> {
    const set = await this.#all();
    return await this.source.offered(programme, (version) => versionIn(set, programme, version) !== undefined, request);
  }

  /** Keeps what was offered. @throws PolicyError for a file that this release cannot read */
  async keep(transaction: Transaction, offered: readonly OfferedPolicy[]): Promise<void> {
    for (const policy of offered) await this.policies.insert(transaction.manager, rowOf(policy, transaction.now));
  }

  async #all(): Promise<PolicySet> {
    const rows = await this.policies.all();
    if (rows.length > this.#loaded) {
      this.#set = policySetOf(rows);
      this.#loaded = rows.length;
    }
    return this.#set;
  }
}

/** A version as it is kept. A document that gives its own first day keeps to it. */
function rowOf({ programme, version, jurisdiction, sha256, inForceFrom, source }: OfferedPolicy, receivedAt: Date): PolicyVersionRow {
  const declared = (source as { readonly inForce?: { readonly from?: string | null } }).inForce?.from ?? null;
  return { programme, version, tenant: jurisdiction, source: JSON.stringify(source), sha256, inForceFrom: declared === null ? (inForceFrom ?? null) : null, receivedAt };
}

function versionIn(set: PolicySet, programme: string, version: string): Policy | undefined {
  return set.all().find((policy) => policy.id === programme && policy.version === version);
}
