import { type CheckedStanding, creditLists, factOfList, type ProjectGroupContent } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { installedRegions } from '@jiqun/service-kit';

import { invalid, issueAt } from '../refusals.js';
import type { ClusterLevel, GroupCluster } from './project-group.entity.js';

/** What the facts of a group are derived from; what is not known yet is absent, and its clauses are then open. */
export interface FactSources {
  readonly tenant: string;
  readonly content: ProjectGroupContent;
  readonly level?: ClusterLevel | undefined;
  readonly cluster?: Pick<GroupCluster, 'leadRole'> | undefined;
  /** Where the leading enterprise operates. */
  readonly region?: string | undefined;
  readonly leadCreditCode?: string | undefined;
  readonly standing?: CheckedStanding | undefined;
}

/**
 * The facts that a policy asks of a group (SUB-4.a, SUB-5.a, SUB-6-1, SUB-6-2), derived, never stated; and those that the notice's own
 * conditions ask for (SUB-6-3), as stated.
 * @param policy with the conditions of the notice
 * @throws Refusal INVALID_REQUEST for a stated fact that is derived, stated twice, or unknown
 */
export function factsOf(policy: Policy, sources: FactSources): Record<string, unknown> {
  const known = new Set(policy.source.facts.map(({ name }) => name));
  const derived = derivedFacts(policy, sources);
  const stated = sources.content.facts;
  const issues = stated.flatMap(({ name }, at) => {
    const path = `content.facts[${at}]`;
    if (Object.hasOwn(derived, name)) return [issueAt(path, `${name} 由系统推定，无须填报；请删去`, `${name} is derived, not stated; leave it out`)];
    if (stated.findIndex((other) => other.name === name) !== at) return [issueAt(path, `${name} 重复填报；请保留一项`, `${name} is stated twice; keep one`)];
    return [];
  });
  if (issues.length > 0) throw invalid(issues);
  const named = Object.entries(derived).filter(([name, value]) => value !== undefined && known.has(name));
  return { ...Object.fromEntries(named), ...Object.fromEntries(stated.map(({ name, value }) => [name, value])) };
}

function derivedFacts(policy: Policy, { tenant, content, level, cluster, region, leadCreditCode, standing }: FactSources): Record<string, unknown> {
  const types = policy.source.money?.projectTypes.values ?? [];
  const lead = standing?.standings.find(({ creditCode }) => creditCode === leadCreditCode);
  const lists = creditLists.map((list) => [factOfList[list], lead?.reasons.some((reason) => reason.kind === 'credit-listing' && reason.list === list)] as const);
  return {
    clusterLevel: level,
    projects: content.projects.length,
    projectsOfOtherTypes: content.projects.filter(({ type }) => !types.includes(type)).length,
    ledByLeadingEnterprise: cluster === undefined ? undefined : cluster.leadRole === 'leading',
    memberOfCluster: cluster === undefined ? undefined : cluster.leadRole !== undefined,
    operatesInProvince: region === undefined ? undefined : installedRegions().tenantOf(region) === tenant,
    ...Object.fromEntries(lists),
  };
}
