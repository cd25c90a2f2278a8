import { Refusal, uuidSchema, type Caller, type DeadLetter, type DeadLetterPage, type DiscardDeadLetter, type ListDeadLetters } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';

import { CommandRunner } from '../commands/command-runner.js';
import { readCursor, writeCursor } from '../database/cursor.js';
import { EventConsumers } from '../events/event-consumers.js';
import type { Request } from '../messaging/request.js';
import type { DeadLetterRow } from './dead-letter.entity.js';
import { toDeadLetter } from './dead-letter.mapper.js';
import { DeadLetterRepository } from './dead-letter.repository.js';

const USUAL_PAGE = 50;

/** Parked events: an operator sees them, has them run again, or gives one up with a reason. */
@Injectable()
export class DeadLetterService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DeadLetterRepository) private readonly letters: DeadLetterRepository,
    @Inject(EventConsumers) private readonly consumers: EventConsumers,
  ) {}

  async list({ consumer, cursor, limit = USUAL_PAGE }: ListDeadLetters, { caller }: Pick<Request, 'caller'>): Promise<DeadLetterPage> {
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.letters.list(caller.tenant, consumer, after, limit + 1);
    const items = rows.slice(0, limit).map(toDeadLetter);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /**
   * Runs a parked event's effect, in its own transaction as when it first came, then records who asked for it.
   * @throws Refusal NOT_FOUND; STATE_FORBIDS for a discarded one, or while an earlier event of the object is parked
   */
  async replay(id: string, { call }: Request): Promise<DeadLetter> {
    const letter = seenBy(call.caller, id, await this.letters.find(id));
    if (letter.state === 'discarded') throw new Refusal('STATE_FORBIDS', { action: 'dead-letter.replay', state: letter.state });
    if (letter.behind) throw new Refusal('STATE_FORBIDS', { action: 'dead-letter.replay', state: 'behind' });
    if (letter.state === 'parked') await this.consumers.replay(letter.consumer, letter.id, letter.payload);
    return await this.commands.run(call, async (transaction) => {
      transaction.record({ action: 'dead-letter.replay', objectType: 'dead-letter', objectId: id });
      return toDeadLetter((await this.letters.findIn(transaction.manager, id)) ?? letter);
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS when it is parked no longer */
  async discard({ id, reason }: DiscardDeadLetter, { call }: Request): Promise<DeadLetter> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const letter = seenBy(call.caller, id, await this.letters.findIn(manager, id));
      const discarded = await this.letters.discard(manager, id, now, call.caller.person, reason);
      if (!discarded) throw new Refusal('STATE_FORBIDS', { action: 'dead-letter.discard', state: letter.state });
      transaction.record({ action: 'dead-letter.discard', objectType: 'dead-letter', objectId: id, reason });
      return toDeadLetter({ ...letter, state: 'discarded', settledAt: now });
    });
  }
}

/** Another tenant's is not found: that it exists is not the caller's affair. */
function seenBy({ tenant }: Caller, id: string, letter: DeadLetterRow | undefined): DeadLetterRow {
  if (letter === undefined || (letter.tenant !== null && letter.tenant !== tenant)) throw new Refusal('NOT_FOUND', { noun: 'dead-letter', id });
  return letter;
}
