import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { notFound } from '../refusals.js';
import type { LineContext } from './line-writing.js';

/** Gathers what the lines of a group are judged by. */
@Injectable()
export class LineContexts {
  constructor(
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /** @param manager that of the transaction in which lines are written */
  async of(group: ProjectGroup, manager?: EntityManager): Promise<LineContext> {
    const year = await this.years.find(group.yearId, manager);
    if (year === undefined) throw notFound('programme-year', group.yearId);
    const policy = await this.catalogue.policyOf(group.programme, group.policyVersion);
    const projects = await this.groups.projects(group.id, manager);
    return { group, year, policy, projects: new Map(projects.map((project) => [project.id, project])) };
  }
}
