import {
  allocationPlanContracts, type AllocationPlan, type AllocationPlanExport, type AllocationPlanPage, type AllocationPlanStep, type AllocationSharePage,
  type AllocationSimulation, type ApproveAllocationPlan, type DraftAllocationPlan, type ExportAllocationPlan, type GetAllocationPlan, type ListAllocationPlans,
  type ListAllocationShares, type ReturnAllocationPlan, type SimulateAllocation,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { AllocationPlanService } from './allocation-plan.service.js';
import { PlanEffectService } from './plan-effect.service.js';
import { PlanReadingService } from './plan-reading.service.js';
import { SimulationService } from './simulation.service.js';

/** Messages about allocation plans. */
@Controller()
export class AllocationPlanController {
  constructor(
    @Inject(AllocationPlanService) private readonly plans: AllocationPlanService,
    @Inject(PlanEffectService) private readonly effects: PlanEffectService,
    @Inject(PlanReadingService) private readonly reading: PlanReadingService,
    @Inject(SimulationService) private readonly simulations: SimulationService,
  ) {}

  @Handles(allocationPlanContracts.draft)
  async draft(draft: DraftAllocationPlan, request: Request): Promise<AllocationPlan> {
    return await this.plans.draft(draft, request);
  }

  @Handles(allocationPlanContracts.sign)
  async sign(step: AllocationPlanStep, request: Request): Promise<AllocationPlan> {
    return await this.plans.sign(step, request);
  }

  @Handles(allocationPlanContracts.submit)
  async submit(step: AllocationPlanStep, request: Request): Promise<AllocationPlan> {
    return await this.plans.submit(step, request);
  }

  @Handles(allocationPlanContracts.approve)
  async approve(approval: ApproveAllocationPlan, request: Request): Promise<AllocationPlan> {
    return await this.plans.approve(approval, request);
  }

  @Handles(allocationPlanContracts.giveBack)
  async giveBack(returned: ReturnAllocationPlan, request: Request): Promise<AllocationPlan> {
    return await this.plans.giveBack(returned, request);
  }

  @Handles(allocationPlanContracts.takeEffect)
  async takeEffect(step: AllocationPlanStep, request: Request): Promise<AllocationPlan> {
    return await this.effects.takeEffect(step, request);
  }

  @Handles(allocationPlanContracts.get)
  async get({ id }: GetAllocationPlan, request: Request): Promise<AllocationPlan> {
    return await this.reading.get(id, request);
  }

  @Handles(allocationPlanContracts.list)
  async list(asked: ListAllocationPlans, request: Request): Promise<AllocationPlanPage> {
    return await this.reading.list(asked, request);
  }

  @Handles(allocationPlanContracts.listShares)
  async listShares(asked: ListAllocationShares, request: Request): Promise<AllocationSharePage> {
    return await this.reading.listShares(asked, request);
  }

  @Handles(allocationPlanContracts.export)
  async export(asked: ExportAllocationPlan, request: Request): Promise<AllocationPlanExport> {
    return await this.reading.export(asked, request);
  }

  @Handles(allocationPlanContracts.simulate)
  async simulate(asked: SimulateAllocation, request: Request): Promise<AllocationSimulation> {
    return await this.simulations.simulate(asked, request);
  }
}
