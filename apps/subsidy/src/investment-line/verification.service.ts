import {
  type Caller, fenOf, investmentLineContracts, type LineDecision, moneyOf, type Permission, Refusal, type VerifiedLines, type VerifyLines,
} from '@jiqun/contracts';
import { type Policy, stepOf } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { projectGroupLifecycle } from '../project-group/project-group.lifecycle.js';
import { aggregateOf } from '../project-group/project-group.mapper.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { requireVisible } from '../project-group/visible.js';
import { clauseForbidsAll, invalid, issueAt, notFound, versionConflict } from '../refusals.js';
import type { InvestmentLine } from './investment-line.entity.js';
import { type FoundOfLine, InvestmentLineRepository } from './investment-line.repository.js';
import { progressOf } from './progress.service.js';

const ACTION = 'investment-line.verify';
const { permission } = investmentLineContracts.verify;

/** The local department verifies lines (SUB-4.b): what it accepts, cuts or refuses is on record with its reason, by another person than who entered them. */
@Injectable()
export class VerificationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /**
   * Records what was found of lines, all of them or none; found again, the last finding counts.
   * @throws Refusal NOT_FOUND, OUTSIDE_REGION, NOT_PERMITTED, FOUR_EYES, STATE_FORBIDS, VERSION_CONFLICT for a line that was changed since it was
   *   read; INVALID_REQUEST for an amount or a reason that is missing; CLAUSE_FORBIDS for one that cannot count
   */
  async verify({ groupId, decisions, evidence }: VerifyLines, { call }: Request): Promise<VerifiedLines> {
    const { caller } = call;
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const group = requireVisible(permission, caller, await this.groups.lock(manager, caller.tenant, groupId), groupId);
      const role = await this.#requireVerifier(group, caller);
      const lines = new Map((await this.lines.lock(manager, groupId, decisions.map(({ lineId }) => lineId))).map((line) => [line.id, line]));
      const found = decisions.map((decision) => foundOf(decision, lines.get(decision.lineId)));
      requireReasons(decisions, lines);
      const unsettled = await this.duplicates.unsettledSubjects(manager, groupId);
      requireCountable(found, lines, unsettled);
      await this.lines.verify(transaction, groupId, role, found, evidence);
      transaction.record({ action: ACTION, objectType: 'project-group', objectId: groupId, clause: 'SUB-4.b', detail: { lines: found.length, refused: found.filter(({ outcome }) => outcome === 'refused').length } });
      const data = await progressOf(this.lines, transaction, group, found.length);
      transaction.emit(investmentLineContracts.verified, aggregateOf(group), data);
      return { groupId, verified: found.length, openLines: data.openLines, completedTotal: data.completedTotal, plannedTotal: await this.#plannedTotal(transaction, groupId) };
    });
  }

  async #plannedTotal({ manager }: Transaction, groupId: string): Promise<VerifiedLines['plannedTotal']> {
    return moneyOf((await this.lines.plannedTotals(manager, groupId)).reduce((sum, { amount }) => sum + amount, 0n));
  }

  /** The role in which the caller verifies: one that acts at the step where the group stands, of its region, and not one of its writers. */
  async #requireVerifier(group: ProjectGroup, caller: Caller): Promise<string> {
    transition(projectGroupLifecycle, group.state, ACTION);
    const policy = await this.catalogue.policyOf(group.programme, group.policyVersion);
    const roles = permission.roles.filter((role) => verifiersAt(policy, group).includes(role));
    if (roles.length === 0) throw new Refusal('STATE_FORBIDS', { action: ACTION, state: group.step ?? group.state });
    const here: Permission = { ...permission, roles };
    permitsObject(here, caller, { tenant: group.tenant, region: group.region, state: group.state }, installedRegions());
    for (const person of group.editors) fourEyes({ person }, caller, here);
    return roles.find((role) => caller.grants.some((grant) => grant.role === role && installedRegions().isWithin(group.region, grant.region))) ?? '';
  }
}

/** Who verifies where a group stands: under review who acts at the step; in the reserve, whoever reviewed first, since progress is verified the same way. */
function verifiersAt(policy: Policy, { state, step }: ProjectGroup): readonly string[] {
  if (state === 'under-review') return step === null ? [] : stepOf(policy, step).actors;
  const after = policy.source.procedure.findIndex((entry) => entry.step === 'application');
  return policy.source.procedure[after + 1]?.actors ?? [];
}

/** @throws Refusal NOT_FOUND, VERSION_CONFLICT */
function foundOf({ lineId, lineVersion, outcome, amount, reason }: LineDecision, line: InvestmentLine | undefined): FoundOfLine {
  if (line === undefined) throw notFound('investment-line', lineId);
  if (line.version !== lineVersion) throw versionConflict('investment-line', lineId, lineVersion, line.version);
  const whole = BigInt(line.amountFen);
  const amountFen = outcome === 'accepted' ? whole : outcome === 'refused' || amount === undefined ? 0n : fenOf(amount);
  const clause = line.reasons.find((entry) => entry.clause !== undefined)?.clause ?? null;
  return { id: newId(), lineId, lineVersion, outcome, amountFen, clause, reason: reason ?? null };
}

/** @throws Refusal INVALID_REQUEST with each decision that lacks its reason or its amount, or is there twice */
function requireReasons(decisions: readonly LineDecision[], lines: ReadonlyMap<string, InvestmentLine>): void {
  const issues = decisions.flatMap(({ lineId, outcome, amount, reason }, at) => {
    const path = `decisions[${at}]`;
    const line = lines.get(lineId);
    const isCut = amount !== undefined && fenOf(amount) > 0n && fenOf(amount) < BigInt(line?.amountFen ?? '0');
    return [
      ...(decisions.findIndex((other) => other.lineId === lineId) === at ? [] : [issueAt(`${path}.lineId`, '该行重复出现', 'this line stands twice')]),
      ...((outcome !== 'accepted' || line?.eligibility === 'needs-explanation') && reason === undefined ? [issueAt(`${path}.reason`, '核减、不予认可或认可待说明的明细须写明理由', 'say why a line is cut or refused, or why one that needed an explanation is accepted', 'REQUIRED')] : []),
      ...((outcome === 'cut') === isCut && (outcome === 'cut' || amount === undefined) ? [] : [issueAt(`${path}.amount`, '核减时填写核减后的金额，须大于零且小于原金额；其他情形不填', 'a line that is cut has an amount above zero and below its own; others have none')]),
    ];
  });
  if (issues.length > 0) throw invalid(issues);
}

/** @throws Refusal CLAUSE_FORBIDS for lines that the policy excludes, and for those used twice without an explanation that was accepted */
function requireCountable(found: readonly FoundOfLine[], lines: ReadonlyMap<string, InvestmentLine>, unsettled: ReadonlySet<string>): void {
  const counted = found.filter(({ outcome }) => outcome !== 'refused');
  const excluded = counted.flatMap(({ lineId }) => {
    const line = lines.get(lineId);
    return line?.eligibility === 'ineligible' ? [line] : [];
  });
  if (excluded.length > 0) {
    const issues = excluded.flatMap(({ number, reasons }) => reasons.map(({ code, zh, en }) => issueAt(`lines[${number}]`, `第 ${number} 行：${zh}；只能不予认可。`, `Line ${number}: ${en}; it can only be refused.`, code)));
    throw clauseForbidsAll(ACTION, 'ineligible-lines', issues, excluded[0]?.reasons.find(({ clause }) => clause !== undefined)?.clause);
  }
  const twice = counted.filter(({ lineId }) => unsettled.has(lineId)).map(({ lineId }) => lines.get(lineId)?.number ?? 0);
  if (twice.length === 0) return;
  const issues = twice.map((number) => issueAt(`lines[${number}]`, `第 ${number} 行的发票、设备或凭证重复使用，尚未说明并认可。`, `Line ${number} uses an invoice, a machine or a proof twice, which is not explained and accepted yet.`, 'USED_TWICE'));
  throw clauseForbidsAll(ACTION, 'used-twice', issues, 'SUB-4.b');
}
