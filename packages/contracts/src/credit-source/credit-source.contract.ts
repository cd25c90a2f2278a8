import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { creditLists } from '../credit-listing/credit-list.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';

/** Whether a source is asked. */
export const creditSourceStates = ['active', 'paused'] as const;

const keepers: readonly Role[] = ['province-industry'];
const which = { id: uuidSchema, version: versionSchema };
const termsShape = {
  list: z.enum(creditLists),
  source: textSchema(100),
  /** Where pages are asked for: https, or http on this machine. */
  address: z.string().max(500).regex(/^https?:\/\/[\x21-\x7e]+$/).describe('https address'),
  /** The name under which the configuration holds the token; never the token. */
  secretName: z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).exactOptional(),
  pageSize: z.int().min(1).max(1000),
  everyMinutes: z.int().min(1).max(10_080),
};
const registerSchema = z.strictObject({ ...termsShape, reason: reasonSchema });
const changeSchema = z.strictObject({ ...which, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const sourceSchema = z.strictObject({
  ...which,
  ...termsShape,
  state: z.enum(creditSourceStates),
  /** Where the next question goes on, as the source named it. */
  cursor: z.string().max(500).exactOptional(),
  polledAt: instantSchema.exactOptional(),
  /** Questions without an answer in a row, and what went wrong last. */
  failures: z.int().min(0).max(1_000_000),
  lastError: z.string().max(500).exactOptional(),
  lastLoadId: uuidSchema.exactOptional(),
});
const sourcesSchema = pageOf(sourceSchema);

/** A new source that is asked regularly. */
export type RegisterCreditSource = z.infer<typeof registerSchema>;

/** Which source, as it was last read, and why it changes. */
export type ChangeCreditSource = z.infer<typeof changeSchema>;

/** Which source. */
export type GetCreditSource = z.infer<typeof getSchema>;

/** A system outside that says who stands on a credit list, page by page. */
export type CreditSource = z.infer<typeof sourceSchema>;

/** One page of sources, newest first. */
export type CreditSourcePage = z.infer<typeof sourcesSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `credit-source.${verb}`, roles, reach: 'tenant', ...(states === undefined ? {} : { states }),
});

/** Sources: asked by a deadline, what they say is a load. */
export const creditSourceContracts: {
  readonly register: CommandContract<RegisterCreditSource, CreditSource>;
  readonly pause: CommandContract<ChangeCreditSource, CreditSource>;
  readonly resume: CommandContract<ChangeCreditSource, CreditSource>;
  readonly get: QueryContract<GetCreditSource, CreditSource>;
  readonly list: QueryContract<z.infer<typeof pageSchema>, CreditSourcePage>;
} = {
  register: defineCommand({
    subject: 'audit.credit-source.register',
    summary: { zh: '登记一个定期查询的信用数据来源', en: 'Register a source of credit data that is asked regularly' },
    permission: permitted('register', keepers),
    request: registerSchema,
    answer: sourceSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  pause: defineCommand({
    subject: 'audit.credit-source.pause',
    summary: { zh: '暂停查询一个信用数据来源', en: 'Stop asking a source' },
    permission: permitted('pause', keepers, ['active']),
    request: changeSchema,
    answer: sourceSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  resume: defineCommand({
    subject: 'audit.credit-source.resume',
    summary: { zh: '恢复查询一个信用数据来源', en: 'Ask a paused source again' },
    permission: permitted('resume', keepers, ['paused']),
    request: changeSchema,
    answer: sourceSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'audit.credit-source.get',
    summary: { zh: '查看一个信用数据来源及其查询情况', en: 'Read a source and how asking it goes' },
    permission: permitted('get', [...keepers, 'province-finance', 'auditor']),
    request: getSchema,
    answer: sourceSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'audit.credit-source.list',
    summary: { zh: '分页查看信用数据来源，最新的在前', en: 'List sources, newest first' },
    permission: permitted('list', [...keepers, 'province-finance', 'auditor']),
    request: z.strictObject(pageSchema.shape),
    answer: sourcesSchema,
    errors: [],
  }),
};
