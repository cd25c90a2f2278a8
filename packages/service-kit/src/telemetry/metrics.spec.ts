import { beforeEach, expect, test } from '@jest/globals';

import { consumerGauges } from './database-gauges.js';
import { Metrics } from './metrics.js';

let metrics: Metrics;

beforeEach(() => {
  metrics = new Metrics('registry');
});

async function lines(name: string): Promise<readonly string[]> {
  const text = await metrics.exposition();
  // The service's label is on every line, at a place of prom-client's choice.
  return text.split('\n').filter((line) => line.startsWith(`jiqun_${name}`)).map((line) => line.replace(/,?service="registry"/, '').replace('{,', '{').replace('{}', ''));
}

test('requests are counted and timed by subject and code', async () => {
  for (const code of ['OK', 'OK', 'NOT_PERMITTED']) metrics.observeRequest('registry.drill.start', undefined)(code);
  expect(await lines('request_seconds_count')).toEqual([
    'jiqun_request_seconds_count{subject="registry.drill.start",code="OK"} 2',
    'jiqun_request_seconds_count{subject="registry.drill.start",code="NOT_PERMITTED"} 1',
  ]);
});

test('group sizes and reconnections are counted', async () => {
  for (const size of [1, 3, 100]) metrics.observeGroup(size);
  metrics.countReconnect();
  expect(await lines('command_group_size_bucket{le="4"')).toEqual(['jiqun_command_group_size_bucket{le="4"} 2']);
  expect(await lines('nats_reconnects_total')).toEqual(['jiqun_nats_reconnects_total 1']);
});

test('a gauge is read when it is asked for, and what is gone is no longer shown', async () => {
  let lag = new Map([['audit', 3], ['notices', 7]]);
  metrics.watch(consumerGauges(async () => lag));
  expect(await lines('consumer_lag')).toEqual(['jiqun_consumer_lag{consumer="audit"} 3', 'jiqun_consumer_lag{consumer="notices"} 7']);
  lag = new Map([['audit', 0]]);
  expect(await lines('consumer_lag')).toEqual(['jiqun_consumer_lag{consumer="audit"} 0']);
});

test('a figure that cannot be read is missing and counted; the other figures are there', async () => {
  let fails = false;
  const gauges = { outbox_backlog: { help: 'Events that are not yet published' } };
  metrics.watch({
    source: 'tables',
    gauges,
    read: async () => (fails ? await Promise.reject(new Error('away')) : { outbox_backlog: 5 }),
  });
  expect(await lines('outbox_backlog')).toEqual(['jiqun_outbox_backlog 5']);
  fails = true;
  expect(await lines('metric_failures_total')).toEqual(['jiqun_metric_failures_total{source="tables"} 1']);
  expect(await lines('outbox_backlog')).toEqual([]);
  expect(await lines('nats_reconnects_total')).toHaveLength(1);
});

test('a figure by label that cannot be read is missing too, and the other figures are there', async () => {
  let fails = false;
  metrics.watch(consumerGauges(async () => (fails ? await Promise.reject(new Error('no such stream')) : new Map([['audit', 3]]))));
  expect(await lines('consumer_lag')).toHaveLength(1);
  fails = true;
  expect(await lines('consumer_lag')).toEqual([]);
  expect(await lines('nats_reconnects_total')).toHaveLength(1);
});

test('two services in one process do not mix their figures', async () => {
  const other = new Metrics('audit');
  other.observeRequest('audit.drill.start', undefined)('OK');
  expect(await lines('request_seconds_count')).toEqual([]);
  expect(await other.exposition()).toContain('subject="audit.drill.start"');
});
