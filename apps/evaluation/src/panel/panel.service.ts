import {
  panelContracts, Refusal, uuidSchema, type CancelPanel, type Caller, type ListPanelApplications, type ListPanels, type Panel as PanelAnswer,
  type PanelAction, type PanelApplicationPage, type PanelPage, type PreparePanel,
} from '@jiqun/contracts';
import { applicationSteps } from '@jiqun/policy-core';
import { CommandRunner, newId, readCursor, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { Application } from '../application/application.entity.js';
import { ApplicationRepository } from '../application/application.repository.js';
import type { PublishedCall } from '../call/call.entity.js';
import { CallRepository } from '../call/call.repository.js';
import { ExpertRepository } from '../expert/expert.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { sha256 } from './draw.js';
import { noPanel, PanelChanges, requireOrganiser } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import type { CountedPanel, Panel, PanelApplication } from './panel.entity.js';
import { toApplicationAnswer, toPanelAnswer, toWholePanel } from './panel.mapper.js';
import { PanelRepository } from './panel.repository.js';
import { ScoresheetRepository } from './scoresheet.repository.js';
import { seesPanels } from './sees-panels.js';

const USUAL_PAGE = 50;
const numberCursor = z.string().regex(/^[1-9][0-9]{0,2}$/).transform(Number);

/** Panels of experts (AMC-7-2, XJ-7-2, SEI-3-2): prepared, opened for scoring, given up, and read. */
@Injectable()
export class PanelService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PanelRepository) private readonly panels: PanelRepository,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(ScoresheetRepository) private readonly sheets: ScoresheetRepository,
    @Inject(PanelChanges) private readonly changes: PanelChanges,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /**
   * Prepares a panel for the applications of a call that stand at a step of experts.
   * @throws Refusal INVALID_REQUEST for a call, step or application that is not there, or an even size; NOT_PERMITTED; CLAUSE_FORBIDS
   *   for a call without a scoresheet or without applications at the step; ALREADY_EXISTS where another live panel has one of them
   */
  async prepare(request: PreparePanel, { call }: Request): Promise<PanelAnswer> {
    if (request.size % 2 === 0) throw wrong('size', { zh: '评审组人数应为单数', en: 'a panel has an odd number of members' });
    return await this.commands.run(call, async (transaction) => {
      const published = await this.#call(transaction, request.callId);
      const { programme, policyVersion, terms } = published;
      const policy = await this.catalogue.policyOf(programme, policyVersion);
      const step = applicationSteps(policy).find((one) => one.step === request.step && one.actors.some((actor) => actor === 'expert'));
      if (step === undefined) throw wrong('step', { zh: '方案没有这一专家评审环节', en: 'the policy has no such step of experts' });
      requireOrganiser(policy, step.step, call.caller, 'panel.prepare');
      const { scoresheet } = terms;
      if (scoresheet === undefined) throw new Refusal('CLAUSE_FORBIDS', { action: 'panel.prepare', what: 'scoresheet' }, { clause: step.clause });
      const chosen = await this.#chosen(transaction, request);
      if (chosen.length === 0) throw new Refusal('CLAUSE_FORBIDS', { action: 'panel.prepare', what: 'applications' }, { clause: step.clause });
      const panel: Panel = {
        id: newId(), tenant: call.caller.tenant, callId: published.id, programme, policyVersion, step: step.step, clause: step.clause, field: request.field ?? null,
        size: request.size, reserves: request.reserves, isBlind: terms.isBlind, dropsExtremes: terms.dropsExtremes, shortlistLimit: terms.shortlistLimit ?? null,
        scoresheet, state: 'prepared', rounds: 0, version: 1, preparedAt: transaction.now, preparedBy: call.caller.person, cancelledAt: null, cancelledReason: null,
      };
      await this.panels.insert(transaction.manager, panel);
      const added = await this.panels.addApplications(transaction.manager, panel, numbered(panel, chosen));
      if (added !== chosen.length) throw new Refusal('ALREADY_EXISTS', { noun: 'panel', id: request.callId });
      transaction.record({ action: 'panel.prepare', objectType: 'panel', objectId: panel.id, clause: step.clause, detail: { applications: added, size: request.size } });
      return await this.changes.whole(transaction, { ...panel, applications: added });
    });
  }

  /**
   * @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT; CLAUSE_FORBIDS while a seat is empty, or is held by
   *   somebody who has since declared a conflict or left the pool, and is to be recused
   */
  async openScoring(which: PanelAction, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const panel = await this.changes.open(transaction, which, 'panel.open-scoring');
      const obstacle = await this.#obstacleToScoring(transaction, panel);
      if (obstacle !== undefined) throw new Refusal('CLAUSE_FORBIDS', { action: 'panel.open-scoring', what: obstacle }, { clause: panel.clause });
      return await this.changes.whole(transaction, await this.changes.move(transaction, panel, 'panel.open-scoring'));
    });
  }

  /** Gives a panel up; the reason is public, its applications may have another. @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT */
  async cancel({ id, version, reason }: CancelPanel, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const panel = await this.changes.open(transaction, { id, version }, 'panel.cancel');
      await this.panels.letGo(transaction.manager, id);
      const moved = await this.changes.move(transaction, panel, 'panel.cancel', { cancelledAt: transaction.now, cancelledReason: reason }, { reason });
      transaction.emit(panelContracts.cancelled, { noun: 'panel', id, version: moved.version }, { panelId: id, callId: panel.callId, step: panel.step, reason });
      return await this.changes.whole(transaction, moved);
    });
  }

  /** @throws Refusal NOT_FOUND, also for another tenant's and, to an expert, for one he does not sit on */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<PanelAnswer> {
    const panel = await this.#visible(id, caller);
    if (!seesPanels(caller)) return toPanelAnswer(panel);
    return toWholePanel(panel, await this.draws.members(id), await this.sheets.submitted(id));
  }

  /** The caller's tenant's, newest first; to an expert those he sits on. */
  async list({ cursor, limit = USUAL_PAGE, callId, state }: ListPanels, { caller }: Pick<Request, 'caller'>): Promise<PanelPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const expert = seesPanels(caller) ? undefined : await this.experts.ofPerson(caller.tenant, caller.person);
    if (expert === undefined && !seesPanels(caller)) return { items: [] };
    const found = await this.panels.list(caller.tenant, { callId, state, expertId: expert?.id, before, limit: limit + 1 });
    const items = found.slice(0, limit).map(toPanelAnswer);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** By number. @throws Refusal NOT_FOUND as `get` */
  async listApplications({ id, cursor, limit = USUAL_PAGE }: ListPanelApplications, { caller }: Pick<Request, 'caller'>): Promise<PanelApplicationPage> {
    const panel = await this.#visible(id, caller);
    const after = cursor === undefined ? undefined : readCursor(cursor, numberCursor);
    const found = await this.panels.applications(id, after, limit + 1);
    const isHidden = panel.isBlind && !seesPanels(caller);
    const items = found.slice(0, limit).map((application) => toApplicationAnswer(application, isHidden));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(String(last.number)) } : {}) };
  }

  async #call({ manager, call }: Transaction, callId: string): Promise<PublishedCall> {
    const found = await this.calls.share(manager, callId);
    if (found === undefined || found.tenant !== call.caller.tenant || found.policyVersion === null) {
      throw wrong('callId', { zh: '没有这份已发布的申报通知', en: 'there is no such published call' });
    }
    return { ...found, policyVersion: found.policyVersion };
  }

  async #chosen({ manager }: Transaction, { callId, step, applications }: PreparePanel): Promise<readonly Application[]> {
    const standing = await this.applications.atStep(manager, callId, step);
    if (applications === undefined) return standing;
    const chosen = standing.filter(({ id }) => applications.includes(id));
    if (chosen.length !== new Set(applications).size) {
      throw wrong('applications', { zh: '有的申报不在本通知的这一环节', en: 'some are not applications of this call at this step' });
    }
    return chosen;
  }

  /** What was declared before the draw was looked at then; this is what came between. */
  async #obstacleToScoring({ manager }: Transaction, { id, size }: CountedPanel): Promise<string | undefined> {
    const members = (await this.draws.membersWithin(manager, id)).filter(({ seat }) => seat === 'member');
    if (members.length !== size) return `members ${members.length} < ${size}`;
    const clusters = new Set((await this.panels.standing(manager, id)).map(({ clusterId }) => clusterId));
    const experts = await this.experts.withIds(manager, members.map(({ expertId }) => expertId));
    const unfit = experts.find(({ state, conflicts }) => state !== 'active' || conflicts.some(({ clusterId }) => clusterId !== undefined && clusters.has(clusterId)));
    return unfit === undefined ? undefined : `recuse ${unfit.code}`;
  }

  async #visible(id: string, caller: Caller): Promise<CountedPanel> {
    const panel = await this.panels.find(id);
    if (panel === undefined || panel.tenant !== caller.tenant) throw noPanel(id);
    if (seesPanels(caller)) return panel;
    const expert = await this.experts.ofPerson(caller.tenant, caller.person);
    const member = expert === undefined ? undefined : await this.draws.member(id, expert.id);
    if (member?.seat !== 'member') throw noPanel(id);
    return panel;
  }
}

/** Numbers that tell nothing: the order of the ids would be that of their drafting. */
function numbered({ id: panelId }: Panel, applications: readonly Application[]): readonly PanelApplication[] {
  return applications
    .map((application) => ({ application, order: sha256(`${panelId} ${application.id}`) }))
    .toSorted((one, other) => (one.order < other.order ? -1 : 1))
    .map(({ application: { id, clusterId, cluster, region, content } }, at) => ({
      panelId,
      applicationId: id,
      number: at + 1,
      clusterId,
      clusterName: cluster.name,
      region,
      organisations: [...new Set(content.keyProjects.flatMap(({ owner }) => owner ?? []))],
    }));
}

function wrong(path: string, message: { readonly zh: string; readonly en: string }): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code: 'VALUE', message }] });
}
