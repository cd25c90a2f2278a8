import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** No id of ours is as great. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const page = (condition: string): string => `
  SELECT page.id FROM unnest($2::text[]) AS place (region) CROSS JOIN LATERAL (
    SELECT order_id AS id FROM pay_out
    WHERE tenant = $1 AND region = place.region AND order_id < $3::uuid${condition} ORDER BY order_id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;
const PAGE = page('');
const PAGE_STATE = page(' AND state = $5');
const PAGE_OVERDUE = page(' AND overdue_since IS NOT NULL AND closed_on IS NULL AND ($5::text IS NULL OR state = $5)');
const AUTHORISED_OF = `
  SELECT o.id FROM disbursement_order o JOIN pay_out p ON p.order_id = o.id
  WHERE o.tenant = $1 AND o.credit_code = $2 AND o.state IN ('issued', 'acknowledged') AND p.state = 'authorised' ORDER BY o.award_id, o.id`;

/** Which pay-outs. */
export interface PayOutFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly state: string | undefined;
  readonly isOverdue: boolean;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

interface Id {
  readonly id: string;
}

/** The queries that look for pay-outs by their local stage; the rows are those of their orders. */
@Injectable()
export class PayOutRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The orders of a page, newest first. */
  async page({ tenant, regions, state, isOverdue, before, limit }: PayOutFilter): Promise<readonly string[]> {
    const rows = await this.#rows([tenant, regions, before ?? BEHIND_ALL, limit], state, isOverdue);
    return rows.map(({ id }) => id);
  }

  /** The orders to an enterprise that are released and that nobody has reported as paid, in the order in which awards are locked. */
  async authorisedTo(manager: EntityManager, tenant: string, creditCode: string): Promise<readonly string[]> {
    return (await prepared<Id>(manager, 'pay-out-authorised-to', AUTHORISED_OF, [tenant, creditCode])).rows.map(({ id }) => id);
  }

  async #rows(values: readonly unknown[], state: string | undefined, isOverdue: boolean): Promise<readonly Id[]> {
    if (isOverdue) return await this.reader.read<Id>('pay-out-page-overdue', PAGE_OVERDUE, [...values, state ?? null]);
    if (state !== undefined) return await this.reader.read<Id>('pay-out-page-state', PAGE_STATE, [...values, state]);
    return await this.reader.read<Id>('pay-out-page', PAGE, values);
  }
}
