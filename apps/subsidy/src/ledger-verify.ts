import { parseArgs } from 'node:util';

import { readConfig } from '@jiqun/service-kit';
import { z } from 'zod';

import { verifyDatabase } from './ledger/verify-command.js';

/**
 * Verifies the whole ledger from its rows alone: `npm run ledger:verify [-- --json]`. Exit code 0 when everything is right, 1 when
 * something was found, 2 when it could not look.
 */
try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const { JIQUN_DATABASE_URL: url } = readConfig(z.object({ JIQUN_DATABASE_URL: z.string().min(1) }));
  process.exitCode = await verifyDatabase(url, values.json, (text) => process.stdout.write(text));
} catch (error) {
  process.stderr.write(`The ledger could not be verified: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
