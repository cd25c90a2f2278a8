import { jest } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import { Opened } from '../../test/opened.js';
import { createTestBed, type TestBed } from '../testing/index.js';
import { openDatabase } from './connection.js';
import { kitMigrations } from './kit-migrations.js';
import { hasPendingMigrations, migrate } from './migrate.js';

jest.setTimeout(60_000);

let bed: TestBed;
const opened = new Opened();
beforeEach(async () => {
  bed = await createTestBed();
});
afterEach(async () => {
  await opened.close();
  await bed.close();
});

class Slow1800000000000 implements MigrationInterface {
  readonly name = 'Slow1800000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SELECT pg_sleep(0.3)`);
    await queryRunner.query(`CREATE TABLE slow AS SELECT current_setting('statement_timeout') AS bound`);
  }

  async down(): Promise<void> {
    throw new Error('Not taken back');
  }
}

class Broken1800000000001 implements MigrationInterface {
  readonly name = 'Broken1800000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE half (id integer)`);
    await queryRunner.query(`SELECT 1 / 0`);
  }

  async down(): Promise<void> {
    throw new Error('Not taken back');
  }
}

const settings = () => ({ url: bed.ownerUrl('registry'), poolSize: 2, applicationName: 'migrate' });
const open = async (...how: Partial<Parameters<typeof openDatabase>>) => opened.keep(await openDatabase(how[0] ?? settings(), how[1]), async (source) => await source.destroy());
const contents = { migrations: [...kitMigrations, Slow1800000000000] };

describe('migrations', () => {
  it('are run once when five start together, and the others wait for the one that runs them', async () => {
    const done = await Promise.all(Array.from({ length: 5 }, async () => await migrate(settings(), contents)));
    const names = contents.migrations.map((migration) => new migration().name as string);
    expect(done.flat().toSorted()).toEqual(names.toSorted());
    expect(done.filter((run) => run.length > 0)).toHaveLength(1);
  });

  it('take as long as they take', async () => {
    await migrate(settings(), contents);
    const source = await open();
    expect(await source.query('SELECT bound FROM slow')).toEqual([{ bound: '0' }]);
  });

  it('that a database lacks are seen by the service, which owns nothing there', async () => {
    await migrate(settings(), { migrations: [...kitMigrations] });
    const url = bed.databaseUrl('registry');
    const older = await open({ ...settings(), url }, { migrations: [...kitMigrations] });
    const newer = await open({ ...settings(), url }, contents);
    expect(await hasPendingMigrations(older)).toBe(false);
    expect(await hasPendingMigrations(newer)).toBe(true);
    await migrate(settings(), contents);
    expect(await hasPendingMigrations(newer)).toBe(false);
  });

  it('that fail leave nothing half done, and the lock free', async () => {
    const broken = { migrations: [...kitMigrations, Broken1800000000001] };
    await expect(migrate(settings(), broken)).rejects.toThrow('division by zero');
    const source = await open();
    expect(await source.query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    await expect(migrate(settings(), contents)).resolves.toEqual(['Slow1800000000000']);
  });
});
