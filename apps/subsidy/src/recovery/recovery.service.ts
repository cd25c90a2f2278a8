import {
  recoveryContracts, uuidSchema, type AskRecoveryBalance, type ListRecoveries, type Permission, type Recovery, type RecoveryBalance, type RecoveryPage,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type Call, CommandRunner, InstallationClock, readCursor, type Request, startOfDayInShanghai, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardParties } from '../award-subject/award-parties.js';
import { notFound } from '../refusals.js';
import { RECOVERY_DUE, RecoveryDebts } from './recovery-debts.js';
import type { RecoveryRow } from './recovery.entity.js';
import { toRecovery, toRecoveryBalance, toRecoverySummary } from './recovery.mapper.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';
import { RecoveryRepository } from './recovery.repository.js';

type Asking = Pick<Request, 'caller'>;

const USUAL_PAGE = 50;
/** Days from one reminder to the next. */
const REMIND_AGAIN_DAYS = 30;

/** Recoveries read, and watched. */
@Injectable()
export class RecoveryService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RecoveryRepository) private readonly recoveries: RecoveryRepository,
    @Inject(RecoveryOffsetRepository) private readonly offsets: RecoveryOffsetRepository,
    @Inject(RecoveryDebts) private readonly debts: RecoveryDebts,
    @Inject(AwardParties) private readonly parties: AwardParties,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
  ) {}

  /** Tells that a debt is overdue, and again as long as it is owed. A debt that an instalment on its way may leave open is watched on. */
  async remind(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const row = await this.recoveries.lock(manager, call.caller.tenant, id);
      if (row === undefined || row.state === 'withdrawn' || today <= row.dueOn) return;
      const isOnItsWay = (await this.offsets.ofRecovery(manager, id)).some(({ state, instalmentState }) => state === 'agreed' && instalmentState !== 'confirmed');
      if (row.balance === 0n && !isOnItsWay) return;
      transaction.setDeadline(RECOVERY_DUE, id, startOfDayInShanghai(addDays(today, REMIND_AGAIN_DAYS)));
      if (row.balance === 0n) return;
      const reminded = { ...row, reminders: row.reminders + 1 };
      const { row: written } = await this.debts.written(transaction, reminded, { action: 'recovery.remind', detail: { reminders: reminded.reminders } });
      this.debts.tell(transaction, recoveryContracts.overdue, written);
    });
  }

  /** @throws Refusal NOT_FOUND, also for what the caller may not see */
  async get(id: string, { caller }: Asking): Promise<Recovery> {
    const row = await this.#visible(id, caller, recoveryContracts.get.permission);
    return await this.recoveries.snapshot(async (manager) => {
      const [payments, offsets, writeOffs] = [
        await this.recoveries.paymentsIn(manager, id), await this.offsets.ofRecovery(manager, id), await this.recoveries.writeOffsIn(manager, id),
      ];
      return toRecovery(row, { payments, offsets, writeOffs, refunds: await this.recoveries.refundsIn(manager, id) });
    });
  }

  /** What is owed at the end of a day; interest that nobody has charged yet is in it. @throws Refusal NOT_FOUND */
  async balance({ id, on = this.clock.today() as never }: AskRecoveryBalance, { caller }: Asking): Promise<RecoveryBalance> {
    const row = await this.#visible(id, caller, recoveryContracts.balance.permission);
    const movements = await this.recoveries.snapshot(async (manager) => await this.recoveries.movements(manager, row.tenant, id));
    return toRecoveryBalance(row, movements, on);
  }

  /** Newest first, of the caller's regions or of the caller's own project groups. */
  async list({ cursor, limit = USUAL_PAGE, state, awardId, creditCode, overdue = false }: ListRecoveries, { caller }: Asking): Promise<RecoveryPage> {
    const scope = await this.parties.scopeOf(recoveryContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const overdueOn = overdue ? this.clock.today() : undefined;
    const rows = await this.recoveries.list({ tenant: caller.tenant, scope, state, awardId, creditCode, overdueOn, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toRecoverySummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #visible(id: string, caller: Request['caller'], permission: Permission): Promise<RecoveryRow> {
    const row = await this.recoveries.find(caller.tenant, id);
    if (row === undefined) throw notFound('recovery', id);
    await this.parties.requireSeen(permission, caller, 'recovery', row);
    return row;
  }
}
