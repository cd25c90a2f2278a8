import {
  localDateSchema, regionCodeSchema, Refusal, uuidSchema, violationContracts, type ComplaintReferred, type DismissIntake, type IntakePage, type ListIntakes,
  type OpenFromIntake, type ViolationCase, type ViolationIntake,
} from '@jiqun/contracts';
import { CommandRunner, installedRegions, newId, permits, readCursor, type Request, type Transaction, visibleRegions, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { type ChangingContract, notFound, requireCurrent, versionConflict } from '../refusals.js';
import { IntakeRepository } from './intake.repository.js';
import { ViolationCases } from './violation-cases.js';
import type { IntakeRow } from './violation.entity.js';
import { toIntake } from './violation.mapper.js';
import { ViolationOpening } from './violation-opening.js';

const USUAL_PAGE = 50;

/** Complaints that audit referred: an operator opens a case or dismisses them with a reason. */
@Injectable()
export class IntakeService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(IntakeRepository) private readonly intakes: IntakeRepository,
    @Inject(ViolationCases) private readonly shared: ViolationCases,
    @Inject(ViolationOpening) private readonly opening: ViolationOpening,
  ) {}

  /** Takes a complaint that is ours to decide, once. */
  async take({ receiver, complaintId, region, ...referred }: ComplaintReferred, transaction: Transaction): Promise<void> {
    if (receiver !== 'subsidy') return;
    const { tenant } = transaction.call.caller;
    await this.intakes.insert(transaction.manager, { id: newId(), tenant, complaintId, region, referred: { ...referred, receiver } });
    transaction.record({ action: 'violation.take-intake', objectType: 'complaint', objectId: complaintId, ...(referred.clause === undefined ? {} : { clause: referred.clause }) });
  }

  /** Opens a case from it; what audit had as evidence begins the chain. @throws Refusal as `violation.open` */
  async open({ id, version, ...given }: OpenFromIntake, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, violationContracts.openFromIntake, { id, version });
      const evidence = taken.referred.evidence.map((sha256, at) => ({ sha256, name: `${taken.complaintId}-${at + 1}` }));
      const row = await this.opening.open(transaction, violationContracts.openFromIntake.permission, { ...given, origin: 'complaint', evidence, intakeId: id });
      await this.#settled(transaction, { ...taken, state: 'case-opened', violationId: row.id });
      this.opening.tell(transaction, row, taken.complaintId);
      return await this.shared.answer(transaction, row);
    });
  }

  /** Dismisses it with a reason. */
  async dismiss({ id, version, reason }: DismissIntake, { call }: Request): Promise<ViolationIntake> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, violationContracts.dismissIntake, { id, version });
      const row = await this.#settled(transaction, { ...taken, state: 'dismissed', reason });
      transaction.record({ action: 'violation.dismiss-intake', objectType: 'complaint', objectId: taken.complaintId, reason });
      transaction.emit(violationContracts.intakeDismissed, { noun: 'violation-intake', id, version: row.version }, {
        intakeId: id, complaintId: taken.complaintId, region: regionCodeSchema.parse(taken.region), on: localDateSchema.parse(transaction.today),
      });
      return toIntake(row);
    });
  }

  /** Of the caller's regions, newest first. */
  async list({ cursor, limit = USUAL_PAGE, state }: ListIntakes, { caller }: Pick<Request, 'caller'>): Promise<IntakePage> {
    const { regions } = visibleRegions(violationContracts.listIntakes.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.intakes.list({ tenant: caller.tenant, regions: regions?.codes ?? [], state, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toIntake);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #taken(transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version: number }): Promise<IntakeRow> {
    const { manager, call: { caller } } = transaction;
    permits(contract.permission, caller);
    const found = await this.intakes.lock(manager, caller.tenant, id);
    if (found === undefined) throw notFound('violation', id);
    requireCurrent(contract, caller, found, version);
    if (found.state !== 'open') throw new Refusal('STATE_FORBIDS', { action: contract.permission.action, state: found.state });
    return found;
  }

  async #settled(transaction: Transaction, changed: IntakeRow): Promise<IntakeRow> {
    const { manager, today, call: { caller } } = transaction;
    const row = await this.intakes.settle(manager, { ...changed, settledBy: caller.person, settledOn: today });
    if (row === undefined) throw versionConflict('violation', changed.id, changed.version, changed.version + 1);
    return row;
  }
}
