import type { z } from 'zod';
import { listCountSchema, problemSchema } from '../rest/problem.js';
import type { RestRoute } from '../rest/route.js';
import { type JsonSchema, receivedJsonSchema, requestJsonSchema } from './json-schema.js';

const pascal = (words: string): string => words.replaceAll(/(?:^|[-.])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function withoutDialect(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = schema;
  return rest;
}

/** A noun that every service has is described once, not once a service. */
function wordOf({ resource, contract }: RestRoute): string {
  return resource.base.startsWith('/services/') ? contract.noun : resource.word;
}

/** `GroupReviewSign`, before `Answer`, `Item` and `Request`. */
function operationOf(route: RestRoute): string {
  return `${pascal(wordOf(route))}${pascal(route.contract.verb)}`;
}

/**
 * The named schemas of the document. An object that is read by its id and a line of a list have one name wherever they
 * stand, also inside others; what an operation takes or answers otherwise is named after the operation.
 */
export class NamedSchemas {
  readonly #byName = new Map<string, JsonSchema>();
  readonly #objects = new Map<string, string>();

  constructor(routes: readonly RestRoute[]) {
    this.#add('Problem', withoutDialect(receivedJsonSchema(problemSchema, 'draft-2020-12')));
    this.#add('ListCount', withoutDialect(receivedJsonSchema(listCountSchema, 'draft-2020-12')));
    const calls = routes.filter(({ kind }) => kind === 'call');
    for (const route of calls.filter(({ contract }) => /^get(-public)?$/.test(contract.verb))) {
      this.#addObject(`${route.contract.verb === 'get' ? '' : 'Public'}${pascal(wordOf(route))}`, answerOf(route));
    }
    for (const route of calls) {
      const item = (answerOf(route).properties?.['items'] as JsonSchema | undefined)?.items as JsonSchema | undefined;
      if (item?.type === 'object') this.#addObject(`${operationOf(route)}Item`, item);
    }
  }

  /** A reference to what an operation answers. */
  answer(route: RestRoute): JsonSchema {
    const schema = answerOf(route);
    const known = this.#objects.get(JSON.stringify(schema));
    return reference(known ?? this.#add(`${operationOf(route)}Answer`, schema));
  }

  /** A reference to the body that an operation takes. */
  request(route: RestRoute): JsonSchema {
    return reference(this.#add(`${operationOf(route)}Request`, bodyOf(route)));
  }

  components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, schema]) => [name, this.#inside(schema)]));
  }

  #add(name: string, schema: JsonSchema): string {
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, schema);
    else if (JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`Two schemas would be named ${name}`);
    return name;
  }

  #addObject(name: string, schema: JsonSchema): void {
    const text = JSON.stringify(schema);
    if (!this.#objects.has(text)) this.#objects.set(text, this.#add(name, schema));
  }

  #referred(schema: JsonSchema): JsonSchema {
    const name = this.#objects.get(JSON.stringify(schema));
    return name === undefined ? this.#inside(schema) : reference(name);
  }

  #inside(schema: JsonSchema): JsonSchema {
    const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
      if (keyword === 'properties') return [keyword, Object.fromEntries(Object.entries(value as Record<string, JsonSchema>).map(([name, part]) => [name, this.#referred(part)]))];
      if (keyword === 'items') return [keyword, this.#referred(value as JsonSchema)];
      if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf') return [keyword, (value as JsonSchema[]).map((part) => this.#referred(part))];
      return [keyword, value];
    });
    return Object.fromEntries(entries) as JsonSchema;
  }
}

function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function answerOf({ contract }: RestRoute): JsonSchema {
  return withoutDialect(receivedJsonSchema(contract.answer as z.ZodType, 'draft-2020-12'));
}

/** The body of a request: what does not stand in the path or in If-Match. */
export function bodyOf({ contract, body }: RestRoute): JsonSchema {
  const { properties = {}, required = [], ...schema } = withoutDialect(requestJsonSchema(contract.request as z.ZodType, 'draft-2020-12'));
  const left = required.filter((name) => body.includes(name));
  return { ...schema, properties: Object.fromEntries(Object.entries(properties).filter(([name]) => body.includes(name))), ...(left.length === 0 ? {} : { required: left }) };
}
