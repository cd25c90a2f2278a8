import { describe, expect, test } from '@jest/globals';
import { asyncApi } from '../src/documents/asyncapi.js';
import { catalogue, errorsOf } from '../src/index.js';

interface Ref {
  readonly $ref: string;
}

interface Operation {
  readonly action: string;
  readonly channel: Ref;
  readonly messages: readonly Ref[];
  readonly reply?: { readonly channel: Ref; readonly messages: readonly Ref[] };
  readonly security?: readonly Ref[];
  readonly 'x-errors'?: readonly string[];
}

interface Message {
  readonly payload: { readonly required?: readonly string[]; readonly allOf?: readonly object[] };
  readonly headers?: Ref;
}

// As a reader of the file has it: what JSON would drop or change is dropped here too.
const text = JSON.stringify(asyncApi());
const document = JSON.parse(text) as Record<string, unknown> & {
  readonly channels: Record<string, { readonly address: string | null; readonly messages: Record<string, Message> }>;
  readonly operations: Record<string, Operation>;
  readonly components: { readonly schemas: Record<string, unknown> };
};
const calls = [...catalogue.commands, ...catalogue.queries];

function resolved(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined), document);
}

function messageOf(operation: Operation | undefined): Message {
  return resolved(operation?.messages[0]?.$ref ?? '#/') as Message;
}

describe('asyncapi.json', () => {
  test('has the members that AsyncAPI 3.0 knows, and no other', () => {
    expect(document['asyncapi']).toBe('3.0.0');
    expect(document['info']).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(Object.keys(document).toSorted()).toEqual(['asyncapi', 'channels', 'components', 'defaultContentType', 'info', 'operations', 'servers']);
  });

  test('every reference leads somewhere, and every shared schema is referred to', () => {
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
    expect(references.length).toBeGreaterThan(calls.length * 4);
    expect(references.filter((reference) => resolved(reference) === undefined)).toEqual([]);
    expect(Object.keys(document.components.schemas).filter((name) => !references.includes(`#/components/schemas/${name}`))).toEqual([]);
  });

  test('every name of a component has the characters that AsyncAPI allows', () => {
    for (const name of Object.keys(document.components.schemas)) expect(name).toMatch(/^[\w.-]+$/);
  });

  test('every contract is one operation, and every operation one contract', () => {
    expect(Object.keys(document.operations).toSorted()).toEqual([...calls.map(({ subject }) => subject), ...catalogue.events.map(({ type }) => type)].toSorted());
  });

  test.each(calls.map((call) => [call.subject, call] as const))('%s is received, answered, guarded', (subject, call) => {
    const operation = document.operations[subject];
    expect(operation).toMatchObject({ action: 'receive', channel: { $ref: `#/channels/${subject}` }, reply: { channel: { $ref: `#/channels/${subject}.reply` } } });
    expect(document.channels[subject]?.address).toBe(subject);
    expect(document.channels[`${subject}.reply`]?.address).toBeNull();
    expect(operation?.security ?? []).toHaveLength(['public', 'service'].includes(call.permission.reach) ? 0 : 1);
    expect(operation?.['x-errors']).toEqual(errorsOf(call));
    expect(messageOf(operation).payload.required?.includes('key')).toBe(call.kind === 'command');
  });

  test.each(catalogue.events.map((event) => [event.type, event] as const))('%s is sent as a CloudEvent with its own data', (type) => {
    const operation = document.operations[type];
    expect(operation?.action).toBe('send');
    expect(messageOf(operation).headers?.$ref).toBe('#/components/schemas/event-headers');
    expect(messageOf(operation).payload.allOf).toEqual([{ $ref: '#/components/schemas/cloud-event' }, { type: 'object', properties: expect.objectContaining({ type: { const: type }, data: expect.anything() }) }]);
  });

  test('the operations refer to messages of their own channel', () => {
    for (const { channel, messages, reply } of Object.values(document.operations)) {
      for (const message of messages) expect(message.$ref.startsWith(`${channel.$ref}/messages/`)).toBe(true);
      for (const message of reply?.messages ?? []) expect(message.$ref.startsWith(`${reply?.channel.$ref ?? ''}/messages/`)).toBe(true);
    }
  });
});
