import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

import { newId } from '../src/clock/new-id.js';
import { DeadlineQueue } from '../src/deadlines/deadline-queue.js';
import { Opened } from './opened.js';
import { createTestBed, until, type TestBed } from '../src/testing/index.js';

let bed: TestBed;
let redis: Redis;
const opened = new Opened();
beforeEach(async () => {
  bed = await createTestBed();
  redis = new Redis(bed.redisUrl, { maxRetriesPerRequest: null });
});
afterEach(async () => {
  await opened.close();
  redis.disconnect();
  await bed.close();
});

describe('BullMQ', () => {
  it('refuses ids with a colon and pure numbers, and takes those of deadlines', async () => {
    const queue = opened.keep(new Queue('traps', { connection: redis, prefix: bed.prefix }), async (one) => await one.close());
    await expect(queue.add('x', {}, { jobId: 'a:b' })).rejects.toThrow();
    await expect(queue.add('x', {}, { jobId: '17' })).rejects.toThrow();
    await expect(queue.add('x', {}, { jobId: `${newId()}.1`, delay: 60_000 })).resolves.toMatchObject({ name: 'x' });
  });

  it('ignores an id that it knows, with another delay too: the next generation is another id', async () => {
    const made = new DeadlineQueue({ redisUrl: bed.redisUrl, prefix: bed.prefix, service: 'registry' }, { onWake: () => undefined, onReady: () => undefined });
    const deadlines = opened.keep(made, async (one) => await one.close());
    await until('Redis is there', () => deadlines.isConnected);
    const id = newId();
    const at = (generation: number, inMs: number) => [{ id, generation, dueAt: new Date(0), inMs }] as unknown as Parameters<DeadlineQueue['add']>[0];
    expect(await deadlines.add(at(1, 3_600_000))).toBe(true);
    expect(await deadlines.add(at(1, 7_200_000))).toBe(true);
    expect(await deadlines.add(at(2, 7_200_000))).toBe(true);
    const queue = opened.keep(new Queue('registry-deadlines', { connection: redis, prefix: bed.prefix }), async (one) => await one.close());
    const jobs = await queue.getDelayed();
    expect(jobs.map((job) => [job.id, job.delay]).toSorted()).toEqual([[`${id}.1`, 3_600_000], [`${id}.2`, 7_200_000]]);
  });
});
