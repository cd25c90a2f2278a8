import {
  groupReviewContracts, uuidSchema, type Caller, type GroupsReserved, type ListReserve, type Permission, type ReserveCsv, type ReserveGroups, type ReservePage,
} from '@jiqun/contracts';
import { CommandRunner, installedRegions, readCursor, visibleRegions, writeCursor, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { csvText } from '../csv-text.js';
import { invalidAt } from '../refusals.js';
import { actorOf, roleAmong, rolesOf } from './procedure.js';
import { ReserveRepository } from './reserve.repository.js';
import type { ReservedGroup } from './review.entity.js';
import { toReserved } from './review.mapper.js';
import { ReviewService } from './review.service.js';

const ACTION = 'review.reserve';
const USUAL_PAGE = 50;
const HEADING = ['年度编号', '项目群编号', '集群', '集群级别', '牵头企业', '统一社会信用代码', '行政区划', '支持项目数', '入库时间', '方案', '方案版本'];

/** The project reserve of a year (SUB-10.b): what an allocation plan is made from (SUB-11). */
@Injectable()
export class ReserveService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ReserveRepository) private readonly reserves: ReserveRepository,
    @Inject(ReviewService) private readonly review: ReviewService,
  ) {}

  /**
   * Enters groups whose notice is over in the reserve.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, NOT_PERMITTED, OUTSIDE_REGION, FOUR_EYES; CLAUSE_FORBIDS for a group at another step, or while an objection is open (SUB-10.a)
   */
  async reserve({ yearId, groups, opinion }: ReserveGroups, { call }: Request): Promise<GroupsReserved> {
    if (new Set(groups.map(({ id }) => id)).size !== groups.length) throw invalidAt('groups', '同一项目群列了两次。', 'A group is named twice.');
    const { caller } = call;
    return await this.commands.run(call, async (transaction) => {
      const { permission } = groupReviewContracts.reserve;
      const standings = await this.review.named(transaction, groups, { yearId, result: 'reserved', permission });
      for (const standing of standings) {
        const by = actorOf(caller, roleAmong(caller, rolesOf(standing.step)));
        await this.review.complete(transaction, standing, ACTION, { opinion, by });
      }
      const stepName = standings[0]?.step.step;
      const waiting = (await this.reserves.waiting(transaction.manager, yearId)).find(({ step }) => step === stepName)?.count ?? 0;
      return { reserved: groups.length, waiting };
    });
  }

  /** Of the caller's regions, by id. */
  async list(list: ListReserve, { caller }: Pick<Request, 'caller'>): Promise<ReservePage> {
    const { shown, next } = await this.#page(list, caller, groupReviewContracts.listReserve.permission);
    return { items: shown.map(toReserved), ...next };
  }

  /** The same page as CSV; the heading comes with the first. */
  async export(list: ListReserve, { caller }: Pick<Request, 'caller'>): Promise<ReserveCsv> {
    const { shown, next } = await this.#page(list, caller, groupReviewContracts.exportReserve.permission);
    const rows = shown.map((group) => [
      group.yearId, group.id, group.clusterName, group.clusterLevel ?? '', group.leadName, group.leadCreditCode, group.region, String(group.projectIds.length),
      group.reservedAt.toISOString(), group.programme, group.policyVersion,
    ]);
    return { csv: csvText(list.cursor === undefined ? [HEADING, ...rows] : rows), rows: rows.length, ...next };
  }

  async #page({ yearId, cursor, limit = USUAL_PAGE }: ListReserve, caller: Caller, permission: Permission): Promise<{ shown: readonly ReservedGroup[]; next: { next?: string } }> {
    const after = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const regions = visibleRegions(permission, caller, installedRegions()).regions?.codes;
    const found = await this.reserves.page({ tenant: caller.tenant, yearId, regions, after, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return { shown, next: found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {} };
  }
}
