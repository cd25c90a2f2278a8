import { type Caller, projectGroupContracts, Refusal } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { actsFor, installedRegions, permits, permitsObject, transition } from '@jiqun/service-kit';

import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { clauseForbids, notFound, notInForce, requireVersion } from '../refusals.js';
import type { ProjectGroup } from './project-group.entity.js';
import { projectGroupLifecycle, type ProjectGroupAction } from './project-group.lifecycle.js';
import { isEditor } from './visible.js';

/** A change of a group by who writes at it. */
export interface GroupEdit {
  readonly id: string;
  readonly version: number;
  readonly action: ProjectGroupAction;
}

/**
 * The group, if the caller writes at it and read it as it is now; of two who act on the same version the second is told so.
 * @throws Refusal NOT_FOUND, VERSION_CONFLICT, STATE_FORBIDS
 */
export function requireEditable(group: ProjectGroup | undefined, caller: Caller, { id, version, action }: GroupEdit): ProjectGroup {
  if (group === undefined || group.tenant !== caller.tenant || !isEditor(group, caller)) throw notFound('project-group', id);
  requireVersion('project-group', group, version);
  transition(projectGroupLifecycle, group.state, action);
  return group;
}

/**
 * The enterprise that leads a group files it, through somebody who acts for it, in a region of that person's grant for it.
 * A grant for another enterprise of the county gives neither.
 * @throws Refusal NOT_PERMITTED, CLAUSE_FORBIDS (SUB-7.b), OTHER_TENANT, OUTSIDE_REGION
 */
export function requireLead(caller: Caller, { leadCreditCode, tenant, region }: Pick<ProjectGroup, 'leadCreditCode' | 'tenant' | 'region'>): void {
  const { permission } = projectGroupContracts.draft;
  permits(permission, caller);
  if (!actsFor(caller, 'enterprise', leadCreditCode)) {
    const message = {
      zh: `您的授权不是代表牵头企业 ${leadCreditCode} 的；项目群由牵头企业自行申报，请以该企业的身份登录，或请安全管理员授予代表该企业的权限。`,
      en: `None of your grants is for the leading enterprise ${leadCreditCode}, which files the group itself; sign in for it, or ask the security administrator for a grant that names it.`,
    };
    throw clauseForbids(permission.action, 'grant-for-lead', message, 'SUB-7.b');
  }
  const grants = caller.grants.filter(({ organisation }) => organisation === leadCreditCode);
  permitsObject(permission, { ...caller, grants }, { tenant, region }, installedRegions());
}

/**
 * New applications are taken within the window and while the policy is in force; what was filed in time and returned may come back later
 * (SUB-18; INT-25).
 * @throws Refusal CALL_NOT_OPEN, CLAUSE_FORBIDS with the days in force
 */
export function requireOpen({ state, terms: { opensOn, closesOn } }: ProgrammeYear, policy: Policy, today: string, action: string): void {
  if (!policy.isInForceOn(today)) throw notInForce(action, policy.source.inForce.clause ?? undefined, today, policy.inForce);
  if (state !== 'published' || today < opensOn || today > closesOn) throw new Refusal('CALL_NOT_OPEN', { today, opensOn, closesOn });
}
