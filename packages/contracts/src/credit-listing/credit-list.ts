import { z } from 'zod';
import { defineEvent, type EventContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';

/** 失信被执行人, 经营异常名录, 严重违法失信名单 (SUB-6-2, AMC-3.c). The names of the facts that a policy asks for are beside them in `factOfList`. */
export const creditLists = ['dishonest-judgement-debtor', 'abnormal-operation', 'serious-violation'] as const;

/** One of `creditLists`. */
export type CreditList = (typeof creditLists)[number];

/** The fact of a policy that says whether an enterprise stands on a list. */
export const factOfList: Readonly<Record<CreditList, string>> = {
  'dishonest-judgement-debtor': 'dishonestJudgementDebtor',
  'abnormal-operation': 'abnormalOperation',
  'serious-violation': 'seriousViolation',
};

const listedSchema = z.strictObject({
  listingId: uuidSchema,
  list: z.enum(creditLists),
  creditCode: socialCreditCodeSchema,
  listedFrom: localDateSchema,
  listedThrough: localDateSchema.exactOptional(),
  source: textSchema(200),
  document: textSchema(200).exactOptional(),
  loadId: uuidSchema,
});

/** Data of the events of a listing. */
export type CreditListed = z.infer<typeof listedSchema>;

/** An enterprise was put on a list; subsidy holds its instalments (SUB-6-2; INT-21). */
export const creditListed: EventContract<CreditListed> = defineEvent({
  type: 'jiqun.audit.credit-listing.listed.v1',
  summary: { zh: '企业被列入信用名单', en: 'An enterprise was put on a credit list' },
  data: listedSchema,
});

/** A load says that a listing is over: `listedThrough` is its last day. Removal is never computed. */
export const creditListingEnded: EventContract<CreditListed> = defineEvent({
  type: 'jiqun.audit.credit-listing.ended.v1',
  summary: { zh: '企业已移出信用名单', en: 'An enterprise was taken off a credit list' },
  data: listedSchema,
});
