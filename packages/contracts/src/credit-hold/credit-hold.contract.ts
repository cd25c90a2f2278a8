import { z } from 'zod';
import { defineQuery, type QueryContract } from '../contract.js';
import { creditLists } from '../credit-listing/credit-list.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';

/** Whether an instalment waits, goes on, or was ended before the listing was. */
export const creditHoldStates = ['holding', 'released', 'ended'] as const;

const holdSchema = z.strictObject({
  id: uuidSchema,
  instalmentId: uuidSchema,
  awardId: uuidSchema,
  region: regionCodeSchema,
  creditCode: socialCreditCodeSchema,
  listingId: uuidSchema,
  list: z.enum(creditLists),
  heldOn: localDateSchema,
  state: z.enum(creditHoldStates),
  endedOn: localDateSchema.exactOptional(),
});
const listSchema = z.strictObject({
  ...pageSchema.shape, awardId: uuidSchema.exactOptional(), creditCode: socialCreditCodeSchema.exactOptional(), state: z.enum(creditHoldStates).exactOptional(),
});
const holdsSchema = pageOf(holdSchema);

/** An instalment that waits because its enterprise stands on a credit list. */
export type CreditHold = z.infer<typeof holdSchema>;

/** Which holds. */
export type ListCreditHolds = z.infer<typeof listSchema>;

/** One page of holds, newest first. */
export type CreditHoldPage = z.infer<typeof holdsSchema>;

/** What waits for the end of a credit listing (SUB-6-2; INT-21). */
export const creditHoldContracts = {
  list: defineQuery({
    subject: 'subsidy.credit-hold.list',
    summary: { zh: '分页查看因信用名单暂缓的兑现，最新的在前', en: 'List instalments held because of a credit listing, newest first' },
    permission: {
      action: 'credit-hold.list',
      roles: ['county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'auditor'],
      reach: 'region',
    },
    request: listSchema,
    answer: holdsSchema,
    errors: [],
  }) as QueryContract<ListCreditHolds, CreditHoldPage>,
} as const;
