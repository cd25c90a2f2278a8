import 'reflect-metadata';

import { CommandRunner, DeadlineHandlers, EventSubscriptions, InstallationClock, MessageClient, Reader } from '@jiqun/service-kit';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { BankStatementController } from '../bank-statement/bank-statement.controller.js';
import { BankStatementModule } from '../bank-statement/bank-statement.module.js';
import { IssueParts } from '../instalment/issue-parts.js';
import { PayOutController } from '../pay-out/pay-out.controller.js';
import { PayOutModule } from '../pay-out/pay-out.module.js';
import { PayeeAccountController } from '../payee-account/payee-account.controller.js';
import { PayeeAccountModule } from '../payee-account/payee-account.module.js';
import { DisbursementController } from './disbursement.controller.js';
import { DisbursementModule } from './disbursement.module.js';
import { OrderPlacement } from './order-placement.js';

const deadlines = new DeadlineHandlers();
const kit = [
  { provide: CommandRunner, useValue: {} },
  { provide: Reader, useValue: {} },
  { provide: InstallationClock, useValue: {} },
  { provide: MessageClient, useValue: {} },
  { provide: EventSubscriptions, useValue: new EventSubscriptions() },
  { provide: DeadlineHandlers, useValue: deadlines },
];

@Global()
@Module({ providers: kit, exports: kit })
class KitModule {}

@Module({ imports: [KitModule, BankStatementModule, DisbursementModule, PayOutModule, PayeeAccountModule] })
class RootModule {}

it('orders, pay-outs, accounts and statements start with what the kit gives, take their deadlines, and place the orders of every issue', async () => {
  const app = await NestFactory.createApplicationContext(RootModule, { logger: ['error'], abortOnError: false });
  for (const controller of [BankStatementController, DisbursementController, PayOutController, PayeeAccountController]) expect(app.get(controller)).toBeInstanceOf(controller);
  for (const kind of ['disbursement.acknowledgement-due', 'disbursement.doubt-due', 'pay-out.due', 'bank-statement.settles']) expect(deadlines.of(kind)).toBeInstanceOf(Function);
  const placed: unknown[] = [];
  const placement = app.get(OrderPlacement);
  placement.place = async (_, issue) => await Promise.resolve(void placed.push(issue));
  await app.get(IssueParts, { strict: false }).placeOrder({} as never, { net: 1n } as never);
  expect(placed).toEqual([{ net: 1n }]);
  await app.close();
});
