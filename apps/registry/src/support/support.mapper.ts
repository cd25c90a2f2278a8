import { moneyOf, type Support as SupportAnswer, type SupportWithHistory } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Support, SupportChange } from './support.entity.js';

/** A support as the contract shows it. */
export function toSupportAnswer(support: Support): SupportAnswer {
  const { amountFen, beneficiaryCode, beneficiaryName, recordedAt, ...rest } = support;
  const beneficiary = beneficiaryName === null ? {} : { beneficiary: { name: beneficiaryName, ...(beneficiaryCode === null ? {} : { creditCode: beneficiaryCode }) } };
  const amount = amountFen === null ? {} : { amount: moneyOf(BigInt(amountFen)) };
  return { ...rest, ...amount, ...beneficiary, recordedAt: instantOf(recordedAt) } as SupportAnswer;
}

/** What a correction or withdrawal replaced, as it was shown. */
export function particularsOf(support: Support): Record<string, unknown> {
  const { kind, amount, beneficiary, grantedOn, document, description, state } = toSupportAnswer(support);
  return { kind, amount, beneficiary, grantedOn, document, description, state };
}

/** A support with everything that was done to it. */
export function toSupportWithHistory(support: Support, changes: readonly SupportChange[]): SupportWithHistory {
  const history = changes.map(({ kind, before, reason, recordedAt, person }) => ({
    kind, person, recordedAt: instantOf(recordedAt), ...(Object.keys(before).length === 0 ? {} : { before }), ...(reason === null ? {} : { reason }),
  }));
  return { ...toSupportAnswer(support), history } as SupportWithHistory;
}
