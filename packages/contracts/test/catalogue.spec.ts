import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type JsonSchema, requestJsonSchema } from '../src/documents/json-schema.js';
import { callerSchema, catalogue, cloudEventSchema, drillContracts, errorCatalogue, errorsOf, jsonWithin, maxBytesKeyword, nouns, withinBytes, services } from '../src/index.js';

const calls = [...catalogue.commands, ...catalogue.queries];
const deepest = 6;
/** By which one leaf or one tree of the log is asked for. */
const places = ['index', 'size', 'from'];

/** The places of a schema that let in more than is agreed: open objects, texts and lists without end, unsafe numbers. */
function unbounded(schema: JsonSchema, path: string, depth = 0): readonly string[] {
  if (maxBytesKeyword in schema) return [];
  if (depth > deepest) return [`${path} is nested deeper than ${deepest}`];
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as readonly JsonSchema[];
  if (parts.length > 0) return parts.flatMap((part, index) => unbounded(part, `${path}(${index})`, depth));
  switch (schema.type) {
    case 'boolean':
      return [];
    case 'string':
      return schema.maxLength === undefined ? [`${path} has no longest length`] : [];
    case 'integer':
      return [schema.minimum, schema.maximum].every((bound) => Number.isSafeInteger(bound)) ? [] : [`${path} has no safe bounds`];
    case 'array':
      return schema.maxItems === undefined ? [`${path} has no end`] : unbounded(schema.items as JsonSchema, `${path}[]`, depth + 1);
    case 'object': {
      const open = schema.additionalProperties === false ? [] : [`${path} takes unknown keys`];
      return [...open, ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => unbounded(part as JsonSchema, `${path}.${name}`, depth + 1))];
    }
    default:
      return [`${path} is ${JSON.stringify(schema.type ?? 'anything')}`];
  }
}

/** At most so many bytes as JSON: three for a character of free text, one where a pattern keeps to ASCII. */
function largestBytes(schema: JsonSchema): number {
  if (maxBytesKeyword in schema) return Number(schema[maxBytesKeyword]);
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (values !== undefined) return Math.max(...values.map((value) => JSON.stringify(value).length));
  if (schema.type === 'string') return 2 + (schema.maxLength ?? Infinity) * (schema.pattern === undefined ? 3 : 1);
  if (schema.type === 'array') return 2 + (schema.maxItems ?? Infinity) * (1 + largestBytes(schema.items as JsonSchema));
  if (schema.type === 'object') return Object.entries(schema.properties ?? {}).reduce((sum, [name, part]) => sum + name.length + 4 + largestBytes(part as JsonSchema), 2);
  return 20;
}

function closed(schema: z.ZodType): JsonSchema {
  return requestJsonSchema(schema, 'draft-2020-12');
}

describe('the check itself finds', () => {
  test.each<[string, z.ZodType]>([
    ['an object that takes unknown keys', z.object({ a: z.boolean() }).loose()],
    ['a text without end', z.strictObject({ a: z.string() })],
    ['a list without end', z.strictObject({ a: z.array(z.boolean()) })],
    ['a fraction', z.strictObject({ a: z.number().min(0).max(1) })],
    ['anything', z.strictObject({ a: z.unknown() })],
    ['an open alternative', z.union([z.boolean(), z.string()])],
    ['a record', z.record(z.string().max(5), z.boolean())],
  ])('%s', (_, schema) => expect(unbounded(closed(schema), 'x')).toHaveLength(1));
});

describe('a value bounded as a whole', () => {
  test.each<[string, unknown, boolean]>([
    ['at its bound', 'x'.repeat(98), true],
    ['a byte above', 'x'.repeat(99), false],
    ['of characters that take three bytes each', '集'.repeat(33), false],
    ['with names that count', { [`${'n'.repeat(90)}`]: 1 }, false],
    ['nested beyond reason', JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`), false],
    ['that is no JSON', undefined, false],
    ['nothing', null, true],
  ])('%s', (_, value, fits) => expect(jsonWithin(100).safeParse(value).success).toBe(fits));

  test('says its bound in its JSON Schema, and holds for a list of long items', () => {
    const schema = withinBytes(z.array(z.string().max(80)).max(9), 100);
    expect(closed(schema)).toMatchObject({ [maxBytesKeyword]: 100 });
    expect(schema.safeParse(['a'.repeat(80)]).success).toBe(true);
    expect(schema.safeParse(['a'.repeat(80), 'b'.repeat(80)]).success).toBe(false);
  });
});

describe('every contract of every service', () => {
  test('is there: five services have drills, deadlines, parked messages and an outbox', () => {
    for (const service of services) {
      const subjects = calls.filter((call) => call.service === service).map(({ noun, verb }) => `${noun}.${verb}`);
      const expected = ['drill.start', 'drill.get', 'drill.list', 'clock.next-deadline', 'dead-letter.list', 'dead-letter.replay', 'dead-letter.discard', 'outbox.replay'];
      expect(subjects).toEqual(expect.arrayContaining(expected));
      expect(drillContracts[service].overdue.type).toBe(`jiqun.${service}.drill.lapsed.v1`);
    }
  });

  test.each(calls.map((call) => [call.subject, call] as const))('%s takes and gives only what is bounded', (subject, { request, answer }) => {
    expect(unbounded(closed(request), `${subject} request`)).toEqual([]);
    expect(unbounded(closed(answer), `${subject} answer`)).toEqual([]);
  });

  test.each(catalogue.events.map((event) => [event.type, event] as const))('%s carries only what is bounded', (type, { data }) => {
    expect(unbounded(closed(data), type)).toEqual([]);
  });

  test('the caller is bounded too', () => expect(unbounded(closed(callerSchema), 'caller')).toEqual([]));

  test.each(calls.map((call) => [call.subject, call] as const))('%s fits into a message of 1 MB both ways', (_, { request, answer }) => {
    for (const schema of [request, answer]) expect(largestBytes(closed(schema))).toBeLessThan(1_000_000);
  });

  test.each(catalogue.events.map((event) => [event.type, event] as const))('%s fits into a message of 1 MB', (_, { data }) => {
    expect(largestBytes(closed(cloudEventSchema(data)))).toBeLessThan(1_000_000);
  });

  test('speaks of a noun that has a name in both languages, and every named noun is spoken of', () => {
    const spoken = new Set([...calls, ...catalogue.events].map(({ noun }) => noun));
    expect([...spoken].toSorted()).toEqual(Object.keys(nouns).toSorted());
  });

  test('has a summary in both languages', () => {
    for (const { summary } of [...calls, ...catalogue.events]) {
      expect(summary.zh).toMatch(/\p{Script=Han}/u);
      expect(summary.en).toMatch(/^[ -~]+$/);
    }
  });

  test('answers with codes of the catalogue, and with NOT_FOUND wherever one object is asked for by its id, not where none is', () => {
    for (const call of calls) {
      const codes = errorsOf(call);
      expect(codes.filter((code) => !Object.hasOwn(errorCatalogue, code))).toEqual([]);
      const names = Object.keys(closed(call.request).properties ?? {});
      const isAsked = names.includes('id') || (codes.includes('NOT_FOUND') && names.some((name) => name.endsWith('Id') || ['programme', ...places].includes(name)));
      expect([call.subject, codes.includes('NOT_FOUND')]).toEqual([call.subject, isAsked]);
    }
  });

  test('says its own noun and verb in its permission, so that the permission matrix can be read', () => {
    for (const call of calls) expect(call.permission.action).toBe(`${call.noun}.${call.verb}`);
  });

  test('may answer that the state forbids it when its permission names states', () => {
    for (const call of calls.filter(({ permission }) => permission.states !== undefined)) expect([call.subject, call.errors.includes('STATE_FORBIDS')]).toEqual([call.subject, true]);
  });
});
