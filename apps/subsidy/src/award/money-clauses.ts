import type { Policy } from '@jiqun/policy-core';

/** The clause that sets the rate of a level (SUB-5.b). */
export function rateClauseOf(policy: Policy, level: string): string {
  const { money } = policy.source;
  return money?.ratesByLevel.find((cap) => cap.level === level)?.clause ?? money?.basis.clause ?? '';
}

/** The clause by which credit lists are asked before anything is given (SUB-6-2). */
export function creditClauseOf(policy: Policy): string {
  const gates = policy.source.procedure.flatMap((step) => step.gates);
  return gates.find(({ gate }) => gate === 'credit-check')?.clause ?? policy.source.exclusions[0]?.clause ?? '';
}

/** The clause of a gate of the step that issues funds, such as `performance-targets-set` (SUB-12.a). */
export function issueClauseOf(policy: Policy, gate: string): string {
  const step = policy.source.procedure.find(({ result }) => result === 'issued');
  return step?.gates.find((one) => one.gate === gate)?.clause ?? step?.clause ?? '';
}

/** The clause by which instalments run over consecutive years (SUB-5.d). */
export function windowClauseOf(policy: Policy): string {
  return policy.source.money?.instalments.clause ?? '';
}

/** The clause by which only completed investment counts (SUB-4.b). */
export function basisClauseOf(policy: Policy): string {
  return policy.source.money?.basis.clause ?? '';
}

/** The clause by which a budget is shared out (SUB-11). */
export function planClauseOf(policy: Policy): string {
  return policy.source.money?.budgetShortfall.clause ?? '';
}

/** The clause of the congress's approval (SUB-12.a). */
export function budgetClauseOf(policy: Policy): string {
  return policy.source.procedure.find(({ result }) => result === 'budget-approved')?.clause ?? '';
}
