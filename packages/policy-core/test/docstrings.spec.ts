import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

function sourceOf(path: string): string {
  return readFileSync(new URL(`../src/${path}`, import.meta.url), 'utf8');
}

/** Whether the declaration of a name stands right behind a docstring; undefined where it is not declared at all. */
function isDocumented(source: string, name: string): boolean | undefined {
  const found = new RegExp(String.raw`(\*/\n)?export (?:const|function|class|interface|type) ${name}\b`).exec(source);
  return found === null ? undefined : found[1] !== undefined;
}

test('everything that the door exports has a docstring', () => {
  const exported = [...sourceOf('index.ts').matchAll(/export (?:type )?\{([^}]*)\} from '\.\/(.*)\.js';/g)].flatMap(([, names = '', path = '']) =>
    names.split(',').map((name) => ({ name: name.trim().replace('type ', ''), path: `${path}.ts` })),
  );
  expect(exported.length).toBeGreaterThan(80);
  expect(exported.filter(({ name, path }) => isDocumented(sourceOf(path), name) !== true)).toEqual([]);
});

test('a missing docstring is found', () => {
  expect(isDocumented('/** A. */\nexport const a = 1;\nexport const b = 2;\n', 'a')).toBe(true);
  expect(isDocumented('/** A. */\nexport const a = 1;\nexport const b = 2;\n', 'b')).toBe(false);
  expect(isDocumented('const c = 3;', 'c')).toBeUndefined();
});
