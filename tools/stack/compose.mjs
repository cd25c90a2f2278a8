/** The stack from docker-compose.yml: its three servers, without the services of Jiqun. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { Failure } from './failure.mjs';
import { ROOT } from './layout.mjs';
import { holderOf } from './processes.mjs';

/** @typedef {import('./layout.mjs').Layout} Layout */
/** @typedef {import('./stack.mjs').Server} Server */

/** The port of each server inside of its container. */
const PORTS = { postgres: 5432, nats: 4222, redis: 6379 };

/** The same default as in docker-compose.yml; the port is open on the loopback address only. */
const password = () => process.env['JIQUN_POSTGRES_PASSWORD'] || 'sandbox';

/**
 * One project per clone and profile, so that two of them do not share containers.
 * @param {Layout} layout
 * @param {string[]} args
 */
function compose(layout, args) {
  const project = `jiqun-${layout.profile}-${createHash('sha256').update(layout.dataDir).digest('hex').slice(0, 12)}`;
  return spawnSync('docker', ['compose', '--project-name', project, '--file', join(ROOT, 'docker-compose.yml'), ...args], { cwd: ROOT, encoding: 'utf8' });
}

/**
 * @param {ReturnType<typeof compose>} result
 * @param {string} what
 */
function check(result, what) {
  if (result.status === 0) return result.stdout;
  if (result.error) throw new Failure('docker is not on the PATH.', 'Install Docker Engine with the compose plugin (docs.docker.com/engine/install), or leave --stack=compose out');
  const said = result.stderr.trim().split('\n').slice(-4).join(' ');
  if (/not a docker command|unknown command: docker compose/.test(said)) throw new Failure('docker is here, but its compose plugin is not.', 'On Debian with Docker\'s packages: sudo apt-get install -y docker-compose-plugin');
  if (/Cannot connect to the Docker daemon|permission denied/i.test(said)) throw new Failure(`The Docker engine cannot be reached: ${said}`, 'Start it (sudo systemctl start docker), or join its group (sudo usermod -aG docker $USER, then sign in again)');
  const port = /(?:bind for|listen tcp\d?) [\d.]+:(\d+)/i.exec(said)?.[1];
  if (port) throw new Failure(`${what}: port ${port} is held by ${holderOf(Number(port))}.`, 'Set JIQUN_POSTGRES_PORT, JIQUN_NATS_PORT or JIQUN_REDIS_PORT to a free port');
  throw new Failure(`${what}: ${said}`, 'docker compose logs shows more');
}

/**
 * @param {Layout} layout
 * @param {Server[]} servers
 * @param {(text: string) => void} note
 */
export async function composeUp(layout, servers, note) {
  const names = servers.map(({ kind }) => kind);
  const before = check(compose(layout, ['ps', '--services', '--status', 'running']), 'docker compose ps').split('\n');
  note(`docker compose up: ${names.join(', ')} (the first time, images are fetched)`);
  check(compose(layout, ['up', '--detach', '--wait', ...names]), 'docker compose up');
  return servers.map(({ kind }) => {
    const address = check(compose(layout, ['port', kind, String(PORTS[kind])]), 'docker compose port').trim();
    const url = { postgres: `postgres://postgres:${encodeURIComponent(password())}@${address}/postgres`, nats: `nats://${address}`, redis: `redis://${address}` }[kind];
    return { kind, url, pid: undefined, source: /** @type {const} */ ('compose'), started: !before.includes(kind) };
  });
}

/**
 * @param {Layout} layout
 * @param {{ data: boolean, note: (text: string) => void }} options `data`: delete the volumes as well
 */
export async function composeDown(layout, { data, note }) {
  note(`docker compose down${data ? ', with its volumes' : ''}`);
  check(compose(layout, ['down', ...(data ? ['--volumes'] : [])]), 'docker compose down');
}
