import { Module } from '@nestjs/common';

import { PayeeAccountController } from './payee-account.controller.js';
import { PayeeAccountRepository } from './payee-account.repository.js';
import { PayeeAccountService } from './payee-account.service.js';

/** The accounts to which money is ordered. */
@Module({ controllers: [PayeeAccountController], providers: [PayeeAccountRepository, PayeeAccountService], exports: [PayeeAccountRepository] })
export class PayeeAccountModule {}
