import {
  nationalRecommendationContracts, Refusal, uuidSchema, type DraftNationalRecommendation, type DropNationalRecommendation,
  type ListNationalRecommendations, type NationalRecommendation,
  type NationalRecommendationPage, type RecordNationalOutcome, type SubmitNationalRecommendation, type WaiveNationalRecommendation,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import {
  type AuditEntry, CommandRunner, fourEyes, installedRegions, newId, permitsObject, readCursor, type Request, type Transaction, transition,
  visibleRegions, writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DecisionService } from '../decision/decision.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { type ChangingContract, clauseForbids, handsOf, invalidAt, requireCurrent, versionConflict } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import { isHeld } from '../title-projection/held.js';
import { isInsider } from '../title-projection/insider.js';
import { TitleProjectionRepository } from '../title-projection/title-projection.repository.js';
import type { NationalRecommendationRow } from './national-recommendation.entity.js';
import { nationalRecommendationLifecycle } from './national-recommendation.lifecycle.js';
import { toRecommendation, toRecommendationSummary } from './national-recommendation.mapper.js';
import { NationalRecommendationRepository } from './national-recommendation.repository.js';

const USUAL_PAGE = 50;
const CONCERN = 'national-recommendation';

/** Recommendations for the national level: in principle of clusters with a valid provincial title (AMC-9, XJ-8; INT-8). */
@Injectable()
export class NationalRecommendationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(NationalRecommendationRepository) private readonly recommendations: NationalRecommendationRepository,
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(DecisionService) private readonly decisions: DecisionService,
  ) {}

  /** Drafts one. @throws Refusal CLAUSE_FORBIDS under a programme that knows none, ALREADY_EXISTS */
  async draft(request: DraftNationalRecommendation, { call }: Request): Promise<NationalRecommendation> {
    const { tenant, person, client } = call.caller;
    const clause = clauseOf(await this.#policyOf(request, tenant));
    return await this.commands.run(call, async (transaction) => {
      const { programme, policyVersion, clusterId, clusterName, region, grounds } = request;
      permitsObject(nationalRecommendationContracts.draft.permission, call.caller, { tenant, region }, installedRegions());
      const row = await this.recommendations.insert(transaction.manager, {
        id: newId(), tenant, programme, policyVersion, clause, clusterId, clusterName, region, grounds, draftedBy: person,
        draftedClient: client ?? null,
        draftedOn: transaction.today, titleId: (await this.#heldTitle(transaction, clusterId, programme)) ?? null,
      });
      if (row === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'national-recommendation', id: clusterId });
      transaction.record({ action: 'national-recommendation.draft', objectType: 'national-recommendation', objectId: row.id, clause });
      return toRecommendation(row);
    });
  }

  /** Records why a cluster without a valid provincial title is recommended all the same (INT-8). */
  async waive(request: WaiveNationalRecommendation, { call }: Request): Promise<NationalRecommendation> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#taken(transaction, nationalRecommendationContracts.waive, request);
      const { target } = transition(nationalRecommendationLifecycle, row.state, 'waive');
      const waiver = { reason: request.reason, by: call.caller.person, on: day(transaction.today) };
      return await this.#written(
        transaction, { ...row, state: target, waiver }, { action: 'national-recommendation.waive', clause: row.clause, reason: request.reason },
      );
    });
  }

  /**
   * Submits a draft to the ministry, by another person than its author: decided by the policy on the title that the cluster
   * holds today, or on the waiver.
   * @throws Refusal CLAUSE_FORBIDS with the policy's clause when it has neither
   */
  async submit(request: SubmitNationalRecommendation, { call }: Request): Promise<NationalRecommendation> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#taken(transaction, nationalRecommendationContracts.submit, request);
      const { target } = transition(nationalRecommendationLifecycle, row.state, 'submit');
      fourEyes(handsOf(row.draftedBy, row.draftedClient), call.caller, nationalRecommendationContracts.submit.permission);
      const { today } = transaction;
      const titleId = (await this.#heldTitle(transaction, row.clusterId, row.programme)) ?? null;
      const question = {
        policy: `${row.programme}@${row.policyVersion}`, asOf: today, facts: { holdsProvincialTitle: titleId !== null },
        ...(row.waiver === null ? {} : { waivers: { [row.clause]: row.waiver.reason } }),
      };
      const subject = { purpose: CONCERN, type: CONCERN, id: row.id, programme: row.programme, policyVersion: row.policyVersion } as const;
      const { id: decisionId, decision } = await this.decisions.decide(transaction, subject, { question, concern: CONCERN });
      if (decision.verdict !== 'eligible') throw untitled(row);
      const { person } = call.caller;
      const submission = { document: request.document, by: person, decisionId };
      const submitted = { ...row, state: target, titleId, submittedBy: person, submittedOn: today, submission };
      const answer = await this.#written(
        transaction, submitted, { action: 'national-recommendation.submit', clause: row.clause, detail: { decisionId } },
      );
      transaction.emit(nationalRecommendationContracts.submitted, aggregateOf(answer), eventOf(row, today));
      return answer;
    });
  }

  /** Records what the ministry decided, with its document (AMC-5.a). */
  async recordOutcome(request: RecordNationalOutcome, { call }: Request): Promise<NationalRecommendation> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#taken(transaction, nationalRecommendationContracts.recordOutcome, request);
      const { outcome, document, decidedOn } = request;
      const { target } = transition(nationalRecommendationLifecycle, row.state, outcome === 'accepted' ? 'accept' : 'refuse');
      if (decidedOn > transaction.today || decidedOn < (row.submittedOn ?? '')) {
        throw invalidAt('decidedOn', '应在推荐之日至今天之间', 'the day lies between submission and today');
      }
      const answer = await this.#written(
        transaction, { ...row, state: target, outcome: { outcome, document, decidedOn } },
        { action: 'national-recommendation.record-outcome', detail: { outcome, document } },
      );
      transaction.emit(nationalRecommendationContracts.settled, aggregateOf(answer), { ...eventOf(row, transaction.today), outcome, document });
      return answer;
    });
  }

  /** Gives a draft up. */
  async drop(request: DropNationalRecommendation, { call }: Request): Promise<NationalRecommendation> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#taken(transaction, nationalRecommendationContracts.drop, request);
      const { target } = transition(nationalRecommendationLifecycle, row.state, 'drop');
      return await this.#written(transaction, { ...row, state: target }, { action: 'national-recommendation.drop', reason: request.reason });
    });
  }

  /** @throws Refusal NOT_FOUND, also for one outside the caller's regions; a draft is found by insiders alone */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<NationalRecommendation> {
    const { regions } = visibleRegions(nationalRecommendationContracts.get.permission, caller, installedRegions());
    const row = await this.recommendations.find(caller.tenant, id);
    const isHidden = (row?.state === 'drafted' || row?.state === 'dropped') && !isInsider(caller);
    if (row === undefined || isHidden || regions?.codes.includes(row.region) !== true) throw notFound(id);
    return toRecommendation(row);
  }

  /** Recommendations of the caller's regions, newest first. */
  async list(
    { cursor, limit = USUAL_PAGE, programme, state }: ListNationalRecommendations, { caller }: Pick<Request, 'caller'>,
  ): Promise<NationalRecommendationPage> {
    const { regions } = visibleRegions(nationalRecommendationContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.recommendations.list({
      tenant: caller.tenant, regions: regions?.codes ?? [], programme, state, drafts: isInsider(caller), before, limit: limit + 1,
    });
    const items = rows.slice(0, limit).map(toRecommendationSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** The valid provincial title that a cluster holds under a programme. */
  async #heldTitle({ manager, call }: Transaction, clusterId: string, programme: string): Promise<string | undefined> {
    const titles = await this.titles.ofCluster(manager, call.caller.tenant, clusterId);
    return titles.find((title) => title.programme === programme && isHeld(title))?.titleId;
  }

  async #policyOf({ programme, policyVersion }: DraftNationalRecommendation, tenant: string): Promise<Policy> {
    const own = (await this.policies.all()).all().filter(({ source }) => source.document.jurisdiction === tenant);
    const known = own.find(({ id, version }) => id === programme && version === policyVersion);
    if (known === undefined) {
      throw invalidAt('programme', `本辖区没有方案 ${programme}@${policyVersion}`, `the jurisdiction has no policy ${programme}@${policyVersion}`);
    }
    return known;
  }

  async #taken(
    transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version: number },
  ): Promise<NationalRecommendationRow> {
    const row = await this.recommendations.lock(transaction.manager, transaction.call.caller.tenant, id);
    if (row === undefined) throw notFound(id);
    requireCurrent(contract, transaction.call.caller, row, version);
    return row;
  }

  async #written(
    transaction: Transaction, changed: NationalRecommendationRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>,
  ): Promise<NationalRecommendation> {
    const row = await this.recommendations.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict(CONCERN, changed.id, changed.version, changed.version + 1);
    transaction.record({ ...entry, objectType: CONCERN, objectId: row.id });
    return toRecommendation(row);
  }
}

const notFound = (id: string): Refusal => new Refusal('NOT_FOUND', { noun: CONCERN, id });
const aggregateOf = ({ id, version }: Pick<NationalRecommendation, 'id' | 'version'>) => ({ noun: CONCERN, id, version });
const eventOf = (
  { id, clusterId, programme }: NationalRecommendationRow, on: string,
) => ({ recommendationId: id, clusterId, programme, on: day(on) });

/** The policy's criterion for recommendations. @throws Refusal CLAUSE_FORBIDS for a policy without one */
function clauseOf({ id, source }: Policy): string {
  const criterion = source.criteria.find(({ concerns }) => concerns === CONCERN);
  if (criterion !== undefined) return criterion.clause;
  throw clauseForbids(
    'national-recommendation.draft', 'no-recommendation', { zh: `${id} 没有规定国家级推荐。`, en: `${id} knows no recommendation for the national level.` },
  );
}

function untitled({ clause }: NationalRecommendationRow): Refusal {
  const message = { zh: '集群没有有效的省级称号，须先记录推荐的理由。', en: 'The cluster holds no valid provincial title: record first why it is recommended.' };
  return clauseForbids('national-recommendation.submit', 'holdsProvincialTitle', message, clause);
}
