import { z } from 'zod';
import type { CommandContract, EventContract } from './contract.js';
import { type Answer, answerSchema, type CloudEvent, cloudEventSchema } from './envelope.js';
import type { Issue } from './errors.js';
import { issuesOf } from './issues.js';

/** What a reader made of a message: its value, or what is wrong with it. */
export type Reading<T> = { readonly readable: true; readonly value: T } | { readonly readable: false; readonly issues: readonly Issue[] };

/** Copies `input` without the keys that were found unknown. */
function withoutUnknown(input: unknown, issues: readonly z.core.$ZodIssueUnrecognizedKeys[]): unknown {
  const copy: unknown = structuredClone(input);
  for (const issue of issues) {
    let holder = copy as Record<PropertyKey, unknown>;
    for (const part of issue.path) holder = holder[part] as Record<PropertyKey, unknown>;
    for (const key of issue.keys) Reflect.deleteProperty(holder, key);
  }
  return copy;
}

/**
 * Answers and events come from a service that may already be one release ahead, and a version may gain optional
 * fields: those are dropped, not refused, or every rolling release would park the new events. Requests are never
 * read like this: there an unknown field is somebody's mistake.
 */
function readTolerantly<T>(schema: z.ZodType<T>, input: unknown): Reading<T> {
  const strict = schema.safeParse(input);
  if (strict.success) return { readable: true, value: strict.data };
  const unknown = strict.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  const refused = unknown.length < strict.error.issues.length || unknown.some((issue) => issue.keys.includes('__proto__'));
  if (!refused) {
    const tolerant = schema.safeParse(withoutUnknown(input, unknown));
    if (tolerant.success) return { readable: true, value: tolerant.data };
  }
  return { readable: false, issues: issuesOf(strict.error, input) };
}

/** Reads events of one contract, dropping fields that a later release added. Build it once, use it for every message. */
export function eventReader<D>(contract: EventContract<D>): (input: unknown) => Reading<CloudEvent<D>> {
  const ofThisType = cloudEventSchema(contract.data).refine((event) => event.type === contract.type && event.source === `/jiqun/${contract.service}`);
  return (input) => readTolerantly(ofThisType, input);
}

/** Reads answers to one contract, dropping fields that a later release added. Build it once, use it for every message. */
export function answerReader<Ans>(contract: Pick<CommandContract<unknown, Ans>, 'answer'>): (input: unknown) => Reading<Answer<Ans>> {
  const schema = answerSchema(contract.answer);
  return (input) => readTolerantly(schema, input);
}
