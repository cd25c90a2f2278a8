import type { Sentence } from '../sentence.js';
import { columnWords } from './column-words.js';
import { propertiesOf, type Shape, shapeOf } from './field.js';
import type { RestCall } from './resource.js';

/** One column of an export. */
export interface Column {
  /** The names that lead to the value within an object of the list. */
  readonly path: readonly string[];
  readonly heading: Sentence;
}

const deepest = 4;

/** The shapes a value can have: itself, or its alternatives. */
function alternatives(shape: Shape): readonly Shape[] {
  return (shape.oneOf ?? shape.anyOf ?? [shape]) as readonly Shape[];
}

/** `leadCreditCode` in words. */
function english(name: string): string {
  return name.replaceAll(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
}

function headingOf(path: readonly string[]): Sentence {
  return { zh: path.map((name) => columnWords[name] ?? name).join('·'), en: path.map(english).join(' · ') };
}

/** A part is a column of its own unless all it can be is an object, whose parts are. */
function leaves(shape: Shape, path: readonly string[]): readonly (readonly string[])[] {
  const shapes = alternatives(shape);
  const isObject = shapes.every((one) => one.type === 'object' && one.properties !== undefined);
  if (!isObject || path.length === deepest) return [path];
  const names = new Set(shapes.flatMap((one) => Object.keys(one.properties ?? {})));
  return [...names].flatMap((name) => {
    const parts = shapes.flatMap((one) => (one.properties?.[name] === undefined ? [] : [one.properties[name] as Shape]));
    return leaves(parts.length === 1 ? (parts[0] as Shape) : { anyOf: parts }, [...path, name]);
  });
}

/** The columns of an export of a list: the fields of its items, those of objects within them beside the others. */
export function columnsOf({ answer }: RestCall): readonly Column[] {
  const items = (shapeOf(answer).properties?.['items'] as Shape | undefined)?.items as Shape | undefined;
  return items === undefined ? [] : leaves(items, []).map((path) => ({ path, heading: headingOf(path) }));
}

/** How many items the pages of a list hold at most. */
export function pageLimitOf({ request }: RestCall): number {
  return (propertiesOf(shapeOf(request)).properties['limit'] as Shape | undefined)?.maximum ?? 1;
}
