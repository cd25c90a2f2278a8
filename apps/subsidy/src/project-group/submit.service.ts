import { type CheckedStanding, type ProjectGroup as ProjectGroupAnswer, projectGroupContracts, type WhichProjectGroup } from '@jiqun/contracts';
import { type Policy, stepAfter, stepOf } from '@jiqun/policy-core';
import { CommandRunner, newId, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateFinder } from '../duplicate/duplicate-finder.js';
import { judgeLine } from '../investment-line/eligibility.js';
import type { InvestmentLine } from '../investment-line/investment-line.entity.js';
import { InvestmentLineRepository } from '../investment-line/investment-line.repository.js';
import { lineRules } from '../investment-line/line-rules.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { invalid, notFound } from '../refusals.js';
import { StandingGate } from '../standing/standing-gate.js';
import { incompleteness } from './completeness.js';
import { requireEditable, requireOpen } from './editable.js';
import { frozen } from './frozen-content.js';
import { decideGroup, requireEligible } from './group-decision.js';
import type { GroupCluster, GroupSubmission, ProjectGroup } from './project-group.entity.js';
import { possibleIn, projectGroupLifecycle } from './project-group.lifecycle.js';
import { aggregateOf, toGroupAnswer, toGroupChanged } from './project-group.mapper.js';
import { ProjectGroupRepository } from './project-group.repository.js';
import { type AskedLevel, RegistrySource } from './registry-source.js';

const ACTION = 'project-group.submit';
const APPLICATION = 'application';

/** What is submitted: the group as it was read, with all that it is decided by. */
interface Filing {
  readonly group: ProjectGroup;
  readonly year: ProgrammeYear;
  readonly policy: Policy;
  readonly cluster: GroupCluster;
  readonly level: AskedLevel;
  readonly lines: readonly InvestmentLine[];
}

/** Submission of project groups (SUB-7.b): checked, frozen under a hash, and passed to the departments of the region. */
@Injectable()
export class SubmitService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(DuplicateFinder) private readonly duplicates: DuplicateFinder,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(RegistrySource) private readonly registry: RegistrySource,
    @Inject(StandingGate) private readonly gate: StandingGate,
  ) {}

  /**
   * Submits: the enterprises are in good standing (SUB-6-2), the clauses met (SUB-4.a, SUB-5.a, SUB-6-1, SUB-6-3), the contents complete; these
   * are frozen under their SHA-256 and go to the first step of the procedure, or back to the step that returned them.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, CALL_NOT_OPEN; CLAUSE_FORBIDS for a clause that is not met or a policy that is not in
   *   force; INVALID_REQUEST with everything that is missing; SERVICE_UNAVAILABLE when registry or audit does not answer
   */
  async submit({ id, version }: WhichProjectGroup, request: Request): Promise<ProjectGroupAnswer> {
    const { call } = request;
    const { tenant } = call.caller;
    const known = requireEditable(await this.groups.find(tenant, id), call.caller, { id, version, action: ACTION });
    const cluster = await this.registry.cluster(known.clusterId, known.leadCreditCode, request);
    const level = await this.registry.level(known.clusterId, cluster.askedAt);
    return await this.commands.run(call, async (transaction) => {
      const group = requireEditable(await this.groups.lock(transaction.manager, tenant, id), call.caller, { id, version, action: ACTION });
      const year = await this.years.share(transaction.manager, tenant, group.yearId);
      if (year === undefined) throw notFound('programme-year', group.yearId);
      const policy = await this.catalogue.policyOf(group.programme, group.policyVersion);
      // What was returned for correction may come back after the last day: it was filed in time.
      if (group.contentNumber === 0) requireOpen(year, policy, transaction.today, ACTION);
      const lines = await this.#judged(transaction, group, year, policy);
      const missing = incompleteness(group.content, lines);
      if (missing.length > 0) throw invalid(missing);
      return await this.#file(transaction, { group, year, policy, cluster, level, lines });
    });
  }

  async #file(transaction: Transaction, filing: Filing): Promise<ProjectGroupAnswer> {
    const { group, policy, cluster, level } = filing;
    const submission = await this.#decided(transaction, filing);
    const first = stepAfter(policy, APPLICATION)?.step;
    const step = group.state === 'returned' ? group.step : first;
    if (step === undefined || step === null) throw new Error(`${policy.id}@${policy.version} knows no step after the application`);
    const { target, clause } = transition(projectGroupLifecycle, group.state, ACTION);
    const moved = await this.groups.move(transaction.manager, group, {
      state: target, step, cluster, clusterName: cluster.name, contentNumber: submission.number, updatedAt: transaction.now,
      // The closing day's level stands once it is fixed (INT-19).
      ...(group.levelClosed ? {} : { clusterLevel: level.level }),
    });
    this.groups.insertSubmission(transaction, submission);
    const asked = { id: newId(), tenant: group.tenant, groupId: group.id, purpose: 'submission' as const, asOf: level.asOf, level: level.level, answer: level.answer, recordedAt: transaction.now };
    this.groups.insertLevel(transaction, asked);
    await this.duplicates.find(transaction, moved);
    const detail = { number: submission.number, sha256: submission.sha256, verdict: submission.verdict };
    transaction.record({ action: ACTION, objectType: 'project-group', objectId: group.id, clause: clause ?? 'SUB-7.b', detail });
    transaction.emit(projectGroupContracts.submitted, aggregateOf(moved), toGroupChanged(moved, submission.sha256));
    return toGroupAnswer(moved, possibleIn(moved.state), submission, [asked]);
  }

  /** Asks audit and policy-core, and freezes the contents with both answers. */
  async #decided(transaction: Transaction, { group, year, policy, cluster, level, lines }: Filing): Promise<GroupSubmission> {
    const standing = await this.#standing(transaction, group, policy);
    const { tenant, content, leadCreditCode, region } = group;
    const counted = group.levelClosed && group.clusterLevel !== null ? group.clusterLevel : level.level;
    const { inputs, decision } = decideGroup(policy, year.terms, { tenant, content, level: counted, cluster, region, leadCreditCode, standing });
    requireEligible(decision, ACTION);
    const { text, sha256 } = frozen(content, lines);
    return {
      groupId: group.id, number: group.contentNumber + 1, tenant, content: text, sha256, decision: JSON.stringify(decision), decisionInputs: JSON.stringify(inputs),
      verdict: decision.verdict, standing: JSON.stringify(standing), submittedAt: transaction.now, submittedBy: transaction.call.caller.person,
    };
  }

  async #standing(transaction: Transaction, { id, programme, policyVersion, leadCreditCode, content }: ProjectGroup, policy: Policy): Promise<CheckedStanding> {
    const clause = stepOf(policy, APPLICATION).gates.find(({ gate }) => gate === 'credit-check')?.clause ?? stepOf(policy, APPLICATION).clause;
    const creditCodes = [...new Set([leadCreditCode, ...content.projects.flatMap(({ participants }) => participants)])];
    return await this.gate.require(transaction, { programme, policyVersion, creditCodes, gate: APPLICATION, about: { noun: 'project-group', id }, clause, mode: 'refuse' });
  }

  /** The lines judged as of today: what was planned, or in the future, when it was entered may have come since. */
  async #judged({ manager, today }: Transaction, { id, tenant }: ProjectGroup, { terms }: ProgrammeYear, policy: Policy): Promise<readonly InvestmentLine[]> {
    const projects = new Map((await this.groups.projects(id, manager)).map((project) => [project.id, project]));
    const rules = lineRules(policy, terms, tenant, today);
    const judged = (await this.lines.all(id, manager)).map((line) => {
      const project = projects.get(line.projectId);
      if (project === undefined) throw new Error(`The line ${line.id} has no project`);
      return { ...line, ...judgeLine(line, { ...rules, project }) };
    });
    await this.lines.judge(manager, judged.filter(({ outcome }) => outcome === null));
    return judged;
  }
}
