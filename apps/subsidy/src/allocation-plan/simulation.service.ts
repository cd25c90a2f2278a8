import { allocationPlanContracts, fenOf, moneyOf, Refusal, socialCreditCodeSchema, type AllocationSimulation, type SimulateAllocation } from '@jiqun/contracts';
import { installedRegions, permitsObject, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

import { AwardBasisRepository } from '../award/award-basis.repository.js';
import { deriveAward } from '../award/derivation.js';
import { BudgetRepository } from '../budget/budget.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { provinceOf } from '../province.js';
import { notFound } from '../refusals.js';
import { toShareFigures } from './allocation-plan.mapper.js';
import { AllocationPlanRepository, type SimulatedGroup } from './allocation-plan.repository.js';
import { shareOut } from './sharing.js';

const USUAL_PAGE = 50;
/** Groups whose lines are in memory at once. */
const CHUNK = 100;
const offsetSchema = z.string().regex(/^[0-9]{1,7}$/).transform(Number);

interface Claimed extends SimulatedGroup {
  readonly claim: bigint;
}

/** What a whole year would get under a budget, before anything is decided (SUB-11; INT-20). */
@Injectable()
export class SimulationService {
  constructor(
    @Inject(AllocationPlanRepository) private readonly plans: AllocationPlanRepository,
    @Inject(AwardBasisRepository) private readonly bases: AwardBasisRepository,
    @Inject(BudgetRepository) private readonly budgets: BudgetRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /**
   * Shares a budget out among all groups of a year that could still be given something: those with an award by its approved
   * amount, others by the ceiling of what they state, taken as verified where nobody has looked yet.
   * @throws Refusal NOT_FOUND
   */
  async simulate({ yearId, budget, cursor, limit = USUAL_PAGE }: SimulateAllocation, { caller }: Pick<Request, 'caller'>): Promise<AllocationSimulation> {
    const { tenant } = caller;
    permitsObject(allocationPlanContracts.simulate.permission, caller, { tenant, region: provinceOf(tenant) }, installedRegions());
    const year = await this.years.find(yearId);
    if (year === undefined || year.tenant !== tenant) throw notFound('programme-year', yearId);
    const from = cursor === undefined ? 0 : readCursor(cursor, offsetSchema);
    return await this.plans.snapshot(async (manager) => {
      const amount = budget === undefined ? await this.#recorded(manager, tenant, yearId) : fenOf(budget);
      const claimed = await this.#claims(manager, tenant, yearId, year.terms.closesOn);
      const sharing = shareOut(amount > 0n ? amount : 0n, claimed.map(({ id, claim }) => ({ id, ceiling: claim })));
      const items = claimed.slice(from, from + limit).map((group, at) => ({
        groupId: group.id, basis: group.approved === null ? ('ceiling' as const) : ('approved' as const), groupState: group.state,
        leadCreditCode: socialCreditCodeSchema.parse(group.leadCreditCode), leadName: group.leadName, clusterName: group.clusterName,
        ...toShareFigures(sharing.shares[from + at] ?? { claim: 0n, share: 0n, down: 0n, remainder: 0n, rank: null }, sharing.claims),
      }));
      const next = from + limit < claimed.length ? { next: writeCursor(String(from + limit)) } : {};
      return {
        yearId, budget: moneyOf(amount > 0n ? amount : 0n), claims: moneyOf(sharing.claims), total: moneyOf(sharing.total), groups: claimed.length, scaled: sharing.scaled,
        shares: { items, ...next },
      };
    });
  }

  /** What the budgets of the year have left, with what is recorded for them. */
  async #recorded(manager: EntityManager, tenant: string, yearId: string): Promise<bigint> {
    const budgets = await this.budgets.ofYear(manager, tenant, yearId);
    return budgets.reduce((sum, { available, pending }) => sum + available + pending, 0n);
  }

  async #claims(manager: EntityManager, tenant: string, yearId: string, asOf: string): Promise<readonly Claimed[]> {
    const groups = await this.plans.groupsIn(manager, tenant, yearId);
    const open = groups.filter(({ approved }) => approved === null).map(({ id }) => id);
    const ceilings = new Map<string, bigint>();
    const byId = new Map(groups.map((group) => [group.id, group]));
    for (let at = 0; at < open.length; at += CHUNK) {
      const bases = await this.bases.basesOf(manager, tenant, open.slice(at, at + CHUNK), true);
      for (const [id, basis] of bases) {
        const group = byId.get(id);
        if (group === undefined) continue;
        const policy = await this.policies.policyOf(group.programme, group.policyVersion);
        try {
          ceilings.set(id, deriveAward(policy, { asOf, clusterLevel: group.level ?? 'none' }, basis).ceiling);
        } catch (error) {
          // What a clause refuses gets nothing: too few projects, a cluster without a title.
          if (!(error instanceof Refusal)) throw error;
        }
      }
    }
    return groups.map((group) => ({ ...group, claim: group.approved ?? ceilings.get(group.id) ?? 0n }));
  }
}
