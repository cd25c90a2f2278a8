/** `npm test [-- arguments for turbo]`: installs what is missing, brings up what the tests need, runs what has changed. */
import { availableParallelism } from 'node:os';

import { ensureInstalled } from '../ensure-installed.mjs';
import { removeAbandoned } from '../stack/abandoned.mjs';
import { report } from '../stack/failure.mjs';
import { layoutOf } from '../stack/layout.mjs';
import { progress } from '../stack/progress.mjs';
import { session } from '../stack/session.mjs';
import { ADDRESS_KEYS, SERVERS, up, variablesOf } from '../stack/stack.mjs';
import { plan, turbo } from '../stack/turbo.mjs';

const TASKS = [
  '//#lint', '//#checks', '//#test:tools', '//#test:checks', '//#test:faults', 'build', 'typecheck', 'test',
  'bench:short', '//#bench:paths:short', '//#faults:short', '//#restarts:short',
];

/** Another npm test of this clone ends by itself, and leaves its results in the cache for this one. */
const WAIT_FOR_ANOTHER_MS = 30 * 60_000;

/**
 * The addresses that the tests are given. A run in which nothing has changed that declares them in turbo.json needs no
 * stack.
 * @param {import('../stack/layout.mjs').Layout} layout
 * @param {string[]} tasks
 * @param {{ note: (text: string) => void, ownStack: () => void }} context
 * @returns {Promise<Record<string, string>>} by the environment's names
 */
async function addressesFor(layout, tasks, { note, ownStack }) {
  const variables = variablesOf(layout);
  const open = plan(tasks, process.env).filter(({ cache }) => cache.status !== 'HIT' || tasks.includes('--force'));
  const needing = open.filter(({ resolvedTaskDefinition }) => resolvedTaskDefinition?.passThroughEnv?.includes(variables.postgres));
  note(`${open.length} tasks to run, ${needing.length} of them use it`);
  if (needing.length === 0) return {};
  if (process.env['JIQUN_DATABASE_ADMIN_URL'] || process.env['JIQUN_NATS_URL'] || process.env['JIQUN_REDIS_URL']) {
    note(`JIQUN_DATABASE_ADMIN_URL, JIQUN_NATS_URL and JIQUN_REDIS_URL are for npm start: tests wipe what they are given, and take ${Object.values(variables).join(', ')}`);
  }
  const { state, started } = await up(layout, { env: process.env, note });
  if (started) ownStack();
  return Object.fromEntries(SERVERS.map(({ kind }) => [variables[kind], state[ADDRESS_KEYS[kind]]]));
}

/**
 * Turbo would run ten tasks at once on any machine; on few cores, tests with real servers would wait for compilers.
 * @param {string[]} args
 */
function concurrency(args) {
  return args.some((arg) => arg.startsWith('--concurrency')) ? [] : [`--concurrency=${Math.max(2, availableParallelism())}`];
}

/**
 * @param {import('../stack/layout.mjs').Layout} layout
 * @param {string[]} args
 * @param {import('../stack/session.mjs').Context} context
 */
async function run(layout, args, { children, ownStack }) {
  const { step, note, seconds } = progress(3);
  await step('Dependencies', () => ensureInstalled(note, (...npm) => children.start('npm ci', ...npm)));
  const tasks = [...TASKS, ...args];
  const addresses = await step('Stack for the tests', () => addressesFor(layout, tasks, { note, ownStack }));
  await step('Lint, checks, build, types, tests, short benchmarks', () => turbo(['run', ...tasks, '--output-logs=new-only', '--continue=dependencies-successful', ...concurrency(args)], { children, env: { ...process.env, ...addresses } }));
  console.log(`Passed in ${seconds()}.`);
  return 0;
}

/** @param {string[]} args */
function main(args) {
  const layout = layoutOf('test', process.env);
  /** @param {import('../stack/lock.mjs').Holder} holder */
  const mend = ({ pid }) => `Wait for it, or end it: kill ${pid}`;
  return session({ layout, what: 'npm test', waitMs: WAIT_FOR_ANOTHER_MS, mend, afterwards: removeAbandoned }, (context) => run(layout, args, context));
}

let code = 1;
try {
  code = await main(process.argv.slice(2));
} catch (error) {
  report(error);
}
process.exit(code);
