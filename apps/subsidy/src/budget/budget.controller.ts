import {
  budgetContracts, type ApproveBudget, type Budget, type BudgetPage, type ChangeBudget, type DropBudgetChange, type GetBudget, type ListBudgets, type RecordBudget,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { BudgetService } from './budget.service.js';

/** Messages about budgets. */
@Controller()
export class BudgetController {
  constructor(@Inject(BudgetService) private readonly budgets: BudgetService) {}

  @Handles(budgetContracts.record)
  async record(budget: RecordBudget, request: Request): Promise<Budget> {
    return await this.budgets.record(budget, request);
  }

  @Handles(budgetContracts.change)
  async change(change: ChangeBudget, request: Request): Promise<Budget> {
    return await this.budgets.change(change, request);
  }

  @Handles(budgetContracts.approve)
  async approve(approval: ApproveBudget, request: Request): Promise<Budget> {
    return await this.budgets.approve(approval, request);
  }

  @Handles(budgetContracts.drop)
  async drop(drop: DropBudgetChange, request: Request): Promise<Budget> {
    return await this.budgets.drop(drop, request);
  }

  @Handles(budgetContracts.get)
  async get({ id }: GetBudget, request: Request): Promise<Budget> {
    return await this.budgets.get(id, request);
  }

  @Handles(budgetContracts.list)
  async list(asked: ListBudgets, request: Request): Promise<BudgetPage> {
    return await this.budgets.list(asked, request);
  }
}
