import { Refusal, type Caller, type Permission } from '@jiqun/contracts';
import { installedRegions, isSystemCaller, permitsObject, visibleRegions } from '@jiqun/service-kit';

import { notFound } from '../refusals.js';

/** What of an order, statement or account decides who may touch it. */
export interface Payable {
  readonly id: string;
  readonly tenant: string;
  /** Of the finance department that pays. */
  readonly region: string;
  readonly state: string;
}

const SYSTEM = 'finance-system';

/**
 * Whether the caller may do it. People reach the subtree of their region; a finance system reaches its own department alone: two of
 * them, one above the other, would both pay.
 * @throws Refusal NOT_FOUND, also for another jurisdiction's; NOT_PERMITTED, OUTSIDE_REGION, STATE_FORBIDS
 */
export function requireOwn<Found extends Payable>(contract: { readonly noun: string; readonly permission: Permission }, caller: Caller, found: Found | undefined, id: string): Found {
  const { noun, permission } = contract;
  if (found?.tenant !== caller.tenant) throw notFound(noun, id);
  const { states: _states, ...inAnyState } = permission;
  permitsObject(inAnyState, caller, found, installedRegions());
  const reaches = caller.grants.some(
    ({ role, region }) => permission.roles.includes(role) && (role === SYSTEM ? region === found.region : installedRegions().isWithin(found.region, region)),
  );
  if (!reaches && !isSystemCaller(caller)) throw new Refusal('OUTSIDE_REGION', { region: found.region });
  permitsObject(permission, caller, found, installedRegions());
  return found;
}

/** The regions whose objects the caller may list. @throws Refusal NOT_PERMITTED */
export function ownRegions(permission: Permission, caller: Caller): readonly string[] {
  const seen = visibleRegions(permission, caller, installedRegions());
  const people = caller.grants.filter(({ role }) => role !== SYSTEM && permission.roles.includes(role));
  const systems = new Set(caller.grants.filter(({ role }) => role === SYSTEM).map(({ region }) => region as string));
  return (seen.regions?.codes ?? []).filter((code) => systems.has(code) || people.some(({ region }) => installedRegions().isWithin(code, region)));
}
