import {
  budgetContracts, fenOf, moneyOf, Refusal, uuidSchema, type ApproveBudget, type Budget, type BudgetPage, type ChangeBudget, type DropBudgetChange, type ListBudgets,
  type LocalDate, type RecordBudget,
} from '@jiqun/contracts';
import {
  CommandRunner, fourEyes, installedRegions, newId, permits, permitsObject, readCursor, type Request, type Transaction, transition, visibleRegions, writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { budgetClauseOf, planClauseOf } from '../award/money-clauses.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { entriesFor } from '../ledger/postings.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { provinceOf } from '../province.js';
import { handsOf, invalidAt, notFound, requireCurrent, versionConflict } from '../refusals.js';
import { capReached, withinCap } from './budget-cap.js';
import type { BudgetChangeRow, BudgetRow } from './budget.entity.js';
import { budgetLifecycle } from './budget.lifecycle.js';
import { toBudgetAnswer, toBudgetSummary } from './budget.mapper.js';
import { BudgetRepository } from './budget.repository.js';

const USUAL_PAGE = 50;
type Changing = typeof budgetContracts.change | typeof budgetContracts.approve | typeof budgetContracts.drop;

/** Budgets: recorded by finance, approved by the congress, changed, and never exceeded (SUB-11, SUB-12.a). */
@Injectable()
export class BudgetService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(BudgetRepository) private readonly budgets: BudgetRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** Records the amount of a year from a source document, a draft until the congress has approved it. @throws Refusal */
  async record({ yearId, source, amount }: RecordBudget, { call }: Request): Promise<Budget> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const { tenant, person, client } = call.caller;
      permitsObject(budgetContracts.record.permission, call.caller, { tenant, region: provinceOf(tenant) }, installedRegions());
      const year = await this.years.share(manager, tenant, yearId);
      if (year === undefined || (year.state !== 'published' && year.state !== 'closed')) throw notFound('programme-year', yearId);
      const fen = positive(amount);
      const id = newId();
      const row = { id, tenant, programme: year.programme, policyVersion: year.policyVersion, yearId, year: year.year, source, region: provinceOf(tenant), recordedBy: person };
      if (!(await this.budgets.insert(manager, row))) throw new Refusal('ALREADY_EXISTS', { noun: 'budget', id: source });
      await this.budgets.insertChange(manager, {
        budgetId: id, tenant, kind: 'initial', amount: fen, document: source, reason: null, recordedBy: person, recordedClient: client ?? null, recordedAt: now,
      });
      transaction.record({ action: 'budget.record', objectType: 'budget', objectId: id, detail: { amountFen: String(fen), source } });
      return await this.#answer(transaction, id);
    });
  }

  /** Records a supplement or a reduction, which changes nothing until it is approved; one at a time. @throws Refusal */
  async change({ id, version, kind, amount, document, reason }: ChangeBudget, { call }: Request): Promise<Budget> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, budgetContracts.change, { id, version });
      const { target } = transition(budgetLifecycle, taken.state, 'change');
      if (taken.pending !== 0n) throw new Refusal('STATE_FORBIDS', { action: 'budget.change', state: 'change-pending' });
      const fen = positive(amount);
      const clause = planClauseOf(await this.policies.policyOf(taken.programme, taken.policyVersion));
      // Said at once rather than at the approval; what is allotted until then, the database asks again.
      if (kind === 'reduction' && fen > taken.available) throw capReached(clause, 'budget.change', fen);
      const { person, client } = call.caller;
      await this.budgets.insertChange(transaction.manager, {
        budgetId: id, tenant: taken.tenant, kind, amount: fen, document, reason, recordedBy: person, recordedClient: client ?? null, recordedAt: transaction.now,
      });
      await this.#moved(transaction, taken, target);
      transaction.record({ action: 'budget.change', objectType: 'budget', objectId: id, reason, detail: { kind, amountFen: String(fen), document } });
      return await this.#answer(transaction, id);
    });
  }

  /** Records that the congress approved what was recorded: another person than who recorded it. The ledger has it from now on. @throws Refusal */
  async approve({ id, version, document, approvedOn }: ApproveBudget, { call }: Request): Promise<Budget> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now, today } = transaction;
      const taken = await this.#taken(transaction, budgetContracts.approve, { id, version });
      const { target } = transition(budgetLifecycle, taken.state, 'approve');
      const open = await this.#open(transaction, id, 'budget.approve');
      fourEyes(handsOf(open.recordedBy, open.recordedClient), call.caller, budgetContracts.approve.permission);
      if (approvedOn > today) throw invalidAt('approvedOn', '批准日不能晚于今天', 'the day of approval is not after today');
      const policy = await this.policies.policyOf(taken.programme, taken.policyVersion);
      const clause = budgetClauseOf(policy);
      const settled = { budgetId: id, number: open.number, state: 'approved', approvalDocument: document, approvedOn, settledBy: call.caller.person, settledAt: now } as const;
      await this.budgets.settleChange(manager, settled);
      const isLess = open.kind === 'reduction';
      await withinCap(planClauseOf(policy), 'budget.approve', open.amount, async () =>
        await this.ledger.post(manager, {
          tenant: taken.tenant, bizKey: `budget:${id}:${open.number}`, kind: isLess ? 'budget-reduced' : 'budget-approved', postedOn: today, postedAt: now, decisionId: document,
          clause, person: call.caller.person, entries: isLess ? entriesFor.budgetReduced(id, open.amount) : entriesFor.budgetApproved(id, open.amount),
        }));
      await this.#moved(transaction, taken, target);
      transaction.record({ action: 'budget.approve', objectType: 'budget', objectId: id, clause, detail: { number: open.number, amountFen: String(open.amount), document, approvedOn } });
      transaction.emit(budgetContracts.approved, { noun: 'budget', id, version: taken.version + 1 }, {
        budgetId: id, yearId: taken.yearId, programme: taken.programme, kind: open.kind, amount: moneyOf(open.amount), document, clause, on: today as LocalDate,
      });
      return await this.#answer(transaction, id);
    });
  }

  /** Drops a change that will not be approved. @throws Refusal */
  async drop({ id, version, reason }: DropBudgetChange, { call }: Request): Promise<Budget> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, budgetContracts.drop, { id, version });
      const { target } = transition(budgetLifecycle, taken.state, 'drop');
      const open = await this.#open(transaction, id, 'budget.drop');
      const settled = { budgetId: id, number: open.number, state: 'dropped', approvalDocument: null, approvedOn: null, settledBy: call.caller.person, settledAt: transaction.now } as const;
      await this.budgets.settleChange(transaction.manager, settled);
      await this.#moved(transaction, taken, target);
      transaction.record({ action: 'budget.drop', objectType: 'budget', objectId: id, reason, detail: { number: open.number } });
      return await this.#answer(transaction, id);
    });
  }

  /** @throws Refusal NOT_FOUND, also for what the caller may not see */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<Budget> {
    const { regions } = visibleRegions(budgetContracts.get.permission, caller, installedRegions());
    const found = await this.budgets.find(caller.tenant, id);
    if (found === undefined || regions?.codes.includes(found.budget.region) !== true) throw notFound('budget', id);
    return toBudgetAnswer(found.budget, found.changes);
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, yearId, state }: ListBudgets, { caller }: Pick<Request, 'caller'>): Promise<BudgetPage> {
    const { regions } = visibleRegions(budgetContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.budgets.list({ tenant: caller.tenant, regions: regions?.codes ?? [], yearId, state, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toBudgetSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #taken(transaction: Transaction, contract: Changing, { id, version }: { readonly id: string; readonly version: number }): Promise<BudgetRow> {
    const { caller } = transaction.call;
    permits(contract.permission, caller);
    const found = await this.budgets.lock(transaction.manager, caller.tenant, id);
    if (found === undefined) throw notFound('budget', id);
    requireCurrent(contract, caller, found, version);
    return found;
  }

  async #open({ manager }: Transaction, id: string, action: string): Promise<BudgetChangeRow> {
    const open = (await this.budgets.changesIn(manager, id)).find(({ state }) => state === 'draft');
    if (open === undefined) throw new Refusal('STATE_FORBIDS', { action, state: 'nothing-pending' });
    return open;
  }

  async #moved({ manager }: Transaction, row: BudgetRow, state: BudgetRow['state']): Promise<void> {
    if (!(await this.budgets.move(manager, row, state))) throw versionConflict('budget', row.id, row.version, row.version + 1);
  }

  async #answer({ manager, call }: Transaction, id: string): Promise<Budget> {
    const row = await this.budgets.findIn(manager, call.caller.tenant, id);
    if (row === undefined) throw notFound('budget', id);
    return toBudgetAnswer(row, await this.budgets.changesIn(manager, id));
  }
}

function positive(amount: RecordBudget['amount']): bigint {
  const fen = fenOf(amount);
  if (fen <= 0n) throw invalidAt('amount', '金额应大于零', 'the amount is more than zero');
  return fen;
}
