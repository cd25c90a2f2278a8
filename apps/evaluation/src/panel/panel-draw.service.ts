import { randomBytes } from 'node:crypto';

import { panelDrawContracts, Refusal, type DrawPanel, type GetDraw, type Panel as PanelAnswer, type PanelAction, type PanelDraw } from '@jiqun/contracts';
import { CommandRunner, instantOf, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Expert } from '../expert/expert.entity.js';
import { ExpertRepository } from '../expert/expert.repository.js';
import { conflictsOnPanel, tiesToAsk, type JudgedApplication, type Related } from './conflicts.js';
import { candidateList, draw, drawAlgorithm, eligibleOf, resultHashOf, sha256, type Drawn } from './draw.js';
import { noPanel, PanelChanges } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import type { CandidateRow, Commitment, CountedPanel, DrawRow, PanelApplication, PanelMember } from './panel.entity.js';
import { PanelRepository } from './panel.repository.js';
import { RelationSource } from './relation-source.js';

const SEED_BYTES = 32;
const MOST_APPLICATIONS = 500;
/** Reasons shown for one candidate; more say no more. */
const MOST_REASONS = 3;
/** As many characters as the public answer holds. */
const LONGEST_LIST = 200_000;

/** What was found out before the transaction of a commitment. */
interface Inquiry {
  readonly pool: readonly Expert[];
  readonly applications: readonly PanelApplication[];
  readonly related: readonly Related[];
  readonly asOf: string;
}

/**
 * The draw of a panel, in two commands: first the candidates are frozen and the hashes of list and seed are published, then, at a
 * later moment, the seed is applied. Nobody sees the seed in between, and a panel has one commitment a round: who wants another
 * draw must give the panel up, and the reason stands in public.
 */
@Injectable()
export class PanelDrawService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PanelRepository) private readonly panels: PanelRepository,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(PanelChanges) private readonly changes: PanelChanges,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
    @Inject(RelationSource) private readonly relations: RelationSource,
  ) {}

  /**
   * Freezes the candidates with the reasons for which some are kept out, and commits to a seed.
   * @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT; CLAUSE_FORBIDS when too few can be drawn;
   *   TRANSACTION_CONFLICT when the pool changed while the registry was asked; what the registry answers with
   */
  async commit(which: PanelAction, request: Request): Promise<PanelAnswer> {
    const inquiry = await this.#inquire(which.id, request);
    return await this.commands.run(request.call, async (transaction) => {
      const panel = await this.changes.open(transaction, which, 'panel.commit');
      await this.#requireSamePool(transaction, panel, inquiry.pool);
      const members = await this.draws.membersWithin(transaction.manager, panel.id);
      const candidates = candidatesOf(inquiry, members);
      const settings = { panelId: panel.id, round: panel.rounds + 1, seats: panel.size - seatedOf(members), reserves: panel.reserves };
      const list = candidateList(settings, candidates);
      const eligible = eligibleOf(list).length;
      if (eligible < settings.seats) {
        throw new Refusal('CLAUSE_FORBIDS', { action: 'panel.commit', what: `candidates ${eligible} < ${settings.seats}` }, { clause: panel.clause });
      }
      if (list.length > LONGEST_LIST) throw tooMany();
      const seed = randomBytes(SEED_BYTES);
      const commitment: Commitment = {
        ...settings, tenant: panel.tenant, algorithm: drawAlgorithm, seed, seedHash: sha256(seed), candidateList: list, candidatesHash: sha256(list),
        relations: inquiry.related, relationsAsOf: inquiry.asOf, committedAt: transaction.now, committedBy: request.caller.person,
      };
      await this.draws.commit(transaction.manager, commitment, candidates);
      return await this.#committed(transaction, panel, commitment);
    });
  }

  /**
   * Draws the members from what was committed to.
   * @throws Refusal NOT_FOUND, NOT_PERMITTED, STATE_FORBIDS, VERSION_CONFLICT; TRANSACTION_CONFLICT in the very moment of the commitment
   */
  async draw({ id, version, publicValue }: DrawPanel, { call }: Request): Promise<PanelAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const panel = await this.changes.open(transaction, { id, version }, 'panel.draw');
      const commitment = await this.draws.commitmentWithin(manager, id, panel.rounds);
      if (commitment === undefined) throw new Error(`The panel ${id} is committed without a commitment`);
      // Two commands of one moment share a transaction: the commitment would not have been public before the draw.
      if (now <= commitment.committedAt) throw new Refusal('TRANSACTION_CONFLICT', { attempts: '1' });
      const drawn = draw(commitment.candidateList, commitment, commitment.seed, publicValue);
      const row = { ...drawn, panelId: id, round: panel.rounds, tenant: panel.tenant, publicValue: publicValue ?? null, resultHash: resultHashOf(drawn), drawnAt: now, drawnBy: call.caller.person };
      await this.draws.insertDraw(manager, row);
      await this.draws.addMembers(manager, id, panel.tenant, membersOf(panel, drawn, await this.draws.candidates(manager, id, panel.rounds)));
      const moved = await this.changes.move(transaction, panel, 'panel.draw', {}, { detail: { round: panel.rounds, resultHash: row.resultHash } });
      const value = publicValue === undefined ? {} : { publicValue };
      const data = { panelId: id, round: panel.rounds, resultHash: row.resultHash, ...value, drawnAt: instantOf(now) };
      transaction.emit(panelDrawContracts.drawn, { noun: 'panel', id, version: moved.version }, data);
      return await this.changes.whole(transaction, moved);
    });
  }

  /** What the public may know of a draw by now. @throws Refusal NOT_FOUND before the commitment */
  async getDraw({ id, round = 1 }: GetDraw): Promise<PanelDraw> {
    const panel = await this.panels.find(id);
    const commitment = panel === undefined ? undefined : await this.draws.commitment(id, round);
    if (panel === undefined || commitment === undefined) throw noPanel(id);
    const drawn = await this.draws.draw(id, round);
    const { seats, reserves, algorithm, committedAt, seedHash, candidatesHash } = commitment;
    const givenUp = await this.panels.givenUp(panel);
    return {
      panelId: id, callId: panel.callId, step: panel.step, state: panel.state, round, rounds: panel.rounds, seats, reserves, algorithm, committedAt: instantOf(committedAt),
      seedHash, candidatesHash,
      ...drawnSoFar(drawn),
      ...(panel.state === 'closed' || panel.state === 'cancelled' ? { revealed: revealed(commitment, drawn) } : {}),
      ...(panel.cancelledReason === null ? {} : { cancelledReason: panel.cancelledReason }),
      givenUp: givenUp.map(({ id: panelId, cancelledAt, cancelledReason }) => ({ panelId, cancelledAt: instantOf(cancelledAt as Date), reason: cancelledReason ?? '' })),
    };
  }

  /** Asks the registry outside the transaction: a service never waits for another while it holds locks. */
  async #inquire(id: string, request: Request): Promise<Inquiry> {
    const panel = await this.panels.find(id);
    if (panel === undefined || panel.tenant !== request.caller.tenant) throw noPanel(id);
    const [pool, applications, asOf] = [await this.experts.pool(panel.tenant, panel.field), await this.panels.applications(id, undefined, MOST_APPLICATIONS), await this.panels.today()];
    const ties = tiesToAsk(pool, asOf);
    const clusters = [...new Set(applications.map(({ clusterId }) => clusterId))];
    // A command that is repeated finds the panel moved on; it gets its stored answer and needs no inquiry.
    const isAsked = ties.length > 0 && (panel.state === 'prepared' || panel.state === 'short');
    return { pool, applications, asOf, related: isAsked ? await this.relations.ask(ties, clusters, asOf, request) : [] };
  }

  async #requireSamePool({ manager }: Transaction, { tenant, field }: CountedPanel, asked: readonly Expert[]): Promise<void> {
    const print = (experts: readonly Expert[]): string => experts.map(({ id, version }) => `${id} ${version}`).join('\n');
    if (print(await this.experts.poolWithin(manager, tenant, field)) !== print(asked)) throw new Refusal('TRANSACTION_CONFLICT', { attempts: '1' });
  }

  async #committed(transaction: Transaction, panel: CountedPanel, { round, seedHash, candidatesHash }: Commitment): Promise<PanelAnswer> {
    const moved = await this.changes.move(transaction, panel, 'panel.commit', { rounds: round }, { detail: { round, seedHash, candidatesHash } });
    const data = { panelId: panel.id, round, seedHash, candidatesHash, committedAt: instantOf(transaction.now) };
    transaction.emit(panelDrawContracts.committed, { noun: 'panel', id: panel.id, version: moved.version }, data);
    return await this.changes.whole(transaction, moved);
  }
}

function tooMany(): Refusal {
  const message = { zh: '候选专家过多，请组建限定领域的评审组', en: 'there are too many candidates; prepare a panel of one field' };
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'id', code: 'TOO_LARGE', message }] });
}

const seatedOf = (members: readonly PanelMember[]): number => members.filter(({ seat }) => seat === 'member').length;

function candidatesOf({ pool, applications, related, asOf }: Inquiry, members: readonly PanelMember[]): readonly CandidateRow[] {
  const before = new Set(members.map(({ expertId }) => expertId));
  const judged: readonly JudgedApplication[] = applications.map(({ applicationId, clusterId, organisations }) => ({ id: applicationId, clusterId, organisations }));
  return pool.map((expert) => ({
    expertId: expert.id,
    expertVersion: expert.version,
    code: expert.code,
    exclusions: before.has(expert.id) ? [{ rule: 'already-drawn' }] : conflictsOnPanel(expert, judged, related, asOf).slice(0, MOST_REASONS),
  }));
}

function membersOf({ id: panelId, rounds: round }: CountedPanel, { members, reserveMembers }: Drawn, candidates: readonly CandidateRow[]): readonly PanelMember[] {
  const ids = new Map(candidates.map(({ code, expertId }) => [code, expertId]));
  return [...members, ...reserveMembers].map((code, at) => ({
    panelId,
    expertId: ids.get(code) ?? '',
    code,
    round,
    place: at + 1,
    seat: at < members.length ? 'member' : 'reserve',
    recusedReason: null,
  }));
}

function drawnSoFar(drawn: DrawRow | undefined): Partial<Pick<PanelDraw, 'drawnAt' | 'publicValue' | 'resultHash'>> {
  if (drawn === undefined) return {};
  const { drawnAt, publicValue, resultHash } = drawn;
  return { drawnAt: instantOf(drawnAt), resultHash, ...(publicValue === null ? {} : { publicValue }) };
}

function revealed({ seed, candidateList: list }: Commitment, drawn: DrawRow | undefined): NonNullable<PanelDraw['revealed']> {
  const { members = [], reserveMembers = [] } = drawn ?? {};
  return { seed: seed.toString('hex'), candidateList: list, members: [...members], reserveMembers: [...reserveMembers] };
}
