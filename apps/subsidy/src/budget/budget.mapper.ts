import { moneyOf, type Budget, type BudgetPage, type LocalDate } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { BudgetChangeRow, BudgetRow } from './budget.entity.js';

/** A budget as lists show it. */
export function toBudgetSummary(row: BudgetRow): BudgetPage['items'][number] {
  const { id, version, programme, policyVersion, yearId, year, source, state } = row;
  return {
    id, version, programme, policyVersion, yearId, year, source, state, approved: moneyOf(row.approved), available: moneyOf(row.available), released: moneyOf(row.released),
    pending: moneyOf(row.pending),
  };
}

/** Of many changes the newest are answered. */
const MOST_CHANGES = 100;

/** A budget with its changes as it is answered. */
export function toBudgetAnswer(row: BudgetRow, changes: readonly BudgetChangeRow[]): Budget {
  return {
    ...toBudgetSummary(row),
    changes: changes.slice(-MOST_CHANGES).map((change) => ({
      number: change.number, kind: change.kind, amount: moneyOf(change.amount), document: change.document, ...(change.reason === null ? {} : { reason: change.reason }),
      recordedBy: change.recordedBy, recordedAt: instantOf(change.recordedAt), state: change.state,
      ...(change.approvalDocument === null ? {} : { approvalDocument: change.approvalDocument }),
      ...(change.approvedOn === null ? {} : { approvedOn: change.approvedOn as LocalDate }), ...(change.settledBy === null ? {} : { settledBy: change.settledBy }),
    })),
  };
}
