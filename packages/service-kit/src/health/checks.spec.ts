import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { openDatabase } from '../database/connection.js';
import { kitMigrations } from '../database/kit-migrations.js';
import { Opened } from '../../test/opened.js';
import { createTestBed, until, type TestBed } from '../testing/index.js';
import { databaseCheck, natsCheck, redisCheck } from './checks.js';

const GENEROUS_MS = 30_000;

let bed: TestBed;
let sources: DataSource[] = [];
const beside = new Opened();

beforeAll(async () => {
  bed = await createTestBed();
}, GENEROUS_MS);
afterEach(async () => {
  await beside.close();
  await Promise.all(sources.splice(0).map(async (source) => await source.destroy()));
});
afterAll(async () => await bed.close(), GENEROUS_MS);

class Later1890000000000 {
  readonly name = 'Later1890000000000';
  async up(): Promise<void> {
    throw new Error('readiness runs no migration');
  }
  async down(): Promise<void> {
    throw new Error('readiness runs no migration');
  }
}

async function opened(migrations: readonly (new () => { name?: string; up: unknown; down: unknown })[]): Promise<DataSource> {
  const settings = { url: bed.databaseUrl('registry'), poolSize: 2, applicationName: 'registry' };
  const source = await openDatabase(settings, { migrations: [...migrations] });
  sources.push(source);
  return source;
}

describe('the database is ready', () => {
  test('not before it was migrated at all', async () => {
    const check = databaseCheck(await opened(kitMigrations));
    expect(await check.check()).toMatchObject({ ok: false });
  }, GENEROUS_MS);

  test('when it has every migration of this build, not when one is missing', async () => {
    const migrated = await bed.open('registry');
    expect(await databaseCheck(migrated).check()).toEqual({ ok: true });
    const newer = await opened([...kitMigrations, Later1890000000000]);
    expect(await databaseCheck(newer).check()).toEqual({ ok: false, detail: 'lacks migrations of this build; run the migrate command of this service' });
  }, GENEROUS_MS);

  test('again when its connections were lost and it is back', async () => {
    const source = await bed.open('evaluation');
    const check = databaseCheck(source);
    expect(await check.check()).toEqual({ ok: true });
    const admin = new Client({ connectionString: bed.adminUrl });
    await admin.connect();
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = $2', [bed.database, 'evaluation']);
    await admin.end();
    await until('the database is ready again', async () => (await check.check()).ok);
  }, GENEROUS_MS);
});

test('NATS is ready while connected', async () => {
  const link = await bed.connect('health');
  expect(await natsCheck(link).check()).toEqual({ ok: true });
  await link.connection.close();
  await until('the loss is noticed', async () => !(await natsCheck(link).check()).ok);
}, GENEROUS_MS);

test('Redis is ready while it answers', async () => {
  const redis = beside.keep(new Redis(bed.redisUrl, { retryStrategy: () => null }), (one) => one.disconnect());
  redis.on('error', () => undefined);
  const check = redisCheck(redis);
  await until('Redis answers', async () => (await check.check()).ok);
  redis.disconnect();
  await until('the loss is noticed', async () => {
    // The ping of the moment itself fails; the report takes that for a failed check.
    const finding = await check.check().catch(() => undefined);
    return finding?.ok === false;
  });
}, GENEROUS_MS);
