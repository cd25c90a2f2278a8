import { z } from 'zod';
import { answerErrorSchema, cloudEventSchema, requestEnvelopeSchema } from '../envelope.js';
// Through the door: only with all contracts imported is the catalogue complete.
import { catalogue } from '../index.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** AsyncAPI 3.0 builds on draft 07, everything else here on 2020-12. */
export type Draft = 'draft-2020-12' | 'draft-07';

/** What a caller sends: an unknown field is a mistake, and the schema says so. */
export function requestJsonSchema(schema: z.ZodType, target: Draft): JsonSchema {
  return z.toJSONSchema(schema, { target, io: 'input' });
}

/**
 * What a caller or consumer receives. A version may gain optional fields, so a receiver that validates must let unknown
 * ones pass: the generated schema stays open, although the producer itself is held to the closed one.
 */
export function receivedJsonSchema(schema: z.ZodType, target: Draft): JsonSchema {
  return z.toJSONSchema(schema, {
    target,
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
}

function named(name: string, title: string, schema: JsonSchema): JsonSchema {
  const { $schema, ...rest } = schema;
  return { ...($schema === undefined ? {} : { $schema }), $id: `urn:jiqun:schema:${name}`, title, ...rest };
}

/** Every schema that crosses a process boundary by its name, as JSON Schema 2020-12. */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const draft = 'draft-2020-12';
  const schemas = new Map<string, JsonSchema>();
  const add = (name: string, title: string, schema: JsonSchema) => schemas.set(name, named(name, title, schema));
  add('request-envelope', 'Envelope of a command or a query', requestJsonSchema(requestEnvelopeSchema, draft));
  add('answer-error', 'Error of an answer', receivedJsonSchema(answerErrorSchema, draft));
  add('cloud-event', 'CloudEvents 1.0 envelope of an event', receivedJsonSchema(cloudEventSchema(z.unknown()), draft));
  for (const { subject, summary, request, answer } of [...catalogue.commands, ...catalogue.queries]) {
    add(`${subject}.request`, `${summary.en} (request)`, requestJsonSchema(request, draft));
    add(`${subject}.answer`, `${summary.en} (answer)`, receivedJsonSchema(answer, draft));
  }
  for (const { type, summary, data } of catalogue.events) add(type, summary.en, receivedJsonSchema(data, draft));
  return schemas;
}
