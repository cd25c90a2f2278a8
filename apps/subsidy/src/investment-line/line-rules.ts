import type { Policy } from '@jiqun/policy-core';
import { installedRegions } from '@jiqun/service-kit';

import type { LineRules } from './eligibility.js';

/** What the lines of a group are judged by, whichever of its projects they belong to. @param today the day on which they are judged */
export function lineRules(policy: Policy, terms: Pick<LineRules, 'eligibleFrom' | 'eligibleThrough'>, tenant: string, today: string): Omit<LineRules, 'project'> {
  const { eligibleFrom, eligibleThrough } = terms;
  return { policy, eligibleFrom, eligibleThrough, today, isInProvince: (region) => installedRegions().tenantOf(region) === tenant };
}
