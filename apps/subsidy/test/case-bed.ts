import {
  calendarContracts, type AskPeriod, type Award, type CreditListed, type Instalment, type PeriodAnswer, type Performance, type Recovery, type Role,
  type SanctionChanged, type ViolationCase,
} from '@jiqun/contracts';
import { addDays, installedCalendar, period } from '@jiqun/policy-core';
import { newId, type Request, systemCaller, type Transaction } from '@jiqun/service-kit';

import { AwardParties } from '../src/award-subject/award-parties.js';
import { AwardSubjectRepository } from '../src/award-subject/award-subject.repository.js';
import { CreditHoldRepository } from '../src/credit-hold/credit-hold.repository.js';
import { CreditHoldService } from '../src/credit-hold/credit-hold.service.js';
import { CreditHoldSubscriber } from '../src/credit-hold/credit-hold.subscriber.js';
import { DefencePeriods } from '../src/defence-period/defence-periods.js';
import { DisbursementRepository } from '../src/disbursement/disbursement.repository.js';
import { InstalmentWriting } from '../src/instalment/instalment-writing.js';
import { OrderedSanctionRepository } from '../src/ordered-sanction/ordered-sanction.repository.js';
import { OrderedSanctionService } from '../src/ordered-sanction/ordered-sanction.service.js';
import { AnnulmentService } from '../src/performance/annulment.service.js';
import { ConfirmedTargets } from '../src/performance/confirmed-targets.js';
import { EvaluationService } from '../src/performance/evaluation.service.js';
import { PerformanceRecords } from '../src/performance/performance-records.js';
import { PerformanceReportService } from '../src/performance/performance-report.service.js';
import { PerformanceRepository } from '../src/performance/performance.repository.js';
import { PerformanceService } from '../src/performance/performance.service.js';
import { TargetsService } from '../src/performance/targets.service.js';
import { PayOutRepository } from '../src/pay-out/pay-out.repository.js';
import { PayOutService } from '../src/pay-out/pay-out.service.js';
import { AgreedOffsets } from '../src/recovery/agreed-offsets.js';
import { RecoveryDeadlines } from '../src/recovery/recovery.deadlines.js';
import { RecoveryDebts } from '../src/recovery/recovery-debts.js';
import { RecoveryOffsetRepository } from '../src/recovery/recovery-offset.repository.js';
import { RecoveryOffsetService } from '../src/recovery/recovery-offset.service.js';
import { RecoveryPaymentService } from '../src/recovery/recovery-payment.service.js';
import { RecoveryRepository } from '../src/recovery/recovery.repository.js';
import { RecoveryService } from '../src/recovery/recovery.service.js';
import { RefundService } from '../src/recovery/refund.service.js';
import { WriteOffService } from '../src/recovery/write-off.service.js';
import { StandingCheckRepository } from '../src/standing/standing-check.repository.js';
import { StandingGate } from '../src/standing/standing-gate.js';
import { IntakeRepository } from '../src/violation/intake.repository.js';
import { IntakeService } from '../src/violation/intake.service.js';
import { ViolationCases } from '../src/violation/violation-cases.js';
import { ViolationDecisionService } from '../src/violation/violation-decision.service.js';
import { ViolationOpening } from '../src/violation/violation-opening.js';
import { ViolationProcedureService } from '../src/violation/violation-procedure.service.js';
import { ViolationRepository } from '../src/violation/violation.repository.js';
import { ViolationService } from '../src/violation/violation.service.js';
import { ViolationSubscriber } from '../src/violation/violation.subscriber.js';
import { ViolationWithdrawalService } from '../src/violation/violation-withdrawal.service.js';
import type { GroupChanges } from './group-bed.js';
import { MoneyBed } from './money-bed.js';

/** An allotted award of a group, with one instalment paid unless told otherwise. */
export interface PaidAward {
  readonly award: Award;
  readonly planned: Instalment;
  readonly editor: Request;
  readonly creditCode: string;
}

/** Performance, violations, recoveries and credit holds over a bed of money. Evaluation's calendar is the installed one. */
export class CaseBed {
  readonly subjects: AwardSubjectRepository;
  readonly targets: TargetsService;
  readonly reports: PerformanceReportService;
  readonly evaluations: EvaluationService;
  readonly annulments: AnnulmentService;
  readonly performances: PerformanceService;
  readonly confirmed: ConfirmedTargets;
  readonly violations: ViolationService;
  readonly procedure: ViolationProcedureService;
  readonly decisions: ViolationDecisionService;
  readonly withdrawals: ViolationWithdrawalService;
  readonly intakes: IntakeService;
  readonly recoveries: RecoveryService;
  readonly payments: RecoveryPaymentService;
  readonly offsets: RecoveryOffsetService;
  readonly writeOffs: WriteOffService;
  readonly refunds: RefundService;
  readonly agreed: AgreedOffsets;
  readonly holds: CreditHoldService;
  readonly sanctions: OrderedSanctionService;
  #today: string;
  #fundYear = 2025;

  constructor(readonly money: MoneyBed, firstDay: string) {
    this.#today = firstDay;
    const { bed, policies, ledger, instalments, parts } = money;
    const { runner, reader } = bed;
    const clock = { today: () => this.#today };
    this.subjects = new AwardSubjectRepository(reader);
    const parties = new AwardParties(this.subjects);
    const periods = new DefencePeriods({ query: (async (contract: unknown, asked: AskPeriod) => await answered(contract, asked)) as never });
    this.sanctions = new OrderedSanctionService(new OrderedSanctionRepository(reader));
    const performanceRows = new PerformanceRepository(reader);
    const records = new PerformanceRecords(performanceRows, parties, this.sanctions, policies);
    this.targets = new TargetsService(runner, performanceRows, records, this.subjects);
    this.reports = new PerformanceReportService(runner, performanceRows, records);
    this.evaluations = new EvaluationService(runner, records, this.subjects, periods, instalments, this.sanctions, clock);
    this.performances = new PerformanceService(performanceRows, records, parties, this.sanctions);
    this.confirmed = new ConfirmedTargets(parts, performanceRows);
    const recoveryRows = new RecoveryRepository(reader);
    const offsetRows = new RecoveryOffsetRepository();
    const debts = new RecoveryDebts(recoveryRows, offsetRows, ledger);
    this.recoveries = new RecoveryService(runner, recoveryRows, offsetRows, debts, parties, clock);
    this.payments = new RecoveryPaymentService(runner, recoveryRows, debts, offsetRows);
    this.offsets = new RecoveryOffsetService(runner, debts, offsetRows, this.subjects);
    this.refunds = new RefundService(runner, recoveryRows, debts);
    this.writeOffs = new WriteOffService(runner, recoveryRows, debts, offsetRows);
    this.agreed = new AgreedOffsets(parts, offsetRows, recoveryRows);
    this.agreed.onModuleInit();
    this.annulments = new AnnulmentService(runner, records, this.subjects, instalments, this.sanctions, this.agreed);
    new RecoveryDeadlines(bed.handlers, this.recoveries).onModuleInit();
    const caseRows = new ViolationRepository(reader);
    const cases = new ViolationCases(caseRows, this.subjects, parties, this.sanctions, policies);
    const opening = new ViolationOpening(caseRows, cases, this.subjects);
    this.violations = new ViolationService(runner, caseRows, cases, opening, parties, this.sanctions);
    this.procedure = new ViolationProcedureService(runner, caseRows, cases, periods);
    this.decisions = new ViolationDecisionService(runner, cases, this.subjects, instalments, this.sanctions, debts);
    this.withdrawals = new ViolationWithdrawalService(runner, caseRows, cases, this.subjects, instalments, debts, this.sanctions, this.agreed);
    this.intakes = new IntakeService(runner, new IntakeRepository(reader), cases, opening);
    new ViolationSubscriber({ add: () => undefined } as never, bed.handlers, this.intakes, this.violations).onModuleInit();
    const gate = new StandingGate(bed.standingSource as never, new StandingCheckRepository(reader));
    // Nothing is paid out here, and what finance answers is not asked.
    const writing = new InstalmentWriting(money.instalmentRows, ledger);
    const payOuts = new PayOutService(runner, new DisbursementRepository(reader), new PayOutRepository(reader), undefined as never, policies, gate, writing);
    this.holds = new CreditHoldService(new CreditHoldRepository(reader), this.subjects, instalments, gate, policies, payOuts, runner);
    new CreditHoldSubscriber({ add: () => undefined } as never, bed.handlers, this.holds).onModuleInit();
  }

  static async open(firstDay = '2025-05-06'): Promise<CaseBed> {
    return new CaseBed(await MoneyBed.open(firstDay), firstDay);
  }

  get today(): never {
    return this.#today as never;
  }

  async moveTo(day: string): Promise<void> {
    await this.money.bed.moveTo(day);
    this.#today = day;
  }

  after(days: number, from: string = this.#today): never {
    return addDays(from, days) as never;
  }

  as(role: Role, region = '220000', person = `${role}-1`, organisations?: readonly string[]): Request {
    return this.money.bed.as(role, region, person, organisations);
  }

  /** An allotted award: 3,000,000.00 yuan completed, 10% of it, all planned for one year; paid with `isPaid`. */
  async award(changes: GroupChanges & { readonly isPaid?: boolean } = {}): Promise<PaidAward> {
    const { isPaid = true, ...group } = changes;
    // A year has one notice, so each award of these tests is of the funds of another.
    const made = await this.money.allotted(await this.money.closedYear((this.#fundYear += 1)), group);
    if (made.planned === undefined) throw new Error('Nothing was planned');
    if (isPaid) await this.money.paid(made.planned);
    const editor = this.as('enterprise', made.group.region, made.group.editors[0], [made.group.leadCreditCode]);
    return { award: made.award, planned: await this.money.instalment(made.planned.id), editor, creditCode: made.group.leadCreditCode };
  }

  /** Takes an event as a consumer does. */
  async take(effect: (transaction: Transaction) => Promise<void>, tenant = 'CN-22'): Promise<void> {
    await this.money.bed.runner.run({ caller: systemCaller(tenant, 'event'), identity: { kind: 'event', consumer: 'test', eventId: newId() } }, effect);
  }

  async listed(listing: CreditListed, version = 1): Promise<void> {
    await this.take(async (transaction) => await this.holds.takeListed(listing, version, transaction));
  }

  async ended(listing: CreditListed, version = 2): Promise<void> {
    await this.take(async (transaction) => await this.holds.takeEnded(listing, version, transaction));
  }

  async imposed(changed: SanctionChanged, state: 'in-force' | 'lifted' | 'ended' = 'in-force'): Promise<void> {
    await this.take(async (transaction) => await this.sanctions.take(transaction, changed, state));
  }

  opener(): Request {
    return this.as('province-industry', '220000', 'opener');
  }

  decider(): Request {
    return this.as('province-finance', '220000', 'decider');
  }

  async openCase(awardId: string, kind: ViolationCase['kind'] = 'serious-violation'): Promise<ViolationCase> {
    const evidence = [{ sha256: 'a'.repeat(64), name: '现场检查记录.pdf' }];
    return await this.violations.open({ awardId, kind, origin: 'inspection', facts: '资金用于申报范围以外（样例）', clauses: ['SUB-5.e'], evidence }, this.opener());
  }

  async notified(awardId: string, kind?: ViolationCase['kind']): Promise<ViolationCase> {
    const opened = await this.openCase(awardId, kind);
    return await this.procedure.notify({ ...at(opened), document: '告知书1号', servedOn: this.today }, this.opener());
  }

  /** A case whose defence is over. */
  async ripe(awardId: string, kind?: ViolationCase['kind']): Promise<ViolationCase> {
    const notified = await this.notified(awardId, kind);
    await this.moveTo(addDays(notified.defenceEndsOn ?? '', 1));
    return notified;
  }

  establish(of: ViolationCase, amount?: string, more: object = {}): Parameters<ViolationDecisionService['establish']>[0] {
    const recovery = amount === undefined ? {} : { recovery: { amount: amount as never, basis: '挪用部分（样例）', dueOn: this.after(30), ...more } };
    return { ...at(of), kind: of.kind, hardToCorrect: true, reasons: '查实（样例）', document: '处理决定1号', ...recovery };
  }

  /** A debt of an established case. */
  async debt(amount = '100000.00', more: object = {}, paid?: PaidAward): Promise<{ paid: PaidAward; violation: ViolationCase; recovery: Recovery }> {
    const of = paid ?? (await this.award());
    const violation = await this.decisions.establish(this.establish(await this.ripe(of.award.id), amount, more), this.decider());
    return { paid: of, violation, recovery: await this.recovery(violation.decision?.recoveryId ?? '') };
  }

  async recovery(id: string): Promise<Recovery> {
    return await this.recoveries.get(id, this.decider());
  }

  /** Targets of an award for a year, set by one and confirmed by another. */
  async confirmedTargets(awardId: string, year = 2026): Promise<Performance> {
    const set = await this.targets.set({ awardId, year, ...usualTargets }, this.opener());
    return await this.targets.confirm(at(set), this.as('province-industry', '220000', 'confirmer'));
  }

  async close(): Promise<void> {
    await this.money.close();
  }
}

/** Two indicators that make up 100. */
export const usualTargets = {
  indicators: [
    { id: 'output', name: '新增产值', unit: '万元', planned: '1200.5', better: 'more' as const, weight: '60', clause: 'SUB-15' },
    { id: 'energy', name: '单位能耗', unit: '吨标准煤', planned: '0.85', better: 'less' as const, weight: '40.00', clause: 'SUB-15' },
  ],
  breakdown: [{ region: '220182' as never, indicator: 'output', planned: '1200.5' }],
  document: '吉工信绩效〔2026〕1号',
};

/** What a command names of an object. */
export function at({ id, version }: { readonly id: string; readonly version: number }): { id: string; version: number } {
  return { id, version };
}

async function answered(contract: unknown, { from, workingDays, restDay }: AskPeriod): Promise<PeriodAnswer> {
  if (contract !== calendarContracts.period) throw new Error('Nothing else is asked of evaluation here');
  const { ends, firstDayAfter, provisional } = period({ from, workingDays }, installedCalendar, { restDay: restDay ?? 'stays' });
  return await Promise.resolve({ ends, firstDayAfter, provisional, version: installedCalendar.version } as PeriodAnswer);
}
