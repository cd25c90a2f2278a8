import { newId } from '@jiqun/service-kit';

import { entriesFor } from '../src/ledger/postings.js';
import type { DisbursementBed } from './disbursement-bed.js';

/** A debt on an award that was paid, fen. */
export async function debtOn({ bed, ledger }: DisbursementBed, awardId: string, amount: bigint): Promise<string> {
  const recoveryId = newId();
  await bed.within(async ({ manager, now, today }) =>
    await ledger.post(manager, {
      tenant: 'CN-22', bizKey: `recovery:${recoveryId}`, kind: 'recovery-demanded', postedOn: today, postedAt: now, recoveryId, decisionId: 'case', clause: 'SUB-13.a', person: 'test',
      entries: entriesFor.recoveryDemanded(recoveryId, awardId, amount),
    }));
  return recoveryId;
}

/** A part of an instalment settles a debt; nothing of it with 0. */
export async function offsetBy({ bed, offsets }: DisbursementBed, instalmentId: string, recoveryId: string, amount: bigint): Promise<void> {
  await (await bed.asOwner()).query('UPDATE instalment SET offset_fen = $2 WHERE id = $1', [instalmentId, String(amount)]);
  offsets.set(instalmentId, amount === 0n ? [] : [{ recoveryId, amount }]);
}
