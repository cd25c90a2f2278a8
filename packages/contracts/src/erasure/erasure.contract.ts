import { z } from 'zod';
import { defineCommand, defineQuery } from '../contract.js';
import type { Permission } from '../permission.js';
import { leafIndexSchema } from '../log/log-proof.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { reasonSchema } from '../primitives/text.js';

/** How an erasure goes: one administrator proposes it, another one carries it out or declines. */
export const erasureStates = ['proposed', 'erased', 'declined'] as const;

const personSchema = z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/).describe('the opaque name of a person or a client');
const proposeSchema = z.strictObject({
  person: personSchema.exactOptional(),
  index: leafIndexSchema.exactOptional(),
  reason: reasonSchema,
});
const whichSchema = z.strictObject({ id: uuidSchema });
const settleSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema });
const erasureSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(erasureStates),
  about: z.enum(['person', 'leaf']),
  index: leafIndexSchema.exactOptional(),
  proposedAt: instantSchema,
  settledAt: instantSchema.exactOptional(),
  erasedLeaves: z.int().min(0).exactOptional(),
});

/** Whose values, or those of which leaf, are to be erased, and why. One of both. */
export type ProposeErasure = z.infer<typeof proposeSchema>;

/** Which erasure is carried out or declined, and why. */
export type SettleErasure = z.infer<typeof settleSchema>;

/** An erasure; it does not say of whom. */
export type Erasure = z.infer<typeof erasureSchema>;

const permitted = (verb: string): Permission => ({ action: `erasure.${verb}`, roles: ['audit-administrator'], reach: 'tenant' });

/** Erases values of persons from the log. The leaves hold commitments alone: every proof stays valid. */
export const erasureContracts = {
  propose: defineCommand({
    subject: 'audit.erasure.propose',
    summary: { zh: '提出删除日志中的个人信息', en: 'Propose to erase personal values from the log' },
    permission: permitted('propose'),
    request: proposeSchema,
    answer: erasureSchema,
    errors: ['NOT_FOUND'],
  }),
  approve: defineCommand({
    subject: 'audit.erasure.approve',
    summary: { zh: '由另一人批准并删除', en: 'Erase them, as another person' },
    permission: { ...permitted('approve'), states: ['proposed'] },
    request: settleSchema,
    answer: erasureSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  decline: defineCommand({
    subject: 'audit.erasure.decline',
    summary: { zh: '不予删除', en: 'Decline to erase them' },
    permission: { ...permitted('decline'), states: ['proposed'] },
    request: settleSchema,
    answer: erasureSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  get: defineQuery({
    subject: 'audit.erasure.get',
    summary: { zh: '查看一项删除', en: 'Get an erasure' },
    permission: permitted('get'),
    request: whichSchema,
    answer: erasureSchema,
    errors: ['NOT_FOUND'],
  }),
} as const;
