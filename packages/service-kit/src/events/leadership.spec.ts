import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';

import { createTestBed, until, type TestBed } from '../testing/index.js';
import { Leadership } from './leadership.js';

jest.setTimeout(60_000);
beforeAll(() => Logger.overrideLogger(false));

let bed: TestBed;
let admin: Client;
let standing: Leadership[];

beforeAll(async () => {
  bed = await createTestBed();
  admin = new Client({ connectionString: bed.adminUrl });
  await admin.connect();
});
beforeEach(() => {
  standing = [];
});
afterEach(async () => {
  await Promise.all(standing.map(async (one) => await one.stop()));
});
afterAll(async () => {
  await admin.end();
  await bed.close();
});

/** Stands for the lead and writes down when its work starts and stops. */
function stand(log: string[], who: string, stopping: () => Promise<void> = async () => undefined): Leadership {
  const one = new Leadership(bed.databaseUrl('registry'), 'test', [
    {
      start: () => void log.push(`${who} starts`),
      stop: async () => {
        await stopping();
        log.push(`${who} stops`);
      },
    },
  ]);
  standing.push(one);
  one.start();
  return one;
}

const backends = async (): Promise<{ pid: number; waits: boolean }[]> =>
  (await admin.query<{ pid: number; waits: boolean }>(`SELECT pid, wait_event_type = 'Lock' AS waits FROM pg_stat_activity WHERE datname = $1 AND application_name = 'test-leader'`, [bed.database])).rows;
const endLeader = async (): Promise<void> => {
  for (const { pid } of (await backends()).filter(({ waits }) => waits !== true)) await admin.query('SELECT pg_terminate_backend($1)', [pid]);
};

describe('the lead', () => {
  it('is with one of three, and goes on when he gives it up, until none is left', async () => {
    const log: string[] = [];
    const three = [stand(log, 'a'), stand(log, 'b'), stand(log, 'c')];
    const leaders = (): Leadership[] => three.filter(({ isLeading }) => isLeading);
    await until('one leads', () => leaders().length === 1);
    await until('all stand', async () => (await backends()).length === 3);
    expect(log).toHaveLength(1);
    await leaders()[0]?.stop();
    await until('another leads', () => leaders().length === 1);
    await leaders()[0]?.stop();
    await until('the last leads', () => leaders().length === 1);
    await leaders()[0]?.stop();
    const who = log.map((line) => line.split(' ')[0]);
    expect(log.map((line) => line.split(' ')[1])).toEqual(['starts', 'stops', 'starts', 'stops', 'starts', 'stops']);
    expect(who).toEqual([who[0], who[0], who[2], who[2], who[4], who[4]]);
    expect(new Set(who)).toEqual(new Set(['a', 'b', 'c']));
  });

  it('goes to another when the connection of the leader is ended, and he stands again behind him', async () => {
    const log: string[] = [];
    const first = stand(log, 'a');
    await until('the first leads', () => first.isLeading);
    const other = stand(log, 'b');
    await until('both stand', async () => (await backends()).length === 2);
    await endLeader();
    await until('the other leads', () => other.isLeading && !first.isLeading);
    await until('both stand again', async () => (await backends()).length === 2);
    expect(log.toSorted()).toEqual(['a starts', 'a stops', 'b starts']);
    await endLeader();
    await until('the first leads again', () => first.isLeading);
  });

  it('lost and won again starts the work only after the old work has stopped', async () => {
    const log: string[] = [];
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const only = stand(log, 'a', async () => await held);
    await until('it leads', () => only.isLeading);
    await endLeader();
    await until('it has noticed', () => !only.isLeading);
    await until('it holds the lock again', async () => (await backends()).some(({ waits }) => waits !== true));
    expect(log).toEqual(['a starts']);
    goOn();
    await until('it leads again', () => log.length === 3);
    expect(log).toEqual(['a starts', 'a stops', 'a starts']);
  });

  it('is not waited for by one who stopped: his connection ends also in the server', async () => {
    const log: string[] = [];
    const leader = stand(log, 'a');
    await until('it leads', () => leader.isLeading);
    const waiting = Array.from({ length: 5 }, (_, index) => stand(log, `w${index}`));
    await until('all stand', async () => (await backends()).filter(({ waits }) => waits).length === 5);
    await Promise.all(waiting.map(async (one) => await one.stop()));
    await until('one connection is left', async () => (await backends()).length === 1, 10_000);
    expect(log).toEqual(['a starts']);
  });

  it('is not taken by one who was stopped before he had it', async () => {
    const log: string[] = [];
    const one = stand(log, 'a');
    await one.stop();
    await new Promise((resume) => setTimeout(resume, 300));
    expect(log).toEqual([]);
    expect(one.isLeading).toBe(false);
    await until('nobody stands', async () => (await backends()).length === 0);
  });
});
