import { z } from 'zod';

/** A JSON Schema, or a part of one. */
export type Shape = z.core.JSONSchema.JSONSchema;

/** A field of a request that can stand in a path or a query. */
export interface Field {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  /** Written as one parameter for each value. */
  readonly isList: boolean;
  readonly isDemanded: boolean;
  /** A list that must be there and may be empty: no parameter at all means the empty one. */
  readonly mayBeEmpty: boolean;
  readonly shape: Shape;
}

const plainTypes = ['string', 'integer', 'number', 'boolean'] as const;

/** Texts beyond it do not belong into an address, which proxies cut and logs keep. */
const longestText = 512;
const longestList = 50;

const shapes = new WeakMap<z.ZodType, Shape>();

/** The shape of what a contract takes or gives; the same one every time, since it is asked for often. */
export function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  shapes.set(schema, shape);
  return shape;
}

/** The fields of an object's shape, and which of them must be there. */
export function propertiesOf(shape: Shape): { readonly properties: Readonly<Record<string, Shape>>; readonly demanded: ReadonlySet<string> } {
  return { properties: (shape.properties ?? {}) as Record<string, Shape>, demanded: new Set(shape.required) };
}

function plainType(shape: Shape): Field['type'] | undefined {
  const type = plainTypes.find((plain) => plain === shape.type);
  if (type !== 'string' || shape.enum !== undefined || shape.const !== undefined) return type;
  return (shape.maxLength ?? Number.POSITIVE_INFINITY) <= longestText ? type : undefined;
}

/** The field as it stands in an address; undefined for objects, long texts and long lists, which take a body. */
export function fieldOf(name: string, shape: Shape, isDemanded: boolean): Field | undefined {
  const isList = shape.type === 'array';
  if (isList && (shape.maxItems ?? Number.POSITIVE_INFINITY) > longestList) return undefined;
  const type = plainType(isList ? (shape.items as Shape) : shape);
  return type === undefined ? undefined : { name, type, isList, isDemanded, mayBeEmpty: isList && isDemanded && (shape.minItems ?? 0) === 0, shape };
}

/** A value as it stands in an address. Only texts, numbers and booleans do. */
export function written(value: unknown): string {
  return String(value);
}

/** Digits as a person writes them: no exponent, no sign of plus, no hexadecimal, nothing that would round. */
const decimal = /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?$/;

/** What an address says, as the schema wants it; what is no such value stays the text that it is, for the schema to refuse. */
export function read({ type }: Field, text: string): unknown {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type === 'integer' || type === 'number') return decimal.test(text) ? Number(text) : text;
  return text;
}
