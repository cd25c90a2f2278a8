import {
  localDateSchema, uuidSchema, violationContracts, type AddEvidence, type DropViolation, type ListViolations, type OpenViolation, type Permission,
  type ViolationCase, type ViolationPage, type ViolationReplay,
} from '@jiqun/contracts';
import { type Call, CommandRunner, readCursor, type Request, startOfDayInShanghai, transition, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardParties } from '../award-subject/award-parties.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { invalidAt, notFound } from '../refusals.js';
import { consequencesOf, decisionSha256, isWhole, type ConsequenceInputs } from './consequences.js';
import { insiderRegions, isInsider, ViolationCases } from './violation-cases.js';
import type { ViolationRow } from './violation.entity.js';
import { violationLifecycle } from './violation.lifecycle.js';
import { toViolationCase, toViolationSummary } from './violation.mapper.js';
import { ViolationOpening } from './violation-opening.js';
import { ViolationRepository } from './violation.repository.js';

type Asking = Pick<Request, 'caller'>;

/** Deadline kind: the periods for statement, defence and a request for a hearing end. Its subject is the case. */
export const DEFENCE_ENDS = 'violation.defence-ends';
/** Deadline kind: the day of a correction order is over. Its subject is the case. */
export const CORRECTION_DUE = 'violation.correction-due';

const USUAL_PAGE = 50;
/** What an answer holds. */
const MOST_EVIDENCE = 100;

/** Cases of violation: opened, followed, given up, read (SUB-13, SUB-17). */
@Injectable()
export class ViolationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ViolationRepository) private readonly cases: ViolationRepository,
    @Inject(ViolationCases) private readonly shared: ViolationCases,
    @Inject(ViolationOpening) private readonly opening: ViolationOpening,
    @Inject(AwardParties) private readonly parties: AwardParties,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
  ) {}

  /** Opens a case from a finding or an inspection. @throws Refusal INVALID_REQUEST, CLAUSE_FORBIDS, ALREADY_EXISTS */
  async open(request: OpenViolation, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.opening.open(transaction, violationContracts.open.permission, { ...request, intakeId: null });
      this.opening.tell(transaction, row);
      return await this.shared.answer(transaction, row);
    });
  }

  /** Adds a piece of evidence to the chain. */
  async addEvidence({ id, version, ...piece }: AddEvidence, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.addEvidence, { id, version });
      const { target } = transition(violationLifecycle, taken.state, 'add-evidence');
      if ((await this.cases.evidenceIn(transaction.manager, id)).length >= MOST_EVIDENCE) {
        throw invalidAt('sha256', `一个案件至多登记 ${MOST_EVIDENCE} 件证据，请合并`, `a case holds ${MOST_EVIDENCE} pieces; put several into one`);
      }
      await this.shared.addEvidence(transaction, taken, piece);
      return (await this.shared.written(transaction, { ...taken, state: target }, { action: 'violation.add-evidence', detail: { sha256: piece.sha256 } })).answer;
    });
  }

  /** Gives a case up. */
  async drop({ id, version, reason }: DropViolation, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.drop, { id, version });
      const { target } = transition(violationLifecycle, taken.state, 'drop');
      const ending = { on: localDateSchema.parse(transaction.today), by: call.caller.person, reason };
      const { row, answer } = await this.shared.written(transaction, { ...taken, state: target, ending }, { action: 'violation.drop', reason });
      transaction.cancelDeadline(DEFENCE_ENDS, id);
      this.shared.tell(transaction, violationContracts.dismissed, row);
      return answer;
    });
  }

  /** Announces that the periods of the defence are over. A case that is over by then says nothing. */
  async announceDefenceEnd(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const row = await this.cases.lock(transaction.manager, call.caller.tenant, id);
      if (row?.state !== 'notified' && row?.state !== 'hearing-asked' && row?.state !== 'heard') return;
      if (row.defenceEndsOn === null || transaction.now < startOfDayInShanghai(row.defenceEndsOn)) return;
      this.shared.tell(transaction, violationContracts.defenceEnded, row);
    });
  }

  /** The day of a correction order is over: what is not corrected by then can be established as hard to correct. */
  async missCorrection(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const taken = await this.cases.lock(transaction.manager, call.caller.tenant, id);
      if (taken?.state !== 'correction-ordered' || taken.correction === null || taken.correction.overdueSince !== undefined) return;
      if (taken.correctBy === null || transaction.today <= taken.correctBy) return;
      const correction = { ...taken.correction, overdueSince: localDateSchema.parse(transaction.today) };
      const { row } = await this.shared.written(transaction, { ...taken, correction }, { action: 'violation.miss-correction', clause: taken.clauses[0] ?? '' });
      this.shared.tell(transaction, violationContracts.correctionMissed, row);
    });
  }

  /** @throws Refusal NOT_FOUND, also for what the caller may not see, and for others than insiders before the notice */
  async get(id: string, { caller }: Asking): Promise<ViolationCase> {
    const row = await this.#visible(id, caller, violationContracts.get.permission);
    const [evidence, statements, sanction] = [await this.cases.evidence(id), await this.cases.statements(id), await this.sanctions.ofOrder(id)];
    return toViolationCase(row, { evidence, statements, sanction });
  }

  /** Newest first, of the caller's regions or of the caller's own project groups. */
  async list({ cursor, limit = USUAL_PAGE, state, kind, awardId, creditCode }: ListViolations, { caller }: Asking): Promise<ViolationPage> {
    const scope = await this.parties.scopeOf(violationContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.cases.list({
      tenant: caller.tenant, scope, state, kind, awardId, creditCode, unserved: insiderRegions(caller), before, limit: limit + 1,
    });
    const items = rows.slice(0, limit).map(toViolationSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Derives the consequences of a decision again, and checks the chain of evidence. @throws Refusal NOT_FOUND, also before a decision with consequences */
  async replay(id: string, { caller }: Asking): Promise<ViolationReplay> {
    const { decision, decisionInputs, decisionSha256: recorded } = await this.#visible(id, caller, violationContracts.replay.permission);
    if (decision === null || decisionInputs === null || recorded === null) throw notFound('violation', id);
    const inputs = JSON.parse(decisionInputs) as ConsequenceInputs;
    const derived = decisionSha256(decisionInputs, consequencesOf(await this.shared.policyOf(inputs), inputs));
    return { id, equal: derived === recorded, evidenceWhole: isWhole(await this.cases.evidence(id)), recorded, derived };
  }

  async #visible(id: string, caller: Request['caller'], permission: Permission): Promise<ViolationRow> {
    const row = await this.cases.find(caller.tenant, id);
    if (row === undefined || (row.servedOn === null && !isInsider(caller, row))) throw notFound('violation', id);
    await this.parties.requireSeen(permission, caller, 'violation', row);
    return row;
  }
}
