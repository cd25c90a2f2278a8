import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { main } from '@jiqun/verify';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { LogBed } from './log-bed.js';

jest.setTimeout(60_000);

const tool = fileURLToPath(new URL('../../../tools/log/export.mjs', import.meta.url));
const run = promisify(execFile);

let bed: LogBed;
beforeAll(async () => {
  bed = await LogBed.open();
  for (let n = 0; n < 12; n += 1) await bed.emit('registry', { tenant: n % 3 === 0 ? 'CN-65' : 'CN-22', data: { note: `第${n}条\u2028` } });
  await bed.collect();
  await bed.issuing.issue();
});
afterAll(async () => await bed.close());

it('the whole log goes from the database to a file, and jiqun-verify finds it in order with the folder of checkpoints alone', async () => {
  const out = join(bed.folder, 'export.ndjson');
  const { stdout } = await run(process.execPath, [tool, '--out', out, '--database-url', bed.bed.databaseUrl('audit')]);
  expect(stdout).toBe(`12 leaves written to ${out}\n`);
  const printed: string[] = [];
  const code = await main(['--key', join(bed.folder, 'log.pub'), '--export', out, '--checkpoints', bed.folder, '--json'], (text) => void printed.push(text));
  expect([code, JSON.parse(printed.join('')) as unknown]).toEqual([0, expect.objectContaining({ ok: true, size: 12, confirmed: 12 })]);
});

it('who does not say where to write is told how', async () => {
  await expect(run(process.execPath, [tool])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--out FILE') as unknown });
});
