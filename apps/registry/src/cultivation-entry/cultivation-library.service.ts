import { newId, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { restingOn } from '../resting-on.js';
import { programmeRule } from '../title/programme-rules.js';
import type { Title } from '../title/title.entity.js';
import type { CultivationEntry } from './cultivation-entry.entity.js';
import { cultivationLifecycle } from './cultivation-entry.lifecycle.js';
import { CultivationEntryRepository } from './cultivation-entry.repository.js';

/** The library follows the titles: recognised clusters are in it, and leave it with the revocation of their title (AMC-8). */
@Injectable()
export class CultivationLibraryService {
  constructor(@Inject(CultivationEntryRepository) private readonly entries: CultivationEntryRepository) {}

  /** Lets the library follow where a title stands now; nothing happens where it does so already. @param on the day of the change */
  async follow(transaction: Transaction, title: Title, on: string): Promise<void> {
    if (title.level !== 'provincial' || programmeRule(title.programme)?.cultivation === undefined) return;
    const entry = await this.entries.lockOfTitle(transaction.manager, title.id);
    const belongs = title.state !== 'revoked';
    if (entry === undefined) {
      if (belongs) await this.#enter(transaction, title);
    } else if (belongs && entry.state === 'left') {
      await this.#move(transaction, entry, 'come-back', null);
      await this.entries.beginStay(transaction.manager, entry, on);
    } else if (!belongs && entry.state === 'in-library') {
      await this.#move(transaction, entry, 'leave', on);
      await this.entries.endStay(transaction.manager, entry.id, on);
    }
  }

  async #enter(transaction: Transaction, title: Title): Promise<void> {
    const { tenant, clusterId, clusterName, id: titleId, programme, region, recognisedOn: enteredOn } = title;
    const entry: CultivationEntry = { id: newId(), tenant, clusterId, clusterName, titleId, programme, region, state: 'in-library', enteredOn, leftOn: null, agreedWith: null, version: 1 };
    await this.entries.insert(transaction.manager, entry);
    transaction.record({ action: 'cultivation-entry.enter', objectType: 'cultivation-entry', objectId: entry.id, clause: 'AMC-8', detail: { titleId, enteredOn } });
  }

  async #move(transaction: Transaction, entry: CultivationEntry, action: 'leave' | 'come-back', leftOn: string | null): Promise<void> {
    const { target, clause } = transition(cultivationLifecycle, entry.state, action);
    const moved = await this.entries.move(transaction.manager, entry, { state: target, leftOn, agreedWith: entry.agreedWith });
    if (moved === undefined) throw new Error(`The entry ${entry.id} changed under its lock`);
    transaction.record({ action: `cultivation-entry.${action}`, objectType: 'cultivation-entry', objectId: entry.id, ...restingOn(clause) });
  }
}
