/** Runs pgbench with a script, as a row of a benchmark. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cpuMicros } from './cpu.mjs';

/** @typedef {import('./load.mjs').LoadResult} LoadResult */

/** @returns {boolean} whether pgbench is there; says how to get it when not */
export function hasPgbench() {
  if (spawnSync('pgbench', ['--version']).error === undefined) return true;
  console.log('pgbench is not on the PATH: its rows are left out. It comes with PostgreSQL (Debian, Ubuntu: apt install postgresql-contrib; macOS: brew install postgresql).');
  return false;
}

/** @param {string} folder */
function latencies(folder) {
  const micros = readdirSync(folder)
    .filter((name) => name.startsWith('log'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => Number(line.split(' ')[2]))
    .filter(Number.isFinite);
  return Float64Array.from(micros).toSorted();
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env */
function runOnce(args, env) {
  const child = spawn('pgbench', args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let cpu = 0;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const watch = setInterval(() => (cpu = Math.max(cpu, cpuMicros(child.pid ?? 0) || 0)), 50);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ output, cpu });
      else reject(new Error(`pgbench ended with ${code}:\n${output.slice(-2_000)}`));
    });
  });
}

/**
 * @param {{ databaseUrl: string, script: string, clients: number, size: number, seconds?: number, run: number }} options
 *   `size`: commands in each transaction; without `seconds`, a few transactions of each client; `run`: another number for each call, for its keys
 * @returns {Promise<LoadResult>} counted in commands
 */
export async function pgbench({ databaseUrl, script, clients, size, seconds, run }) {
  const folder = mkdtempSync(join(tmpdir(), 'jiqun-pgbench-'));
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  try {
    const file = join(folder, 'script.sql');
    writeFileSync(file, script);
    const env = { PGHOST: hostname, PGPORT: port, PGUSER: decodeURIComponent(username), PGPASSWORD: decodeURIComponent(password), PGDATABASE: pathname.slice(1) };
    // Counted, not timed: on a busy machine the first second can pass while the clients connect.
    const limit = seconds === undefined ? ['-t', '5'] : ['-T', String(seconds)];
    const fixed = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', ...limit, '-D', 'i=0', '-D', `run=${run}`];
    const { output, cpu } = await runOnce([...fixed, '-l', '--log-prefix', join(folder, 'log'), '-f', file], env);
    const failed = /number of failed transactions: (\d+)/.exec(output)?.[1] ?? '0';
    const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
    if (failed !== '0' || !Number.isFinite(perSecond)) throw new Error(`pgbench did not measure:\n${output.slice(-2_000)}`);
    const sorted = latencies(folder);
    const requests = sorted.length * size;
    const at = (/** @type {number} */ part) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN) / 1_000;
    return { requests, seconds: sorted.length / perSecond, p50: at(0.5), p99: at(0.99), cpuMicros: cpu / requests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
