import { moneyOf, type AllocationPlan, type Award, type Budget, type Instalment, type Money } from '@jiqun/contracts';
import type { Call, Request } from '@jiqun/service-kit';

import { AllocationPlanRepository } from '../src/allocation-plan/allocation-plan.repository.js';
import { AllocationPlanService } from '../src/allocation-plan/allocation-plan.service.js';
import { PlanCases } from '../src/allocation-plan/plan-cases.js';
import { PlanEffectService } from '../src/allocation-plan/plan-effect.service.js';
import { PlanReadingService } from '../src/allocation-plan/plan-reading.service.js';
import { SimulationService } from '../src/allocation-plan/simulation.service.js';
import { AwardBasisRepository } from '../src/award/award-basis.repository.js';
import { AwardReadingService } from '../src/award/award-reading.service.js';
import { AwardRepository } from '../src/award/award.repository.js';
import { AwardService } from '../src/award/award.service.js';
import { BudgetRepository } from '../src/budget/budget.repository.js';
import { BudgetService } from '../src/budget/budget.service.js';
import { AuthorisationService } from '../src/instalment/authorisation.service.js';
import { InstalmentDeadlines } from '../src/instalment/instalment.deadlines.js';
import { InstalmentReadingService } from '../src/instalment/instalment-reading.service.js';
import { InstalmentRepository } from '../src/instalment/instalment.repository.js';
import { InstalmentService } from '../src/instalment/instalment.service.js';
import { InstalmentWriting } from '../src/instalment/instalment-writing.js';
import { IssueParts, type PlacedIssue } from '../src/instalment/issue-parts.js';
import { IssueService } from '../src/instalment/issue.service.js';
import type { AccountName } from '../src/ledger/ledger.entity.js';
import { LedgerRepository } from '../src/ledger/ledger.repository.js';
import type { Offset } from '../src/ledger/postings.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import { PolicyRepository } from '../src/policy/policy.repository.js';
import type { ProgrammeYear } from '../src/programme-year/programme-year.entity.js';
import type { ProjectGroup } from '../src/project-group/project-group.entity.js';
import { StandingCheckRepository } from '../src/standing/standing-check.repository.js';
import { StandingGate } from '../src/standing/standing-gate.js';
import { type GroupChanges, GroupBed } from './group-bed.js';

const PROVINCE = '220000';
let sources = 0;

/** Budgets, awards, plans and instalments over a bed of project groups. Audit, targets, offsets and orders are answered by the bed. */
export class MoneyBed {
  readonly policies: PolicyCatalogue;
  readonly ledger: LedgerRepository;
  readonly awardRows: AwardRepository;
  readonly bases = new AwardBasisRepository();
  readonly awards: AwardService;
  readonly awardReading: AwardReadingService;
  readonly budgetRows: BudgetRepository;
  readonly budgets: BudgetService;
  readonly planRows: AllocationPlanRepository;
  readonly plans: AllocationPlanService;
  readonly effects: PlanEffectService;
  readonly planReading: PlanReadingService;
  readonly simulations: SimulationService;
  readonly instalmentRows: InstalmentRepository;
  readonly instalments: InstalmentService;
  readonly authorisations: AuthorisationService;
  readonly issues: IssueService;
  readonly instalmentReading: InstalmentReadingService;
  readonly parts = new IssueParts();
  /** Orders that were placed, in their order. */
  readonly orders: PlacedIssue[] = [];
  /** Offsets agreed, by instalment. */
  readonly offsets = new Map<string, readonly Offset[]>();
  targetsAreSet = true;

  constructor(readonly bed: GroupBed) {
    const { runner, reader } = bed;
    this.policies = new PolicyCatalogue(new PolicyRepository(reader), undefined as never);
    this.ledger = new LedgerRepository(reader);
    const gate = new StandingGate(bed.standingSource as never, new StandingCheckRepository(reader));
    this.awardRows = new AwardRepository(reader);
    this.awards = new AwardService(runner, this.awardRows, this.bases, this.policies, gate);
    this.awardReading = new AwardReadingService(this.awardRows, this.policies);
    this.budgetRows = new BudgetRepository(reader);
    this.budgets = new BudgetService(runner, this.budgetRows, bed.years, this.ledger, this.policies);
    this.planRows = new AllocationPlanRepository(reader);
    const cases = new PlanCases(this.planRows, this.budgetRows, this.policies);
    this.plans = new AllocationPlanService(runner, this.planRows, cases, this.budgetRows, gate);
    this.instalmentRows = new InstalmentRepository(reader);
    this.effects = new PlanEffectService(runner, this.planRows, cases, this.budgetRows, this.ledger, this.awardRows, this.bases, this.instalmentRows);
    this.planReading = new PlanReadingService(this.planRows);
    this.simulations = new SimulationService(this.planRows, this.bases, this.budgetRows, bed.years, this.policies);
    const writing = new InstalmentWriting(this.instalmentRows, this.ledger);
    this.instalments = new InstalmentService(runner, this.instalmentRows, writing, this.awardRows, this.parts, this.policies);
    this.authorisations = new AuthorisationService(runner, this.instalmentRows, writing, this.bases, this.policies);
    this.issues = new IssueService(runner, this.instalmentRows, writing, this.instalments, this.bases, this.policies, gate, this.parts);
    this.instalmentReading = new InstalmentReadingService(this.instalmentRows);
    this.parts.useTargets({ areSet: async () => await Promise.resolve(this.targetsAreSet) });
    this.parts.useOffsets({ of: async (_manager, _tenant, id) => await Promise.resolve(this.offsets.get(id) ?? []) });
    this.parts.useOrders({
      place: async (_transaction, issue) => {
        this.orders.push(issue);
        await Promise.resolve();
      },
    });
    new InstalmentDeadlines(bed.handlers, this.instalments).onModuleInit();
  }

  static async open(firstDay?: string): Promise<MoneyBed> {
    return new MoneyBed(await GroupBed.open(firstDay));
  }

  industry(person = 'industry'): Request {
    return this.bed.as('province-industry', PROVINCE, person);
  }

  finance(person = 'finance'): Request {
    return this.bed.as('province-finance', PROVINCE, person);
  }

  /** A published year whose applications are closed. */
  async closedYear(year = 2026): Promise<ProgrammeYear> {
    return await this.bed.publishedYear({}, year);
  }

  /** An award of a reserved group, decided by finance. */
  async decided(year: ProgrammeYear, changes: GroupChanges = {}, proposal: { rate?: string; approved?: string } = {}): Promise<{ group: ProjectGroup; award: Award }> {
    const group = await this.bed.reservedGroup(year, changes);
    return { group, award: await this.decideFor(group, proposal) };
  }

  async decideFor(group: ProjectGroup, proposal: { rate?: string; approved?: string } = {}): Promise<Award> {
    const prepared = await this.awards.prepare({ groupId: group.id, reasons: '按比例核定', ...(proposal as { approved?: Money }) }, this.industry());
    return await this.awards.decide({ id: prepared.id, version: prepared.version, opinion: '同意' }, this.finance());
  }

  /** A budget recorded by one person and, with `approved`, approved with the congress's document by another. */
  async budget(year: ProgrammeYear, fen: bigint, approved = true, source = `吉财预〔2026〕${(sources += 1)}号`): Promise<Budget> {
    const recorded = await this.budgets.record({ yearId: year.id, source, amount: moneyOf(fen) }, this.finance('budget-clerk'));
    return approved ? await this.approve(recorded) : recorded;
  }

  async approve({ id, version }: Budget): Promise<Budget> {
    return await this.budgets.approve({ id, version, document: '人大决议1号', approvedOn: '2025-05-06' as never }, this.finance('budget-head'));
  }

  /** A plan of a budget, signed by both departments and approved by the government. */
  async approvedPlan(budget: Pick<Budget, 'id'>, reason?: string): Promise<AllocationPlan> {
    const drafted = await this.plans.draft({ budgetId: budget.id, ...(reason === undefined ? {} : { reason }) }, this.industry());
    const once = await this.plans.sign({ id: drafted.id, version: drafted.version }, this.industry('industry-head'));
    const signed = await this.plans.sign({ id: once.id, version: once.version }, this.finance('finance-head'));
    const submitted = await this.plans.submit({ id: signed.id, version: signed.version }, this.industry());
    return await this.plans.approve({ id: submitted.id, version: submitted.version, document: '吉政函1号', approvedOn: '2025-05-06' as never }, this.industry());
  }

  async effectivePlan(budget: Pick<Budget, 'id'>, reason?: string): Promise<AllocationPlan> {
    const { id, version } = await this.approvedPlan(budget, reason);
    return await this.effects.takeEffect({ id, version }, this.finance());
  }

  /** An award with its share of a budget that covers it, and its first instalment as it was planned. */
  async allotted(year: ProgrammeYear, changes: GroupChanges = {}, proposal: { rate?: string; approved?: string } = {}): Promise<{ group: ProjectGroup; award: Award; planned: Instalment | undefined }> {
    const { group, award } = await this.decided(year, changes, proposal);
    await this.effectivePlan(await this.budget(year, BigInt(award.approved.replace('.', ''))));
    return { group, award: await this.award(award.id), planned: (await this.instalmentsOf(award.id))[0] };
  }

  async award(id: string): Promise<Award> {
    return await this.awardReading.get(id, this.industry());
  }

  /** The instalments of an award, by year. */
  async instalmentsOf(awardId: string): Promise<Instalment[]> {
    const { items } = await this.instalmentReading.list({ awardId }, this.industry());
    return items.toSorted((a, b) => a.year - b.year);
  }

  async instalment(id: string): Promise<Instalment> {
    return await this.instalmentReading.get(id, this.industry());
  }

  async authorise({ id, version }: Pick<Instalment, 'id' | 'version'>): Promise<Instalment> {
    return await this.authorisations.authorise({ id, version, document: '吉财企指〔2026〕1号' }, this.finance());
  }

  async issue({ id, version }: Pick<Instalment, 'id' | 'version'>): Promise<Instalment> {
    return await this.issues.issue({ id, version, document: '吉财企〔2026〕1号' }, this.finance());
  }

  /** Authorises, issues and confirms. */
  async paid(planned: Pick<Instalment, 'id' | 'version'>): Promise<Instalment> {
    await this.issue(await this.authorise(planned));
    await this.bed.within(async (transaction) => {
      const evidence = { bankReference: `bank-${planned.id}`, executedOn: transaction.today, decisionId: 'order' };
      return (await this.instalments.confirm(transaction, planned.id, evidence)).id;
    });
    return await this.instalment(planned.id);
  }

  /** The balance of an account now, fen. */
  async balance(kind: AccountName['kind'], reference: string): Promise<bigint> {
    return await this.ledger.balanceOn('CN-22', { kind, reference }, '2999-12-31');
  }

  /** The same call again: what a repeated delivery is. */
  repeated({ call }: { call: Call }): Call {
    return call;
  }

  async close(): Promise<void> {
    await this.bed.close();
  }
}
