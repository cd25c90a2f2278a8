import { erasureContracts, type Caller, type Erasure, type ProposeErasure, type SettleErasure } from '@jiqun/contracts';
import { CommandRunner, fourEyes, newId, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { field } from '../days.js';
import { personReference } from '../log/leaf.js';
import { eitherOr } from '../log/log.service.js';
import { LogSettings } from '../log/log-settings.js';
import { notFound, requireCurrent, versionConflict } from '../refusals.js';
import type { ErasureRow } from './erasure.entity.js';
import { erasureLifecycle, type Settlement } from './erasure.lifecycle.js';
import { erasureAnswer } from './erasure.mapper.js';
import { ErasureRepository } from './erasure.repository.js';

/**
 * Erases personal values from beside the log: the leaves commit to them with salted hashes, so that tree, proofs and
 * receipts stay as they are, and nobody can tell any more what was committed to.
 */
@Injectable()
export class ErasureService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ErasureRepository) private readonly erasures: ErasureRepository,
    @Inject(LogSettings) private readonly settings: LogSettings,
  ) {}

  /** Proposes to erase the values of a person, or of one leaf. The proposal keeps no name. @throws Refusal NOT_FOUND */
  async propose({ person, index, reason }: ProposeErasure, { caller, call }: Request): Promise<Erasure> {
    if ((person === undefined) === (index === undefined)) throw eitherOr('person', 'index');
    return await this.commands.run(call, async (transaction) => {
      const { tenant } = caller;
      if (index !== undefined && !(await this.erasures.hasLeaf(transaction.manager, tenant, index))) throw notFound('log', String(index));
      const row: ErasureRow = {
        id: newId(), tenant, state: 'proposed', version: 1,
        ...(person === undefined ? {} : { personReference: personReference(this.settings.personKey, tenant, person) }),
        ...field('leafIndex', index),
        proposedBy: caller.person, ...field('proposedFor', caller.client), proposedAt: transaction.now,
      };
      await this.erasures.insert(transaction.manager, row);
      transaction.record({ action: 'erasure.propose', objectType: 'erasure', objectId: row.id, reason, detail: { about: index === undefined ? 'person' : 'leaf' } });
      return erasureAnswer(row);
    });
  }

  /** Erases what was proposed. @throws Refusal FOUR_EYES for who proposed it */
  async approve(request: SettleErasure, { caller, call }: Request): Promise<Erasure> {
    return await this.#settle('approve', request, { caller, call });
  }

  /** Does not erase it. @throws Refusal FOUR_EYES for who proposed it */
  async decline(request: SettleErasure, { caller, call }: Request): Promise<Erasure> {
    return await this.#settle('decline', request, { caller, call });
  }

  async get({ id }: { readonly id: string }, caller: Caller): Promise<Erasure> {
    const found = await this.erasures.find(id);
    if (found === undefined || found.tenant !== caller.tenant) throw notFound('erasure', id);
    return erasureAnswer(found);
  }

  async #settle(how: Settlement, { id, version, reason }: SettleErasure, { caller, call }: Request): Promise<Erasure> {
    const contract = erasureContracts[how];
    return await this.commands.run(call, async (transaction) => {
      const row = requireCurrent(contract, caller, await this.erasures.findIn(transaction.manager, id), { id, version });
      const { target } = transition(erasureLifecycle, row.state, how);
      fourEyes({ person: row.proposedBy, ...field('client', row.proposedFor) }, caller, contract.permission);
      const erasedLeaves = how === 'approve' ? await this.erasures.erase(transaction.manager, row) : undefined;
      const settled = { state: target, settledAt: transaction.now, ...field('erasedLeaves', erasedLeaves) };
      if (!(await this.erasures.settle(transaction.manager, row, settled, caller.person))) throw versionConflict('erasure', id, version, version + 1);
      transaction.record({ action: contract.permission.action, objectType: 'erasure', objectId: id, reason, detail: { ...field('erasedLeaves', erasedLeaves) } });
      return erasureAnswer({ ...row, ...settled, version: version + 1 });
    });
  }
}
