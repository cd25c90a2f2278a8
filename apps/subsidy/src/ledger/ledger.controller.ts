import {
  ledgerContracts, type AskLedgerBalance, type AskPaidTotals, type AskTrialBalance, type LedgerBalance, type LedgerVerification, type ListPostings, type PaidTotals,
  type PostingPage, type TrialBalance,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { LedgerService } from './ledger.service.js';

/** Questions about the ledger. */
@Controller()
export class LedgerController {
  constructor(@Inject(LedgerService) private readonly ledger: LedgerService) {}

  @Handles(ledgerContracts.balance)
  async balance(asked: AskLedgerBalance, request: Request): Promise<LedgerBalance> {
    return await this.ledger.balance(asked, request);
  }

  @Handles(ledgerContracts.trialBalance)
  async trialBalance(asked: AskTrialBalance, request: Request): Promise<TrialBalance> {
    return await this.ledger.trialBalance(asked, request);
  }

  @Handles(ledgerContracts.listPostings)
  async listPostings(asked: ListPostings, request: Request): Promise<PostingPage> {
    return await this.ledger.listPostings(asked, request);
  }

  @Handles(ledgerContracts.verify)
  async verify(_asked: object, request: Request): Promise<LedgerVerification> {
    return await this.ledger.verify(request);
  }

  @Handles(ledgerContracts.paidTotals)
  async paidTotals(asked: AskPaidTotals): Promise<PaidTotals> {
    return await this.ledger.paidTotals(asked);
  }
}
