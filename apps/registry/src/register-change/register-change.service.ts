import { type HistoryPage, type HistoryRequest, largestHistoryPage } from '@jiqun/contracts';
import { readCursor, type Transaction, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { toRegisterChange } from './register-change.mapper.js';
import { RegisterChangeRepository } from './register-change.repository.js';

const LAST_VERSION = 2_147_483_647;
const positionSchema = z.coerce.number().int().min(1).max(LAST_VERSION);

/** A change to be kept: `before` is absent when the object is new. */
export interface NewChange {
  readonly noun: string;
  readonly verb: string;
  readonly clause?: string | undefined;
  readonly reason?: string | undefined;
  readonly before?: { readonly version: number } | undefined;
  readonly after: { readonly id: string; readonly version: number };
}

/** The history of registered objects: every change with who, when and why, and the whole object as of any day. */
@Injectable()
export class RegisterChangeService {
  constructor(@Inject(RegisterChangeRepository) private readonly changes: RegisterChangeRepository) {}

  /** Keeps a change, and the audit entry that goes with it. */
  keep(transaction: Transaction, { noun, verb, clause, reason, before, after }: NewChange): void {
    const { now, today, call } = transaction;
    const action = `${noun}.${verb}`;
    this.changes.insert(transaction, {
      noun,
      objectId: after.id,
      version: after.version,
      tenant: call.caller.tenant,
      action,
      person: call.caller.person,
      reason: reason ?? null,
      recordedAt: now,
      recordedOn: today,
      before: before ?? null,
      after,
    });
    const optional = { ...(clause === undefined ? {} : { clause }), ...(reason === undefined ? {} : { reason }) };
    transaction.record({ action, objectType: noun, objectId: after.id, detail: { version: after.version }, ...optional });
  }

  /** The changes of an object that the caller may see, newest first. */
  async history(noun: string, { id, cursor, limit = largestHistoryPage }: HistoryRequest): Promise<HistoryPage> {
    const before = cursor === undefined ? LAST_VERSION : readCursor(cursor, positionSchema);
    const changes = await this.changes.list(noun, id, before, limit + 1);
    const items = changes.slice(0, limit).map(toRegisterChange);
    const last = items.at(-1);
    return { items, ...(changes.length > limit && last !== undefined ? { next: writeCursor(String(last.version)) } : {}) };
  }

  /** The object as it was on record at the end of a day; undefined when it was not yet. */
  async asOf(noun: string, id: string, day: string): Promise<object | undefined> {
    return await this.changes.asOf(noun, id, day);
  }
}
