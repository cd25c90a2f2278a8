import {
  localDateSchema, sanctionOrdered, sanctionOrderWithdrawn, type OrderedSanction, type SanctionChanged, type SanctionOrderAnnulled, type SanctionOrdered,
  socialCreditCodeSchema,
} from '@jiqun/contracts';
import type { Aggregate, Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { OrderedSanctionRepository, type OrderWithSanction } from './ordered-sanction.repository.js';

/** What is ordered of audit, with the case that orders it. */
export interface SanctionOrder extends Omit<SanctionOrdered, 'creditCode' | 'decidedOn'> {
  readonly creditCode: string;
  readonly aggregate: Aggregate;
}

/** Sanctions are commands to audit, which imposes what the policy attaches to the matter and says so (SUB-13.b, SUB-13.c, SUB-16, SUB-17). */
@Injectable()
export class OrderedSanctionService {
  constructor(@Inject(OrderedSanctionRepository) private readonly sanctions: OrderedSanctionRepository) {}

  /** Orders the sanctions of a case, once: audit is told if the transaction commits. */
  async order(transaction: Transaction, { aggregate, creditCode, ...order }: SanctionOrder): Promise<void> {
    const { manager, today, call } = transaction;
    await this.sanctions.insert(manager, { orderId: order.orderId, tenant: call.caller.tenant, matter: order.matter, creditCode, orderedOn: today });
    transaction.emit(sanctionOrdered, aggregate, { ...order, creditCode: socialCreditCodeSchema.parse(creditCode), decidedOn: localDateSchema.parse(today) });
  }

  /** Tells audit that the decision of an order was annulled; what it has imposed on it, it withdraws. Does nothing where none was ordered. */
  async withdraw(
    transaction: Transaction, { aggregate, orderId, document }: { readonly aggregate: Aggregate; readonly orderId: string; readonly document: string },
  ): Promise<void> {
    const { manager, today, call } = transaction;
    const creditCode = await this.sanctions.withdraw(manager, { orderId, tenant: call.caller.tenant, on: today, document });
    if (creditCode === undefined) return;
    transaction.emit(sanctionOrderWithdrawn, aggregate, {
      orderId, creditCode: socialCreditCodeSchema.parse(creditCode), decidedOn: localDateSchema.parse(today), document,
    });
  }

  /** Takes audit's word that nothing rests on a withdrawn order any more. */
  async takeAnnulled(transaction: Transaction, { orderId, withdrawn }: SanctionOrderAnnulled): Promise<void> {
    const { manager, today, call } = transaction;
    if (!(await this.sanctions.confirmWithdrawal(manager, { orderId, tenant: call.caller.tenant, on: today }))) return;
    transaction.record({ action: 'ordered-sanction.confirm-withdrawal', objectType: 'ordered-sanction', objectId: orderId, detail: { withdrawn } });
  }

  /** Takes what audit says of a sanction; one that rests on no order of this service is none of its business. */
  async take(transaction: Transaction, changed: SanctionChanged, state: 'in-force' | 'lifted' | 'ended'): Promise<void> {
    if (changed.orderId === undefined) return;
    const { sanctionId, orderId, measure, clause, imposedFrom, imposedThrough } = changed;
    const { tenant } = transaction.call.caller;
    const isNew = await this.sanctions.take(transaction.manager, {
      sanctionId, tenant, orderId, measure, clause, from: imposedFrom, through: imposedThrough ?? null, state,
    });
    if (!isNew) return;
    transaction.record({ action: 'ordered-sanction.take', objectType: 'ordered-sanction', objectId: orderId, clause, detail: { sanctionId, measure, state } });
  }

  /** The order of a case with what was imposed on it; undefined when nothing was ordered. */
  async ofOrder(orderId: string): Promise<OrderedSanction | undefined> {
    return toOrderedSanction(await this.sanctions.ofOrder(orderId));
  }

  /** The same within a transaction. */
  async ofOrderIn(manager: EntityManager, orderId: string): Promise<OrderedSanction | undefined> {
    return toOrderedSanction(await this.sanctions.ofOrderIn(manager, orderId));
  }
}

function toOrderedSanction(rows: readonly OrderWithSanction[]): OrderedSanction | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const day = (text: string) => localDateSchema.parse(text);
  const imposed = rows.flatMap(({ sanctionId, measure, clause, from, through, state }) =>
    sanctionId === null ? [] : [{ sanctionId, measure, clause, from: day(from), ...(through === null ? {} : { through: day(through) }), state }]);
  const { withdrawnOn, withdrawalDocument, isWithdrawalConfirmed } = first;
  const withdrawal = withdrawnOn === null ? {} : { withdrawal: { on: day(withdrawnOn), document: withdrawalDocument ?? '', confirmed: isWithdrawalConfirmed } };
  return { orderId: first.orderId, orderedOn: day(first.orderedOn), imposed, ...withdrawal };
}
