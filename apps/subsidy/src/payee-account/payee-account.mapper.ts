import { regionCodeSchema, socialCreditCodeSchema, type PayeeAccount as PayeeAccountAnswer } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { PayeeAccount } from './payee-account.entity.js';

/** An entry as finance and auditors see it. */
export function toPayeeAccount(row: PayeeAccount): PayeeAccountAnswer {
  const { id, version, state, creditCode, name, bank, maskedNumber, payeeRef, region, proposedBy, proposedAt, verifiedBy, verifiedAt } = row;
  return {
    id,
    version,
    state,
    creditCode: socialCreditCodeSchema.parse(creditCode),
    name,
    bank,
    maskedNumber,
    payeeRef,
    region: regionCodeSchema.parse(region),
    proposedBy,
    proposedAt: instantOf(proposedAt),
    ...(verifiedBy === null || verifiedAt === null ? {} : { verifiedBy, verifiedAt: instantOf(verifiedAt) }),
  };
}
