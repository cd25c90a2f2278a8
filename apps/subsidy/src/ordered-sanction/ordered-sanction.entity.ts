import type { OrderedSanction, SanctionOrdered } from '@jiqun/contracts';

/** A sanction that was ordered, with what audit has imposed on the order. */
export interface OrderedSanctionRow {
  readonly orderId: string;
  readonly tenant: string;
  readonly matter: SanctionOrdered['matter'];
  readonly creditCode: string;
  readonly orderedOn: string;
}

/** That the decision of an order was annulled; confirmed once audit has withdrawn what it imposed. */
export interface WithdrawnOrder {
  readonly orderId: string;
  readonly tenant: string;
  readonly on: string;
  readonly document: string;
}

/** What audit imposed on an order. */
export interface ImposedSanctionRow {
  readonly sanctionId: string;
  readonly tenant: string;
  readonly orderId: string;
  readonly measure: OrderedSanction['imposed'][number]['measure'];
  readonly clause: string;
  readonly from: string;
  readonly through: string | null;
  readonly state: OrderedSanction['imposed'][number]['state'];
}
