import { instalmentContracts, uuidSchema, type Instalment, type InstalmentPage, type ListInstalments } from '@jiqun/contracts';
import { readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { awardReaderOf } from '../award/award-readers.js';
import { notFound } from '../refusals.js';
import { toInstalmentAnswer } from './instalment.mapper.js';
import { InstalmentRepository } from './instalment.repository.js';

const USUAL_PAGE = 50;
/** What fits into an answer. */
const MOST_OF_A_PAGE = 100;

/** Instalments to be read: officials those of their regions, an enterprise those of its own groups. */
@Injectable()
export class InstalmentReadingService {
  constructor(@Inject(InstalmentRepository) private readonly instalments: InstalmentRepository) {}

  /** @throws Refusal NOT_FOUND, also for what the caller may not see */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<Instalment> {
    const { regions, editor } = awardReaderOf(instalmentContracts.get.permission, caller);
    const row = await this.instalments.find(caller.tenant, id, editor);
    if (row === undefined || (editor === undefined && !regions.includes(row.region))) throw notFound('instalment', id);
    return toInstalmentAnswer(row, row);
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, awardId, state, year }: ListInstalments, { caller }: Pick<Request, 'caller'>): Promise<InstalmentPage> {
    const { regions, editor } = awardReaderOf(instalmentContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const most = Math.min(limit, MOST_OF_A_PAGE);
    const rows = await this.instalments.list({ tenant: caller.tenant, regions, editor, awardId, state, year, before, limit: most + 1 });
    const items = rows.slice(0, most).map((row) => toInstalmentAnswer(row, row));
    const last = items.at(-1);
    return { items, ...(rows.length > most && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }
}
