import { readFileSync } from 'node:fs';

import { schemaText } from '@jiqun/service-kit/testing';

import { contents } from './data-source.js';

it('schema.sql is what the migrations make; if they changed, run: node tools/generate-schemas.mjs', async () => {
  expect(await schemaText('subsidy', contents)).toBe(readFileSync(new URL('../schema.sql', import.meta.url), 'utf8'));
}, 30_000);
