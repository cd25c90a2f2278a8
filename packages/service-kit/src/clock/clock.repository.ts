import { Inject, Injectable } from '@nestjs/common';

import { prepared } from '../database/prepared.js';
import { Reader } from '../database/reader.js';
import { nextDue, type NextDue } from '../deadlines/deadline.repository.js';

const UNPUBLISHED = `SELECT count(*)::integer AS waiting FROM outbox WHERE published_at IS NULL`;

/** What the one who moves a clock asks of the tables. */
@Injectable()
export class ClockRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The next deadline, and how many events are written and not yet published. */
  async ahead(): Promise<NextDue & { readonly unpublished: number }> {
    return await this.reader.snapshot(async (manager) => {
      const { rows } = await prepared<{ waiting: number }>(manager, 'clock-unpublished', UNPUBLISHED, []);
      return { ...(await nextDue(manager)), unpublished: rows[0]?.waiting ?? 0 };
    });
  }
}
