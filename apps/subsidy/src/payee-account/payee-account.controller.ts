import {
  payeeAccountContracts, type GetPayeeAccount, type ListPayeeAccounts, type PayeeAccount, type PayeeAccountPage, type ProposePayeeAccount, type RetirePayeeAccount,
  type WhichPayeeAccount,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PayeeAccountService } from './payee-account.service.js';

/** Messages about payees' accounts. */
@Controller()
export class PayeeAccountController {
  constructor(@Inject(PayeeAccountService) private readonly payees: PayeeAccountService) {}

  @Handles(payeeAccountContracts.propose)
  async propose(propose: ProposePayeeAccount, request: Request): Promise<PayeeAccount> {
    return await this.payees.propose(propose, request);
  }

  @Handles(payeeAccountContracts.verify)
  async verify(which: WhichPayeeAccount, request: Request): Promise<PayeeAccount> {
    return await this.payees.verify(which, request);
  }

  @Handles(payeeAccountContracts.retire)
  async retire(retire: RetirePayeeAccount, request: Request): Promise<PayeeAccount> {
    return await this.payees.retire(retire, request);
  }

  @Handles(payeeAccountContracts.get)
  async get({ id }: GetPayeeAccount, request: Request): Promise<PayeeAccount> {
    return await this.payees.get(id, request);
  }

  @Handles(payeeAccountContracts.list)
  async list(list: ListPayeeAccounts, request: Request): Promise<PayeeAccountPage> {
    return await this.payees.list(list, request);
  }
}
