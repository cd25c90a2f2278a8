import {
  type AllocationPlan, allocationPlanContracts, type Award, awardContracts, type Budget, budgetContracts, type Instalment, instalmentContracts,
  investmentLineContracts, payeeAccountContracts, performanceContracts, type ProgrammeYear, type ProjectGroup, type Recovery, recoveryContracts,
} from '@jiqun/contracts';

import { type Applicant, at, type Line, type PaymentActors } from './payment-actors.js';

/** The people who decide of money and send it out. */
export class MoneyActors {
  constructor(private readonly people: PaymentActors) {}

  /** Industry prepares an award at its ceiling, finance decides it. */
  async decided({ id: groupId }: ProjectGroup): Promise<Award> {
    const prepared = await this.people.industry('preparer').command(awardContracts.prepare, { groupId, reasons: '按比例核定（样例）' });
    return await this.people.finance('decider').command(awardContracts.decide, { ...at(prepared), opinion: '同意（样例）' });
  }

  async award(id: string): Promise<Award> {
    return await this.people.industry().query(awardContracts.get, { id } as never);
  }

  async recorded({ id: yearId }: ProgrammeYear, amount: string): Promise<Budget> {
    return await this.people.finance('budget-clerk').command(budgetContracts.record, { yearId, source: '样例预〔2026〕1号', amount: amount as never });
  }

  /** The people's congress has approved the budget (SUB-12.a). */
  async approved(budget: Budget, approvedOn: string): Promise<Budget> {
    return await this.people.finance('budget-head').command(budgetContracts.approve, { ...at(budget), document: '人大决议（样例）', approvedOn: approvedOn as never });
  }

  /** A plan that both departments signed and the government approved (SUB-11). */
  async plan({ id: budgetId }: Budget, approvedOn: string): Promise<AllocationPlan> {
    const drafted = await this.people.industry('planner').command(allocationPlanContracts.draft, { budgetId });
    const once = await this.people.industry('industry-head').command(allocationPlanContracts.sign, at(drafted));
    const signed = await this.people.finance('finance-head').command(allocationPlanContracts.sign, at(once));
    const submitted = await this.people.industry('planner').command(allocationPlanContracts.submit, at(signed));
    return await this.people.industry('planner').command(allocationPlanContracts.approve, { ...at(submitted), document: '省政府批复（样例）', approvedOn: approvedOn as never });
  }

  /** Targets of an award for a year, set by one person and confirmed by another (SUB-12.a, SUB-15). */
  async targets(awardId: string, year: number): Promise<void> {
    const indicators = [{ id: 'output', name: '新增产值', unit: '万元', planned: '1200', better: 'more', weight: '100', clause: 'SUB-15' }];
    const set = await this.people.industry('target-setter').command(performanceContracts.set, { awardId, year, indicators, breakdown: [], document: '绩效〔样例〕1号' } as never);
    await this.people.industry('target-confirmer').command(performanceContracts.confirmTargets, at(set));
  }

  /** The account of an enterprise, verified by a second person of the finance department that pays it. */
  async payee({ creditCode, name, region }: Applicant): Promise<void> {
    const entry = { creditCode, name, bank: '示例银行', maskedNumber: '6222 **** **** 0183', payeeRef: `P-${creditCode}`, region };
    const proposed = await this.people.installation.as('county-finance', region, 'account-clerk').command(payeeAccountContracts.propose, entry as never);
    await this.people.installation.as('county-finance', region, 'account-chief').command(payeeAccountContracts.verify, at(proposed));
  }

  /** Investment completed since, reported by the applicant and accepted by the local department. */
  async progress(group: ProjectGroup, { editor }: Applicant, lines: readonly Line[]): Promise<void> {
    const current = await this.people.group(group.id);
    await editor.command(investmentLineContracts.reportProgress, { groupId: current.id, version: current.version, lines: lines.map((line) => this.people.line(current, line)) });
    await this.people.verified(current);
  }

  /** Industry has verified the progress and proposes what a year pays (INT-18). */
  async proposed(awardId: string, year: number): Promise<Instalment> {
    return await this.people.industry('proposer').command(instalmentContracts.propose, { awardId, year, progress: '现场核实（样例）' } as never);
  }

  async authorised(instalment: Instalment): Promise<Instalment> {
    return await this.people.finance('authoriser').command(instalmentContracts.authorise, { ...at(instalment), document: '财企〔样例〕1号' });
  }

  async issued(instalment: Instalment): Promise<Instalment> {
    return await this.people.finance('issuer').command(instalmentContracts.issue, { ...at(instalment), document: '财企指〔样例〕1号' });
  }

  /** The enterprise pays all that it owes. */
  async paidBack(recoveryId: string, receivedOn: string): Promise<Recovery> {
    const owed = await this.people.finance().query(recoveryContracts.get, { id: recoveryId } as never);
    const payment = { ...at(owed), amount: owed.outstanding, receivedOn, bankReference: `R-${recoveryId}` };
    return await this.people.finance('cashier').command(recoveryContracts.recordPayment, payment as never);
  }

  async instalment(awardId: string, year: number): Promise<Instalment> {
    const { items } = await this.people.finance().query(instalmentContracts.list, { awardId, year } as never);
    if (items[0] === undefined) throw new Error(`No instalment of ${year}`);
    return items[0];
  }
}
