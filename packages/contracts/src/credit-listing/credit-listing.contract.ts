import { z } from 'zod';
import { defineQuery, type QueryContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';
import { creditLists } from './credit-list.js';

const listSchema = z.strictObject({
  ...pageSchema.shape,
  list: z.enum(creditLists).exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  source: textSchema(100).exactOptional(),
  /** The day on which the listings stood; listings of all days when absent. */
  on: localDateSchema.exactOptional(),
  /** What had been loaded by this instant; all that is loaded when absent. */
  knownAt: instantSchema.exactOptional(),
});
const listingSchema = z.strictObject({
  id: uuidSchema,
  list: z.enum(creditLists),
  creditCode: socialCreditCodeSchema,
  source: textSchema(100),
  listedFrom: localDateSchema,
  listedThrough: localDateSchema.exactOptional(),
  document: textSchema(200).exactOptional(),
  /** A load that was wrong put it on the list. */
  isVoid: z.boolean(),
  /** The load that last said something of it, and when that was known. */
  loadId: uuidSchema,
  knownFrom: instantSchema,
});
const listingsSchema = pageOf(listingSchema);

/** Which listings: on which day, by what was known when. */
export type ListCreditListings = z.infer<typeof listSchema>;

/** That an enterprise stands, or stood, on a credit list (SUB-6-2, AMC-3.c). */
export type CreditListing = z.infer<typeof listingSchema>;

/** One page of listings, newest first. */
export type CreditListingPage = z.infer<typeof listingsSchema>;

/** Listings: what loads say of who stands on which list. */
export const creditListingContracts: {
  readonly list: QueryContract<ListCreditListings, CreditListingPage>;
} = {
  list: defineQuery({
    subject: 'audit.credit-listing.list',
    summary: { zh: '查看某日的信用名单记录，也可按当时已知的数据查看', en: 'List credit listings of a day, also by what was known at an instant' },
    permission: { action: 'credit-listing.list', roles: ['province-industry', 'province-finance', 'auditor'], reach: 'tenant' },
    request: listSchema,
    answer: listingsSchema,
    errors: [],
  }),
};
