/**
 * What a benchmark runs on: a stack of its own (durable settings, free ports, a temporary folder) and processes on it.
 * Everything is ended and deleted afterwards, also after Ctrl-C.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { serviceLogs } from '../start/logs.mjs';
import { migrate, provision, startServices } from '../start/run.mjs';
import { secretsOf } from '../start/secrets.mjs';
import { PROVISION, SERVICES, SERVICE_NAMES } from '../start/services.mjs';
import { Failure } from '../stack/failure.mjs';
import { layoutOf } from '../stack/layout.mjs';
import { session } from '../stack/session.mjs';
import { reset, up } from '../stack/stack.mjs';

/** @typedef {import('../stack/stack.mjs').State} State */
/** @typedef {import('../start/services.mjs').Settings} Settings */
/** @typedef {{ name: string, url: string, pid: number }} Started */

const READY_LIMIT_MS = 60_000;

/** @param {string} text */
const note = (text) => console.log(`      ${text}`);

/** The bench's own stack and the processes on it. */
export class Stage {
  /** @type {Map<string, number>} */
  #pids = new Map();

  /**
   * @param {State} state
   * @param {Settings} settings
   * @param {import('../stack/layout.mjs').Layout} layout
   * @param {import('../stack/session.mjs').Context['children']} children
   * @param {string | undefined} profile folder for CPU profiles of Node processes
   */
  constructor(state, settings, layout, children, profile) {
    this.state = state;
    this.layout = layout;
    this.settings = settings;
    this.children = {
      ...children,
      /** @type {typeof children.start} */
      start: (name, command, args, options) => {
        const child = children.start(name, command, profile === undefined ? args : ['--cpu-prof', '--cpu-prof-dir', profile, ...args], options);
        if (child.pid !== undefined) this.#pids.set(name, child.pid);
        return child;
      },
    };
  }

  /** @param {string} name */
  pid(name) {
    const pid = name === 'postgres' || name === 'nats' || name === 'redis' ? this.state.servers[name].pid : this.#pids.get(name);
    if (pid === undefined) throw new Error(`${name} was not started here`);
    return pid;
  }

  /**
   * A database of its own with the tables of all services.
   * @param {string} database
   */
  async provision(database) {
    const settings = { ...this.settings, env: { ...this.settings.env, JIQUN_DATABASE_NAME: database } };
    await provision(PROVISION, settings, this.children);
    await migrate(SERVICES, settings, this.children);
  }

  /**
   * Starts services as `npm start` does.
   * @param {readonly string[]} names
   * @returns {Promise<string>} the gateway's address
   */
  async startServices(names) {
    const services = SERVICES.filter(({ name }) => names.includes(name));
    const { running, gatewayUrl } = await startServices(services, this.settings, { children: this.children, logs: serviceLogs(this.layout.logs, [...names]), note: () => undefined });
    this.serviceUrls = new Map(running.map(({ service, url }) => [service.name, url]));
    return gatewayUrl;
  }

  /**
   * Starts a program of baselines/, which prints `listening <url>` when it is ready.
   * @param {string} name
   * @param {Record<string, string>} [env]
   * @returns {Promise<string>} its address
   */
  startBaseline(name, env = {}) {
    const script = fileURLToPath(new URL(`baselines/${name}.mjs`, import.meta.url));
    const child = this.children.start(name, process.execPath, [script], { env: { PATH: process.env['PATH'], NATS_URL: this.state.natsUrl, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not become ready`)), READY_LIMIT_MS);
      child.once('close', (code) => reject(new Error(`${name} ended with ${code}`)));
      if (child.stdout === null) throw new Error(`${name} has no output`);
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!line.startsWith('listening')) return;
        clearTimeout(timer);
        resolve(line.split(' ')[1] ?? '');
      });
    });
  }

  /**
   * The address of a database in a role; the server's own when no role is given.
   * @param {string} database
   * @param {{ service: string, owner?: boolean }} [as]
   */
  databaseUrl(database, as) {
    const url = new URL(this.state.databaseAdminUrl);
    url.pathname = `/${database}`;
    if (as !== undefined) {
      const passwords = this.settings.secrets.passwords[as.service] ?? { owner: '', service: '' };
      url.username = `jiqun_${as.service}${as.owner ? '_owner' : ''}`;
      url.password = encodeURIComponent(as.owner ? passwords.owner : passwords.service);
    }
    return url.href;
  }
}

/**
 * Brings up a stack, does the work on it, takes everything down.
 * @param {string} title
 * @param {{ profile: string | undefined }} options
 * @param {(stage: Stage) => Promise<void>} work
 * @returns {Promise<number>} the exit code
 */
export async function onStage(title, { profile }, work) {
  const missing = [PROVISION, ...SERVICES.map(({ main }) => main)].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Failure(`Not built: ${missing.map((path) => basename(path)).join(', ')}.`, 'npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'jiqun-bench-'));
  // PostgreSQL may run under another account, which must reach its data.
  chmodSync(folder, 0o711);
  const layout = layoutOf('dev', { JIQUN_DATA_DIR: folder });
  // Without the addresses of other servers: a benchmark wipes and floods what it runs on.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], JIQUN_LOG_LEVEL: 'warn', JIQUN_RATE_LIMIT_FACTOR: '0' };
  try {
    return await session({ layout, what: title, waitMs: 0, mend: ({ pid }) => `End it: kill ${pid}`, afterwards: async () => await reset(layout, () => undefined) }, async ({ children, ownStack }) => {
      const { state } = await up(layout, { env, note });
      ownStack();
      const secrets = secretsOf(join(layout.folder, 'secrets.json'), SERVICE_NAMES, env);
      const stage = new Stage(state, { env, sandbox: true, addresses: state, secrets }, layout, children, profile);
      await stage.provision('jiqun');
      await work(stage);
      return 0;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
