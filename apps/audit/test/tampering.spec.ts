import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Checkpoint, readCheckpoint, readKeys, type Verification, verifyExport } from '@jiqun/verify';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Client } from 'pg';

import { exportLog } from '../src/log/log-export.js';
import { LogBed } from './log-bed.js';
import { mutationCount, mutationSeed } from './mutation-count.config.js';
import { Chance, mutations } from './mutations.js';

jest.setTimeout(900_000);

let bed: LogBed;
let superuser: Client;
let checkpoints: Checkpoint[];
let size: number;

beforeAll(async () => {
  bed = await LogBed.open({ services: ['registry', 'evaluation', 'subsidy'] });
  const chance = new Chance(mutationSeed);
  for (let round = 0; round < 25; round += 1) {
    for (const service of ['registry', 'evaluation', 'subsidy'] as const) {
      for (let n = chance.below(4); n >= 0; n -= 1) await bed.emit(service, { data: { note: `第${round}轮，“${n}”` } });
      await bed.record(service, { action: 'drill.start', objectType: 'drill', objectId: 'd', reason: '测试' });
    }
    await bed.collect();
    if (round % 4 === 0) await bed.issuing.issue();
  }
  await bed.issuing.issue();
  size = await bed.repository.size();
  checkpoints = signedOutside();
  superuser = await bed.connectAs('superuser');
  await superuser.query('SET session_replication_role = replica');
  // What a mutation collides with would stop it: an attacker drops constraints first.
  await superuser.query('ALTER TABLE log_leaf DROP CONSTRAINT log_leaf_service_kind_position_key, DROP CONSTRAINT log_leaf_index_check');
});
afterAll(async () => await bed.close());

/** The checkpoints as an outsider has them: from the folder, with the published key. */
function signedOutside(): Checkpoint[] {
  const keys = readKeys(readFileSync(join(bed.folder, 'log.pub'), 'utf8'));
  const names = readdirSync(bed.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.checkpoint'));
  return names.map((name) => readCheckpoint(readFileSync(join(bed.folder, name), 'utf8'), keys, name)).filter((checkpoint) => checkpoint !== undefined);
}

async function verified(page?: number): Promise<Verification> {
  const query = async (text: string, values: readonly unknown[]) => (await superuser.query(text, [...values])).rows as Record<string, unknown>[];
  return await verifyExport(() => exportLog(query, page), checkpoints);
}

describe('an outsider with an export, the checkpoints and the public key', () => {
  it('finds nothing in a log that nobody touched, however its export is paged', async () => {
    expect(checkpoints.length).toBeGreaterThan(5);
    const pages = [undefined, 1, 7, 64, size, size + 1];
    for (const page of pages) expect(await verified(page)).toMatchObject({ size, confirmed: size, found: 0, findings: [] });
  });

  it('finds every mutation that a superuser makes behind the triggers, and nothing once it is taken back', async () => {
    const chance = new Chance(mutationSeed + 1);
    const missed: string[] = [];
    const falseAlarms: string[] = [];
    for (let count = 0; count < mutationCount; count += 1) {
      const mutate = mutations[chance.below(mutations.length)] ?? mutations[0];
      await superuser.query('BEGIN');
      const what = (await mutate?.(superuser, chance, bed.settings.hasher, size)) ?? '';
      if ((await verified()).found === 0) missed.push(what);
      await superuser.query('ROLLBACK');
      if (count % 10 === 0 && (await verified()).found > 0) falseAlarms.push(what);
    }
    expect({ missed, falseAlarms }).toEqual({ missed: [], falseAlarms: [] });
  });
});
