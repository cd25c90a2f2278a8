import { createHash } from 'node:crypto';

import {
  bankStatementContracts, fenOf, Refusal, uuidSchema, type AppendBankStatement, type BankStatement as BankStatementAnswer, type BankStatementExport,
  type BankStatementLinePage, type BankStatementPage, type BeginBankStatement, type ExportBankStatement, type ListBankStatements, type ListMissingPayments,
  type ListStatementLines, type MissingPaymentPage, type WhichBankStatement,
} from '@jiqun/contracts';
import { CommandRunner, newId, readCursor, transition, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { ownRegions, requireOwn } from '../disbursement/own-orders.js';
import { invalidAt, requireVersion } from '../refusals.js';
import type { BankStatement } from './bank-statement.entity.js';
import { bankStatementLifecycle, type BankStatementAction } from './bank-statement.lifecycle.js';
import { toBankStatement, toMissingPayment, toStatementCsv, toStatementLine } from './bank-statement.mapper.js';
import { BankStatementRepository } from './bank-statement.repository.js';
import { ReconciliationService } from './reconciliation.service.js';
import { readStatement } from './statement-csv.js';

const USUAL_PAGE = 50;
/** Lines of one part of an export. */
const EXPORTED_AT_ONCE = 250;
const NOUN = 'bank-statement';
const numberSchema = z.coerce.number().int().min(0).max(1_000_000);

type Changing = 'append' | 'finish' | 'abandon' | 'reconcile';

/** Statements of the paying accounts: taken in parts, kept as they came, compared with the orders. */
@Injectable()
export class BankStatementService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(BankStatementRepository) private readonly statements: BankStatementRepository,
    @Inject(ReconciliationService) private readonly reconciliations: ReconciliationService,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for a text, or days of an account, that a reconciled statement has */
  async begin(begun: BeginBankStatement, { call }: Request): Promise<BankStatementAnswer> {
    const { tenant, person } = call.caller;
    const id = newId();
    requireOwn(bankStatementContracts.begin, call.caller, { id, tenant, region: begun.region, state: 'open' }, id);
    if (begun.through < begun.from) throw invalidAt('through', '期间的末日不早于首日', 'the last day of the period is not before its first');
    return await this.commands.run(call, async (transaction) => {
      if (begun.through > transaction.today) throw invalidAt('through', '流水的期间不能在今天之后', 'the period of a statement does not lie after today');
      const statement: BankStatement = {
        id, tenant, region: begun.region, accountRef: begun.accountRef, from: begun.from, through: begun.through, opening: fenOf(begun.opening),
        closing: fenOf(begun.closing), sha256: begun.sha256, state: 'open', version: 1, uploadedBy: person, uploadedAt: transaction.now, reconciledAt: null,
        lines: 0, pending: 0, counts: null, difference: 0n,
      };
      await this.#requireNew(transaction, statement);
      await this.statements.insert(transaction.manager, statement);
      transaction.record({ action: 'bank-statement.begin', objectType: NOUN, objectId: id, detail: { sha256: begun.sha256 } });
      return toBankStatement(statement);
    });
  }

  /** Takes a further part of the text. */
  async append({ id, version, csv }: AppendBankStatement, { call }: Request): Promise<BankStatementAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const statement = await this.#take(transaction, 'append', id, version);
      await this.statements.insertPart(transaction.manager, id, csv);
      transaction.record({ action: 'bank-statement.append', objectType: NOUN, objectId: id, detail: { characters: csv.length } });
      return toBankStatement(await this.statements.update(transaction.manager, statement));
    });
  }

  /** Checks the whole and reconciles it. @throws Refusal INVALID_REQUEST with each bad line by its number; ALREADY_EXISTS */
  async finish({ id, version }: WhichBankStatement, { call }: Request): Promise<BankStatementAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const statement = await this.#take(transaction, 'finish', id, version);
      await this.statements.lockDepartment(transaction.manager, statement);
      await this.#requireNew(transaction, statement);
      const text = await this.statements.text(transaction.manager, id);
      if (createHash('sha256').update(text).digest('hex') !== statement.sha256) {
        throw invalidAt('sha256', '内容与申明的摘要不符：有缺漏或改动，请放弃后重新上传', 'the text is not the one whose hash was announced: give the upload up and send it again');
      }
      const lines = readStatement(text, statement);
      await this.statements.insertLines(transaction.manager, statement, lines);
      transaction.record({ action: 'bank-statement.finish', objectType: NOUN, objectId: id, detail: { lines: lines.length } });
      return toBankStatement(await this.reconciliations.reconcile(transaction, { ...statement, lines: lines.length }));
    });
  }

  async abandon({ id, version }: WhichBankStatement, { call }: Request): Promise<BankStatementAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const statement = await this.#take(transaction, 'abandon', id, version);
      transaction.record({ action: 'bank-statement.abandon', objectType: NOUN, objectId: id });
      return toBankStatement(await this.statements.update(transaction.manager, { ...statement, state: 'abandoned' }));
    });
  }

  /** Compares again, after later orders, reports and statements. */
  async reconcile({ id, version }: WhichBankStatement, { call }: Request): Promise<BankStatementAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const statement = await this.#take(transaction, 'reconcile', id, version);
      await this.statements.lockDepartment(transaction.manager, statement);
      return toBankStatement(await this.reconciliations.reconcile(transaction, statement));
    });
  }

  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<BankStatementAnswer> {
    return toBankStatement(requireOwn(bankStatementContracts.get, caller, await this.statements.find(id), id));
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, region }: ListBankStatements, { caller }: Pick<Request, 'caller'>): Promise<BankStatementPage> {
    const regions = ownRegions(bankStatementContracts.list.permission, caller).filter((code) => region === undefined || code === region);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.statements.list({ tenant: caller.tenant, regions, before, limit: limit + 1 });
    return pageOfRows(found.map(toBankStatement), limit, (item) => item.id);
  }

  /** In the order of the file. */
  async listLines({ id, cursor, limit = USUAL_PAGE, result }: ListStatementLines, { caller }: Pick<Request, 'caller'>): Promise<BankStatementLinePage> {
    requireOwn(bankStatementContracts.listLines, caller, await this.statements.find(id), id);
    const after = cursor === undefined ? 0 : readCursor(cursor, numberSchema);
    const found = await this.statements.lines(id, { result, after, limit: limit + 1 });
    return pageOfRows(found.map(toStatementLine), limit, (item) => String(item.number));
  }

  async listMissing({ id, cursor, limit = USUAL_PAGE }: ListMissingPayments, { caller }: Pick<Request, 'caller'>): Promise<MissingPaymentPage> {
    requireOwn(bankStatementContracts.listMissing, caller, await this.statements.find(id), id);
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.statements.missing(id, after, limit + 1);
    return pageOfRows(found.map(toMissingPayment), limit, (item) => item.orderId);
  }

  /** One part after the other, until an answer has no `next`. */
  async export({ id, after }: ExportBankStatement, { caller }: Pick<Request, 'caller'>): Promise<BankStatementExport> {
    requireOwn(bankStatementContracts.export, caller, await this.statements.find(id), id);
    const found = await this.statements.lines(id, { after, limit: EXPORTED_AT_ONCE + 1 });
    const lines = found.slice(0, EXPORTED_AT_ONCE);
    const last = lines.at(-1);
    return { text: toStatementCsv(lines, after === 0), ...(found.length > EXPORTED_AT_ONCE && last !== undefined ? { next: last.number } : {}) };
  }

  async #take(transaction: Transaction, action: Changing, id: string, version: number): Promise<BankStatement> {
    const contract = bankStatementContracts[action];
    const { states: _states, ...inAnyState } = contract.permission;
    const found = await this.statements.lock(transaction.manager, id);
    const statement = requireOwn({ noun: NOUN, permission: inAnyState }, transaction.call.caller, found, id);
    requireVersion(NOUN, statement, version);
    transition(bankStatementLifecycle, statement.state, action satisfies BankStatementAction);
    return statement;
  }

  async #requireNew(transaction: Transaction, statement: BankStatement): Promise<void> {
    const other = await this.statements.inTheWayOf(transaction.manager, statement);
    if (other !== undefined) throw new Refusal('ALREADY_EXISTS', { noun: NOUN, id: other });
  }
}

function pageOfRows<Item>(items: Item[], limit: number, position: (item: Item) => string): { items: Item[]; next?: string } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, ...(items.length > limit && last !== undefined ? { next: writeCursor(position(last)) } : {}) };
}
