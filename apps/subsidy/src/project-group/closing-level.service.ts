import { projectGroupContracts } from '@jiqun/contracts';
import { type Call, CommandRunner, newId, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { notFound } from '../refusals.js';
import { aggregateOf, toGroupChanged } from './project-group.mapper.js';
import { ProjectGroupRepository } from './project-group.repository.js';
import { RegistrySource } from './registry-source.js';

/** Deadline kind: a group's window is closed, and its cluster's level on that day is to be asked. */
export const LEVEL_CLOSES = 'project-group.level-closes';

const OVER: ReadonlySet<string> = new Set(['draft', 'withdrawn', 'rejected', 'fallen']);

/** The level that counts: that of the closing day (INT-19). It is asked once the day is over, and stays, whatever becomes of the title. */
@Injectable()
export class ClosingLevelService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(RegistrySource) private readonly registry: RegistrySource,
  ) {}

  /** The window closed: each submitted group has its level asked, by a deadline of its own that is tried until the registry answers. */
  async askForAll(transaction: Transaction, { id }: ProgrammeYear): Promise<void> {
    for (const groupId of await this.groups.withoutClosingLevel(transaction.manager, id)) transaction.setDeadline(LEVEL_CLOSES, groupId, transaction.now);
  }

  /** Fixes the level of one group. Does nothing when it is fixed, or when the group is gone. */
  async fix(groupId: string, call: Call): Promise<void> {
    const { tenant } = call.caller;
    const known = await this.groups.find(tenant, groupId);
    if (known === undefined) throw notFound('project-group', groupId);
    const year = await this.years.find(known.yearId);
    if (year === undefined) throw notFound('programme-year', known.yearId);
    const asked = await this.registry.level(known.clusterId, year.terms.closesOn);
    await this.commands.run(call, async (transaction) => {
      const group = await this.groups.lock(transaction.manager, tenant, groupId);
      if (group === undefined || group.levelClosed || OVER.has(group.state)) return;
      const { asOf, level, answer } = asked;
      this.groups.insertLevel(transaction, { id: newId(), tenant, groupId, purpose: 'closing', asOf, level, answer, recordedAt: transaction.now });
      const moved = await this.groups.move(transaction.manager, group, { clusterLevel: level, levelClosed: true, updatedAt: transaction.now });
      transaction.record({ action: 'project-group.fix-level', objectType: 'project-group', objectId: groupId, clause: 'SUB-4.a', detail: { asOf, level } });
      transaction.emit(projectGroupContracts.levelFixed, aggregateOf(moved), toGroupChanged(moved));
    });
  }
}
