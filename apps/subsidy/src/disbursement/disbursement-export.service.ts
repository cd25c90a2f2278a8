import { createHash } from 'node:crypto';

import { disbursementContracts, type DisbursementExport, type ExportDisbursements } from '@jiqun/contracts';
import { CommandRunner, instantOf, newId, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { csvText } from '../csv-text.js';
import { clauseForbidsAll, issueAt } from '../refusals.js';
import { DisbursementExportRepository } from './disbursement-export.repository.js';
import type { Disbursement } from './disbursement.entity.js';
import { toIssued } from './disbursement.mapper.js';
import { DisbursementRepository } from './disbursement.repository.js';
import { requireOwn } from './own-orders.js';

const heading = ['orderId', 'payeeName', 'creditCode', 'payeeRef', 'bank', 'amount', 'dueOn', 'awardId', 'instalmentId', 'year', 'documents'] as const;

/** Batches of orders for a finance department without a system of its own. Exporting pays nothing, and exporting again says so. */
@Injectable()
export class DisbursementExportService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(DisbursementExportRepository) private readonly exports: DisbursementExportRepository,
  ) {}

  /** @throws Refusal CLAUSE_FORBIDS with each order that is not to be paid now; NOT_FOUND, OUTSIDE_REGION */
  async export({ orderIds, format }: ExportDisbursements, { call }: Request): Promise<DisbursementExport> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const { tenant, person } = call.caller;
      const batch: Disbursement[] = [];
      for (const id of [...new Set(orderIds)].toSorted()) batch.push(requireOwn(disbursementContracts.export, call.caller, await this.orders.findIn(manager, id), id));
      requirePayable(batch);
      const ids = batch.map(({ id }) => id);
      const text = format === 'csv' ? asCsv(batch) : JSON.stringify(batch.map(toIssued));
      const exported = { id: newId(), tenant, format, sha256: createHash('sha256').update(text).digest('hex'), exportedBy: person, exportedAt: now };
      const before = await this.exports.before(manager, ids);
      await this.exports.insert(manager, exported, ids);
      transaction.record({
        action: 'disbursement.export', objectType: 'disbursement', objectId: exported.id, detail: { orders: ids.length, again: before.length, sha256: exported.sha256 },
      });
      return {
        id: exported.id, format, sha256: exported.sha256, text, exportedBy: person, exportedAt: instantOf(now),
        before: before.map(({ orderId, by, at }) => ({ orderId, by, at: instantOf(at) })),
      };
    });
  }
}

function requirePayable(batch: readonly Disbursement[]): void {
  const issues = batch
    .filter(({ state, payOut }) => payOut !== 'authorised' || (state !== 'issued' && state !== 'acknowledged'))
    .map(({ id, state, payOut }) =>
      issueAt(`orderIds.${id}`, `该指令现在不得支付（${state}，当地拨付：${payOut}），请从批次中去掉`, `the order is not to be paid now (${state}, local pay-out ${payOut}): leave it out`, 'CLAUSE'));
  if (issues.length > 0) throw clauseForbidsAll('disbursement.export', 'pay-out-authorised', issues);
}

function asCsv(batch: readonly Disbursement[]): string {
  const rows = batch.map(toIssued).map((order) => [
    order.orderId, order.payeeName, order.creditCode, order.payeeRef, order.bank, order.amount, order.dueOn, order.awardId, order.instalmentId, String(order.year),
    order.documents.join('; '),
  ]);
  return csvText([heading, ...rows]);
}
