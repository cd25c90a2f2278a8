/**
 * Installs the dependencies when they are missing or older than the lock file, so that `npm test` works on a fresh
 * clone. Nothing happens when they are there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const installed = new URL('node_modules/.package-lock.json', root);
const lock = new URL('package-lock.json', root);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Jiqun needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.\n`);
  process.exit(1);
}
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  process.stdout.write('Installing dependencies (npm ci) ...\n');
  const started = Date.now();
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: fileURLToPath(root), stdio: 'inherit' });
  if (result.status !== 0) {
    process.stderr.write('The dependencies could not be installed. Check the network and run: npm ci\n');
    process.exit(1);
  }
  process.stdout.write(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}
