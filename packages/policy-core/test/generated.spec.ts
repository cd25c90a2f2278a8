import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { policyJsonSchema } from '../src/policy/json-schema.js';
import { casesByClause, testsByClause } from '../src/traceability/scan.js';
import { generatedFiles } from '../tools/generate.mjs';

describe('generated files', () => {
  test.each(Object.entries(generatedFiles({ policyJsonSchema, testsByClause, casesByClause })))(
    '%s is what npm run generate makes',
    (path, text) => {
      expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(text);
    },
  );
});
