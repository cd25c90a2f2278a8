import { Refusal, type RevocationCase, type RevocationProgressed, type EventContract, regionCodeSchema } from '@jiqun/contracts';
import { type AuditEntry, type Aggregate, permits, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { type ChangingContract, requireCurrent, versionConflict } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import { isInsider } from '../title-projection/insider.js';
import type { RevocationRow } from './revocation.entity.js';
import { toRevocationCase } from './revocation.mapper.js';
import { RevocationRepository } from './revocation.repository.js';

/** What the use cases of a case share: taking it under lock, and writing it back with its audit entry. */
@Injectable()
export class RevocationCases {
  constructor(@Inject(RevocationRepository) private readonly cases: RevocationRepository) {}

  /** A case that the caller may act on in its present state and version, locked. @throws Refusal */
  async taken(
    transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version: number },
  ): Promise<RevocationRow> {
    const { caller } = transaction.call;
    const found = await this.cases.lock(transaction.manager, caller.tenant, id);
    permits(contract.permission, caller);
    // Before the notice nobody but the province knows that there is a case.
    if (found === undefined || (found.servedOn === null && !isInsider(caller))) throw new Refusal('NOT_FOUND', { noun: 'revocation', id });
    requireCurrent(contract, caller, found, version);
    return found;
  }

  /** Writes a changed case. @returns it as the caller is answered */
  async written(
    transaction: Transaction, changed: RevocationRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>,
  ): Promise<{ row: RevocationRow; answer: RevocationCase }> {
    const row = await this.cases.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('revocation', changed.id, changed.version, changed.version + 1);
    transaction.record({ ...entry, objectType: 'revocation', objectId: row.id });
    return { row, answer: toRevocationCase(row, await this.cases.statementsIn(transaction.manager, row.id)) };
  }

  /** Tells of a case's progress. */
  tell(transaction: Transaction, contract: EventContract<RevocationProgressed>, row: RevocationRow): void {
    const { titleId, clusterId, programme, region } = row;
    transaction.emit(contract, aggregateOf(row), {
      revocationId: row.id, titleId, clusterId, programme, region: regionCodeSchema.parse(region), on: day(transaction.today),
    });
  }
}

/** A case as the object of events. */
export function aggregateOf({ id, version }: Pick<RevocationRow, 'id' | 'version'>): Aggregate {
  return { noun: 'revocation', id, version };
}

