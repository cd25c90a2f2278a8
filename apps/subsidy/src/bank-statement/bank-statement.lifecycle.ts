import type { BankStatement } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What becomes of a statement. */
export type BankStatementAction = 'append' | 'finish' | 'abandon' | 'reconcile';

/** Uploaded in parts, then reconciled, as often as later statements and orders ask for it; its lines never change. */
export const bankStatementLifecycle: Lifecycle<BankStatement['state'], BankStatementAction> = {
  open: { append: { target: 'open' }, finish: { target: 'reconciled' }, abandon: { target: 'abandoned' } },
  reconciled: { reconcile: { target: 'reconciled' } },
  abandoned: {},
};
