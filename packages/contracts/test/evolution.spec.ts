import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { changeFaults, releasedEventFaults } from '../src/documents/evolution.js';
import { jsonSchemas, receivedJsonSchema } from '../src/documents/json-schema.js';
import { catalogue } from '../src/index.js';

const folder = new URL('../schema/', import.meta.url);
const ending = '.schema.json';

type Part = Record<string, unknown>;

const released = new Map(
  readdirSync(folder)
    .filter((name) => name.startsWith('jiqun.') && name.endsWith(ending))
    .map((name) => [name.slice(0, -ending.length), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Part] as const),
);

function schemaOf(shape: z.ZodRawShape): Part {
  return receivedJsonSchema(z.strictObject(shape), 'draft-2020-12');
}

const base = { id: z.string().max(10), count: z.int().min(0).max(9), kind: z.enum(['a', 'b']), lines: z.array(z.strictObject({ text: z.string().max(5) })).max(3), note: z.string().max(5).exactOptional() };

function faultsOf(changed: z.ZodRawShape): readonly string[] {
  return changeFaults(schemaOf(base), schemaOf(changed));
}

describe('released events', () => {
  test('are all still there, and none has changed but for optional fields', () => {
    expect(released.size).toBe(catalogue.events.length);
    expect(releasedEventFaults(released, jsonSchemas())).toEqual([]);
  });

  test('one that was removed is missed', () => {
    const [[type]] = [...released] as [[string, Part]];
    const without = new Map([...jsonSchemas()].filter(([name]) => name !== type));
    expect(releasedEventFaults(released, without)).toEqual([`${type} was removed, but stored events and consumers still have it`]);
  });

  test('every field of every released event is missed when it is removed', () => {
    for (const [type, schema] of released) {
      for (const name of Object.keys(schema['properties'] as Part)) {
        const { [name]: _, ...properties } = schema['properties'] as Part;
        expect(releasedEventFaults(new Map([[type, schema]]), new Map([[type, { ...schema, properties }]]))).toEqual([`${type}: data.${name} was removed`]);
      }
    }
  });
});

describe('within a version of an event', () => {
  test('an optional field may be added, a description and the order of fields changed', () => {
    const { id, ...others } = base;
    expect(faultsOf(base)).toEqual([]);
    expect(faultsOf({ ...others, id: id.describe('identifier'), colour: z.string().max(5).exactOptional() })).toEqual([]);
    expect(faultsOf({ ...base, lines: z.array(z.strictObject({ text: z.string().max(5), more: z.boolean().exactOptional() })).max(3) })).toEqual([]);
  });

  test.each<[string, z.ZodRawShape, RegExp]>([
    ['a required field added', { ...base, colour: z.string().max(5) }, /data\.colour is new and required/],
    ['a text shortened', { ...base, id: z.string().max(9) }, /data\.id changed/],
    ['a text lengthened, which consumers may not bear', { ...base, id: z.string().max(11) }, /data\.id changed/],
    ['a pattern added', { ...base, id: z.string().max(10).regex(/^a/) }, /data\.id changed/],
    ['a number narrowed', { ...base, count: z.int().min(1).max(9) }, /data\.count changed/],
    ['a type changed', { ...base, count: z.string().max(9) }, /data\.count changed/],
    ['a value taken away', { ...base, kind: z.enum(['a']) }, /data\.kind changed/],
    ['a value added', { ...base, kind: z.enum(['a', 'b', 'c']) }, /data\.kind changed/],
    ['an optional field made required', { ...base, note: z.string().max(5) }, /data\.note became required/],
    ['a required field made optional', { ...base, id: base.id.exactOptional() }, /data\.id became optional/],
    ['a field of a list removed', { ...base, lines: z.array(z.strictObject({})).max(3) }, /data\.lines\[\]\.text was removed/],
    ['a list shortened', { ...base, lines: z.array(z.strictObject({ text: z.string().max(5) })).max(2) }, /data\.lines changed/],
    ['a field that may now be null', { ...base, id: base.id.nullable() }, /data\.id/],
  ])('%s is refused', (_, changed, fault) => {
    expect(faultsOf(changed)).toEqual([expect.stringMatching(fault)]);
  });

  test('a change inside an alternative is found', () => {
    const alternatives = (length: number) => schemaOf({ either: z.union([z.boolean(), z.strictObject({ text: z.string().max(length) })]) });
    expect(changeFaults(alternatives(5), alternatives(5))).toEqual([]);
    expect(changeFaults(alternatives(5), alternatives(4))).toEqual([expect.stringMatching(/data\.either\(1\)\.text changed/)]);
  });
});
