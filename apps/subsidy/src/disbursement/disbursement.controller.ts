import {
  disbursementContracts, type AcknowledgeDisbursement, type AskDaysToCash, type DaysToCash, type DisbursementExport, type DisbursementOrder, type DisbursementPage,
  type DisbursementReceipt, type DoubtDisbursement, type ExecuteDisbursement, type ExportDisbursements, type GetDisbursement, type ListDisbursements,
  type ProposeSettlement, type RecordRejectionCause, type RejectDisbursement, type SettleDisbursement,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { DisbursementExportService } from './disbursement-export.service.js';
import { DisbursementService } from './disbursement.service.js';
import { FinanceMessageService } from './finance-message.service.js';

/** Messages about orders to pay: finance's, and those of people. */
@Controller()
export class DisbursementController {
  constructor(
    @Inject(FinanceMessageService) private readonly messages: FinanceMessageService,
    @Inject(DisbursementService) private readonly disbursements: DisbursementService,
    @Inject(DisbursementExportService) private readonly exports: DisbursementExportService,
  ) {}

  @Handles(disbursementContracts.acknowledge)
  async acknowledge(acknowledge: AcknowledgeDisbursement, request: Request): Promise<DisbursementReceipt> {
    return await this.messages.acknowledge(acknowledge, request);
  }

  @Handles(disbursementContracts.execute)
  async execute(execute: ExecuteDisbursement, request: Request): Promise<DisbursementReceipt> {
    return await this.messages.execute(execute, request);
  }

  @Handles(disbursementContracts.reject)
  async reject(reject: RejectDisbursement, request: Request): Promise<DisbursementReceipt> {
    return await this.messages.reject(reject, request);
  }

  @Handles(disbursementContracts.recordCause)
  async recordCause(cause: RecordRejectionCause, request: Request): Promise<DisbursementOrder> {
    return await this.disbursements.recordCause(cause, request);
  }

  @Handles(disbursementContracts.doubt)
  async doubt(doubt: DoubtDisbursement, request: Request): Promise<DisbursementOrder> {
    return await this.disbursements.doubt(doubt, request);
  }

  @Handles(disbursementContracts.proposeSettlement)
  async proposeSettlement(proposal: ProposeSettlement, request: Request): Promise<DisbursementOrder> {
    return await this.disbursements.proposeSettlement(proposal, request);
  }

  @Handles(disbursementContracts.settle)
  async settle(settle: SettleDisbursement, request: Request): Promise<DisbursementOrder> {
    return await this.disbursements.settle(settle, request);
  }

  @Handles(disbursementContracts.export)
  async export(batch: ExportDisbursements, request: Request): Promise<DisbursementExport> {
    return await this.exports.export(batch, request);
  }

  @Handles(disbursementContracts.get)
  async get({ id }: GetDisbursement, request: Request): Promise<DisbursementOrder> {
    return await this.disbursements.get(id, request);
  }

  @Handles(disbursementContracts.list)
  async list(list: ListDisbursements, request: Request): Promise<DisbursementPage> {
    return await this.disbursements.list(list, request);
  }

  @Handles(disbursementContracts.daysToCash)
  async daysToCash(ask: AskDaysToCash, request: Request): Promise<DaysToCash> {
    return await this.disbursements.daysToCash(ask, request);
  }
}
