import { createHash } from 'node:crypto';

import type { BankStatement, DisbursementOrder, DisbursementReceipt, PayOut, Role } from '@jiqun/contracts';
import { moneyOf } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';

import { AwardBasisRepository } from '../src/award/award-basis.repository.js';
import { AwardRepository } from '../src/award/award.repository.js';
import { AwardSubjectRepository } from '../src/award-subject/award-subject.repository.js';
import { BankStatementDeadlines } from '../src/bank-statement/bank-statement.deadlines.js';
import { BankStatementRepository } from '../src/bank-statement/bank-statement.repository.js';
import { BankStatementService } from '../src/bank-statement/bank-statement.service.js';
import { ReconciliationRepository } from '../src/bank-statement/reconciliation.repository.js';
import { ReconciliationService } from '../src/bank-statement/reconciliation.service.js';
import { CreditHoldRepository } from '../src/credit-hold/credit-hold.repository.js';
import { CreditHoldService } from '../src/credit-hold/credit-hold.service.js';
import { DisbursementDeadlines } from '../src/disbursement/disbursement.deadlines.js';
import { DisbursementExportRepository } from '../src/disbursement/disbursement-export.repository.js';
import { DisbursementExportService } from '../src/disbursement/disbursement-export.service.js';
import { DisbursementRepository } from '../src/disbursement/disbursement.repository.js';
import { DisbursementService } from '../src/disbursement/disbursement.service.js';
import { DoubtService } from '../src/disbursement/doubt.service.js';
import { FinanceMessageService } from '../src/disbursement/finance-message.service.js';
import { LatePayment } from '../src/disbursement/late-payment.js';
import { OrderPlacement } from '../src/disbursement/order-placement.js';
import { InstalmentDeadlines } from '../src/instalment/instalment.deadlines.js';
import { InstalmentRepository } from '../src/instalment/instalment.repository.js';
import { InstalmentService } from '../src/instalment/instalment.service.js';
import { InstalmentWriting } from '../src/instalment/instalment-writing.js';
import { IssueParts } from '../src/instalment/issue-parts.js';
import { IssueService } from '../src/instalment/issue.service.js';
import type { AccountKind } from '../src/ledger/ledger.entity.js';
import { LedgerRepository } from '../src/ledger/ledger.repository.js';
import { entriesFor, type Offset } from '../src/ledger/postings.js';
import { PayOutDeadlines } from '../src/pay-out/pay-out.deadlines.js';
import { PayOutRepository } from '../src/pay-out/pay-out.repository.js';
import { PayOutService } from '../src/pay-out/pay-out.service.js';
import { PayeeAccountRepository } from '../src/payee-account/payee-account.repository.js';
import { PayeeAccountService } from '../src/payee-account/payee-account.service.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import { PolicyRepository } from '../src/policy/policy.repository.js';
import type { PolicySource } from '../src/policy/policy-source.js';
import type { ProgrammeYear } from '../src/programme-year/programme-year.entity.js';
import { StandingCheckRepository } from '../src/standing/standing-check.repository.js';
import { StandingGate } from '../src/standing/standing-gate.js';
import type { StandingSource } from '../src/standing/standing-source.js';
import { type BankLine, csvOf } from './bank-lines.js';
import { GroupBed, PROGRAMME } from './group-bed.js';

/** Of the finance department that pays unless a test says otherwise: Yushu. */
export const PAYER = '220182';

/** What the award of these tests may pay in all: a tenth of 3,000,000.00 yuan. */
const ALLOTTED = 30_000_000n;

/** An instalment that can be issued. */
export interface Authorised {
  readonly id: string;
  readonly version: number;
}

/** Orders, pay-outs and statements over a bed of groups, with awards that were allotted. */
export class DisbursementBed {
  readonly orders: DisbursementRepository;
  readonly messages: FinanceMessageService;
  readonly disbursements: DisbursementService;
  readonly exports: DisbursementExportService;
  readonly payOuts: PayOutService;
  readonly holds: CreditHoldService;
  readonly payees: PayeeAccountService;
  readonly statements: BankStatementService;
  readonly issues: IssueService;
  readonly instalments: InstalmentService;
  readonly writing: InstalmentWriting;
  readonly ledger: LedgerRepository;
  /** Offsets agreed, by instalment. */
  readonly offsets = new Map<string, readonly Offset[]>();

  readonly #instalmentRows: InstalmentRepository;
  #year: Promise<ProgrammeYear> | undefined;
  #budget: Promise<{ budgetId: string; planId: string }> | undefined;

  private constructor(readonly bed: GroupBed) {
    const { runner, reader, handlers } = bed;
    const policies = new PolicyCatalogue(new PolicyRepository(reader), undefined as unknown as PolicySource);
    const gate = new StandingGate(bed.standingSource as unknown as StandingSource, new StandingCheckRepository(reader));
    const parts = new IssueParts();
    parts.useOffsets({ of: async (_manager, _tenant, id) => await Promise.resolve(this.offsets.get(id) ?? []) });
    parts.useTargets({ areSet: async () => await Promise.resolve(true) });
    this.ledger = new LedgerRepository(reader);
    this.#instalmentRows = new InstalmentRepository(reader);
    this.writing = new InstalmentWriting(this.#instalmentRows, this.ledger);
    this.instalments = new InstalmentService(runner, this.#instalmentRows, this.writing, new AwardRepository(reader), parts, policies);
    this.issues = new IssueService(runner, this.#instalmentRows, this.writing, this.instalments, new AwardBasisRepository(), policies, gate, parts);
    this.orders = new DisbursementRepository(reader);
    const payeeRows = new PayeeAccountRepository(reader);
    this.payees = new PayeeAccountService(runner, payeeRows);
    new OrderPlacement(this.orders, payeeRows, policies, parts).onModuleInit();
    const doubts = new DoubtService(this.orders, this.instalments, new LatePayment(this.writing, parts, policies));
    this.messages = new FinanceMessageService(runner, this.orders, this.instalments, doubts);
    this.disbursements = new DisbursementService(runner, this.orders, doubts);
    this.exports = new DisbursementExportService(runner, this.orders, new DisbursementExportRepository());
    this.payOuts = new PayOutService(runner, this.orders, new PayOutRepository(reader), this.messages, policies, gate, this.writing);
    this.holds = new CreditHoldService(new CreditHoldRepository(reader), new AwardSubjectRepository(reader), this.instalments, gate, policies, this.payOuts, runner);
    const statementRows = new BankStatementRepository(reader);
    const reconciliations = new ReconciliationService(runner, statementRows, new ReconciliationRepository(), this.orders, doubts);
    this.statements = new BankStatementService(runner, statementRows, reconciliations);
    new DisbursementDeadlines(handlers, this.disbursements).onModuleInit();
    new PayOutDeadlines(handlers, this.payOuts).onModuleInit();
    new BankStatementDeadlines(handlers, reconciliations).onModuleInit();
    new InstalmentDeadlines(handlers, this.instalments).onModuleInit();
  }

  /** @param firstDay the sandbox begins on it, at 00:30 */
  static async open(firstDay = '2026-03-02'): Promise<DisbursementBed> {
    return new DisbursementBed(await GroupBed.open(firstDay));
  }

  /** Somebody of a role at the paying department unless told otherwise, with a key of their own. */
  as(role: Role, region = PAYER, person = `${role}-${region}`): Request {
    return this.bed.as(role, region, person);
  }

  /** An award of an enterprise of its own, allotted in full. */
  async award(region = PAYER): Promise<{ awardId: string; creditCode: string }> {
    this.#year ??= this.bed.publishedYear({}, 2026, 'closed');
    const group = await this.bed.reservedGroup(await this.#year, { region });
    this.#budget ??= this.#approvedBudget(group.yearId);
    const { budgetId, planId } = await this.#budget;
    const awardId = newId();
    await this.bed.within(async ({ manager, now, today }) => {
      await manager.query(
        `INSERT INTO award (id, tenant, programme, policy_version, year_id, group_id, region, lead_credit_code, lead_name, cluster_level, rate, rate_cap, eligible_fen,
          ceiling_fen, approved_fen, consecutive_years, state, version, prepared_by)
         VALUES ($1, 'CN-22', $2, $3, $4, $5, $6, $7, $8, 'provincial', 0.1, 0.1, 300000000, 30000000, 30000000, 3, 'prepared', 1, 'industry')`,
        [awardId, group.programme, group.policyVersion, group.yearId, group.id, region, group.leadCreditCode, group.leadName],
      );
      await manager.query(`UPDATE award SET state = 'decided', decided_by = 'finance', decided_on = $2, version = 2 WHERE id = $1`, [awardId, today]);
      await manager.query(`UPDATE award SET state = 'allotted', allotted_fen = approved_fen, plan_id = $2, version = 3 WHERE id = $1`, [awardId, planId]);
      const about = { tenant: 'CN-22', postedOn: today, postedAt: now, decisionId: planId, clause: 'SUB-11', person: 'test' };
      await this.ledger.post(manager, { ...about, bizKey: `test:${awardId}:budget`, kind: 'budget-approved', entries: entriesFor.budgetApproved(budgetId, ALLOTTED) });
      await this.ledger.post(manager, { ...about, bizKey: `test:${awardId}:allotted`, kind: 'allotted', awardId, entries: entriesFor.allotted(budgetId, awardId, ALLOTTED) });
    });
    return { awardId, creditCode: group.leadCreditCode };
  }

  /** An account that two people of finance have verified. */
  async payee(creditCode: string, region = PAYER): Promise<string> {
    const entry = { creditCode: creditCode as never, name: '某某公司（样例）', bank: '某某银行榆树支行（样例）', maskedNumber: '6222 **** **** 0183', payeeRef: `P-${creditCode}`, region: region as never };
    const proposed = await this.payees.propose(entry, this.as('county-finance', region, 'clerk'));
    return (await this.payees.verify({ id: proposed.id, version: proposed.version }, this.as('county-finance', region, 'chief'))).id;
  }

  /** An instalment that province-industry has authorised. */
  async authorised(awardId: string, year = 2026, amount = 1_000_000n): Promise<Authorised> {
    const id = newId();
    await this.bed.within(async ({ manager, today }) => {
      await this.#instalmentRows.insert(manager, [{ id, tenant: 'CN-22', awardId, year, amount, proposedBy: 'industry', proposedClient: null, plannedOn: today, reason: null }]);
    });
    return await this.authorise(id);
  }

  /** Authorises a planned or failed instalment (again). */
  async authorise(id: string): Promise<Authorised> {
    return await this.bed.within(async (transaction) => {
      const taken = await this.writing.taken(transaction, id);
      const { instalment } = await this.writing.step(transaction, taken, 'authorise', { authorisedBy: 'finance' }, {});
      return { id, version: instalment.version };
    });
  }

  /** Issues an authorised instalment; the order is its newest. */
  async issue({ id, version }: Authorised, more: { payOutDays?: number } = {}, who = this.as('province-finance', '220000')): Promise<DisbursementOrder> {
    await this.issues.issue({ id, version, document: '吉财产指〔2026〕18号（样例）', ...more }, who);
    return await this.orderOf(id);
  }

  /** An order of an award of its own, on its way. */
  async issued({ amount = 1_000_000n, region = PAYER }: { amount?: bigint; region?: string } = {}): Promise<DisbursementOrder> {
    const { awardId, creditCode } = await this.award(region);
    await this.payee(creditCode, region);
    return await this.issue(await this.authorised(awardId, 2026, amount));
  }

  /** The same, released to the bank. */
  async released(options: { amount?: bigint; region?: string } = {}): Promise<DisbursementOrder> {
    const order = await this.issued(options);
    await this.release(order.orderId);
    return await this.order(order.orderId);
  }

  async release(orderId: string): Promise<PayOut> {
    const found = await this.orders.find(orderId);
    return await this.payOuts.authorise({ id: orderId, version: found?.payOutVersion ?? 0 }, this.as('county-finance', found?.region));
  }

  async order(id: string): Promise<DisbursementOrder> {
    return await this.disbursements.get(id, this.as('auditor', '220000'));
  }

  /** The newest order of an instalment. */
  async orderOf(instalmentId: string): Promise<DisbursementOrder> {
    const { items } = await this.disbursements.list({ instalmentId, limit: 1 }, this.as('auditor', '220000'));
    return await this.order(items[0]?.orderId ?? '');
  }

  async acknowledge(id: string, who = this.as('finance-system')): Promise<DisbursementReceipt> {
    return await this.messages.acknowledge({ id }, who);
  }

  /** As the bank paid it, today, unless told otherwise. */
  async execute(order: Pick<DisbursementOrder, 'orderId' | 'amount' | 'issuedOn'>, changes: { bankReference?: string; executedOn?: string; amount?: string } = {}, who = this.as('finance-system')): Promise<DisbursementReceipt> {
    const usual = { bankReference: `B-${order.orderId}`, executedOn: order.issuedOn, amount: order.amount };
    return await this.messages.execute({ id: order.orderId, ...usual, ...changes } as never, who);
  }

  async reject(id: string, code = 'ACCOUNT_CLOSED', who = this.as('finance-system')): Promise<DisbursementReceipt> {
    return await this.messages.reject({ id, code, reason: '账户已销户（样例）' }, who);
  }

  /** The cause of a rejection, found by local finance. */
  async recordCause(id: string, person = 'county-finance-investigator'): Promise<DisbursementOrder> {
    const { version } = await this.order(id);
    return await this.disbursements.recordCause({ id, version, cause: '账户变更（样例）', evidence: '银行查复书（样例）' }, this.as('county-finance', PAYER, person));
  }

  /** Two people settle a doubt. */
  async settle(id: string, outcome: 'paid' | 'not-paid', reference = `B-${id}`): Promise<DisbursementOrder> {
    const { version, issuedOn } = await this.order(id);
    const execution = outcome === 'paid' ? { execution: { bankReference: reference, executedOn: issuedOn } } : {};
    const proposal = { id, version, outcome, evidence: '银行查复书（样例）', reason: '向银行查询（样例）', ...execution };
    const proposed = await this.disbursements.proposeSettlement(proposal, this.as('county-finance', PAYER, 'first'));
    return await this.disbursements.settle({ id, version: proposed.version }, this.as('county-finance', PAYER, 'second'));
  }

  /** Uploads a statement and reconciles it; the balances follow from the lines unless told otherwise. */
  async statement(lines: readonly BankLine[], changes: Partial<Record<'from' | 'through' | 'region' | 'accountRef' | 'closing', string>> = {}, role: Role = 'county-finance'): Promise<BankStatement> {
    const csv = csvOf(lines);
    const spent = lines.reduce((sum, { amount }) => sum + amount, 0n);
    const days = lines.map(({ day }) => day).toSorted();
    const begun = {
      region: PAYER, accountRef: 'A-1', from: days[0] ?? '2026-03-02', through: days.at(-1) ?? '2026-03-02', opening: '900000.00', closing: moneyOf(90_000_000n - spent),
      sha256: createHash('sha256').update(csv).digest('hex'), ...changes,
    };
    return await this.upload(begun, csv, role);
  }

  async upload(begun: { readonly region: string }, csv: string, role: Role = 'county-finance'): Promise<BankStatement> {
    const who = (): Request => this.as(role, begun.region);
    let statement = await this.statements.begin(begun as never, who());
    for (let at = 0; at < csv.length; at += 200_000) {
      statement = await this.statements.append({ id: statement.id, version: statement.version, csv: csv.slice(at, at + 200_000) }, who());
    }
    return await this.statements.finish({ id: statement.id, version: statement.version }, who());
  }

  /** The state of an instalment. */
  async stateOf(instalmentId: string): Promise<string> {
    return ((await this.bed.source.query('SELECT state FROM instalment WHERE id = $1', [instalmentId])) as [{ state: string }])[0].state;
  }

  /** What an award has in an account, fen. */
  async balance(kind: AccountKind, awardId: string): Promise<bigint> {
    return await this.ledger.balanceOn('CN-22', { kind, reference: awardId }, '2999-12-31');
  }

  async close(): Promise<void> {
    await this.bed.close();
  }

  async #approvedBudget(yearId: string): Promise<{ budgetId: string; planId: string }> {
    const [budgetId, planId] = [newId(), newId()];
    const owner = await this.bed.asOwner();
    await owner.query(
      `INSERT INTO budget (id, tenant, programme, policy_version, year_id, year, source, region, state, recorded_by)
       VALUES ($1, 'CN-22', $2, '2024-12-05', $3, 2026, '省级预算（样例）', '220000', 'approved', 'finance')`,
      [budgetId, PROGRAMME, yearId],
    );
    await owner.query(
      `INSERT INTO allocation_plan (id, tenant, programme, policy_version, year_id, budget_id, region, number, state, budget_fen, claims_fen, total_fen, awards, question_sha256,
        drafted_by, drafted_at, government_document, government_on, effective_on)
       VALUES ($1, 'CN-22', $2, '2024-12-05', $3, $4, '220000', 1, 'effective', 1, 1, 1, 1, '', 'industry', now(), '吉政函〔2026〕9号（样例）', '2026-01-15', '2026-02-01')`,
      [planId, PROGRAMME, yearId, budgetId],
    );
    return { budgetId, planId };
  }
}
