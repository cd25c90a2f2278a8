import {
  type CompareGroupSubmissions, type GroupDifference, type GroupDraftPage, type ListGroupDrafts, type ListProjectGroups, type ProjectGroup as ProjectGroupAnswer,
  projectGroupContracts, type ProjectGroupPage, type ProjectGroupContent, type SavedGroupDraft, usualPage, uuidSchema, type WhichProjectGroup,
} from '@jiqun/contracts';
import { instantOf, organisationsOf, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { notFound } from '../refusals.js';
import { differencesBetween, type FrozenContent } from './frozen-content.js';
import type { ProjectGroup } from './project-group.entity.js';
import { possibleIn } from './project-group.lifecycle.js';
import { toGroupAnswer, toGroupSummary } from './project-group.mapper.js';
import { ProjectGroupRepository } from './project-group.repository.js';
import { isEditor, requireVisible, visibleTo } from './visible.js';

const versionSchema = z.string().regex(/^[1-9][0-9]{0,9}$/).transform(Number);

/** Project groups as they are read: a draft by its writers alone, what was submitted by the departments of its region as well. */
@Injectable()
export class ProjectGroupQueryService {
  constructor(@Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository) {}

  /** @throws Refusal NOT_FOUND, also where the caller may not know of it */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ProjectGroupAnswer> {
    const group = requireVisible(projectGroupContracts.get.permission, caller, await this.groups.find(caller.tenant, id), id);
    const [submission] = await this.groups.submissions(id, [group.contentNumber]);
    // Others see what was submitted, not what is being written since.
    const content = submission !== undefined && !isEditor(group, caller) ? contentOf(JSON.parse(submission.content) as FrozenContent) : group.content;
    return toGroupAnswer({ ...group, content }, possibleIn(group.state), submission, await this.groups.levels(id));
  }

  /** Newest first: own ones, and those submitted in the caller's regions. */
  async list(request: ListProjectGroups, { caller }: Pick<Request, 'caller'>): Promise<ProjectGroupPage> {
    const { cursor, limit = usualPage, yearId, state, step, region, clusterId, leadCreditCode } = request;
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const whose = visibleTo(projectGroupContracts.list.permission, caller, region);
    const organisations = organisationsOf(caller, 'enterprise');
    const filter = { tenant: caller.tenant, whose, person: caller.person, organisations, yearId, state, step, clusterId, leadCreditCode, before, limit: limit + 1 };
    const found = await this.groups.list(filter);
    const items = found.slice(0, limit).map(toGroupSummary);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** What a later submission says otherwise. @throws Refusal NOT_FOUND */
  async compare({ id, from, to }: CompareGroupSubmissions, { caller }: Pick<Request, 'caller'>): Promise<GroupDifference> {
    requireVisible(projectGroupContracts.compare.permission, caller, await this.groups.find(caller.tenant, id), id);
    const submissions = await this.groups.submissions(id, [from, to]);
    const of = (number: number): FrozenContent => {
      const submission = submissions.find((candidate) => candidate.number === number);
      if (submission === undefined) throw notFound('project-group', `${id}/${number}`);
      return JSON.parse(submission.content) as FrozenContent;
    };
    return { from, to, ...differencesBetween(of(from), of(to)) };
  }

  /** When the draft was saved, newest first. @throws Refusal NOT_FOUND for who does not write at it */
  async listDrafts({ id, cursor, limit = usualPage }: ListGroupDrafts, { caller }: Pick<Request, 'caller'>): Promise<GroupDraftPage> {
    await this.#own(id, caller);
    const found = await this.groups.drafts(id, cursor === undefined ? undefined : readCursor(cursor, versionSchema), limit + 1);
    const items = found.slice(0, limit).map(({ version, savedAt, person }) => ({ version, savedAt: instantOf(savedAt), person }));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(String(last.version)) } : {}) };
  }

  /** The draft as it was saved once. @throws Refusal NOT_FOUND */
  async getDraft({ id, version }: WhichProjectGroup, { caller }: Pick<Request, 'caller'>): Promise<SavedGroupDraft> {
    await this.#own(id, caller);
    const saved = await this.groups.savedDraft(id, version);
    if (saved === undefined) throw notFound('project-group', `${id}/${version}`);
    return { version: saved.version, savedAt: instantOf(saved.savedAt), person: saved.person, content: saved.content };
  }

  async #own(id: string, caller: Request['caller']): Promise<ProjectGroup> {
    const group = await this.groups.find(caller.tenant, id);
    if (group === undefined || !isEditor(group, caller)) throw notFound('project-group', id);
    return group;
  }
}

function contentOf({ lines: _lines, ...content }: FrozenContent): ProjectGroupContent {
  return content;
}
