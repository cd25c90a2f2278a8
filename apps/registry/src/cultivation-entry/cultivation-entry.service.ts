import {
  type Caller, cultivationEntryContracts, type CultivationEntryPage, type CultivationEntryWithPlan, type CultivationProgressPage,
  type GetCultivationEntry, type ListCultivationEntries, type ListCultivationProgress, type Permission, type RecordCultivationProgress, Refusal,
  type SetCultivationPlan, uuidSchema,
} from '@jiqun/contracts';
import { CommandRunner, installedRegions, newId, permitsObject, Reader, type Request, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

import { pageOfRows, positionOf, USUAL_PAGE } from '../list-page.js';
import { requireVersion, visibleCodes } from '../registration.js';
import { restingOn } from '../resting-on.js';
import type { CultivationEntry, CultivationItem } from './cultivation-entry.entity.js';
import { cultivationLifecycle } from './cultivation-entry.lifecycle.js';
import { toEntryAnswer, toEntryWithPlan, toProgress } from './cultivation-entry.mapper.js';
import { CultivationEntryRepository } from './cultivation-entry.repository.js';
import { CultivationPlanRepository } from './cultivation-plan.repository.js';

const positionSchema = z.string().regex(/^[0-9]{1,18}$/);

/** The goals and tasks of the clusters in the library, and how far they have come (AMC-8). */
@Injectable()
export class CultivationEntryService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(CultivationEntryRepository) private readonly entries: CultivationEntryRepository,
    @Inject(CultivationPlanRepository) private readonly plans: CultivationPlanRepository,
  ) {}

  /** Sets the plan: new goals and tasks are added, those named by id changed, those not named dropped. */
  async setPlan(request: SetCultivationPlan, asked: Request): Promise<CultivationEntryWithPlan> {
    return await this.commands.run(asked.call, async (transaction) => {
      const { manager, today } = transaction;
      const entry = await this.#lock(transaction, asked, cultivationEntryContracts.setPlan.permission, request);
      const { target, clause } = transition(cultivationLifecycle, entry.state, 'set-plan');
      const known = new Map((await this.plans.itemsOf(manager, entry.id)).map((item) => [item.id, item]));
      const staying: string[] = [];
      for (const { id: itemId, kind, text, dueOn } of request.items) {
        if (itemId === undefined) {
          const item: CultivationItem = { id: newId(), tenant: entry.tenant, entryId: entry.id, kind, text, dueOn, percent: 0, setOn: today, droppedOn: null };
          await this.plans.insert(manager, item);
          staying.push(item.id);
          continue;
        }
        if (!isInPlan(known.get(itemId))) throw notInPlan(entry.id, itemId);
        await this.plans.change(manager, { id: itemId, kind, text, dueOn });
        staying.push(itemId);
      }
      await this.plans.dropOthers(manager, entry.id, staying, today);
      const moved = await this.#move(transaction, entry, { state: target, leftOn: null, agreedWith: request.agreedWith });
      transaction.record({
        action: 'cultivation-entry.set-plan', objectType: 'cultivation-entry', objectId: entry.id, ...restingOn(clause), reason: request.reason,
        detail: { before: [...known.values()].map(({ id, kind, text, dueOn, droppedOn }) => ({ id, kind, text, dueOn, droppedOn })), items: staying },
      });
      return await this.#withPlan(manager, moved);
    });
  }

  async recordProgress(request: RecordCultivationProgress, asked: Request): Promise<CultivationEntryWithPlan> {
    return await this.commands.run(asked.call, async (transaction) => {
      const { manager, today } = transaction;
      const { itemId, percent, note } = request;
      const entry = await this.#lock(transaction, asked, cultivationEntryContracts.recordProgress.permission, request);
      const { target, clause } = transition(cultivationLifecycle, entry.state, 'record-progress');
      const items = await this.plans.itemsOf(manager, entry.id);
      if (!isInPlan(items.find(({ id }) => id === itemId))) throw notInPlan(entry.id, itemId);
      await this.plans.addProgress(manager, entry.tenant, { itemId, on: today, percent, note, person: asked.caller.person });
      const moved = await this.#move(transaction, entry, { state: target, leftOn: null, agreedWith: entry.agreedWith });
      transaction.record({ action: 'cultivation-entry.record-progress', objectType: 'cultivation-entry', objectId: entry.id, ...restingOn(clause), detail: { itemId, percent } });
      return await this.#withPlan(manager, moved);
    });
  }

  async get({ id }: GetCultivationEntry, { caller }: Request): Promise<CultivationEntryWithPlan> {
    return await this.reader.snapshot(async (manager) => await this.#withPlan(manager, await this.#find(manager, id, cultivationEntryContracts.get.permission, caller)));
  }

  /** What was reported of a goal or task, newest first. */
  async listProgress(request: ListCultivationProgress, { caller }: Request): Promise<CultivationProgressPage> {
    const { limit = USUAL_PAGE, id, itemId } = request;
    return await this.reader.snapshot(async (manager) => {
      const entry = await this.#find(manager, id, cultivationEntryContracts.listProgress.permission, caller);
      const items = await this.plans.itemsOf(manager, entry.id);
      if (!items.some((item) => item.id === itemId)) throw notInPlan(id, itemId);
      const rows = await this.plans.listProgress(manager, itemId, positionOf(request, positionSchema), limit + 1);
      return pageOfRows(rows, limit, ({ position }) => position, toProgress);
    });
  }

  /** The library of the caller's regions, newest first. */
  async list(request: ListCultivationEntries, { caller }: Request): Promise<CultivationEntryPage> {
    const { limit = USUAL_PAGE, state, programme } = request;
    const codes = visibleCodes(cultivationEntryContracts.list.permission, caller, request.region);
    const rows = await this.entries.list({ tenant: caller.tenant, regions: codes, state, programme }, positionOf(request, uuidSchema), limit + 1);
    return pageOfRows(rows, limit, ({ id }) => id, toEntryAnswer);
  }

  async #lock(transaction: Transaction, { caller }: Request, permission: Permission, { id, version }: { readonly id: string; readonly version: number }): Promise<CultivationEntry> {
    const entry = await this.entries.lock(transaction.manager, id);
    if (entry === undefined) throw new Refusal('NOT_FOUND', { noun: 'cultivation-entry', id });
    permitsObject(permission, caller, { tenant: entry.tenant, region: entry.region }, installedRegions());
    requireVersion('cultivation-entry', entry, version);
    return entry;
  }

  async #find(manager: EntityManager, id: string, permission: Permission, caller: Caller): Promise<CultivationEntry> {
    const entry = await this.entries.find(manager, id);
    if (entry === undefined) throw new Refusal('NOT_FOUND', { noun: 'cultivation-entry', id });
    permitsObject(permission, caller, { tenant: entry.tenant, region: entry.region }, installedRegions());
    return entry;
  }

  async #move(transaction: Transaction, entry: CultivationEntry, to: Pick<CultivationEntry, 'state' | 'leftOn' | 'agreedWith'>): Promise<CultivationEntry> {
    const moved = await this.entries.move(transaction.manager, entry, to);
    if (moved === undefined) throw new Error(`The cultivation-entry ${entry.id} changed under its lock`);
    return moved;
  }

  async #withPlan(manager: EntityManager, entry: CultivationEntry): Promise<CultivationEntryWithPlan> {
    const stays = await this.entries.staysOf(manager, entry.id);
    const items = await this.plans.itemsOf(manager, entry.id);
    const latest = await this.plans.latestOf(manager, items.map(({ id }) => id));
    return toEntryWithPlan(entry, { stays, items, latest });
  }
}

const isInPlan = (item: CultivationItem | undefined): boolean => item !== undefined && item.droppedOn === null;

function notInPlan(id: string, itemId: string): Refusal {
  return new Refusal('NOT_FOUND', { noun: 'cultivation-entry', id: `${id} / ${itemId}` });
}
