import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { createTestBed, type TestBed } from '../testing/index.js';
import { poolGauges, tableGauges } from './database-gauges.js';

const GENEROUS_MS = 30_000;

let bed: TestBed;
let source: DataSource;

beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry');
}, GENEROUS_MS);
afterAll(async () => await bed.close(), GENEROUS_MS);

test('a service in which nothing waits has zeroes', async () => {
  expect(await tableGauges(source).read()).toEqual({
    outbox_backlog: 0,
    outbox_oldest_seconds: 0,
    deadlines_overdue: 0,
    deadlines_stuck: 0,
    dead_letters: new Map(),
  });
});

test('what waits is counted: events by backlog and age, deadlines that are due or given up, dead letters by consumer', async () => {
  await source.query(
    `INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at, published_at) VALUES
     ('CN-22', $1, 't', 'drill/1', '{}', installation.now() - interval '9 hours', installation.now()),
     ('CN-22', $2, 't', 'drill/1', '{}', installation.now() - interval '2 hours', NULL),
     ('CN-22', $3, 't', 'drill/2', '{}', installation.now(), NULL)`,
    [newId(), newId(), newId()],
  );
  await source.query(
    `INSERT INTO deadline (id, tenant, kind, subject, due_at, state) VALUES
     ($1, 'CN-22', 'k', 'due', installation.now() - interval '1 second', 'pending'),
     ($2, 'CN-22', 'k', 'not due', installation.now() + interval '1 hour', 'pending'),
     ($3, 'CN-22', 'k', 'stuck', installation.now() - interval '1 day', 'stuck')`,
    [newId(), newId(), newId()],
  );
  for (const consumer of ['audit', 'audit', 'notices']) {
    await source.query(
      `INSERT INTO dead_letter (id, consumer, event_id, aggregate, subject, payload, error, tries) VALUES ($1, $2, $3, 'drill/1', 's', '{}', 'e', 10)`,
      [newId(), consumer, newId()],
    );
  }
  const { outbox_oldest_seconds: age, ...counts } = await tableGauges(source).read();
  expect(counts).toEqual({ outbox_backlog: 2, deadlines_overdue: 1, deadlines_stuck: 1, dead_letters: new Map([['audit', 2], ['notices', 1]]) });
  expect(Math.floor(Number(age) / 3_600)).toBe(2);
});

test('connections in use are counted without one', async () => {
  const runners = Array.from({ length: 4 }, () => source.createQueryRunner());
  await Promise.all(runners.map(async (runner) => await runner.connect()));
  const waiting = source.query('SELECT 1');
  expect(await poolGauges(source).read()).toEqual({ pool_in_use: 4, pool_waiting: 1 });
  await Promise.all(runners.map(async (runner) => await runner.release()));
  await waiting;
  expect(await poolGauges(source).read()).toEqual({ pool_in_use: 0, pool_waiting: 0 });
});
