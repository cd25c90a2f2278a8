import {
  type AdmitGroupEditor, type DraftProjectGroup, type ProjectGroup as ProjectGroupAnswer, type ProjectGroupContent, projectGroupContracts, Refusal, type SaveProjectGroup,
  type WithdrawProjectGroup,
} from '@jiqun/contracts';
import { type Call, CommandRunner, newId, prefectureOf, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { keyOfProject } from '../duplicate/usage-keys.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { invalid, notFound } from '../refusals.js';
import { contentFaults } from './completeness.js';
import { type GroupEdit, requireEditable, requireLead, requireOpen } from './editable.js';
import type { ProjectGroup } from './project-group.entity.js';
import { possibleIn, projectGroupLifecycle } from './project-group.lifecycle.js';
import { aggregateOf, toGroupAnswer, toGroupChanged } from './project-group.mapper.js';
import { type GroupChange, ProjectGroupRepository } from './project-group.repository.js';
import { RegistrySource } from './registry-source.js';

const BLANK: ProjectGroupContent = { projects: [], facts: [], attachments: [] };

/** Project groups as their writers see them: drafts and withdrawal. Submission is `SubmitService`'s. */
@Injectable()
export class ProjectGroupService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(RegistrySource) private readonly registry: RegistrySource,
  ) {}

  /**
   * Drafts a group led by an enterprise (SUB-5.a, SUB-7.b), in the region in which it operates, whose departments will review it.
   * @throws Refusal NOT_FOUND, CALL_NOT_OPEN, CLAUSE_FORBIDS for another enterprise and outside the policy's time in force, ALREADY_EXISTS, OUTSIDE_REGION
   */
  async draft({ yearId, clusterId, lead, region }: DraftProjectGroup, request: Request): Promise<ProjectGroupAnswer> {
    const { call } = request;
    const { tenant, person } = call.caller;
    requireLead(call.caller, { leadCreditCode: lead.creditCode, tenant, region });
    const cluster = await this.registry.cluster(clusterId, lead.creditCode, request);
    return await this.commands.run(call, async (transaction) => {
      const year = await this.years.share(transaction.manager, tenant, yearId);
      if (year === undefined || year.state === 'draft' || year.state === 'withdrawn') throw notFound('programme-year', yearId);
      const policy = await this.catalogue.policyOf(year.programme, year.policyVersion);
      requireOpen(year, policy, transaction.today, 'project-group.draft');
      const group: ProjectGroup = {
        id: newId(), tenant, yearId, programme: year.programme, policyVersion: year.policyVersion, clusterId, clusterName: cluster.name, cluster, clusterLevel: null, levelClosed: false,
        leadCreditCode: lead.creditCode, leadName: lead.name, region, prefecture: prefectureOf(region) ?? region, editors: [person], state: 'draft', step: null, version: 1,
        content: BLANK, contentNumber: 0, updatedAt: transaction.now,
      };
      if (!(await this.groups.insert(transaction.manager, group))) throw new Refusal('ALREADY_EXISTS', { noun: 'project-group', id: `${lead.creditCode} ${clusterId}` });
      this.groups.saveDraft(transaction, group);
      transaction.record({ action: 'project-group.draft', objectType: 'project-group', objectId: group.id, clause: 'SUB-7.b', detail: { yearId, clusterId, leadCreditCode: lead.creditCode } });
      return toGroupAnswer(group, possibleIn(group.state), undefined, []);
    });
  }

  /** Saves what was written so far; every version is kept. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST */
  async saveDraft({ id, version, content }: SaveProjectGroup, { call }: Request): Promise<ProjectGroupAnswer> {
    const faults = contentFaults(content);
    if (faults.length > 0) throw invalid(faults);
    return await this.#change(call, { id, version, action: 'project-group.save' }, async (transaction, found) => {
      const { manager } = transaction;
      const saved: ProjectGroup = { ...found, content };
      this.groups.saveDraft(transaction, { ...saved, version: version + 1 });
      await this.groups.keepProjects(manager, saved);
      const subjects = [...new Set([...found.content.projects, ...content.projects].map((project) => project.id as string))];
      const owner = { tenant: found.tenant, groupId: id, yearId: found.yearId, standing: 'draft' } as const;
      await this.duplicates.setKeys(manager, owner, subjects, content.projects.map((project) => keyOfProject(found.clusterId, project)));
      return { content };
    });
  }

  /** Lets another person write at it. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async admit({ id, version, editor }: AdmitGroupEditor, { call }: Request): Promise<ProjectGroupAnswer> {
    return await this.#change(call, { id, version, action: 'project-group.admit' }, async (_transaction, found) =>
      await Promise.resolve({ editors: [...new Set([...found.editors, editor])] }),
    );
  }

  /** Takes a group back; what it used may be used by others. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw({ id, version, reason }: WithdrawProjectGroup, { call }: Request): Promise<ProjectGroupAnswer> {
    return await this.#change(call, { id, version, action: 'project-group.withdraw', reason }, async (transaction, found) => {
      if (found.contentNumber > 0) {
        const withdrawn: ProjectGroup = { ...found, state: 'withdrawn', step: null, version: version + 1 };
        transaction.emit(projectGroupContracts.withdrawn, aggregateOf(withdrawn), toGroupChanged(withdrawn));
      }
      return await Promise.resolve({ step: null });
    });
  }

  async #change(
    call: Call, edit: GroupEdit & { readonly reason?: string }, effect: (transaction: Transaction, found: ProjectGroup) => Promise<GroupChange>,
  ): Promise<ProjectGroupAnswer> {
    const { id, action, reason } = edit;
    return await this.commands.run(call, async (transaction) => {
      const found = requireEditable(await this.groups.lock(transaction.manager, call.caller.tenant, id), call.caller, edit);
      const { target } = transition(projectGroupLifecycle, found.state, action);
      const moved = await this.groups.move(transaction.manager, found, { ...(await effect(transaction, found)), state: target, updatedAt: transaction.now });
      transaction.record({ action, objectType: 'project-group', objectId: id, ...(reason === undefined ? {} : { reason }) });
      return toGroupAnswer(moved, possibleIn(moved.state), undefined, await this.groups.levels(id, transaction.manager));
    });
  }
}
