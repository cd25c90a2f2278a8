/** Runs the services on a stack: provision, migrate, start, wait until each is ready, end them in order. */
import { setTimeout as pause } from 'node:timers/promises';

import { Failure } from '../stack/failure.mjs';
import { HOST, choosePort } from '../stack/ports.mjs';
import { GATEWAY, GATEWAY_PREFERRED_PORT, migrateEnvironment, provisionEnvironment, serviceEnvironment } from './services.mjs';

/** @typedef {import('./services.mjs').Service} Service */
/** @typedef {import('./services.mjs').Settings} Settings */
/** @typedef {ReturnType<typeof import('../stack/children.mjs').childRecord>} Children */
/** @typedef {ReturnType<typeof import('./logs.mjs').serviceLogs>} Logs */
/** @typedef {{ service: Service, url: string, ended: Promise<string>, hasEnded: () => boolean }} Running */

/** Long, because a machine that still builds is slow: a service that dies is noticed at once, without this limit. */
const READY_LIMIT_MS = 60_000;

/**
 * Runs a program to its end.
 * @param {string} title
 * @param {string} script
 * @param {NodeJS.ProcessEnv} env
 * @param {Children} children
 */
async function runToEnd(title, script, env, children) {
  const child = children.start(title, process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output = (output + String(chunk)).slice(-8000)));
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, name) => resolve(code === 0 ? undefined : (name ?? `exit code ${code}`)));
  });
  if (outcome === undefined) return;
  throw new Failure(`${title} failed (${outcome}):\n    ${output.trim().replaceAll('\n', '\n    ')}`, 'Mend what it names, then try again. If the data are of an older version and may be lost: npm run stack -- reset');
}

/**
 * @param {string} script
 * @param {Settings} settings
 * @param {Children} children
 */
export function provision(script, settings, children) {
  return runToEnd('Provisioning', script, provisionEnvironment(settings), children);
}

/**
 * Each service has a schema of its own, so that all can migrate at once.
 * @param {Service[]} services
 * @param {Settings} settings
 * @param {Children} children
 */
export async function migrate(services, settings, children) {
  const results = await Promise.allSettled(services.flatMap(({ name, migrate: script }) => (script ? [runToEnd(`Migrating ${name}`, script, migrateEnvironment(name, settings), children)] : [])));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * @param {Service} service
 * @param {Settings} settings
 * @param {{ children: Children, logs: Logs, note: (text: string) => void }} context
 * @returns {Promise<Running>}
 */
async function startOne(service, settings, { children, logs, note }) {
  const { name, main } = service;
  const preferred = name === GATEWAY ? GATEWAY_PREFERRED_PORT : undefined;
  const { port } = await choosePort({ title: `the ${name}`, variable: `JIQUN_${name.toUpperCase()}_PORT`, preferred, env: settings.env, note });
  const child = children.start(name, process.execPath, [main], { env: serviceEnvironment(name, port, settings), stdio: ['ignore', 'pipe', 'pipe'] });
  logs.follow(name, child);
  let over = false;
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signalName) => resolve(signalName ?? `exit code ${code}`));
  });
  void ended.then(() => (over = true));
  return { service, url: `http://${HOST}:${port}`, ended, hasEnded: () => over };
}

/**
 * @param {Running} running
 * @returns {Promise<string | undefined>} why it is not ready
 */
async function notReady({ url }) {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) });
    const text = await response.text();
    return response.ok ? undefined : `/health/ready answers ${response.status} ${text.slice(0, 500)}`;
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`.trim() : String(error);
  }
}

/**
 * @param {Running} running
 * @param {Logs} logs
 */
async function waitUntilReady(running, logs) {
  const { name } = running.service;
  const limit = performance.now() + READY_LIMIT_MS;
  let problem = await notReady(running);
  while (problem !== undefined) {
    if (running.hasEnded()) throw death(running, await running.ended, logs);
    if (performance.now() > limit) throw new Failure(`The service ${name} was not ready within ${READY_LIMIT_MS / 1000} s (${problem}). Its last lines:\n    ${logs.lastOf(name).replaceAll('\n', '\n    ')}`, 'Mend what they name, then try again');
    await pause(100);
    problem = await notReady(running);
  }
}

/**
 * @param {Running} running
 * @param {string} how
 * @param {Logs} logs
 */
function death({ service: { name } }, how, logs) {
  return new Failure(`The service ${name} ended by itself (${how}). Its last lines:\n    ${logs.lastOf(name).replaceAll('\n', '\n    ')}`, `Mend what they name, then try again. The whole log: ${logs.fileOf(name)}`);
}

/**
 * Starts every service and waits until each answers that it is ready.
 * @param {Service[]} services
 * @param {Settings} settings
 * @param {{ children: Children, logs: Logs, note: (text: string) => void }} context
 * @returns {Promise<{ running: Running[], gatewayUrl: string, firstDeath: Promise<Failure> }>}
 * @throws {Failure} when one dies or does not become ready
 */
export async function startServices(services, settings, context) {
  /** @type {Running[]} */
  const running = [];
  // One after the other: two that look for a free port at once can find the same one.
  for (const service of services) running.push(await startOne(service, settings, context));
  await Promise.all(running.map((one) => waitUntilReady(one, context.logs)));
  const gatewayUrl = running.find(({ service }) => service.name === GATEWAY)?.url ?? '';
  const firstDeath = Promise.race(running.map(async (one) => death(one, await one.ended, context.logs)));
  return { running, gatewayUrl, firstDeath };
}

