import { Refusal } from '@jiqun/contracts';
import type { Transaction } from '@jiqun/service-kit';

import type { Call } from '../call/call.entity.js';
import type { Application } from './application.entity.js';
import type { ApplicationRepository } from './application.repository.js';

/** How many a call takes from a prefecture; undefined without a limit. */
export function limitFor({ terms: { limit } }: Call, prefecture: string): number | undefined {
  return limit?.exceptions?.find(({ region }) => region === prefecture)?.limit ?? limit?.perPrefecture;
}

/** @throws Refusal LIMIT_REACHED when the call's limit for the prefecture is used up; it holds until the transaction ends */
export async function requireLimit(transaction: Transaction, applications: ApplicationRepository, { callId, prefecture }: Application, call: Call): Promise<void> {
  const limit = limitFor(call, prefecture);
  if (limit === undefined) return;
  if ((await applications.countTowardsLimit(transaction.manager, callId, prefecture)) >= limit) {
    throw new Refusal('LIMIT_REACHED', { region: prefecture, limit: String(limit) });
  }
}
