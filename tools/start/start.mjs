/** Everything that `npm start` does, with the services as a parameter so that its tests can put others in their place. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ensureInstalled } from '../ensure-installed.mjs';
import { Failure } from '../stack/failure.mjs';
import { ROOT } from '../stack/layout.mjs';
import { progress } from '../stack/progress.mjs';
import { session } from '../stack/session.mjs';
import { up } from '../stack/stack.mjs';
import { turbo } from '../stack/turbo.mjs';
import { serviceLogs } from './logs.mjs';
import { migrate, provision, startServices } from './run.mjs';
import { secretsOf } from './secrets.mjs';
import { story } from './story.mjs';

/** @typedef {import('./services.mjs').Service} Service */
/** @typedef {import('../stack/layout.mjs').Layout} Layout */

/**
 * @typedef {object} StartOptions
 * @property {Layout} layout
 * @property {NodeJS.ProcessEnv} env
 * @property {Service[]} services
 * @property {string} provisionScript
 * @property {boolean} sandbox
 * @property {boolean} once play the story and end
 * @property {'compose' | undefined} mode
 * @property {boolean} build
 */

/**
 * @param {StartOptions} options
 * @returns {Promise<number>} the exit code, when everything has ended
 */
export function start(options) {
  const { layout } = options;
  /** @param {import('../stack/lock.mjs').Holder} holder */
  const mend = ({ pid }) => `Use what runs (npm run stack -- status --profile ${layout.profile}), or end it: kill ${pid}`;
  return session({ layout, what: 'npm start', waitMs: 0, mend }, async (context) => untilEnd(await bringUp(options, context), options, context));
}

/**
 * @param {StartOptions} options
 * @param {import('../stack/session.mjs').Context} context
 */
async function bringUp({ layout, env, services, provisionScript, sandbox, mode, build }, { children, ownStack }) {
  const { step, note, seconds } = progress(6);
  await step('Dependencies', () => ensureInstalled(note, (...npm) => children.start('npm ci', ...npm)));
  const { state } = await step('Stack: PostgreSQL, NATS, Redis', async () => {
    const result = await up(layout, { env, note, mode });
    if (result.started) ownStack();
    return result;
  });
  await step('Build', () => (build ? turbo(['run', 'build', '--output-logs=errors-only'], { children, env }) : Promise.resolve()));
  requireBuilt(services, provisionScript);
  const secrets = secretsOf(join(layout.folder, 'secrets.json'), services.map(({ name }) => name), env);
  const settings = { env, sandbox, addresses: state, secrets };
  await step('Database, roles and schemas', () => provision(provisionScript, settings, children));
  await step(`Migrations: ${services.map(({ name }) => name).join(', ')}`, () => migrate(services, settings, children));
  const logs = serviceLogs(layout.logs, services.map(({ name }) => name));
  const ready = await step(`Services: ${services.map(({ name }) => name).join(', ')}`, () => startServices(services, settings, { children, logs, note }));
  return { ...ready, logs, seconds: seconds() };
}

/**
 * @param {Service[]} services
 * @param {string} provisionScript
 */
function requireBuilt(services, provisionScript) {
  const missing = [provisionScript, ...services.map(({ main }) => main)].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Failure(`The build did not make ${missing.map((path) => path.replace(`${ROOT}/`, '')).join(', ')}.`, 'npm run build -- --force');
}

/**
 * @param {Awaited<ReturnType<typeof bringUp>>} ready
 * @param {StartOptions} options
 * @param {import('../stack/session.mjs').Context} context
 * @returns {Promise<number>}
 */
async function untilEnd({ running, gatewayUrl, firstDeath, logs, seconds }, { once, sandbox }, { interrupted, ready }) {
  console.log(`\nReady in ${seconds}.${sandbox ? ' This is a sandbox: its clock can be moved, its sign-ins are samples.' : ''}`);
  for (const { service, url } of running) console.log(`  ${service.name.padEnd(12)} ${url}${url === gatewayUrl ? '   (the public API)' : '/health/ready'}`);
  const died = firstDeath.then((failure) => {
    throw failure;
  });
  if (once) return (await Promise.race([died, story({ gatewayUrl })])) ? 0 : 1;
  ready();
  console.log('\nCtrl-C ends everything. Logs:\n');
  logs.show();
  return Promise.race([died, interrupted]);
}
