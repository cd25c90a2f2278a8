import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

const addresses = z.object({ databaseAdminUrl: z.string(), natsUrl: z.string(), redisUrl: z.string() });

/** Where the servers for tests are. */
export type TestAddresses = z.infer<typeof addresses>;

/**
 * The servers for tests: from the environment (`npm test` sets it), else those of `npm run stack -- up --profile test`.
 * @throws Error that says how to start them
 */
export function testAddresses(): TestAddresses {
  const { JIQUN_TEST_DATABASE_ADMIN_URL, JIQUN_TEST_NATS_URL, JIQUN_TEST_REDIS_URL } = process.env;
  const given = { databaseAdminUrl: JIQUN_TEST_DATABASE_ADMIN_URL, natsUrl: JIQUN_TEST_NATS_URL, redisUrl: JIQUN_TEST_REDIS_URL };
  const fromEnvironment = addresses.safeParse(given);
  if (fromEnvironment.success) return fromEnvironment.data;
  const file = join(repositoryRoot(), '.data', 'test', 'stack.json');
  if (existsSync(file)) return addresses.parse(JSON.parse(readFileSync(file, 'utf8')));
  throw new Error('These tests need PostgreSQL, NATS and Redis. Start them with: npm run stack -- up --profile test');
}

function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'turbo.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
