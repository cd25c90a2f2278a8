import type { Expert, Issue } from '@jiqun/contracts';

import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { issueAt } from '../refusals.js';

/** The enterprises of a group: who leads it and who takes part in its projects, each once. */
export function enterprisesOf({ leadCreditCode, content }: Pick<ProjectGroup, 'leadCreditCode' | 'content'>): readonly string[] {
  return [...new Set([leadCreditCode, ...content.projects.flatMap(({ participants }) => participants)])];
}

/** Why an expert may not review a group: not in the pool any more, writes at the application, bound to one of its enterprises, declared so. */
export function conflictOf(expert: Expert, group: ProjectGroup, on: string, path: string): Issue | undefined {
  const enterprises = new Set(enterprisesOf(group));
  if (expert.state !== 'active') return issueAt(path, `专家 ${expert.code} 不在可用状态，请换人。`, `The expert ${expert.code} is not active; replace them.`, 'EXPERT_STATE');
  const tie = expert.ties.find(({ creditCode, from, to }) => enterprises.has(creditCode) && from <= on && (to === undefined || on <= to));
  const declared = expert.conflicts.find(({ creditCode, clusterId }) => clusterId === group.clusterId || (creditCode !== undefined && enterprises.has(creditCode)));
  if (!group.editors.includes(expert.person) && tie === undefined && declared === undefined) return undefined;
  return issueAt(path, `专家 ${expert.code} 与该项目群有利害关系，应当回避，请换人。`, `The expert ${expert.code} has an interest in this group and must stand back; replace them.`, 'CONFLICT');
}
