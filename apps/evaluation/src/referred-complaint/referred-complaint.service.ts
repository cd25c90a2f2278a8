import {
  type ComplaintReferred, type ListReferredComplaints, Refusal, type ReferredComplaint, referredComplaintContracts, type ReferredComplaintPage,
  type SettleReferredComplaint, uuidSchema,
} from '@jiqun/contracts';
import { CommandRunner, installedRegions, readCursor, type Request, transition, type Transaction, visibleRegions, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { invalidAt, requireCurrent, versionConflict } from '../title-projection/current.js';
import type { ReferredComplaintRow } from './referred-complaint.entity.js';
import { referredComplaintLifecycle } from './referred-complaint.lifecycle.js';
import { toReferredComplaint, toReferredSummary } from './referred-complaint.mapper.js';
import { ReferredComplaintRepository } from './referred-complaint.repository.js';

const USUAL_PAGE = 50;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Complaints about recognitions that audit handed over: seen by operators, settled by a finding (SME-14, AMC-11.b) or by nothing. */
@Injectable()
export class ReferredComplaintService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ReferredComplaintRepository) private readonly complaints: ReferredComplaintRepository,
  ) {}

  /** Takes a complaint over that is evaluation's to decide; those of other receivers pass. */
  async take(referred: ComplaintReferred, tenant: string, transaction: Transaction): Promise<void> {
    if (referred.receiver !== 'evaluation') return;
    const { complaintId, region, programme, creditCode, aboutNoun, aboutId, clause, allegation, evidence, referredOn } = referred;
    await this.complaints.insert(transaction.manager, {
      id: complaintId, tenant, region, programme: programme ?? null, creditCode: creditCode ?? null, aboutNoun: aboutNoun ?? null, aboutId: aboutId ?? null,
      clause: clause ?? null, allegation, evidence, referredOn,
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST for a finding that is not on record */
  async settle({ id, version, findingId, reason }: SettleReferredComplaint, { call }: Request): Promise<ReferredComplaint> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const { tenant, person } = call.caller;
      const found = await this.complaints.lock(manager, tenant, id);
      if (found === undefined) throw new Refusal('NOT_FOUND', { noun: 'referred-complaint', id });
      requireCurrent(referredComplaintContracts.settle, call.caller, found, version);
      const { target } = transition(referredComplaintLifecycle, found.state, findingId === undefined ? 'dismiss' : 'record-finding');
      if (findingId !== undefined && !(await this.complaints.hasFinding(manager, tenant, findingId))) {
        throw invalidAt('findingId', '没有这条查实情况；请先登记查实情况。', 'There is no such finding; record it first.');
      }
      const row = await this.complaints.settle(manager, { ...found, state: target, findingId: findingId ?? null, reason, settledBy: person });
      if (row === undefined) throw versionConflict('referred-complaint', id, version, version + 1);
      transaction.record({ action: 'referred-complaint.settle', objectType: 'referred-complaint', objectId: id, reason, ...(found.clause === null ? {} : { clause: found.clause }) });
      return toReferredComplaint(row);
    });
  }

  /** @throws Refusal NOT_FOUND, also for one outside the caller's regions */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ReferredComplaint> {
    const { regions } = visibleRegions(referredComplaintContracts.get.permission, caller, installedRegions());
    const row = await this.complaints.find(caller.tenant, id);
    if (row === undefined || regions?.codes.includes(row.region) !== true) throw new Refusal('NOT_FOUND', { noun: 'referred-complaint', id });
    return toReferredComplaint(row);
  }

  /** Those of the caller's regions, newest first. */
  async list({ cursor, limit = USUAL_PAGE, state }: ListReferredComplaints, { caller }: Pick<Request, 'caller'>): Promise<ReferredComplaintPage> {
    const { regions } = visibleRegions(referredComplaintContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? LAST_ID : readCursor(cursor, uuidSchema);
    const rows: readonly ReferredComplaintRow[] = await this.complaints.list({ tenant: caller.tenant, regions: regions?.codes ?? [], state, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toReferredSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }
}
