import { drillContracts, logContracts, receiptContracts, type LogExport } from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';

import { Installation } from '../test/installation.js';

jest.setTimeout(180_000);

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
});
afterAll(async () => {
  await installation.close();
});

const administrator = () => installation.as('system-administrator', '220000');
const auditor = () => installation.as('auditor', '220000');
const COMMANDS = 20;

async function leaves(): Promise<LogExport['leaves']> {
  const all: LogExport['leaves'] = [];
  for (;;) {
    const page = await auditor().query(logContracts.export, { after: all.at(-1)?.index ?? -1, limit: 1_000 });
    if (page.leaves.length === 0) return all;
    all.push(...page.leaves);
  }
}

/** The drills whose start is on the log as an event, in its order. */
async function startedOnLog(): Promise<string[]> {
  const texts = (await leaves()).map(({ leaf = '{}' }) => JSON.parse(leaf) as { type?: string; service?: string; object?: string });
  return texts.filter(({ type, service }) => service === 'registry' && type === drillContracts.registry.started.type).map(({ object = '' }) => object.replace('drill/', ''));
}

async function start(): Promise<string> {
  return (await administrator().command(drillContracts.registry.start, { note: 'for the log' })).id;
}

it('what any service does, and what it refuses, is on the log, with a receipt under a signed checkpoint', async () => {
  const id = await start();
  await expect(auditor().command(drillContracts.registry.start, { note: 'not permitted' })).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  await until('the drill is on the log', async () => (await startedOnLog()).includes(id));
  const entries = (await leaves()).map(({ leaf = '{}' }) => JSON.parse(leaf) as Record<string, unknown>);
  expect(entries).toContainEqual(expect.objectContaining({ action: 'drill.start', outcome: 'done', object: `drill/${id}` }));
  expect(entries).toContainEqual(expect.objectContaining({ action: 'drill.start', outcome: 'refused' }));
  const { receipts } = await auditor().query(receiptContracts.get, { decisionId: id });
  expect(receipts.at(-1)).toMatchObject({ leafHash: expect.any(String) });
  expect((await auditor().query(logContracts.checkpoint, {})).note).toContain('jiqun.local/log');
});

it('while audit is away no command waits for it, and all of it is on the log when it is back, in order, once', async () => {
  const { child, exited } = installation.at('audit');
  child.kill('SIGKILL');
  await exited;
  const ids: string[] = [];
  const begun = performance.now();
  for (let nth = 0; nth < COMMANDS; nth += 1) ids.push(await start());
  expect(performance.now() - begun).toBeLessThan(COMMANDS * 1_000);
  await installation.startService('audit');
  await until('all of them are on the log', async () => (await startedOnLog()).includes(ids.at(-1) ?? ''), 60_000);
  expect((await startedOnLog()).filter((id) => ids.includes(id))).toEqual(ids);
});
