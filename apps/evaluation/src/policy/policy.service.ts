import { Refusal, type GetPolicy, type GetPublicPolicy, type InstallPolicy, type PolicyEntries, type PolicyEntry, type PolicyWithSource } from '@jiqun/contracts';
import { loadPolicy, type Policy } from '@jiqun/policy-core';
import { CommandRunner, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { unknownGates } from '../review/gates.js';
import { policySetOf, PolicyCatalogue } from './policy-catalogue.js';
import { asking } from './policy-refusal.js';
import { sha256Of, toPolicyEntry } from './policy.mapper.js';
import { PolicyRepository } from './policy.repository.js';

/** Policies: a sixth programme is a file that is installed here, not a release. */
@Injectable()
export class PolicyService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PolicyRepository) private readonly policies: PolicyRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /**
   * Installs a version for the caller's jurisdiction. Cases that run stay on the version that they began with.
   * @throws Refusal INVALID_REQUEST with every fault of the file, ALREADY_EXISTS, OTHER_TENANT
   */
  async install({ source, inForceFrom, reason }: InstallPolicy, { call }: Request): Promise<PolicyEntry> {
    const policy = asking(() => loadPolicy(source, inForceFrom === undefined ? {} : { inForceFrom }));
    if (policy.source.document.jurisdiction !== call.caller.tenant) throw new Refusal('OTHER_TENANT');
    requireKnownGates(policy);
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const text = JSON.stringify(source);
      const row = {
        programme: policy.id, version: policy.version, tenant: call.caller.tenant, source: text, sha256: sha256Of(text),
        inForceFrom: inForceFrom ?? null, installedAt: now, installedBy: call.caller.person,
      };
      const set = policySetOf(await this.policies.lockAll(manager));
      const id = `${policy.id}@${policy.version}`;
      if (set.all().some((known) => known.id === policy.id && known.version === policy.version)) throw new Refusal('ALREADY_EXISTS', { noun: 'policy', id });
      asking(() => set.install(policy));
      await this.policies.insert(manager, row);
      transaction.record({ action: 'policy.install', objectType: 'policy', objectId: id, reason, detail: { sha256: row.sha256 } });
      return toPolicyEntry(policy, row);
    });
  }

  /** The caller's jurisdiction's policies, by programme, then version. */
  async list({ caller }: Pick<Request, 'caller'>): Promise<PolicyEntries> {
    const rows = await this.policies.all();
    const own = policySetOf(rows).all().filter((policy) => policy.source.document.jurisdiction === caller.tenant);
    const items = own.map((policy) => toPolicyEntry(policy, rows.find(({ programme, version }) => programme === policy.id && version === policy.version)));
    return { items: items.toSorted((a, b) => (`${a.programme}@${a.version}` < `${b.programme}@${b.version}` ? -1 : 1)) };
  }

  /** @throws Refusal NOT_FOUND, also for another jurisdiction's */
  async get({ programme, version }: GetPolicy, { caller }: Pick<Request, 'caller'>): Promise<PolicyWithSource> {
    return await this.#withSource(await this.catalogue.policyOf(programme, version), caller.tenant);
  }

  /** For anybody, other services among them: what governs a public programme is public. @throws Refusal NOT_FOUND */
  async getPublic({ tenant, programme, version, on }: GetPublicPolicy): Promise<PolicyWithSource> {
    if (version !== undefined) return await this.#withSource(await this.catalogue.policyOf(programme, version), tenant);
    if (on === undefined) throw new Refusal('NOT_FOUND', { noun: 'policy', id: programme });
    return await this.#withSource(await this.catalogue.inForceOn(programme, on), tenant);
  }

  async #withSource(policy: Policy, tenant: string): Promise<PolicyWithSource> {
    const { id, version } = policy;
    if (policy.source.document.jurisdiction !== tenant) throw new Refusal('NOT_FOUND', { noun: 'policy', id: `${id}@${version}` });
    const row = (await this.policies.all()).find((stored) => stored.programme === id && stored.version === version);
    return { ...toPolicyEntry(policy, row), source: policy.source as unknown as PolicyWithSource['source'] };
  }
}

/** A gate that no code checks would stand in the file and hold nobody. */
function requireKnownGates(policy: Policy): void {
  const issues = unknownGates(policy).map(({ path, gate }) => ({
    path,
    code: 'UNKNOWN_GATE',
    message: { zh: `系统不认识环节条件“${gate}”，请改用已有的条件。`, en: `No gate "${gate}" is known; use one of those that are.` },
  }));
  if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues });
}
