import { Refusal, type Caller, type Panel as PanelAnswer, type PanelState, type Role } from '@jiqun/contracts';
import { type Policy, stepAfter, stepOf } from '@jiqun/policy-core';
import { transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { ExpertRepository } from '../expert/expert.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { rolesOf } from '../review/procedure.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import type { CountedPanel, PanelMember } from './panel.entity.js';
import { panelLifecycle, type PanelAction } from './panel.lifecycle.js';
import { toWholePanel } from './panel.mapper.js';
import { PanelRepository } from './panel.repository.js';
import { ScoresheetRepository } from './scoresheet.repository.js';

/** What is said of a change besides the action. */
export interface Remark {
  readonly reason?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** @returns a refusal that also says nothing of panels that are not the caller's to know */
export const noPanel = (id: string): Refusal => new Refusal('NOT_FOUND', { noun: 'panel', id });

/**
 * Who runs an expert review: the document names experts as its actors, so it is who takes the step behind it, for which the
 * experts are heard (province-industry for AMC-7-2 and XJ-7-2, the commission for SEI-3-2).
 */
export function organisersOf(policy: Policy, step: string): readonly Role[] {
  return rolesOf(stepAfter(policy, step) ?? stepOf(policy, step)).filter((role) => role !== 'expert');
}

/** @throws Refusal NOT_PERMITTED for who does not run this programme's expert review */
export function requireOrganiser(policy: Policy, step: string, { grants }: Caller, action: string): void {
  const organisers = organisersOf(policy, step);
  if (!grants.some(({ role }) => organisers.includes(role))) throw new Refusal('NOT_PERMITTED', { action });
}

/** @throws Refusal STATE_FORBIDS */
export function requirePossible(state: PanelState, action: PanelAction): void {
  transition(panelLifecycle, state, action);
}

/** What all commands on a panel have in common: lock, tenant, organiser, state, version, record. */
@Injectable()
export class PanelChanges {
  constructor(
    @Inject(PanelRepository) private readonly panels: PanelRepository,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(ScoresheetRepository) private readonly sheets: ScoresheetRepository,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /** The panel, locked, for a command of its organiser. @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT */
  async open(transaction: Transaction, { id, version }: { readonly id: string; readonly version: number }, action: PanelAction): Promise<CountedPanel> {
    const panel = await this.lock(transaction, id);
    const { caller } = transaction.call;
    requireOrganiser(await this.catalogue.policyOf(panel.programme, panel.policyVersion), panel.step, caller, action);
    requirePossible(panel.state, action);
    if (panel.version !== version) throw new Refusal('VERSION_CONFLICT', { noun: 'panel', id, expected: String(version), actual: String(panel.version) });
    return panel;
  }

  /** The panel, locked. @throws Refusal NOT_FOUND, also for another tenant's */
  async lock({ manager, call }: Transaction, id: string): Promise<CountedPanel> {
    const panel = await this.panels.lock(manager, id);
    if (panel === undefined || panel.tenant !== call.caller.tenant) throw noPanel(id);
    return panel;
  }

  /** The caller's own seat on a panel. @throws Refusal NOT_FOUND for who is no member: who sits on a panel is not told */
  async ownSeat({ manager, call }: Transaction, panel: CountedPanel): Promise<PanelMember> {
    const { tenant, person } = call.caller;
    const expert = await this.experts.ofPersonWithin(manager, tenant, person);
    const member = expert === undefined ? undefined : await this.draws.memberWithin(manager, panel.id, expert.id);
    if (member === undefined || member.seat === 'recused') throw noPanel(panel.id);
    return member;
  }

  /** Does an action: moves the panel, puts it on record. @throws Refusal STATE_FORBIDS */
  async move(transaction: Transaction, panel: CountedPanel, action: PanelAction, changes: Partial<CountedPanel> = {}, remark: Remark = {}): Promise<CountedPanel> {
    const { target } = transition(panelLifecycle, panel.state, action);
    const moved = await this.panels.update(transaction.manager, { ...panel, ...changes, state: target });
    if (moved === undefined) throw new Error(`The panel ${panel.id} changed under its lock`);
    transaction.record({ action, objectType: 'panel', objectId: panel.id, clause: panel.clause, ...remark });
    return moved;
  }

  /** The panel with its members, as its organiser sees it. */
  async whole({ manager }: Transaction, panel: CountedPanel): Promise<PanelAnswer> {
    return toWholePanel(panel, await this.draws.membersWithin(manager, panel.id), await this.sheets.submittedWithin(manager, panel.id));
  }
}
