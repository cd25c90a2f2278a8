import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ImposedSanctionRow, OrderedSanctionRow, WithdrawnOrder } from './ordered-sanction.entity.js';

const INSERT = `INSERT INTO ordered_sanction (order_id, tenant, matter, credit_code, ordered_on) VALUES ($1, $2, $3, $4, $5)`;
// Only an order of this service; a lifting that overtook the imposing is not undone by it.
const TAKE = `
  INSERT INTO imposed_sanction (sanction_id, tenant, order_id, measure, clause, imposed_from, imposed_through, state)
  SELECT $1, $2, order_id, $4, $5, $6, $7, $8 FROM ordered_sanction WHERE order_id = $3 AND tenant = $2
  ON CONFLICT (sanction_id) DO UPDATE SET imposed_through = excluded.imposed_through, state = excluded.state WHERE excluded.state <> 'in-force'
  RETURNING order_id`;
const WITHDRAW = `
  UPDATE ordered_sanction SET withdrawn_on = $3, withdrawal_document = $4 WHERE order_id = $1 AND tenant = $2 AND withdrawn_on IS NULL
  RETURNING credit_code AS "creditCode"`;
const CONFIRM_WITHDRAWAL = `
  UPDATE ordered_sanction SET withdrawal_confirmed_on = $3
  WHERE order_id = $1 AND tenant = $2 AND withdrawn_on IS NOT NULL AND withdrawal_confirmed_on IS NULL`;
const OF_ORDER = `
  SELECT ordered.order_id AS "orderId", ordered.ordered_on::text AS "orderedOn", ordered.withdrawn_on::text AS "withdrawnOn",
    ordered.withdrawal_document AS "withdrawalDocument", ordered.withdrawal_confirmed_on IS NOT NULL AS "isWithdrawalConfirmed", imposed.sanction_id AS "sanctionId", imposed.measure, imposed.clause,
    imposed.imposed_from::text AS "from", imposed.imposed_through::text AS "through", imposed.state
  FROM ordered_sanction ordered LEFT JOIN imposed_sanction imposed ON imposed.order_id = ordered.order_id
  WHERE ordered.order_id = $1 ORDER BY imposed.sanction_id LIMIT 10`;

/** An order with one of the sanctions imposed on it; those of a sanction are null until there is one. */
export interface OrderWithSanction {
  readonly orderId: string;
  readonly orderedOn: string;
  readonly withdrawnOn: string | null;
  readonly withdrawalDocument: string | null;
  readonly isWithdrawalConfirmed: boolean;
  readonly sanctionId: string | null;
  readonly measure: ImposedSanctionRow['measure'];
  readonly clause: string;
  readonly from: string;
  readonly through: string | null;
  readonly state: ImposedSanctionRow['state'];
}

/** All queries about sanctions that this service ordered. */
@Injectable()
export class OrderedSanctionRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, { orderId, tenant, matter, creditCode, orderedOn }: OrderedSanctionRow): Promise<void> {
    await prepared(manager, 'ordered-sanction-insert', INSERT, [orderId, tenant, matter, creditCode, orderedOn]);
  }

  /** @returns the enterprise of the order; undefined when nothing was ordered, or it is withdrawn already */
  async withdraw(manager: EntityManager, { orderId, tenant, on, document }: WithdrawnOrder): Promise<string | undefined> {
    return (await prepared<{ creditCode: string }>(manager, 'ordered-sanction-withdraw', WITHDRAW, [orderId, tenant, on, document])).rows[0]?.creditCode;
  }

  /** @returns whether it is news */
  async confirmWithdrawal(manager: EntityManager, { orderId, tenant, on }: Omit<WithdrawnOrder, 'document'>): Promise<boolean> {
    return (await prepared(manager, 'ordered-sanction-confirm-withdrawal', CONFIRM_WITHDRAWAL, [orderId, tenant, on])).rowCount === 1;
  }

  /** @returns whether it changed what is known of an order of this service */
  async take(manager: EntityManager, row: ImposedSanctionRow): Promise<boolean> {
    const values = [row.sanctionId, row.tenant, row.orderId, row.measure, row.clause, row.from, row.through, row.state];
    return (await prepared(manager, 'ordered-sanction-take', TAKE, values)).rows.length > 0;
  }

  async ofOrder(orderId: string): Promise<readonly OrderWithSanction[]> {
    return await this.reader.read<OrderWithSanction>('ordered-sanction-of', OF_ORDER, [orderId]);
  }

  /** The same within a transaction. */
  async ofOrderIn(manager: EntityManager, orderId: string): Promise<readonly OrderWithSanction[]> {
    return (await prepared<OrderWithSanction>(manager, 'ordered-sanction-of', OF_ORDER, [orderId])).rows;
  }
}
