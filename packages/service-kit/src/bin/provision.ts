import { services } from '@jiqun/contracts';
import { z } from 'zod';

import { provision } from '../database/provision.js';
import { readConfig } from '../config/config.js';

const passwords = z.strictObject({ owner: z.string().min(8), service: z.string().min(8) });

const schema = z.object({
  JIQUN_DATABASE_ADMIN_URL: z.string().min(1),
  JIQUN_DATABASE_NAME: z.string().default('jiqun'),
  JIQUN_SANDBOX: z.stringbool().default(false),
  JIQUN_SANDBOX_START: z.iso.datetime({ offset: true }).optional(),
  JIQUN_PASSWORDS: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.enum(services), passwords)),
});

try {
  const config = readConfig(schema);
  await provision({
    adminUrl: config.JIQUN_DATABASE_ADMIN_URL,
    database: config.JIQUN_DATABASE_NAME,
    sandbox: config.JIQUN_SANDBOX,
    ...(config.JIQUN_SANDBOX_START === undefined ? {} : { sandboxStart: config.JIQUN_SANDBOX_START }),
    passwords: config.JIQUN_PASSWORDS,
  });
} catch (error) {
  process.stderr.write(`The installation could not be prepared: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
