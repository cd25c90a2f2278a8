import { createHash } from 'node:crypto';

import {
  allocationPlanContracts, moneyOf, uuidSchema, type AllocationPlan, type AllocationPlanExport, type AllocationPlanPage, type AllocationSharePage, type Caller,
  type ExportAllocationPlan, type ListAllocationPlans, type ListAllocationShares, type Permission,
} from '@jiqun/contracts';
import { installedRegions, readCursor, type Request, visibleRegions, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { csvText } from '../csv-text.js';
import { notFound } from '../refusals.js';
import type { AllocationPlanRow, ShareRow } from './allocation-plan.entity.js';
import { toPlanAnswer, toShareAnswer } from './allocation-plan.mapper.js';
import { AllocationPlanRepository } from './allocation-plan.repository.js';

const USUAL_PAGE = 50;
/** Rows of one part of an export: under what a message holds. */
const PART = 400;
/** Plans that fit into an answer. */
const MOST_PLANS = 60;
const HEAD = ['award', 'award_version', 'credit_code', 'lead', 'cluster', 'approved_yuan', 'share_yuan', 'rounded_down_yuan', 'remainder_fen', 'rank', 'extra_fen'];

/** Plans to be read and exported. */
@Injectable()
export class PlanReadingService {
  constructor(@Inject(AllocationPlanRepository) private readonly plans: AllocationPlanRepository) {}

  /** @throws Refusal NOT_FOUND, also for what the caller may not see */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<AllocationPlan> {
    const row = await this.#visible(id, caller, allocationPlanContracts.get.permission);
    return toPlanAnswer(row, await this.plans.signatures(id));
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, yearId, state }: ListAllocationPlans, { caller }: Pick<Request, 'caller'>): Promise<AllocationPlanPage> {
    const { regions } = visibleRegions(allocationPlanContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const most = Math.min(limit, MOST_PLANS);
    const rows = await this.plans.list({ tenant: caller.tenant, regions: regions?.codes ?? [], yearId, state, before, limit: most + 1 });
    const items: AllocationPlan[] = [];
    for (const row of rows.slice(0, most)) items.push(toPlanAnswer(row, await this.plans.signatures(row.id)));
    const last = items.at(-1);
    return { items, ...(rows.length > most && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** The shares of a plan, by award. @throws Refusal NOT_FOUND */
  async listShares({ id, cursor, limit = USUAL_PAGE }: ListAllocationShares, { caller }: Pick<Request, 'caller'>): Promise<AllocationSharePage> {
    const plan = await this.#visible(id, caller, allocationPlanContracts.listShares.permission);
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.plans.shares(caller.tenant, id, after, limit + 1);
    const items = rows.slice(0, limit).map((row) => toShareAnswer(row, plan.claims));
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.awardId) } : {}) };
  }

  /** A part of a plan as CSV, in which no cell is a formula, or as JSON. @throws Refusal NOT_FOUND */
  async export({ id, format, cursor }: ExportAllocationPlan, { caller }: Pick<Request, 'caller'>): Promise<AllocationPlanExport> {
    const plan = await this.#visible(id, caller, allocationPlanContracts.export.permission);
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.plans.shares(caller.tenant, id, after, PART + 1);
    const rows = found.slice(0, PART);
    const content = format === 'csv' ? csvOf(rows, plan, after === undefined) : JSON.stringify({ plan: toPlanAnswer(plan, []), shares: rows.map((row) => toShareAnswer(row, plan.claims)) });
    const last = rows.at(-1);
    return {
      fileName: `allocation-plan-${plan.number}.${format}`, mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json', content,
      sha256: createHash('sha256').update(content).digest('hex'), rows: rows.length, ...(found.length > PART && last !== undefined ? { next: writeCursor(last.awardId) } : {}),
    };
  }

  async #visible(id: string, caller: Caller, permission: Permission): Promise<AllocationPlanRow> {
    const { regions } = visibleRegions(permission, caller, installedRegions());
    const row = await this.plans.find(caller.tenant, id);
    if (row === undefined || regions?.codes.includes(row.region) !== true) throw notFound('allocation-plan', id);
    return row;
  }
}

function csvOf(rows: readonly ShareRow[], { claims }: AllocationPlanRow, isFirst: boolean): string {
  const lines = rows.map(({ awardId, awardNumber, leadCreditCode, leadName, clusterName, claim, share, down, remainder, rank }) => [
    awardId, String(awardNumber), leadCreditCode, leadName, clusterName, moneyOf(claim), moneyOf(share), moneyOf(down), `${remainder}/${claims}`, rank === null ? '' : String(rank),
    share > down ? '1' : '0',
  ]);
  return csvText(isFirst ? [HEAD, ...lines] : lines);
}
