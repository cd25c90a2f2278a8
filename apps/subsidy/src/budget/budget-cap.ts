import { moneyOf, Refusal } from '@jiqun/contracts';
import { violatedConstraint } from '@jiqun/service-kit';

import { clauseForbids } from '../refusals.js';

/**
 * Does what takes from a budget. The cap is the database's: an account that may not be overdrawn, whoever asks at the same moment.
 * @throws Refusal CLAUSE_FORBIDS when there is not enough (SUB-11)
 */
export async function withinCap<Done>(clause: string, action: string, asked: bigint, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'ledger_account_not_overdrawn') throw error;
    throw capReached(clause, action, asked);
  }
}

/** CLAUSE_FORBIDS: the budget does not have what is asked for. */
export function capReached(clause: string, action: string, asked: bigint): Refusal {
  const amount = moneyOf(asked);
  const message = {
    zh: `预算余额不足 ${amount} 元；请减少金额，或者先追加预算。`,
    en: `Less than ${amount} yuan of the budget is left; ask for less, or have the budget supplemented first.`,
  };
  return clauseForbids(action, 'budget-cap', message, clause);
}
