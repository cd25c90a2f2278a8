/** Finds nats-server and redis-server, and installs them through the system's package manager when they are missing. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { Failure } from './failure.mjs';

/** Packages by manager, and the oldest version that BullMQ and the JetStream client work with. */
const SERVERS = {
  'nats-server': { apt: 'nats-server', brew: 'nats-server', oldest: '2.9.0', variable: 'JIQUN_NATS_URL', flag: '--version' },
  'redis-server': { apt: 'redis-server', brew: 'redis', oldest: '6.2.0', variable: 'JIQUN_REDIS_URL', flag: '--version' },
};

/** @typedef {keyof typeof SERVERS} ServerName */
/** @typedef {{ env?: NodeJS.ProcessEnv, extra?: string[], interactive?: boolean, uid?: number | undefined, note: (text: string) => void }} Surroundings */

/** Where package managers put servers, although an ordinary user's PATH does not name all of them. */
const EXTRA_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} extra
 * @returns {string | undefined} its path
 */
function find(name, env, extra) {
  const folders = [...(env['PATH'] ?? '').split(delimiter), ...extra].filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * @param {string} version such as `2.9.10`
 * @param {string} oldest
 */
export function atLeast(version, oldest) {
  const [left, right] = [version, oldest].map((text) => text.split('.').map(Number));
  for (let place = 0; place < 3; place++) {
    const difference = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The command that installs, for this system and user.
 * @param {ServerName} name
 * @param {Required<Surroundings>} around
 * @returns {{ command: string[], refresh: string[] | undefined, byHand: string } | undefined} undefined where there is no known manager
 */
function installation(name, { env, extra, interactive, uid }) {
  const { apt, brew } = SERVERS[name];
  if (find('apt-get', env, extra)) {
    const byHand = `sudo apt-get update && sudo apt-get install -y ${apt}`;
    const order = ['apt-get', 'install', '-y', '--no-install-recommends', apt];
    const refresh = ['apt-get', 'update'];
    if (uid === 0) return { command: order, refresh, byHand: byHand.replaceAll('sudo ', '') };
    const sudo = interactive ? ['sudo'] : ['sudo', '-n'];
    if (find('sudo', env, extra)) return { command: [...sudo, ...order], refresh: [...sudo, ...refresh], byHand };
    return { command: [], refresh: undefined, byHand: `su -c 'apt-get update && apt-get install -y ${apt}'` };
  }
  if (find('brew', env, extra)) return { command: ['brew', 'install', brew], refresh: undefined, byHand: `brew install ${brew}` };
  return undefined;
}

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} interactive
 */
function run([program, ...args], env, interactive) {
  const result = spawnSync(program ?? '', args, {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
  });
  return { ok: result.status === 0, output: `${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`.trim() };
}

/**
 * @param {ServerName} name
 * @param {Required<Surroundings>} around
 */
function install(name, around) {
  const other = `or use containers: npm start -- --stack=compose\nor give the address of one that runs: ${SERVERS[name].variable}=...`;
  const plan = installation(name, around);
  if (plan === undefined) throw new Failure(`${name} is not on the PATH, and neither apt-get nor brew is here to install it.`, `Install ${name} ${SERVERS[name].oldest} or newer and put it on the PATH\n${other}`);
  if (plan.command.length === 0) throw new Failure(`${name} is not on the PATH, and only root may install it (there is no sudo).`, `${plan.byHand}\n${other}`);
  around.note(`${name} is missing; installing it: ${plan.command.join(' ')}`);
  let result = run(plan.command, around.env, around.interactive);
  if (!result.ok && plan.refresh) {
    run(plan.refresh, around.env, around.interactive);
    result = run(plan.command, around.env, around.interactive);
  }
  if (!result.ok) throw new Failure(`${name} is missing and could not be installed: ${result.output.split('\n').slice(-3).join(' ')}`, `${plan.byHand}\n${other}`);
  // Debian starts a service of its own with the package, where there is systemd. Ours runs on its own port beside it.
  if (plan.command.includes('apt-get')) around.note(`The system may have started its own ${name}; Jiqun does not use it: sudo systemctl disable --now ${name}`);
}

/**
 * @param {ServerName} name
 * @param {Surroundings} surroundings
 * @returns {Promise<{ program: string, version: string }>}
 * @throws {Failure} when it is missing and cannot be installed, or is too old, with the exact command
 */
export async function requireServer(name, { env = process.env, extra = EXTRA_FOLDERS, interactive = process.stdin.isTTY === true, uid = process.getuid?.(), note }) {
  if (!find(name, env, extra)) install(name, { env, extra, interactive, uid, note });
  const program = find(name, env, extra);
  const { variable, flag, oldest } = SERVERS[name];
  if (program === undefined) throw new Failure(`${name} was installed, but it is not on the PATH.`, `Put its folder on the PATH, or set ${variable}`);
  const version = /\d+\.\d+\.\d+/.exec(spawnSync(program, [flag], { encoding: 'utf8' }).stdout ?? '')?.[0] ?? '0.0.0';
  if (!atLeast(version, oldest)) throw new Failure(`${program} is version ${version}; ${oldest} or newer is needed.`, `Install a newer one, or set ${variable}`);
  return { program, version };
}
