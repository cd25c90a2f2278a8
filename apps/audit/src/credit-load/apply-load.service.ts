import { creditListed, type CreditListed, creditListingEnded, socialCreditCodeSchema } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type Call, CommandRunner, lockEnterprises, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { CreditListingRepository } from '../credit-listing/credit-listing.repository.js';
import { day, dayField, field } from '../days.js';
import type { CreditLoadRow } from './credit-load.entity.js';
import { creditLoadLifecycle } from './credit-load.lifecycle.js';
import { CreditLoadRepository } from './credit-load.repository.js';
import { type ChunkEffects, countedTogether, effectsOfMissing, effectsOfRows, effectsOfUndoing, type LoadEffect } from './load-effects.js';
import { LoadEffectRepository } from './load-effect.repository.js';

/** Deadline kind: the next chunk of a load is to be applied. Its subject is the load. */
export const LOAD_GOES_ON = 'credit-load.goes-on';

/**
 * Rows of one transaction. Each new listing locks its enterprise until the commit, and writes an event: a load of 100,000 rows
 * in one transaction would hold up every payment to them, and fill the table of locks.
 */
const CHUNK = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Applies loads, a chunk in each transaction; where it is, stands in the load. */
@Injectable()
export class ApplyLoadService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(CreditLoadRepository) private readonly loads: CreditLoadRepository,
    @Inject(LoadEffectRepository) private readonly effects: LoadEffectRepository,
    @Inject(CreditListingRepository) private readonly listings: CreditListingRepository,
  ) {}

  /** The next chunk; when there is none, the next phase or the end. Does nothing for a load that is not being applied. */
  async goOn(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const load = await this.loads.lock(transaction.manager, call.caller.tenant, id);
      if (load?.state !== 'applying') return;
      const next = await this.#next(transaction, load);
      if (next === undefined) await this.#finish(transaction, load);
      else {
        await this.#move(transaction, next);
        transaction.setDeadline(LOAD_GOES_ON, id, transaction.now);
      }
    });
  }

  /** @returns the load behind the next chunk, or at the beginning of its next phase; undefined when all is done */
  async #next(transaction: Transaction, load: CreditLoadRow): Promise<CreditLoadRow | undefined> {
    const { manager } = transaction;
    if (load.phase === 'rows') {
      const rows = await this.effects.chunk(manager, load, CHUNK);
      const cursorLine = rows.at(-1)?.line;
      if (cursorLine !== undefined) return { ...load, cursorLine, done: await this.#write(transaction, load, effectsOfRows(rows, load.asOf)) };
      return load.kind === 'full' ? { ...load, phase: 'missing', cursorId: FIRST_ID } : undefined;
    }
    if (load.phase === 'missing') {
      const missing = await this.effects.missing(manager, load, CHUNK);
      const cursorId = missing.at(-1)?.id;
      return cursorId === undefined ? undefined : { ...load, cursorId, done: await this.#write(transaction, load, effectsOfMissing(missing, load.asOf)) };
    }
    const written = await this.effects.written(manager, load, CHUNK);
    const cursorId = written.at(-1)?.listing.id;
    return cursorId === undefined ? undefined : { ...load, cursorId, done: await this.#write(transaction, load, effectsOfUndoing(written)) };
  }

  /** Who bars locks first: what is given meanwhile commits before, or sees the listing. */
  async #write(transaction: Transaction, load: CreditLoadRow, chunk: ChunkEffects): Promise<CreditLoadRow['done']> {
    const { tenant, list, source, id: loadId } = load;
    const barred = chunk.effects.filter(({ tells }) => tells === 'listed').map(({ listing }) => listing.creditCode);
    await lockEnterprises(transaction.manager, 'exclusive', tenant, barred);
    await this.listings.insert(transaction.manager, chunk.effects.map(({ listing }) => ({ ...listing, tenant, list, source, loadId })), transaction.now);
    for (const effect of chunk.effects) tell(transaction, load, effect);
    return countedTogether(load.done, chunk);
  }

  async #finish(transaction: Transaction, load: CreditLoadRow): Promise<void> {
    const { target } = transition(creditLoadLifecycle, load.state, 'finish');
    const last = await this.loads.last(transaction.manager, load);
    const moved = await this.#move(transaction, { ...load, state: target, phase: null, number: (last?.number ?? 0) + 1, appliedAt: transaction.now });
    const detail = { list: moved.list, source: moved.source, number: moved.number, sha256: moved.sha256, ...moved.done };
    transaction.record({ action: 'credit-load.finish', objectType: 'credit-load', objectId: moved.id, clause: 'SUB-6-2', detail });
  }

  async #move(transaction: Transaction, load: CreditLoadRow): Promise<CreditLoadRow> {
    const moved = await this.loads.move(transaction.manager, load);
    if (moved === undefined) throw new Error(`The load ${load.id} changed under its lock`);
    return moved;
  }
}

function tell(transaction: Transaction, { list, source, id: loadId }: CreditLoadRow, { listing, tells }: LoadEffect): void {
  if (tells === undefined) return;
  const { id, number, creditCode, listedFrom, listedThrough, document, isVoid } = listing;
  const data: CreditListed = {
    listingId: id,
    list,
    creditCode: socialCreditCodeSchema.parse(creditCode),
    listedFrom: day(listedFrom),
    // What never was had no day: it ended before it began.
    ...dayField('listedThrough', isVoid ? addDays(listedFrom, -1) : listedThrough),
    source,
    ...field('document', document === '' ? null : document),
    loadId,
  };
  transaction.emit(tells === 'listed' ? creditListed : creditListingEnded, { noun: 'credit-listing', id, version: number }, data);
}
