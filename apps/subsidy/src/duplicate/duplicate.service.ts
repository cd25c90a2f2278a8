import {
  type CheckDuplicates, type DecideDuplicate, duplicateContracts, type DuplicateFinding as FindingAnswer, type DuplicateFindingPage, type DuplicatePreview, type DuplicateScan,
  type ExplainDuplicate, type ListDuplicates, type Permission, type ScanDuplicates, uuidSchema,
} from '@jiqun/contracts';
import { type Call, CommandRunner, fourEyes, installedRegions, newId, permitsObject, readCursor, type Request, transition, type Transaction, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { InvestmentLineRepository } from '../investment-line/investment-line.repository.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { isEditor, officially, requireVisible, requireWritten } from '../project-group/visible.js';
import { notFound, requireVersion } from '../refusals.js';
import type { DuplicateFinding } from './duplicate.entity.js';
import { duplicateLifecycle, type DuplicateAction } from './duplicate.lifecycle.js';
import { toFinding, toPreview, toScan } from './duplicate.mapper.js';
import { DuplicateRepository } from './duplicate.repository.js';

const FINDINGS_A_PAGE = 50;
const MOST_SHOWN = 200;
const MOST_FOUND = 2000;

/** What the finding is changed by. */
interface Settlement {
  readonly id: string;
  readonly version: number;
  readonly action: DuplicateAction;
  readonly reason?: string;
}

/**
 * What is used twice: the applicant explains it, a reviewer who did not write the group accepts or declines it with a reason. Until then the
 * group does not get past its next step.
 */
@Injectable()
export class DuplicateService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
  ) {}

  /** @throws Refusal NOT_FOUND for who does not write at the group, STATE_FORBIDS, VERSION_CONFLICT */
  async explain({ id, version, explanation }: ExplainDuplicate, { call }: Request): Promise<FindingAnswer> {
    return await this.#settle(call, { id, version, action: 'duplicate.explain' }, async ({ now }, finding, group) => {
      if (!isEditor(group, call.caller)) throw notFound('duplicate', id);
      return await Promise.resolve({ ...finding, explanation, explainedBy: call.caller.person, explainedAt: now });
    });
  }

  /** @throws Refusal NOT_FOUND, OUTSIDE_REGION, FOUR_EYES for who writes at the group, STATE_FORBIDS, VERSION_CONFLICT */
  async accept({ id, version, reason }: DecideDuplicate, { call }: Request): Promise<FindingAnswer> {
    return await this.#settle(call, { id, version, action: 'duplicate.accept', reason }, async ({ now }, finding, group) => {
      this.#requireReviewer(duplicateContracts.accept.permission, call, group);
      return await Promise.resolve({ ...finding, reason, decidedBy: call.caller.person, decidedAt: now });
    });
  }

  /** Declines the explanation: the line is refused, and does not count. @throws Refusal as `accept` */
  async decline({ id, version, reason }: DecideDuplicate, { call }: Request): Promise<FindingAnswer> {
    return await this.#settle(call, { id, version, action: 'duplicate.decline', reason }, async (transaction, finding, group) => {
      this.#requireReviewer(duplicateContracts.decline.permission, call, group);
      await this.#refuseLine(transaction, finding, reason);
      return { ...finding, reason, decidedBy: call.caller.person, decidedAt: transaction.now };
    });
  }

  /** Newest first. @throws Refusal NOT_FOUND */
  async list({ groupId, cursor, limit = FINDINGS_A_PAGE, state }: ListDuplicates, { caller }: Pick<Request, 'caller'>): Promise<DuplicateFindingPage> {
    const { permission } = duplicateContracts.list;
    requireVisible(permission, caller, await this.groups.find(caller.tenant, groupId), groupId);
    const found = await this.duplicates.list(groupId, cursor === undefined ? undefined : readCursor(cursor, uuidSchema), state, limit + 1);
    const items: FindingAnswer[] = [];
    for (const finding of found.slice(0, limit)) items.push(toFinding(finding, await this.#seesOther(permission, caller, finding)));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** What submitting the group now would find: without saying in whose group. @throws Refusal NOT_FOUND */
  async check({ groupId }: CheckDuplicates, { caller }: Pick<Request, 'caller'>): Promise<DuplicatePreview> {
    requireWritten(duplicateContracts.check.permission, caller, await this.groups.find(caller.tenant, groupId), groupId);
    return toPreview(groupId, await this.duplicates.usesOf(groupId, MOST_FOUND), MOST_SHOWN);
  }

  /** Everything that the groups of a year use, and that one of them or of another year uses as well. @throws Refusal NOT_FOUND */
  async scanYear({ yearId }: ScanDuplicates, { caller }: Pick<Request, 'caller'>): Promise<DuplicateScan> {
    const year = await this.years.find(yearId);
    if (year === undefined || year.tenant !== caller.tenant) throw notFound('programme-year', yearId);
    return toScan(yearId, await this.duplicates.scanYear(caller.tenant, yearId, MOST_SHOWN));
  }

  async #settle(call: Call, { id, version, action, reason }: Settlement, effect: (transaction: Transaction, finding: DuplicateFinding, group: ProjectGroup) => Promise<DuplicateFinding>): Promise<FindingAnswer> {
    const { caller } = call;
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const known = await this.duplicates.find(caller.tenant, id, manager);
      // The group first, as everybody locks who changes both.
      const group = known === undefined ? undefined : await this.groups.lock(manager, caller.tenant, known.groupId);
      const finding = await this.duplicates.lock(manager, caller.tenant, id);
      if (finding === undefined || group === undefined) throw notFound('duplicate', id);
      requireVisible(duplicateContracts.list.permission, caller, group, id);
      requireVersion('duplicate', finding, version);
      const { target } = transition(duplicateLifecycle, finding.state, action);
      const settled = await this.duplicates.update(manager, { ...(await effect(transaction, finding, group)), state: target });
      if (settled === undefined) throw new Error(`The finding ${id} changed under its lock`);
      transaction.record({ action, objectType: 'duplicate', objectId: id, clause: 'SUB-4.b', detail: { groupId: group.id, kind: finding.kind }, ...(reason === undefined ? {} : { reason }) });
      transaction.emit(duplicateContracts.settled, { noun: 'project-group', id: group.id, version: group.version }, { findingId: id, groupId: group.id, kind: settled.kind, state: settled.state });
      return toFinding(settled, await this.#seesOther(duplicateContracts.list.permission, caller, settled, manager));
    });
  }

  /** Who decides acts for the region, and does not write at the group. */
  #requireReviewer({ states: _states, ...permission }: Permission, { caller }: Call, { tenant, region, editors }: ProjectGroup): void {
    permitsObject(permission, caller, { tenant, region }, installedRegions());
    for (const person of editors) fourEyes({ person }, caller, permission);
  }

  async #refuseLine(transaction: Transaction, { groupId, subjectId }: DuplicateFinding, reason: string): Promise<void> {
    const [line] = await this.lines.lock(transaction.manager, groupId, [subjectId]);
    if (line === undefined) return;
    const role = transaction.call.caller.grants.find((grant) => duplicateContracts.decline.permission.roles.includes(grant.role))?.role ?? '';
    const found = { id: newId(), lineId: line.id, lineVersion: line.version, outcome: 'refused' as const, amountFen: 0n, clause: 'SUB-4.b', reason };
    await this.lines.verify(transaction, groupId, role, [found], []);
  }

  async #seesOther(permission: Permission, caller: Request['caller'], { groupId, otherGroupId, tenant }: DuplicateFinding, manager?: EntityManager): Promise<boolean> {
    if (otherGroupId === groupId) return true;
    const other = await this.groups.find(tenant, otherGroupId, manager);
    try {
      if (other === undefined) return false;
      if (isEditor(other, caller)) return true;
      permitsObject(officially(permission), caller, { tenant: other.tenant, region: other.region }, installedRegions());
      return true;
    } catch {
      return false;
    }
  }
}
