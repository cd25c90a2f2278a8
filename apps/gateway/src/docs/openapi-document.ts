import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The part of a JSON Schema that the pages show. */
export interface ShownSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ShownSchema>>;
  readonly items?: ShownSchema;
  readonly oneOf?: readonly ShownSchema[];
  readonly anyOf?: readonly ShownSchema[];
}

/** A parameter, where it is not one that all share. */
export interface ShownParameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: ShownSchema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: ShownSchema; readonly example?: unknown }>>;
}

/** One operation as the pages show it. */
export interface ShownOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly ShownParameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string; readonly description?: string; readonly 'x-codes'?: readonly string[] }>>;
}

/** The committed OpenAPI document, as far as the pages show it. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ShownOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, ShownSchema>>;
    readonly responses: Readonly<Record<string, { readonly 'x-codes': readonly string[] }>>;
    readonly parameters: Readonly<Record<string, ShownParameter>>;
  };
}

/** The text of the document as it is committed. */
export function openApiText(): string {
  return readFileSync(createRequire(import.meta.url).resolve('@jiqun/contracts/openapi.json'), 'utf8');
}

/** Follows a reference within the document. */
export function resolved<T extends { readonly $ref?: string }>(document: OpenApiDocument, part: T): T {
  if (part.$ref === undefined) return part;
  let value: unknown = document;
  for (const name of part.$ref.slice(2).split('/')) value = (value as Record<string, unknown>)[name];
  return value as T;
}

/** The name at the end of a reference. */
export function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
