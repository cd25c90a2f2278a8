import type { z } from 'zod';
import { type CommandContract, errorsOf, type EventContract, type QueryContract } from '../contract.js';
import { answerErrorSchema, cloudEventSchema, requestEnvelopeSchema } from '../envelope.js';
// Through the door: only with all contracts imported is the catalogue complete.
import { catalogue } from '../index.js';
import { carriesCaller } from '../permission.js';
import { services } from '../roles.js';
import { type JsonSchema, receivedJsonSchema, requestJsonSchema } from './json-schema.js';

type AnyCall = CommandContract<unknown, unknown> | QueryContract<unknown, unknown>;
type Entries = Record<string, unknown>;

interface Components {
  readonly schemas: Record<string, JsonSchema>;
}

function reference(...path: readonly string[]): { $ref: string } {
  return { $ref: `#/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}` };
}

/** Every service has drills and the like: a schema that all share is described once, under its name without the service. */
function shared(components: Components, service: string, name: string, schema: JsonSchema): { $ref: string } {
  const { $schema: _, ...rest } = schema;
  const short = name.replace(`${service}.`, '');
  const taken = components.schemas[short];
  const key = taken === undefined || JSON.stringify(taken) === JSON.stringify(rest) ? short : name;
  components.schemas[key] = rest;
  return reference('components', 'schemas', key);
}

function described(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = receivedJsonSchema(schema, 'draft-07');
  return rest;
}

/** The envelope as one call uses it: a key belongs to commands; what the public may do goes without context, what services ask of each other has none. */
function requestPayload(call: AnyCall, data: { $ref: string }): JsonSchema {
  const { $schema: _, ...envelope } = requestJsonSchema(requestEnvelopeSchema, 'draft-07');
  const { key, ...all } = envelope.properties ?? {};
  const { context: _context, ...impersonal } = all;
  const others = call.permission.reach === 'service' ? impersonal : all;
  const properties = call.kind === 'command' && key !== undefined ? { ...others, key, data } : { ...others, data };
  const context = carriesCaller(call.permission) ? ['context'] : [];
  return { ...envelope, properties, required: [...context, ...(call.kind === 'command' ? ['key'] : []), 'data'] };
}

function answerPayload(data: { $ref: string }): JsonSchema {
  return {
    oneOf: [
      { type: 'object', required: ['ok', 'data'], properties: { ok: { const: true }, data } },
      { type: 'object', required: ['ok', 'error'], properties: { ok: { const: false }, error: reference('components', 'schemas', 'answer-error') } },
    ],
  };
}

function describeCall(call: AnyCall, channels: Entries, operations: Entries, components: Components): void {
  const { subject, service, summary, permission } = call;
  const request = shared(components, service, `${subject}.request`, requestJsonSchema(call.request, 'draft-07'));
  const answer = shared(components, service, `${subject}.answer`, receivedJsonSchema(call.answer, 'draft-07'));
  const message = { contentType: 'application/json', title: summary.en };
  channels[subject] = { address: subject, title: summary.zh, messages: { request: { ...message, name: `${subject}.request`, payload: requestPayload(call, request) } } };
  // NATS names the place of an answer at run time, hence no address.
  channels[`${subject}.reply`] = { address: null, messages: { answer: { ...message, name: `${subject}.answer`, payload: answerPayload(answer) } } };
  operations[subject] = {
    action: 'receive',
    title: summary.zh,
    summary: summary.en,
    channel: reference('channels', subject),
    messages: [reference('channels', subject, 'messages', 'request')],
    reply: { channel: reference('channels', `${subject}.reply`), messages: [reference('channels', `${subject}.reply`, 'messages', 'answer')] },
    ...(carriesCaller(permission) ? { security: [reference('components', 'securitySchemes', 'signedContext')] } : {}),
    tags: [{ name: service }, { name: call.kind }],
    bindings: { nats: { queue: service } },
    'x-permission': permission,
    'x-errors': errorsOf(call),
  };
}

function describeEvent(event: EventContract<unknown>, channels: Entries, operations: Entries, components: Components): void {
  const { type, service, summary } = event;
  const data = shared(components, service, type, receivedJsonSchema(event.data, 'draft-07'));
  const payload = { allOf: [reference('components', 'schemas', 'cloud-event'), { type: 'object', properties: { type: { const: type }, source: { const: `/jiqun/${service}` }, data } }] };
  const message = { name: type, title: summary.en, contentType: 'application/cloudevents+json', headers: reference('components', 'schemas', 'event-headers'), payload };
  channels[type] = { address: type, title: summary.zh, messages: { event: message } };
  operations[type] = {
    action: 'send',
    title: summary.zh,
    summary: summary.en,
    channel: reference('channels', type),
    messages: [reference('channels', type, 'messages', 'event')],
    tags: [{ name: service }, { name: 'event' }],
  };
}

function commonSchemas(): Record<string, JsonSchema> {
  // A placeholder for the data: each event's own schema stands beside the envelope in an allOf.
  const cloudEvent = described(cloudEventSchema(requestEnvelopeSchema.shape.data));
  return {
    'answer-error': described(answerErrorSchema),
    'cloud-event': cloudEvent,
    'event-headers': {
      type: 'object',
      required: ['Nats-Msg-Id'],
      properties: { 'Nats-Msg-Id': { type: 'string', description: 'id of the event, a point, and the generation, which is 0 at first and one more with every replay; JetStream drops the same one a second time within its window' } },
    },
  };
}

/** The AsyncAPI 3.0 description of all commands, queries and events, from the side of the services. */
export function asyncApi(): Entries {
  const [channels, operations]: [Entries, Entries] = [{}, {}];
  const components: Components = { schemas: commonSchemas() };
  for (const call of [...catalogue.commands, ...catalogue.queries]) describeCall(call, channels, operations, components);
  for (const event of catalogue.events) describeEvent(event, channels, operations, components);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Jiqun',
      version: '1.0.0',
      description: 'Commands and queries by request and reply, events through JetStream. Events are CloudEvents 1.0 in structured mode.',
      license: { name: 'Apache-2.0' },
      tags: [...services, 'command', 'query', 'event'].map((name) => ({ name })),
    },
    defaultContentType: 'application/json',
    servers: { nats: { host: '{host}:{port}', protocol: 'nats', variables: { host: { default: '127.0.0.1' }, port: { default: '4222' } } } },
    channels,
    operations,
    components: {
      ...components,
      securitySchemes: {
        signedContext: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWS',
          description: 'The originating person, signed by the gateway: a compact JWS in the member context of the request, not in a header.',
        },
      },
    },
  };
}
