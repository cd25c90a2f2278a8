import {
  type CorrectDishonestyRecord, type DishonestyRecord, dishonestyRecordContracts, type DishonestyRecordPage,
  type ExportDishonestyRecords, type ExportedDishonestyRecords, type ListDishonestyRecords, type ListPublicDishonestyRecords,
  type PublicDishonestyRecordPage, type RecordSubmission, type SetPublicationPeriod, type WithdrawDishonestyRecord,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type Call, CommandRunner, InstallationClock, type Request, startOfDayInShanghai, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { idBefore, pageOfRows, USUAL_PAGE } from '../list-page.js';
import { type ChangingContract, invalidAt, notFound, requireCurrent } from '../refusals.js';
import type { DishonestyRecordRow } from './dishonesty-record.entity.js';
import { type DishonestyRecordAction, dishonestyRecordLifecycle } from './dishonesty-record.lifecycle.js';
import { toPublicRecord, toRecordAnswer, toRecordSummary } from './dishonesty-record.mapper.js';
import { DishonestyRecordRepository } from './dishonesty-record.repository.js';
import { DishonestyRecords, PUBLICATION_ENDS } from './dishonesty-records.js';
import { toCsv, toJsonLines } from './export-file.js';

const LARGEST_PAGE = 100;

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** Dishonesty records after they were made (SUB-13.b). */
@Injectable()
export class DishonestyRecordService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DishonestyRecordRepository) private readonly rows: DishonestyRecordRepository,
    @Inject(DishonestyRecords) private readonly records: DishonestyRecords,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
  ) {}

  /** @throws Refusal INVALID_REQUEST for a last day that is over, STATE_FORBIDS, VERSION_CONFLICT */
  async setPeriod(request: SetPublicationPeriod, { call }: Request): Promise<DishonestyRecord> {
    const { through, reason, document } = request;
    return await this.#change(call, dishonestyRecordContracts.setPeriod, request, 'set-period', async (transaction, row) => {
      if (through < transaction.today) throw invalidAt('through', `${through} 早于今天 ${transaction.today}。`, `${through} is before today, ${transaction.today}.`);
      const before = { publishedThrough: row.publishedThrough };
      const moved = await this.records.written(
        transaction, { ...row, publishedThrough: through }, { step: 'period-set', reason, document, before }, 'dishonesty-record.set-period',
      );
      this.records.watch(transaction, moved);
      return moved;
    });
  }

  /** Corrects what a record says; what it said before stays on file. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async correct(request: CorrectDishonestyRecord, { call }: Request): Promise<DishonestyRecord> {
    const { id: _id, version: _version, reason, ...corrected } = request;
    return await this.#change(call, dishonestyRecordContracts.correct, request, 'correct', async (transaction, row) => {
      const { name, facts, document } = row;
      const step = { step: 'corrected', reason, document: corrected.document ?? null, before: { name, facts, document } } as const;
      return await this.records.written(transaction, { ...row, ...corrected }, step, 'dishonesty-record.correct');
    });
  }

  /** @throws Refusal INVALID_REQUEST for a day to come, STATE_FORBIDS, VERSION_CONFLICT */
  async recordSubmission(request: RecordSubmission, { call }: Request): Promise<DishonestyRecord> {
    const { submittedOn, platform, receipt, exportSha256 } = request;
    return await this.#change(call, dishonestyRecordContracts.recordSubmission, request, 'record-submission', async (transaction, row) => {
      const { today } = transaction;
      if (submittedOn > today) throw invalidAt('submittedOn', `${submittedOn} 晚于今天 ${today}。`, `${submittedOn} is after today, ${today}.`);
      const moved = await this.records.written(transaction, row, { step: 'submitted', reason: null, document: receipt }, 'dishonesty-record.record-submission');
      this.rows.insertSubmission(transaction, moved, { submittedOn, platform, receipt, exportSha256: exportSha256 ?? null });
      return moved;
    });
  }

  /** @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw(request: WithdrawDishonestyRecord, { call }: Request): Promise<DishonestyRecord> {
    const { reason, document } = request;
    return await this.#change(call, dishonestyRecordContracts.withdraw, request, 'withdraw', async (transaction, row) => {
      transaction.cancelDeadline(PUBLICATION_ENDS, row.id);
      return await this.records.written(transaction, row, { step: 'withdrawn', reason, document }, 'dishonesty-record.withdraw');
    });
  }

  /** The last day of publication is over, apart from any end of the ban. Does nothing when it was withdrawn or prolonged. */
  async end(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const found = await this.rows.lock(transaction.manager, call.caller.tenant, id);
      if (found?.state !== 'in-publication' || transaction.now < startOfDayInShanghai(addDays(found.publishedThrough, 1))) return;
      const { target } = transition(dishonestyRecordLifecycle, found.state, 'end');
      await this.records.written(transaction, { ...found, state: target }, { step: 'ended', reason: null, document: null }, 'dishonesty-record.end');
    });
  }

  /** @throws Refusal NOT_FOUND */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<DishonestyRecord> {
    const row = await this.rows.find(caller.tenant, id);
    if (row === undefined) throw notFound('dishonesty-record', id);
    return toRecordAnswer(row, ...(await this.rows.history(id)));
  }

  async list({ limit = USUAL_PAGE, creditCode, state, ...page }: ListDishonestyRecords, { caller }: Pick<Request, 'caller'>): Promise<DishonestyRecordPage> {
    const most = Math.min(limit, LARGEST_PAGE);
    const filter = { tenant: caller.tenant, creditCode, state, before: idBefore(page), limit: most + 1 };
    return pageOfRows(await this.rows.list(filter), most, toRecordSummary);
  }

  /** What is in publication today, for anybody. */
  async listPublic({ limit = USUAL_PAGE, tenant, creditCode, ...page }: ListPublicDishonestyRecords): Promise<PublicDishonestyRecordPage> {
    const most = Math.min(limit, LARGEST_PAGE);
    const filter = { tenant, creditCode, shownOn: this.clock.today(), before: idBefore(page), limit: most + 1 };
    return pageOfRows(await this.rows.list(filter), most, toPublicRecord);
  }

  /** The same as a file for the credit platform, page by page. */
  async export({ limit = USUAL_PAGE, format, ...page }: ExportDishonestyRecords, { caller }: Pick<Request, 'caller'>): Promise<ExportedDishonestyRecords> {
    const { items, ...next } = await this.listPublic({ ...page, limit, tenant: caller.tenant });
    const text = format === 'csv' ? toCsv(items, page.cursor === undefined) : toJsonLines(items);
    return { text, count: items.length, ...next } as ExportedDishonestyRecords;
  }

  async #change(
    call: Call, contract: ChangingContract, which: Versioned, action: DishonestyRecordAction,
    effect: (transaction: Transaction, row: DishonestyRecordRow) => Promise<DishonestyRecordRow>,
  ): Promise<DishonestyRecord> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const found = requireCurrent(contract, call.caller, await this.rows.lock(manager, call.caller.tenant, which.id), which);
      const { target } = transition(dishonestyRecordLifecycle, found.state, action);
      const moved = await effect(transaction, { ...found, state: target });
      return toRecordAnswer(moved, ...(await this.rows.historyIn(manager, moved.id)));
    });
  }
}
