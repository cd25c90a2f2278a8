import { drillContracts } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { EventBed } from '../../test/event-bed.js';
import { ClockRepository } from '../clock/clock.repository.js';
import { ClockService } from '../clock/clock.service.js';
import { CommitSignal } from '../commands/commit-signal.js';
import { Reader } from '../database/reader.js';
import { until } from '../testing/index.js';
import { EventConsumers } from './event-consumers.js';
import { EventSubscriptions } from './event-subscriptions.js';

jest.setTimeout(60_000);

let bed: EventBed;
let consumers: EventConsumers;
beforeEach(async () => {
  bed = await EventBed.open();
  const subscriptions = new EventSubscriptions();
  subscriptions.add('taker', drillContracts.registry.started, bed.take.bind(bed));
  consumers = new EventConsumers('registry', bed.source, await bed.connect(), subscriptions, new CommitSignal(), undefined);
});
afterEach(async () => {
  await consumers.stop();
  await bed.close();
});

it('before its stream and its consumer are there, a service does not know its lag, and is not taken for quiet', async () => {
  const clock = new ClockService(new ClockRepository(new Reader(bed.source)), consumers);
  expect((await consumers.lag()).get('taker')).toBeUndefined();
  await expect(clock.nextDeadline()).resolves.toMatchObject({ onTheirWay: 1 });
  await bed.publish(['a'], 3);
  expect((await consumers.lag()).get('taker')).toBeUndefined();
  consumers.start();
  await until('all are taken', async () => (await consumers.lag()).get('taker') === 0);
  await expect(clock.nextDeadline()).resolves.toMatchObject({ onTheirWay: 0 });
});
