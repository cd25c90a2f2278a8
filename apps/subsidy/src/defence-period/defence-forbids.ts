import type { Refusal } from '@jiqun/contracts';
import { defenceDemand, type DefenceRuleId } from '@jiqun/policy-core';

import { clauseForbids } from '../refusals.js';

/** What the general law demands (INT-27), with the clause that the case rests on. */
export function defenceForbids(action: string, id: DefenceRuleId, clause: string | undefined): Refusal {
  return clauseForbids(action, id, defenceDemand(id), clause);
}
