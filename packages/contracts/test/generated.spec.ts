import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generatedFiles } from '../src/documents/generated-files.js';

const root = new URL('../', import.meta.url);
const files = generatedFiles();

describe('generated files', () => {
  test.each([...files])('%s is what npm run generate -w packages/contracts makes', (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  });

  test('no schema is left of a contract that is gone', () => {
    const committed = readdirSync(new URL('schema/', root)).map((name) => `schema/${name}`);
    expect(committed.filter((path) => !files.has(path))).toEqual([]);
  });
});
