/** `npm run stack -- up|down|status|reset [--profile dev|test] [--stack=compose]`. */
import { parseArgs } from 'node:util';

import { ensureInstalled } from '../ensure-installed.mjs';
import { Failure, report } from './failure.mjs';
import { layoutOf } from './layout.mjs';
import { holderOfLock, takeLock } from './lock.mjs';
import { progress } from './progress.mjs';
import { shown } from './probe.mjs';
import { down, readState, reset, status, up } from './stack.mjs';
import { writeJson } from './files.mjs';

const USAGE = `npm run stack -- up|down|status|reset [--profile dev|test] [--stack=compose]
  up      bring up PostgreSQL, NATS and Redis and leave them running; the addresses are in .data/<profile>/stack.json
  down    end them (the data of the profile test go with them)
  status  show what runs
  reset   end them and delete their data`;

/** @param {import('./layout.mjs').Layout} layout */
async function showStatus(layout) {
  const rows = await status(layout);
  for (const { title, url, source, problem } of rows) console.log(`${title.padEnd(10)} ${shown(url)} (${source})  ${problem ? `not running (${problem})` : 'running'}`);
  const holder = holderOfLock(layout.lock);
  if (holder) console.log(`In use by ${holder.what} (pid ${holder.pid}).`);
  if (rows.length > 0 && rows.every(({ problem }) => problem === undefined)) return 0;
  console.log(`The stack of the profile ${layout.profile} is not up. To bring it up: npm run stack -- up --profile ${layout.profile}`);
  return 1;
}

/**
 * A run that holds the stack already: it is asked to leave it running when it ends.
 * @param {import('./layout.mjs').Layout} layout
 */
async function shareRunning(layout) {
  const state = readState(layout);
  const rows = await status(layout);
  const holder = holderOfLock(layout.lock);
  if (!state || !holder || rows.some(({ problem }) => problem !== undefined)) return false;
  writeJson(layout.state, { ...state, keep: true });
  console.log(`The stack is up already: ${holder.what} (pid ${holder.pid}) uses it, and will leave it running.`);
  return true;
}

/**
 * @param {string} command
 * @param {import('./layout.mjs').Layout} layout
 * @param {'compose' | undefined} mode
 */
async function change(command, layout, mode) {
  if (command === 'up' && (await shareRunning(layout))) return 0;
  const { step, note, seconds } = progress(command === 'up' ? 2 : 1);
  if (command === 'up') await step('Dependencies', async () => ensureInstalled(note));
  const release = await takeLock(layout.lock, {
    what: `npm run stack -- ${command}`,
    waitMs: command === 'up' ? 120_000 : 0,
    onWait: (holder) => note(`waiting for ${holder.what} (pid ${holder.pid})`),
    mend: (holder) => `Let it end, or end it: kill ${holder.pid}`,
  });
  try {
    if (command === 'up') await step(`Stack (profile ${layout.profile})`, () => up(layout, { env: process.env, note, keep: true, mode }));
    if (command === 'down') await step(`Ending the stack (profile ${layout.profile})`, async () => note(`${await down(layout, note)} servers ended`));
    if (command === 'reset') await step(`Deleting the stack (profile ${layout.profile})`, () => reset(layout, note));
  } finally {
    release();
  }
  console.log(command === 'up' ? `Up in ${seconds()}. Addresses: ${layout.state}` : `Done in ${seconds()}.`);
  return 0;
}

/** @param {string[]} args */
async function main(args) {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, strict: false, options: { profile: { type: 'string', default: 'dev' }, stack: { type: 'string' }, help: { type: 'boolean' } } });
  const command = positionals[0] ?? '';
  if (values['help']) return console.log(USAGE), 0;
  if (!['up', 'down', 'status', 'reset'].includes(command)) throw new Failure(command === '' ? 'Say what to do with the stack.' : `"${command}" is not something that the stack does.`, USAGE);
  if (values['stack'] !== undefined && values['stack'] !== 'compose') throw new Failure(`--stack=${values['stack']} is not known.`, 'Use --stack=compose, or leave it out');
  const layout = layoutOf(String(values['profile']), process.env);
  return command === 'status' ? showStatus(layout) : change(command, layout, values['stack'] === 'compose' ? 'compose' : undefined);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
