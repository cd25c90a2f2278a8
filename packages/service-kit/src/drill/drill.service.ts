import { drillContracts, Refusal, uuidSchema, type Drill as DrillAnswer, type DrillPage, type DrillReceiptRecorded, type ServiceName, type StartDrill } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';

import { instantOf } from '../clock/instant.js';
import { newId } from '../clock/new-id.js';
import type { Call } from '../commands/call.js';
import { CommandRunner } from '../commands/command-runner.js';
import type { Transaction } from '../commands/transaction.js';
import { readCursor, writeCursor } from '../database/cursor.js';
import { transition } from '../lifecycle/lifecycle.js';
import type { Request } from '../messaging/request.js';
import { SERVICE_NAME } from '../service/tokens.js';
import type { Drill } from './drill.entity.js';
import { drillLifecycle } from './drill.lifecycle.js';
import { toDrillAnswer } from './drill.mapper.js';
import { DrillRepository } from './drill.repository.js';

/** Deadline kind: a drill that nobody confirmed lapses. */
export const DRILL_LAPSES = 'drill.lapses';

const USUAL_PAGE = 50;

/**
 * Drills prove a service's whole path on a living installation: command, event, audit, receipt, deadline. An operator
 * starts one; the audit's receipt confirms it; without a receipt in time it lapses.
 */
@Injectable()
export class DrillService {
  constructor(
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DrillRepository) private readonly drills: DrillRepository,
  ) {}

  /** Starts a drill. */
  async start(request: StartDrill, { call }: Request): Promise<DrillAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { now } = transaction;
      const dueAt = request.confirmWithinSeconds === undefined ? null : new Date(now.getTime() + request.confirmWithinSeconds * 1_000);
      const drill: Drill = { id: newId(), tenant: call.caller.tenant, note: request.note, state: 'started', version: 1, startedAt: now, dueAt, confirmedAt: null };
      this.drills.insert(transaction, drill);
      if (dueAt !== null) transaction.setDeadline(DRILL_LAPSES, drill.id, dueAt);
      transaction.record({ action: 'drill.start', objectType: 'drill', objectId: drill.id });
      const answer = toDrillAnswer(this.service, drill);
      const { id: drillId, note, startedAt } = answer;
      const due = answer.dueAt === undefined ? {} : { dueAt: answer.dueAt };
      transaction.emit(drillContracts[this.service].started, aggregate(drill), { drillId, service: this.service, note, startedAt, ...due });
      return answer;
    });
  }

  /** @throws Refusal NOT_FOUND, also for a drill of another tenant */
  async get(id: string, { caller }: Request): Promise<DrillAnswer> {
    const drill = await this.drills.find(id);
    if (drill === undefined || drill.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'drill', id });
    return toDrillAnswer(this.service, drill);
  }

  /** The caller's tenant's drills, newest first. */
  async list(page: { readonly cursor?: string; readonly limit?: number }, { caller }: Request): Promise<DrillPage> {
    const limit = page.limit ?? USUAL_PAGE;
    const before = page.cursor === undefined ? undefined : readCursor(page.cursor, uuidSchema);
    const drills = await this.drills.list(caller.tenant, before, limit + 1);
    const items = drills.slice(0, limit).map((drill) => toDrillAnswer(this.service, drill));
    const last = items.at(-1);
    const more = drills.length > limit && last !== undefined;
    return { items, ...(more ? { next: writeCursor(last.id) } : {}) };
  }

  /** Takes the audit's receipt. A receipt for another service's drill, or one that comes too late, changes nothing. */
  async confirm(receipt: DrillReceiptRecorded, transaction: Transaction): Promise<void> {
    if (receipt.service !== this.service) return;
    const drill = await this.drills.lock(transaction.manager, receipt.drillId);
    if (drill === undefined || drill.state !== 'started') return;
    const moved = await this.#move(transaction, drill, 'confirm', transaction.now);
    transaction.cancelDeadline(DRILL_LAPSES, drill.id);
    const confirmedAt = instantOf(transaction.now);
    transaction.emit(drillContracts[this.service].confirmed, aggregate(moved), { drillId: drill.id, service: this.service, confirmedAt });
  }

  /** Lets a drill lapse that nobody confirmed in time. */
  async lapse(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const drill = await this.drills.lock(transaction.manager, id);
      if (drill === undefined || drill.state !== 'started') return;
      const moved = await this.#move(transaction, drill, 'lapse', null);
      transaction.emit(drillContracts[this.service].overdue, aggregate(moved), {
        drillId: id,
        service: this.service,
        dueAt: instantOf(drill.dueAt ?? transaction.now),
        lapsedAt: instantOf(transaction.now),
      });
    });
  }

  async #move(transaction: Transaction, drill: Drill, action: 'confirm' | 'lapse', confirmedAt: Date | null): Promise<Drill> {
    const { target } = transition(drillLifecycle, drill.state, action);
    const moved = await this.drills.move(transaction.manager, drill, target, confirmedAt);
    if (moved === undefined) throw new Error(`The drill ${drill.id} changed under its lock`);
    transaction.record({ action: `drill.${action}`, objectType: 'drill', objectId: drill.id });
    return moved;
  }
}

const aggregate = (drill: Drill) => ({ noun: 'drill', id: drill.id, version: drill.version });
