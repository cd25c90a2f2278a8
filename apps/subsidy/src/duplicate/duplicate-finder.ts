import { duplicateContracts } from '@jiqun/contracts';
import { newId, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateRepository } from './duplicate.repository.js';

/** The most findings of one group: beyond it the rest are found once these are settled. */
const MOST_FINDINGS = 2000;

/** What of a group is needed to look for what it uses twice. */
export interface SearchedGroup {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly yearId: string;
  readonly version: number;
}

/** Finds what a group uses that it or another one uses as well, in the command that makes its uses count. */
@Injectable()
export class DuplicateFinder {
  constructor(@Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository) {}

  /**
   * Makes the group's uses count, and records what is used twice. Of two groups that do so at the same time with a thing in common, one waits
   * for the other and finds it.
   * @returns how many findings stand in the way of the next step
   */
  async find(transaction: Transaction, group: SearchedGroup): Promise<number> {
    const { manager, now } = transaction;
    await this.duplicates.putLive(manager, group.id);
    const found = await this.duplicates.usesOf(group.id, MOST_FINDINGS, manager);
    await this.duplicates.keepFindings(manager, group, found.map((use) => ({ id: newId(), ...use })), now);
    const open = await this.duplicates.blocking(manager, group.id);
    if (open > 0) transaction.emit(duplicateContracts.found, { noun: 'project-group', id: group.id, version: group.version }, { groupId: group.id, yearId: group.yearId, open });
    return open;
  }
}
