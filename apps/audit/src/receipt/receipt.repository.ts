import { Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

const EVENTS = `
  SELECT leaf_index::text AS index FROM log_reference JOIN log_leaf ON log_leaf.index = leaf_index
  WHERE log_reference.kind = 'id' AND value = $1 AND log_leaf.kind = 'event' ORDER BY leaf_index DESC LIMIT $2`;

/** All queries about what receipts are for. */
@Injectable()
export class ReceiptRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The places of the newest events that name an object, newest first. */
  async eventsAbout(id: string, most: number): Promise<readonly number[]> {
    return (await this.reader.read<{ index: string }>('receipt-events', EVENTS, [id, most])).map(({ index }) => Number(index));
  }
}
