import type { Transaction } from '@jiqun/service-kit';

import { type ChangingContract, requireCurrent } from '../refusals.js';
import type { TakenInstalment } from './instalment.entity.js';

/** Whether the caller may change the instalment as they know it; it lies where its award does. @throws Refusal */
export function requireInstalment({ call }: Transaction, contract: ChangingContract, { award, instalment }: TakenInstalment, version: number): void {
  requireCurrent(contract, call.caller, { id: instalment.id, tenant: award.tenant, region: award.region, version: instalment.version }, version);
}
