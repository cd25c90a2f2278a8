import type { ServiceName } from '@jiqun/contracts';
import { z } from 'zod';

import { readConfig } from '../config/config.js';
import type { DatabaseContents } from '../database/connection.js';
import { migrate } from '../database/migrate.js';
import { withKit } from './service-kit.module.js';

const schema = z.object({ JIQUN_DATABASE_OWNER_URL: z.string().min(1) });

/** The whole of a service's migrate.ts: migrates its schema as its owner; exit code 1 and a reason when that fails. */
export async function runMigrations(service: ServiceName, contents: DatabaseContents): Promise<void> {
  try {
    const { JIQUN_DATABASE_OWNER_URL: url } = readConfig(schema);
    const names = await migrate({ url, poolSize: 2, applicationName: `${service}-migrate` }, withKit(contents));
    for (const name of names) process.stdout.write(`${service}: ${name}\n`);
  } catch (error) {
    process.stderr.write(`${service} could not be migrated: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
