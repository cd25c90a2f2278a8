import {
  panelScoreContracts, Refusal, type BreakTie, type Caller, type ClosePanel, type ListPanelResults, type Panel as PanelAnswer, type PanelAction, type PanelResult,
  type PanelResultPage,
} from '@jiqun/contracts';
import { stepAfter } from '@jiqun/policy-core';
import { CommandRunner, installedRegions, permitsObject, Reader, readCursor, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

import { ApplicationRepository } from '../application/application.repository.js';
import { ExpertRepository } from '../expert/expert.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { ReviewService } from '../review/review.service.js';
import { noPanel, PanelChanges } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import type { CountedPanel, TieRow } from './panel.entity.js';
import { PanelRepository } from './panel.repository.js';
import { isComplete, isWholeTie, ranksOfCall, resultsOf, tieAcross, type Outcome } from './panel-results.js';
import { shown, type Ranked } from './scores.js';
import { ScoresheetRepository } from './scoresheet.repository.js';
import { seesPanels } from './sees-panels.js';

const USUAL_PAGE = 100;
const placeCursor = z.string().regex(/^[1-9][0-9]{0,2}$/).transform(Number);

/** What comes of a panel: means and ranks, equals put in order, the step completed. */
@Injectable()
export class PanelResultService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(PanelChanges) private readonly changes: PanelChanges,
    @Inject(PanelRepository) private readonly panels: PanelRepository,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(ScoresheetRepository) private readonly sheets: ScoresheetRepository,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(ReviewService) private readonly reviews: ReviewService,
  ) {}

  /**
   * Ends the scoring when the sheets that are missing concern withdrawn applications alone.
   * @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT; CLAUSE_FORBIDS while another sheet is missing
   */
  async complete(which: PanelAction, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const panel = await this.changes.open(transaction, which, 'panel.complete');
      if (!isComplete(panel, await this.panels.standing(manager, panel.id), await this.sheets.counted(manager, panel.id))) {
        throw new Refusal('CLAUSE_FORBIDS', { action: 'panel.complete', what: 'scoresheets' }, { clause: panel.clause });
      }
      return await this.changes.whole(transaction, await this.changes.move(transaction, panel, 'panel.complete'));
    });
  }

  /** Puts equals in order. @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT; INVALID_REQUEST unless it is all of some equals */
  async breakTie({ id, version, order, reason }: BreakTie, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const panel = await this.changes.open(transaction, { id, version }, 'panel.break-tie');
      const { results } = await this.#reckon(manager, panel);
      if (!isWholeTie(results, order)) {
        const message = { zh: '须列出得分相同的全部申报，不多不少，且尚未排定先后', en: 'name all applications of one mean, no other, that are not yet in order' };
        throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'order', code: 'VALUE', message }] });
      }
      const ids = order.map((number) => results.find(({ item }) => item.number === number)?.item.id ?? '');
      await this.sheets.insertTie(manager, panel, ids, reason, now, call.caller.person);
      return await this.changes.whole(transaction, await this.changes.move(transaction, panel, 'panel.break-tie', {}, { reason, detail: { order } }));
    });
  }

  /**
   * Closes a panel: keeps the results, completes the step of each application, gives it its rank in the call.
   * @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT; CLAUSE_FORBIDS while equals stand on both sides of the
   *   shortlist's limit (AMC-5.b), and what a gate of the step refuses
   */
  async close({ id, version, opinion }: ClosePanel, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const panel = await this.changes.open(transaction, { id, version }, 'panel.close');
      const { results } = await this.#reckon(transaction.manager, panel);
      const across = tieAcross(results, panel.shortlistLimit).map(({ item }) => item.number);
      if (across.length > 0) throw new Refusal('CLAUSE_FORBIDS', { action: 'panel.close', what: `tie ${across.join(', ')}` }, { clause: panel.clause });
      const rows = results.map(({ item: { id: applicationId, mean }, rank }) => ({
        applicationId,
        numerator: mean.numerator.toString(),
        denominator: mean.denominator.toString(),
        rank,
      }));
      await this.sheets.insertResults(transaction.manager, panel, rows);
      await this.#completeSteps(transaction, panel, results, opinion);
      const moved = await this.changes.move(transaction, panel, 'panel.close', {}, { detail: { results: rows.length } });
      transaction.emit(panelScoreContracts.closed, { noun: 'panel', id, version: moved.version }, { panelId: id, callId: panel.callId, results: rows });
      return await this.changes.whole(transaction, moved);
    });
  }

  /** By rank. @throws Refusal NOT_FOUND, also to an expert for a panel he did not sit on; STATE_FORBIDS until every sheet is in */
  async list({ id, cursor, limit = USUAL_PAGE }: ListPanelResults, { caller }: Pick<Request, 'caller'>): Promise<PanelResultPage> {
    const panel = await this.panels.find(id);
    if (panel === undefined || panel.tenant !== caller.tenant || !(await this.#mayKnow(panel, caller))) throw noPanel(id);
    permitsObject(panelScoreContracts.listResults.permission, caller, panel, installedRegions());
    const { results, ties } = await this.reader.snapshot(async (manager) => await this.#reckon(manager, panel));
    const from = cursor === undefined ? 0 : readCursor(cursor, placeCursor);
    const items = results.slice(from, from + limit).map((result) => toResult(result, ties, panel.isBlind && !seesPanels(caller)));
    return { items, ...(from + limit < results.length ? { next: writeCursor(String(from + limit)) } : {}) };
  }

  async #mayKnow({ id, tenant }: CountedPanel, caller: Caller): Promise<boolean> {
    if (seesPanels(caller)) return true;
    const expert = await this.experts.ofPerson(tenant, caller.person);
    return expert !== undefined && (await this.draws.member(id, expert.id))?.seat === 'member';
  }

  /** The results as they stand: from the sheets, and of a closed panel as they were kept. */
  async #reckon(manager: EntityManager, panel: CountedPanel): Promise<{ readonly results: readonly Ranked<Outcome>[]; readonly ties: readonly TieRow[] }> {
    const ties = await this.sheets.ties(manager, panel.id);
    if (panel.state !== 'closed') {
      return { results: resultsOf(panel, await this.panels.standing(manager, panel.id), await this.sheets.counted(manager, panel.id), ties), ties };
    }
    const kept = await this.sheets.results(manager, panel.id);
    const results = kept.map(({ applicationId: id, number, numerator, denominator, rank }) => ({
      item: { id, number, mean: { numerator: BigInt(numerator), denominator: BigInt(denominator) } },
      rank,
      tied: kept.filter((other) => other.rank === rank).length > 1,
    }));
    return { results, ties };
  }

  /** Applications of other panels of the call get their new ranks too; all are locked in the order of their ids. */
  async #completeSteps(transaction: Transaction, panel: CountedPanel, results: readonly Ranked<Outcome>[], opinion: string): Promise<void> {
    const { manager, call, now } = transaction;
    const next = stepAfter(await this.catalogue.policyOf(panel.programme, panel.policyVersion), panel.step)?.step;
    const own = new Map(results.map((result) => [result.item.id, result]));
    for (const [id, rank] of ranksOfCall(await this.sheets.resultsOfCall(manager, panel))) {
      const application = await this.applications.lock(manager, id);
      if (application?.state !== 'under-review') continue;
      const result = own.get(id);
      if (result !== undefined) {
        const { numerator, denominator } = result.item.mean;
        const score = { numerator: numerator.toString(), denominator: denominator.toString(), shown: shown(result.item.mean) };
        await this.reviews.complete(transaction, { ...application, rank }, panel.step, { opinion, detail: { score, rank, panelId: panel.id }, by: call.caller.person });
      } else if (application.rank !== rank && application.step === next) {
        await this.applications.update(manager, { ...application, rank, updatedAt: now });
      }
    }
  }
}

function toResult({ item: { id, number, mean }, rank, tied }: Ranked<Outcome>, ties: readonly TieRow[], isHidden: boolean): PanelResult {
  const reason = ties.find(({ applicationId }) => applicationId === id)?.reason;
  return {
    number,
    ...(isHidden ? {} : { applicationId: id }),
    mean: { numerator: mean.numerator.toString(), denominator: mean.denominator.toString(), shown: shown(mean) },
    rank,
    isTied: tied,
    ...(reason === undefined ? {} : { tieReason: reason }),
  };
}
