import {
  Refusal, panelScoreContracts, type ListScoresheets, type Scoresheet as ScoresheetAnswer, type ScoresheetPage, type SubmitScoresheet, type WriteScoresheet,
} from '@jiqun/contracts';
import { CommandRunner, installedRegions, permitsObject, readCursor, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { ExpertRepository } from '../expert/expert.repository.js';
import { noPanel, PanelChanges, requirePossible } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import type { CountedPanel, PanelApplication, PanelMember, Scoresheet, SignedScoresheet } from './panel.entity.js';
import type { PanelAction } from './panel.lifecycle.js';
import { toScoresheetAnswer } from './panel.mapper.js';
import { PanelRepository } from './panel.repository.js';
import { isComplete } from './panel-results.js';
import { scoreFaults, type ItemScore } from './scores.js';
import { ScoresheetRepository } from './scoresheet.repository.js';

const USUAL_PAGE = 50;
const sheetCursor = z.string().regex(/^[1-9][0-9]{0,2} [0-9a-f-]{36}$/).transform((text) => {
  const [number = '', expertId = ''] = text.split(' ');
  return [Number(number), expertId] as const;
});

interface Desk {
  readonly panel: CountedPanel;
  readonly member: PanelMember;
  readonly application: PanelApplication;
}

/** Scoresheets: written by a member, sealed for good, shown to others when the last one is in. */
@Injectable()
export class ScoresheetService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PanelChanges) private readonly changes: PanelChanges,
    @Inject(PanelRepository) private readonly panels: PanelRepository,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(ScoresheetRepository) private readonly sheets: ScoresheetRepository,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
  ) {}

  /**
   * Writes a draft. @throws Refusal NOT_FOUND for who is no member, STATE_FORBIDS for a sealed sheet, VERSION_CONFLICT, INVALID_REQUEST
   *   for scores that the sheet does not have
   */
  async write({ id, number, version, items, comment }: WriteScoresheet, { call }: Request): Promise<ScoresheetAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const desk = await this.#desk(transaction, await this.panels.share(transaction.manager, id), id, number, 'panel.write-scoresheet');
      requireScores(desk.panel, items, false);
      const { member, application } = desk;
      const sheet: Scoresheet = {
        panelId: id, applicationId: application.applicationId, expertId: member.expertId, tenant: desk.panel.tenant, number, items, comment: comment ?? null, state: 'draft',
        version: version ?? 1, writtenAt: transaction.now, sealedAt: null,
      };
      const written = version === undefined ? await this.sheets.insert(transaction.manager, sheet) : await this.#rewrite(transaction, sheet, 'panel.write-scoresheet');
      if (written === undefined) throw conflict(sheet, 0, await this.#found(transaction, sheet));
      transaction.record({ action: 'panel.write-scoresheet', objectType: 'panel', objectId: id, detail: { number, version: written.version } });
      return toScoresheetAnswer({ ...written, code: member.code, seat: member.seat });
    });
  }

  /**
   * Submits a sheet: sealed, it is never changed. The last one of the panel opens all of them.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST for a sheet that lacks an item
   */
  async submit({ id, number, version }: SubmitScoresheet, { call }: Request): Promise<ScoresheetAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const { panel, member } = await this.#desk(transaction, await this.panels.lock(manager, id), id, number, 'panel.submit-scoresheet');
      const found = await this.sheets.lock(manager, id, number, member.expertId);
      if (found === undefined) throw requiredItems(panel, []);
      if (found.state === 'sealed') throw new Refusal('STATE_FORBIDS', { action: 'panel.submit-scoresheet', state: 'sealed' });
      requireScores(panel, found.items, true);
      const sealed = await this.#rewrite(transaction, { ...found, version, state: 'sealed', writtenAt: now, sealedAt: now }, 'panel.submit-scoresheet');
      transaction.record({ action: 'panel.submit-scoresheet', objectType: 'panel', objectId: id, clause: panel.clause, detail: { number, expert: member.code } });
      const [standing, counted] = [await this.panels.standing(manager, id), await this.sheets.counted(manager, id)];
      if (isComplete(panel, standing, counted)) await this.changes.move(transaction, panel, 'panel.complete');
      return toScoresheetAnswer({ ...sealed, code: member.code, seat: member.seat });
    });
  }

  /** The caller's own sheets, in whatever state the panel is. @throws Refusal NOT_FOUND for who is no member */
  async listOwn({ id, cursor, limit = USUAL_PAGE }: ListScoresheets, { caller }: Pick<Request, 'caller'>): Promise<ScoresheetPage> {
    const panel = await this.panels.find(id);
    const expert = panel?.tenant === caller.tenant ? await this.experts.ofPerson(caller.tenant, caller.person) : undefined;
    const member = expert === undefined ? undefined : await this.draws.member(id, expert.id);
    if (expert === undefined || member === undefined) throw noPanel(id);
    return await this.#page(id, expert.id, cursor, limit);
  }

  /** All sheets, once every one is in. @throws Refusal NOT_FOUND, STATE_FORBIDS before that, to whomever */
  async list({ id, cursor, limit = USUAL_PAGE }: ListScoresheets, { caller }: Pick<Request, 'caller'>): Promise<ScoresheetPage> {
    const panel = await this.panels.find(id);
    if (panel === undefined || panel.tenant !== caller.tenant) throw noPanel(id);
    permitsObject(panelScoreContracts.listScoresheets.permission, caller, panel, installedRegions());
    return await this.#page(id, undefined, cursor, limit);
  }

  async #page(id: string, expertId: string | undefined, cursor: string | undefined, limit: number): Promise<ScoresheetPage> {
    const after = cursor === undefined ? undefined : readCursor(cursor, sheetCursor);
    const found: readonly SignedScoresheet[] = await this.sheets.list(id, expertId, after, limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last !== undefined;
    return { items: items.map(toScoresheetAnswer), ...(more ? { next: writeCursor(`${last.number} ${last.expertId}`) } : {}) };
  }

  async #desk(transaction: Transaction, panel: CountedPanel | undefined, id: string, number: number, action: PanelAction): Promise<Desk> {
    if (panel === undefined || panel.tenant !== transaction.call.caller.tenant) throw noPanel(id);
    const member = await this.changes.ownSeat(transaction, panel);
    if (member.seat !== 'member') throw noPanel(id);
    requirePossible(panel.state, action);
    const application = await this.panels.applicationWithin(transaction.manager, id, number);
    if (application === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id: String(number) });
    return { panel, member, application };
  }

  async #rewrite(transaction: Transaction, sheet: Scoresheet, action: PanelAction): Promise<Scoresheet> {
    const found = await this.#found(transaction, sheet);
    if (found?.state === 'sealed') throw new Refusal('STATE_FORBIDS', { action, state: 'sealed' });
    const written = found === undefined ? undefined : await this.sheets.update(transaction.manager, sheet);
    if (written === undefined) throw conflict(sheet, sheet.version, found);
    return written;
  }

  async #found({ manager }: Transaction, { panelId, number, expertId }: Scoresheet): Promise<Scoresheet | undefined> {
    return await this.sheets.lock(manager, panelId, number, expertId);
  }
}

function conflict({ panelId, number }: Scoresheet, expected: number, found: Scoresheet | undefined): Refusal {
  return new Refusal('VERSION_CONFLICT', { noun: 'panel', id: `${panelId}#${number}`, expected: String(expected), actual: String(found?.version ?? 0) });
}

function requireScores(panel: CountedPanel, items: readonly ItemScore[], complete: boolean): void {
  if (scoreFaults(panel.scoresheet, items, complete).length > 0) throw requiredItems(panel, items, complete);
}

const words = {
  missing: { zh: '此项尚未打分', en: 'has no score yet' },
  unknown: { zh: '评分表没有此项', en: 'is no item of the scoresheet' },
  twice: { zh: '此项重复打分', en: 'is scored twice' },
  'above-maximum': { zh: '得分超过此项满分', en: 'is above the highest score of the item' },
  'not-a-decimal': { zh: '得分应为不超过两位小数的数', en: 'is no decimal of at most two digits' },
} as const;

function requiredItems(panel: CountedPanel, items: readonly ItemScore[], complete = true): Refusal {
  const issues = scoreFaults(panel.scoresheet, items, complete).map(({ id, fault }) => ({ path: `items.${id}`, code: 'VALUE', message: words[fault] }));
  return new Refusal('INVALID_REQUEST', {}, { issues });
}
