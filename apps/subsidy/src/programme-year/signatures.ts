import type { Caller, Role } from '@jiqun/contracts';
import { type Policy, signaturesOf } from '@jiqun/policy-core';
import { fourEyes } from '@jiqun/service-kit';

import { clauseForbids, handsOf } from '../refusals.js';
import type { YearSignature } from './programme-year.entity.js';

/** The step of a procedure with which a year begins. */
const CALL = 'call';

const ACTION = 'programme-year.sign';

/** The step by which the notice is published, with its clause and who signs it. */
export function callStep(policy: Policy): Policy['source']['procedure'][number] | undefined {
  return policy.source.procedure.find(({ step }) => step === CALL);
}

/** Whose signatures the notice needs: one of each list, as the policy's procedure says (SUB-3.a, SUB-3.b, SUB-7.a). */
export function signersOf(policy: Policy): readonly (readonly string[])[] {
  const step = callStep(policy);
  return step === undefined ? [] : signaturesOf(step);
}

/**
 * The role in which a caller signs: that of a department whose signature is missing yet.
 * @throws Refusal CLAUSE_FORBIDS for who has no part in it, or whose department has signed; FOUR_EYES for who has signed for another department
 */
export function signingRole(policy: Policy, given: readonly YearSignature[], caller: Caller): Role {
  const clause = callStep(policy)?.clause;
  const own = signersOf(policy).filter((roles) => caller.grants.some(({ role }) => roles.includes(role)));
  if (own.length === 0) throw clauseForbids(ACTION, 'department', { zh: '您的部门不是该通知的签署部门。', en: 'Your department does not sign this notice.' }, clause);
  const missing = own.find((roles) => !given.some(({ role }) => roles.includes(role)));
  if (missing === undefined) throw clauseForbids(ACTION, 'signed', { zh: '您的部门已经签署该版本，无须再签。', en: 'Your department has signed this version; it need not sign again.' }, clause);
  for (const { person, client } of given) fourEyes(handsOf(person, client), caller, { action: ACTION });
  const role = missing.find((candidate) => caller.grants.some((grant) => grant.role === candidate));
  return role as Role;
}

/** @throws Refusal CLAUSE_FORBIDS naming the departments that have not signed */
export function requireSignatures(policy: Policy, given: readonly YearSignature[]): void {
  const missing = signersOf(policy).filter((roles) => !given.some(({ role }) => roles.includes(role)));
  if (missing.length === 0) return;
  const names = missing.map((roles) => roles.join(' / ')).join(', ');
  const message = { zh: `尚缺签署：${names}；请由其签署后再印发。`, en: `Not yet signed by ${names}; it is published once they have.` };
  throw clauseForbids('programme-year.publish', 'signatures', message, callStep(policy)?.clause);
}
