import { allRegions, installedRegions } from '@jiqun/service-kit';

/** The province of a jurisdiction, in which lies what belongs to it as a whole: budgets and plans. @throws Error for an unknown one */
export function provinceOf(tenant: string): string {
  const found = allRegions().find(({ code, level }) => level === 'province' && installedRegions().tenantOf(code) === tenant);
  if (found === undefined) throw new Error(`No province of ${tenant} is installed`);
  return found.code;
}
