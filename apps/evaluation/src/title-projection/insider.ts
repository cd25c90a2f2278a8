import type { Caller, Role } from '@jiqun/contracts';

const insiders: ReadonlySet<Role> = new Set<Role>(['province-industry', 'province-development-commission', 'auditor']);

/** Whether a caller sees what the province has begun and told nobody: drafts, cases without a notice. */
export function isInsider({ grants }: Pick<Caller, 'grants'>): boolean {
  return grants.some(({ role }) => insiders.has(role));
}
