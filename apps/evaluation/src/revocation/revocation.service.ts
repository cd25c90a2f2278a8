import { createHash } from 'node:crypto';

import {
  Refusal, revocationContracts, uuidSchema, type DropRevocation, type ListRevocations, type OpenRevocation, type RevocationCase,
  type RevocationGround, type RevocationPage,
  type RevocationReplay,
} from '@jiqun/contracts';
import type { Policy, TitleHistory } from '@jiqun/policy-core';
import {
  type Call, CommandRunner, installedRegions, newId, permitsObject, readCursor, type Request, startOfDayInShanghai, transition, visibleRegions,
  writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, invalidAt, unknownTitle } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import { isInsider } from '../title-projection/insider.js';
import { TitleProjectionRepository } from '../title-projection/title-projection.repository.js';
import { MonitoringService } from './monitoring.service.js';
import { RevocationCases } from './revocation-cases.js';
import type { RevocationRow } from './revocation.entity.js';
import { revocationLifecycle } from './revocation.lifecycle.js';
import { toFoundGround, toRevocationCase, toRevocationSummary } from './revocation.mapper.js';
import { RevocationRepository } from './revocation.repository.js';
import { groundsFound } from './title-history.js';

const USUAL_PAGE = 50;
/** What an answer holds. */
const MOST_GROUNDS = 50;

interface FoundOn {
  readonly programme: string;
  readonly version: string;
  readonly asOf: string;
  readonly history: TitleHistory;
}

/** Cases of revocation: opened on grounds of the policy, followed, given up (SME-14, AMC-11.b). */
@Injectable()
export class RevocationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RevocationRepository) private readonly cases: RevocationRepository,
    @Inject(RevocationCases) private readonly shared: RevocationCases,
    @Inject(MonitoringService) private readonly monitoring: MonitoringService,
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /**
   * Opens a case on what policy-core finds and what the operator states. A programme without grounds has no cases (INT-28).
   * @throws Refusal CLAUSE_FORBIDS, ALREADY_EXISTS, INVALID_REQUEST
   */
  async open(request: OpenRevocation, { call }: Request): Promise<RevocationCase> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const { tenant, person, client } = call.caller;
      const title = await this.titles.lock(manager, tenant, request.titleId);
      if (title === undefined) throw unknownTitle(request.titleId);
      permitsObject(revocationContracts.open.permission, call.caller, { tenant: title.tenant, region: title.region }, installedRegions());
      const found = await this.monitoring.find(manager, title, today);
      if (found === undefined || found.policy.source.revocation.length === 0) throw withoutGrounds(title.programme);
      const grounds = [...stated(request, found.policy), ...found.grounds.map(toFoundGround)].slice(0, MOST_GROUNDS);
      if (grounds.length === 0) throw invalidAt('stated', '没有已存在的撤销理由，请说明理由', 'no ground exists by what is recorded; state one');
      const inputs: FoundOn = { programme: title.programme, version: found.policy.version, asOf: today, history: found.history };
      const evidence = JSON.stringify(found.grounds);
      const row = await this.cases.insert(manager, {
        ...blank, id: newId(), tenant, titleId: title.titleId, clusterId: title.clusterId, clusterName: title.clusterName, programme: title.programme,
        policyVersion: found.policy.version, region: title.region, openedOn: today, openedBy: person, openedClient: client ?? null,
        reason: request.reason, grounds,
        inputs: JSON.stringify(inputs), found: evidence, sha256: sha256Of(evidence),
      });
      if (row === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'revocation', id: title.titleId });
      const clause = grounds[0]?.clause ?? '';
      transaction.record({ action: 'revocation.open', objectType: 'revocation', objectId: row.id, clause, reason: request.reason });
      this.shared.tell(transaction, revocationContracts.opened, row);
      return toRevocationCase(row, []);
    });
  }

  /** Gives a case up: the title stays. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT, NOT_FOUND */
  async drop(request: DropRevocation, { call }: Request): Promise<RevocationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, revocationContracts.drop, request);
      const { target } = transition(revocationLifecycle, taken.state, 'drop');
      const { person } = call.caller;
      const ending = { on: day(transaction.today), by: person, reason: request.reason };
      const { row, answer } = await this.shared.written(
        transaction, { ...taken, state: target, endedBy: person, ending }, { action: 'revocation.drop', reason: request.reason },
      );
      transaction.cancelDeadline(DEFENCE_ENDS, row.id);
      this.shared.tell(transaction, revocationContracts.concluded, row);
      return answer;
    });
  }

  /** Announces that the periods for statement, defence and hearing are over. A case that is over by then says nothing. */
  async announceDefenceEnd(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const row = await this.cases.lock(transaction.manager, call.caller.tenant, id);
      if (row?.state !== 'notified' && row?.state !== 'hearing-asked' && row?.state !== 'heard') return;
      if (row.defenceEndsOn === null || transaction.now < startOfDayInShanghai(row.defenceEndsOn)) return;
      this.shared.tell(transaction, revocationContracts.defenceEnded, row);
    });
  }

  /** @throws Refusal NOT_FOUND, also for a case outside the caller's regions, and for others than insiders before the notice */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<RevocationCase> {
    const row = await this.#visible(id, caller, revocationContracts.get.permission);
    return toRevocationCase(row, await this.cases.statements(id));
  }

  /** Cases of the caller's regions, newest first. */
  async list(
    { cursor, limit = USUAL_PAGE, programme, state, titleId }: ListRevocations, { caller }: Pick<Request, 'caller'>,
  ): Promise<RevocationPage> {
    const { regions } = visibleRegions(revocationContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.cases.list({
      tenant: caller.tenant, regions: regions?.codes ?? [], programme, state, titleId, unserved: isInsider(caller), before, limit: limit + 1,
    });
    const items = rows.slice(0, limit).map(toRevocationSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Derives the grounds that were found when the case was opened again from what they rest on. @throws Refusal NOT_FOUND */
  async replay(id: string, { caller }: Pick<Request, 'caller'>): Promise<RevocationReplay> {
    const row = await this.#visible(id, caller, revocationContracts.replay.permission);
    const { programme, version, asOf, history } = JSON.parse(row.inputs) as FoundOn;
    const grounds = groundsFound(await this.policies.policyOf(programme, version), history, asOf);
    const derived = sha256Of(JSON.stringify(grounds));
    return { id, equal: derived === row.sha256 && sha256Of(row.found) === row.sha256, recorded: row.sha256, derived };
  }

  async #visible(id: string, caller: Request['caller'], permission: typeof revocationContracts.get.permission): Promise<RevocationRow> {
    const { regions } = visibleRegions(permission, caller, installedRegions());
    const row = await this.cases.find(caller.tenant, id);
    const isHidden = row?.servedOn === null && !isInsider(caller);
    if (row === undefined || isHidden || regions?.codes.includes(row.region) !== true) throw new Refusal('NOT_FOUND', { noun: 'revocation', id });
    return row;
  }
}

/** Deadline kind: the periods for statement, defence and a request for a hearing end. Its subject is the case. */
export const DEFENCE_ENDS = 'revocation.defence-ends';

const blank = {
  state: 'opened', servedOn: null, defenceEndsOn: null, notice: null, hearing: null, decidedOn: null, decidedBy: null, decidedClient: null,
  decision: null,
  publication: null, endedBy: null, ending: null,
} as const;

/** The operator's own grounds: each must be a ground of the policy. */
function stated({ stated: given = [] }: OpenRevocation, policy: Policy): RevocationGround[] {
  return given.map(({ clause, facts, evidence }, at) => {
    const ground = policy.source.revocation.find((entry) => entry.clause === clause);
    const known = [...new Set(policy.source.revocation.map((entry) => entry.clause))].join(', ');
    if (ground === undefined) {
      throw invalidAt(
        `stated[${at}].clause`, `${clause} 不是撤销理由；可用的条款：${known}`, `${clause} is no ground of revocation; the clauses that are: ${known}`,
      );
    }
    return { clause, origin: 'stated', explanation: { zh: facts, en: facts }, evidence, interpretations: [] };
  });
}

function withoutGrounds(programme: string): Refusal {
  const message = { zh: `${programme} 没有规定撤销理由，不能立案。`, en: `${programme} knows no ground of revocation: there is no case to open.` };
  return clauseForbids('revocation.open', 'INT-28', message);
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
