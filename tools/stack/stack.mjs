/** PostgreSQL, NATS and Redis for one profile: brought up, looked at, taken down. The caller holds the profile's lock. */
import { join } from 'node:path';
import { existsSync, readdirSync, rmSync } from 'node:fs';

import { composeDown, composeUp } from './compose.mjs';
import { Failure } from './failure.mjs';
import { readJson, writeJson } from './files.mjs';
import { nats } from './nats.mjs';
import { withPort } from './ports.mjs';
import { postgres, postgresVersion } from './postgres.mjs';
import { probe, shown } from './probe.mjs';
import { redis } from './redis.mjs';

/** @typedef {import('./layout.mjs').Layout} Layout */
/** @typedef {import('./processes.mjs').Process} Process */
/** @typedef {'postgres' | 'nats' | 'redis'} Kind */
/** @typedef {'environment' | 'embedded' | 'compose'} Source */

/**
 * @typedef {object} Server how one kind of server is run on this machine
 * @property {Kind} kind
 * @property {string} title
 * @property {string} portVariable the environment's name for a fixed port
 * @property {number} preferredPort of the profile dev; tests take any
 * @property {(layout: Layout, options: { port: number, note: (text: string) => void }) => Promise<{ pid: number, url: string }>} start
 * @property {(layout: Layout) => Process[]} running ours, also of a run that was killed
 * @property {(layout: Layout, process: Process) => Promise<void>} stop
 * @property {(layout: Layout) => string[]} folders with its data
 */

/**
 * @typedef {object} State what stack.json holds. The three addresses are for everybody; the rest is for these tools.
 * @property {string} databaseAdminUrl
 * @property {string} natsUrl
 * @property {string} redisUrl
 * @property {string} profile
 * @property {boolean} keep `npm run stack -- up` asked for it: no run takes it down
 * @property {Record<Kind, { source: Source, pid?: number }>} servers
 * @property {string | undefined} postgresVersion of the embedded programs, to replace a server of an older one
 */

/** @type {Server[]} */
export const SERVERS = [postgres, nats, redis];

/** The key of each server's address in stack.json. */
export const ADDRESS_KEYS = /** @type {const} */ ({ postgres: 'databaseAdminUrl', nats: 'natsUrl', redis: 'redisUrl' });

const DEV_VARIABLES = { postgres: 'JIQUN_DATABASE_ADMIN_URL', nats: 'JIQUN_NATS_URL', redis: 'JIQUN_REDIS_URL' };
const TEST_VARIABLES = { postgres: 'JIQUN_TEST_DATABASE_ADMIN_URL', nats: 'JIQUN_TEST_NATS_URL', redis: 'JIQUN_TEST_REDIS_URL' };

/**
 * The environment's names for the addresses. Tests have names of their own: they wipe what they are given, and a shell
 * in which the address of a real database is set must not lend it to them.
 * @param {Layout} layout
 * @returns {Record<Kind, string>}
 */
export function variablesOf(layout) {
  return layout.profile === 'test' ? TEST_VARIABLES : DEV_VARIABLES;
}

/**
 * @param {Layout} layout
 * @returns {State | undefined}
 */
export function readState(layout) {
  const state = readJson(layout.state);
  return state?.servers && state.databaseAdminUrl && state.natsUrl && state.redisUrl ? state : undefined;
}

/**
 * @param {Server} server
 * @param {string} variable
 * @param {string} url
 */
async function fromEnvironment(server, variable, url) {
  if (!URL.canParse(url)) throw new Failure(`${variable} is not a URL.`, `Set it like ${{ postgres: 'postgres://user:password@host:5432/postgres', nats: 'nats://host:4222', redis: 'redis://host:6379' }[server.kind]}`);
  const problem = await probe(server.kind, url);
  if (problem) throw new Failure(`${variable} says ${shown(url)}, but ${server.title} does not answer there (${problem}).`, `Start that ${server.title}, correct ${variable}, or unset it to let one be started here`);
  return { url, source: /** @type {const} */ ('environment') };
}

/**
 * One that runs already is taken over when it was asked to stay and is the one in the state file; any other of ours is
 * what a killed run left, and is ended.
 * @param {Server} server
 * @param {Layout} layout
 * @param {State | undefined} state
 * @param {(text: string) => void} note
 */
async function adoptOrEnd(server, layout, state, note) {
  const url = state?.[ADDRESS_KEYS[server.kind]];
  for (const process of server.running(layout)) {
    const adopted = state?.keep && state.servers[server.kind]?.pid === process.pid && state.postgresVersion === postgresVersion() && url && (await probe(server.kind, url)) === undefined;
    if (adopted) return { url, pid: process.pid };
    note(`${server.title} of an earlier run (pid ${process.pid}) is still there: ending it`);
    await server.stop(layout, process);
  }
  return undefined;
}

/**
 * @param {Server} server
 * @param {Layout} layout
 * @param {{ env: NodeJS.ProcessEnv, state: State | undefined, note: (text: string) => void }} context
 */
async function embedded(server, layout, { env, state, note }) {
  const found = await adoptOrEnd(server, layout, state, note);
  if (found) return { ...found, source: /** @type {const} */ ('embedded'), started: false };
  if (layout.profile === 'test') for (const folder of server.folders(layout)) rmSync(folder, { recursive: true, force: true });
  // The port of the last time, so that a developer's clients keep working.
  const last = state && Number(new URL(state[ADDRESS_KEYS[server.kind]]).port);
  const preferred = layout.profile === 'dev' ? last || server.preferredPort : undefined;
  const wish = { title: server.title, variable: server.portVariable, preferred, env: layout.profile === 'dev' ? env : {}, note };
  const running = await withPort(wish, (port) => server.start(layout, { port, note }));
  return { ...running, source: /** @type {const} */ ('embedded'), started: true };
}

/** @typedef {{ kind: Kind, url: string, source: Source, started: boolean, pid?: number | undefined }} Found */

/**
 * @typedef {object} UpOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} note
 * @property {boolean} [keep] it stays until somebody takes it down
 * @property {'compose' | undefined} [mode]
 */

/**
 * Brings up what is not given by the environment and does not run yet. What it started is ended again if anything fails.
 * @param {Layout} layout
 * @param {UpOptions} options
 * @returns {Promise<{ state: State, started: boolean }>} `started`: there is something for the caller to take down
 */
export async function up(layout, { env, note, keep = false, mode }) {
  const state = readState(layout);
  const variables = variablesOf(layout);
  const given = SERVERS.filter(({ kind }) => env[variables[kind]]);
  const rest = SERVERS.filter((server) => !given.includes(server));
  const addresses = await Promise.all(given.map(async (server) => ({ kind: server.kind, started: false, ...(await fromEnvironment(server, variables[server.kind], env[variables[server.kind]] ?? '')) })));
  /** @type {PromiseSettledResult<Found[]>[]} */
  const results = mode === 'compose' ? await Promise.allSettled([composeUp(layout, rest, note)]) : await startAll(rest, layout, { env, state, note });
  const failed = results.find((result) => result.status === 'rejected');
  /** @type {Found[]} */
  const servers = [...addresses, ...results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))];
  if (failed) {
    await stopEmbedded(layout, servers.filter(({ started }) => started).map(({ kind }) => kind));
    throw failed.reason;
  }
  for (const { kind, url, source } of servers) note(`${SERVERS.find((server) => server.kind === kind)?.title.padEnd(10)} ${shown(url)} (${source})`);
  const started = servers.some((server) => server.started);
  const next = stateOf(layout, servers, keep || (state?.keep === true && servers.some((server) => server.source !== 'environment' && !server.started)));
  writeJson(layout.state, next);
  return { state: next, started };
}

/**
 * @param {Layout} layout
 * @param {Found[]} servers
 * @param {boolean} keep
 * @returns {State}
 */
function stateOf(layout, servers, keep) {
  /** @param {Kind} kind */
  const of = (kind) => {
    const found = servers.find((server) => server.kind === kind);
    if (!found) throw new Error(`no ${kind} was brought up`);
    return { url: found.url, server: { source: found.source, ...(found.pid && { pid: found.pid }) } };
  };
  const [database, messages, jobs] = [of('postgres'), of('nats'), of('redis')];
  return {
    databaseAdminUrl: database.url,
    natsUrl: messages.url,
    redisUrl: jobs.url,
    profile: layout.profile,
    keep,
    servers: { postgres: database.server, nats: messages.server, redis: jobs.server },
    postgresVersion: postgresVersion(),
  };
}

/**
 * @param {Server[]} servers
 * @param {Layout} layout
 * @param {Parameters<typeof embedded>[2]} context
 */
function startAll(servers, layout, context) {
  return Promise.allSettled(servers.map(async (server) => [{ kind: server.kind, ...(await embedded(server, layout, context)) }]));
}

/**
 * @param {Layout} layout
 * @param {Kind[]} kinds
 */
async function stopEmbedded(layout, kinds) {
  const chosen = SERVERS.filter(({ kind }) => kinds.includes(kind));
  await Promise.all(chosen.flatMap((server) => server.running(layout).map((process) => server.stop(layout, process))));
}

/**
 * Ends every server of this clone and profile. A test's data go with it; logs stay.
 * @param {Layout} layout
 * @param {(text: string) => void} note
 * @returns {Promise<number>} how many servers were ended
 */
export async function down(layout, note) {
  const state = readState(layout);
  const running = SERVERS.flatMap((server) => server.running(layout));
  await stopEmbedded(layout, SERVERS.map(({ kind }) => kind));
  const left = SERVERS.flatMap((server) => server.running(layout));
  if (left.length > 0) throw new Failure(`Still running: ${left.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ')}.`, `kill -9 ${left.map(({ pid }) => pid).join(' ')}`);
  if (state && Object.values(state.servers).some(({ source }) => source === 'compose')) await composeDown(layout, { data: layout.profile === 'test', note });
  if (layout.profile === 'test') for (const folder of SERVERS.flatMap((server) => server.folders(layout))) rmSync(folder, { recursive: true, force: true });
  if (state && layout.profile === 'dev') writeJson(layout.state, { ...state, keep: false });
  else rmSync(layout.state, { force: true });
  return running.length;
}

/**
 * Ends the stack and deletes its data, also those outside of the clone.
 * @param {Layout} layout
 * @param {(text: string) => void} note
 */
export async function reset(layout, note) {
  const compose = Object.values(readState(layout)?.servers ?? {}).some(({ source }) => source === 'compose');
  await down(layout, note);
  if (compose) await composeDown(layout, { data: true, note });
  // The checkpoints of a log that is gone would keep the next one from being signed.
  const checkpoints = join(layout.folder, 'checkpoints');
  const folders = [...SERVERS.flatMap((server) => server.folders(layout)), layout.logs, checkpoints].filter((folder) => existsSync(folder));
  for (const folder of folders) {
    note(`Deleting ${folder}`);
    rmSync(folder, { recursive: true, force: true });
  }
  rmSync(layout.state, { force: true });
  const others = existsSync(layout.outside) ? readdirSync(layout.outside).filter((name) => !name.startsWith('postgresql-')) : ['none'];
  if (others.length > 0) return;
  note(`Deleting ${layout.outside}`);
  rmSync(layout.outside, { recursive: true, force: true });
}

/**
 * @param {Layout} layout
 * @returns {Promise<{ title: string, url: string, source: Source, problem: string | undefined }[]>} empty when nothing was brought up
 */
export async function status(layout) {
  const state = readState(layout);
  if (!state) return [];
  return Promise.all(
    SERVERS.map(async ({ kind, title }) => {
      const url = state[ADDRESS_KEYS[kind]];
      return { title, url, source: state.servers[kind].source, problem: await probe(kind, url) };
    }),
  );
}
