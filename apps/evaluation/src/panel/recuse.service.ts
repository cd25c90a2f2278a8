import { panelOrganisers, Refusal, type Panel as PanelAnswer, type Recuse } from '@jiqun/contracts';
import { CommandRunner, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { noPanel, PanelChanges, requireOrganiser, requirePossible } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import type { CountedPanel, PanelMember } from './panel.entity.js';
import { toPanelAnswer } from './panel.mapper.js';

/** Recusal: an expert leaves a panel, by himself or by its organiser, and the next reserve takes the seat. */
@Injectable()
export class RecuseService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PanelChanges) private readonly changes: PanelChanges,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /**
   * Recuses a member or a reserve. What he scored is put aside; without a reserve the panel is short and needs a further draw.
   * @throws Refusal NOT_FOUND for a panel or an expert that is not on it, NOT_PERMITTED, STATE_FORBIDS
   */
  async recuse({ id, expertId, reason }: Recuse, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const panel = await this.changes.lock(transaction, id);
      const leaving = await this.#leaving(transaction, panel, expertId);
      requirePossible(panel.state, 'panel.recuse');
      await this.draws.recuse(manager, leaving, now, call.caller.person, reason);
      const next = leaving.seat === 'member' ? await this.#next(transaction, panel) : undefined;
      if (next !== undefined) await this.draws.seat(manager, next);
      const detail = { expert: leaving.code, ...(next === undefined ? {} : { replacedBy: next.code }) };
      const recused = await this.changes.move(transaction, panel, 'panel.recuse', {}, { reason, detail });
      const isShort = leaving.seat === 'member' && next === undefined && panel.state !== 'short';
      const moved = isShort ? await this.changes.move(transaction, recused, 'panel.run-short') : recused;
      return panelOrganisers.some((role) => call.caller.grants.some((grant) => grant.role === role)) ? await this.changes.whole(transaction, moved) : toPanelAnswer(moved);
    });
  }

  /** Whom the caller may recuse: an organiser anybody, an expert himself. */
  async #leaving(transaction: Transaction, panel: CountedPanel, expertId: string | undefined): Promise<PanelMember> {
    const { manager, call } = transaction;
    const own = expertId === undefined ? await this.changes.ownSeat(transaction, panel) : undefined;
    if (own !== undefined) return own;
    if (!call.caller.grants.some(({ role }) => panelOrganisers.includes(role))) throw noPanel(panel.id);
    requireOrganiser(await this.catalogue.policyOf(panel.programme, panel.policyVersion), panel.step, call.caller, 'panel.recuse');
    const member = await this.draws.memberWithin(manager, panel.id, expertId ?? '');
    if (member === undefined || member.seat === 'recused') throw new Refusal('NOT_FOUND', { noun: 'expert', id: expertId ?? '' });
    return member;
  }

  async #next({ manager }: Transaction, panel: CountedPanel): Promise<PanelMember | undefined> {
    return (await this.draws.membersWithin(manager, panel.id)).find(({ seat }) => seat === 'reserve');
  }
}
