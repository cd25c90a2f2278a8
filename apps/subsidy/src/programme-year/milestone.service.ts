import { programmeYearContracts, type ProgrammeYearDeadline } from '@jiqun/contracts';
import { addDays, calendarDeadline, type Policy } from '@jiqun/policy-core';
import { type Call, CommandRunner, newId, startOfDayInShanghai, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { MilestoneRepository } from './milestone.repository.js';
import { toYearDeadline } from './programme-year.mapper.js';
import type { Milestone, ProgrammeYear } from './programme-year.entity.js';
import { ProgrammeYearRepository } from './programme-year.repository.js';
import { callStep } from './signatures.js';

/** Deadline kinds: a yearly deadline is thirty days away; its last day is over. */
export const MILESTONE_NEARS = 'programme-year.milestone-nears';
export const MILESTONE_MISSED = 'programme-year.milestone-missed';

const WARNING_DAYS = 30;
/** The notice and the reserve of a year's funds are due in the calendar year before (SUB-7.a, SUB-10.b). */
const YEARS_AHEAD = 1;
/** The step that is done once every group of a closed year has been decided on (SUB-10.b). */
const RESERVE = 'project-reserve';

/** The day by which a step of a year's procedure is due, for each step with a yearly deadline (INT-15). */
export function yearlyDeadlines(policy: Policy, year: number): readonly { readonly step: string; readonly clause: string; readonly dueOn: string }[] {
  return policy.source.procedure.flatMap(({ step, deadline }) => {
    const entry = policy.source.deadlines.find(({ clause, kind }) => clause === deadline && kind === 'yearly');
    return entry === undefined ? [] : [{ step, clause: entry.clause, dueOn: calendarDeadline(policy, entry.clause, year - YEARS_AHEAD) }];
  });
}

/**
 * The yearly deadlines of a programme: the notice by the end of June, the reserve by the end of September (SUB-7.a, SUB-10.b; INT-15). Each
 * warns thirty days before, and is recorded when it is missed; being late forbids nothing.
 */
@Injectable()
export class MilestoneService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(MilestoneRepository) private readonly milestones: MilestoneRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /** Watches the deadlines of a year's funds from now on; those watched already stay. */
  async watch(transaction: Transaction, policy: Policy, year: number): Promise<void> {
    const { tenant } = transaction.call.caller;
    for (const { step, clause, dueOn } of yearlyDeadlines(policy, year)) {
      const milestone: Milestone = {
        id: newId(), tenant, programme: policy.id, year, step, clause, policyVersion: policy.version, dueOn, warnedAt: null, metOn: null, missedAt: null,
      };
      if (!(await this.milestones.insert(transaction.manager, milestone))) continue;
      const warnAt = startOfDayInShanghai(addDays(dueOn, -WARNING_DAYS));
      if (dueOn >= transaction.today) transaction.setDeadline(MILESTONE_NEARS, milestone.id, warnAt);
      transaction.setDeadline(MILESTONE_MISSED, milestone.id, startOfDayInShanghai(addDays(dueOn, 1)));
    }
  }

  /** The notice of a year was published: its deadline is met, and next year's begins to be watched while the policy will be in force. */
  async noticePublished(transaction: Transaction, policy: Policy, { tenant, programme, year }: ProgrammeYear): Promise<void> {
    const step = callStep(policy)?.step;
    if (step === undefined) return;
    await this.watch(transaction, policy, year);
    const milestone = await this.milestones.lockStep(transaction.manager, tenant, programme, year, step);
    if (milestone !== undefined && milestone.metOn === null) {
      await this.milestones.update(transaction.manager, { ...milestone, metOn: transaction.today });
      transaction.cancelDeadline(MILESTONE_NEARS, milestone.id);
      transaction.cancelDeadline(MILESTONE_MISSED, milestone.id);
    }
    const next = yearlyDeadlines(policy, year + 1).find((entry) => entry.step === step);
    if (next !== undefined && policy.isInForceOn(next.dueOn)) await this.watch(transaction, policy, year + 1);
  }

  /** Thirty days before the last day. Says nothing when it is met already. */
  async warn(id: string, call: Call): Promise<void> {
    await this.#fire(id, call, async (transaction, milestone) => {
      if (milestone.warnedAt !== null) return;
      await this.milestones.update(transaction.manager, { ...milestone, warnedAt: transaction.now });
      transaction.emit(programmeYearContracts.deadlineNeared, aggregateOf(milestone, 1), await this.#data(transaction, milestone));
    });
  }

  /** The last day is over. Late does not forbid: it is recorded. */
  async miss(id: string, call: Call): Promise<void> {
    await this.#fire(id, call, async (transaction, milestone) => {
      if (milestone.missedAt !== null) return;
      await this.milestones.update(transaction.manager, { ...milestone, missedAt: transaction.now });
      transaction.record({ action: 'programme-year.miss-deadline', objectType: 'programme-year', objectId: milestone.id, clause: milestone.clause, detail: { step: milestone.step, dueOn: milestone.dueOn } });
      transaction.emit(programmeYearContracts.deadlineMissed, aggregateOf(milestone, 2), await this.#data(transaction, milestone));
    });
  }

  async #fire(id: string, call: Call, effect: (transaction: Transaction, milestone: Milestone) => Promise<void>): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const milestone = await this.milestones.lock(transaction.manager, id);
      if (milestone === undefined || milestone.metOn !== null) return;
      if (await this.#isReserved(transaction, milestone)) {
        await this.milestones.update(transaction.manager, { ...milestone, metOn: transaction.today });
        return;
      }
      await effect(transaction, milestone);
    });
  }

  /** Whether the reserve is complete: the window is closed and no group is on its way any more. */
  async #isReserved({ manager }: Transaction, { tenant, programme, year, step }: Milestone): Promise<boolean> {
    if (step !== RESERVE) return false;
    const found = await this.years.ofYear(manager, tenant, programme, year);
    return found?.state === 'closed' && (await this.#waiting(manager, found)) === 0;
  }

  async #waiting(manager: Transaction['manager'], year: ProgrammeYear | undefined): Promise<number> {
    if (year === undefined) return 0;
    const { atStep } = await this.years.progress(year.id, manager);
    return [...atStep.values()].reduce((sum, groups) => sum + groups, 0);
  }

  async #data({ manager }: Transaction, milestone: Milestone): Promise<ProgrammeYearDeadline> {
    const { tenant, programme, year, policyVersion, step } = milestone;
    const policy = await this.catalogue.policyOf(programme, policyVersion);
    const found = await this.years.ofYear(manager, tenant, programme, year);
    const actors = policy.source.procedure.find((entry) => entry.step === step)?.actors ?? [];
    return toYearDeadline(milestone, actors, found?.id, await this.#waiting(manager, found));
  }
}

const aggregateOf = ({ id }: Milestone, version: number) => ({ noun: 'programme-year', id, version });
