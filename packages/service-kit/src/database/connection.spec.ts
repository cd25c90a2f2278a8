import type { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createTestBed, type TestBed } from '../testing/index.js';

let bed: TestBed;
let source: DataSource;

beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry');
});
afterAll(async () => {
  await bed.close();
});

it('statements asked for in one turn are held back until it ends, then run in their order', async () => {
  const queryRunner = source.createQueryRunner();
  const connection = (await queryRunner.connect()) as Client;
  const { stream } = connection.connection;
  const first = connection.query('CREATE TEMPORARY TABLE turn AS SELECT 1 AS place');
  await Promise.resolve();
  const second = connection.query('INSERT INTO turn VALUES (2) RETURNING place');
  expect(stream.writableCorked).toBeGreaterThan(0);
  await first;
  expect((await second).rows).toEqual([{ place: 2 }]);
  expect(stream.writableCorked).toBe(0);
  expect((await connection.query('SELECT count(*)::integer AS count FROM turn')).rows).toEqual([{ count: 2 }]);
  await queryRunner.release();
});
