/**
 * Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` work
 * on a fresh clone. Nothing happens when they are there. It imports no package, and nothing that an old Node cannot read.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Failure, diskFull } from './stack/failure.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string} version such as `20.20.2`
 * @throws {Failure} when it is older than what package.json asks for
 */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Failure(
    `Jiqun needs Node.js 20.19 or newer (24 is recommended); this is ${version}.`,
    'Install a newer one: from nodejs.org, or with nvm: nvm install 24 && nvm use 24\nthen delete what the old one installed: rm -rf node_modules',
  );
}

/**
 * Whether what is installed is what the lock file asks for, package by package: file times would install again after
 * every change of branch. npm writes its own record last, so that a killed install counts as none.
 * @param {string} lockPath
 * @param {string} recordPath
 */
export function matches(lockPath, recordPath) {
  if (!existsSync(recordPath)) return false;
  const [wanted, found] = [lockPath, recordPath].map((path) => JSON.parse(readFileSync(path, 'utf8')).packages);
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true;
    // An optional package is left out where it is for another system.
    return found[path] === undefined ? entry.optional === true : found[path].version === entry.version;
  });
}

/**
 * @param {string} output what npm said
 * @returns {Failure}
 */
export function explainInstall(output) {
  const full = diskFull(output, ROOT);
  if (full) return full;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(output)) {
    const registry = spawnSync('npm', ['config', 'get', 'registry'], { cwd: ROOT, encoding: 'utf8' }).stdout?.trim();
    return new Failure(
      `The dependencies are not installed, and the package registry (${registry || 'unknown'}) cannot be reached.`,
      'Check the network. Behind a proxy: npm config set https-proxy http://host:port\nWith a mirror: npm config set registry https://...\nthen run: npm ci',
    );
  }
  if (/EACCES|EPERM/.test(output)) return new Failure('npm may not write to node_modules: an earlier run as another user (sudo?) owns it.', `sudo chown -R "$(id -u)" '${ROOT}' && npm ci`);
  if (/can only install packages when your package.json and package-lock.json|EUSAGE/.test(output)) return new Failure('package.json and package-lock.json do not agree.', 'npm install');
  return new Failure('npm ci failed; its last lines are above.', 'Mend what npm names, then run: npm ci');
}

/**
 * @param {(text: string) => void} note
 * @param {(command: string, args: string[], options: import('node:child_process').SpawnOptions) => import('node:child_process').ChildProcess} [start] another way to start npm, so that it is ended with the run
 * @throws {Failure} Node too old, no network, or whatever else stands in the way, with the command that mends it
 */
export async function ensureInstalled(note, start = spawn) {
  requireNode(process.versions.node);
  if (matches(`${ROOT}package-lock.json`, `${ROOT}node_modules/.package-lock.json`)) return note('already installed');
  note('installing with npm ci (the first time this takes a minute or two)');
  let output = '';
  const child = start('npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-20_000);
      process.stdout.write(chunk);
    });
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => ((output += error.message), resolve(1)));
    child.once('close', resolve);
  });
  if (code !== 0) throw explainInstall(output);
}
