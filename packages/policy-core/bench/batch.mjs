/**
 * Row (f): the command in batch mode, as a process of its own, held to one core. The parent only
 * counts what comes out.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {import('./applications.mjs').Request} Request */
/**
 * @typedef {object} BatchResult
 * @property {number} lines asked
 * @property {number} answers newlines that came back
 * @property {number} megabytesIn
 * @property {number} megabytesOut
 * @property {number} seconds wall clock, with the start of the process
 * @property {number} secondsToFirstByte
 * @property {number} perSecond
 * @property {number} cpuSeconds user and system, all threads of the child
 * @property {number} peakMegabytes VmHWM, the most that was ever resident
 * @property {number | null} exitCode
 * @property {boolean} pinned held to one core
 */

const COMMAND = fileURLToPath(new URL('../bin/jiqun-policy.mjs', import.meta.url));
const NEWLINE = 10;
const LINES_AT_ONCE = 1000;
const MILLIS_BETWEEN_SAMPLES = 50;
// USER_HZ: fixed at 100 on Linux for what /proc shows, whatever the kernel's own clock.
const TICKS_PER_SECOND = 100;

/**
 * @param {Request[]} requests repeated from the start as often as needed
 * @param {number} lines
 * @returns {Promise<BatchResult>}
 */
export async function measureBatch(requests, lines) {
  const folder = mkdtempSync(path.join(tmpdir(), 'jiqun-bench-'));
  try {
    const file = path.join(folder, 'requests.ndjson');
    const bytes = writeRequests(file, requests, lines);
    return await runBatch(file, lines, bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * A few lines in full: what they answer, for a comparison.
 * @param {Request[]} requests
 * @returns {string[]} the verdict, or the code of the error, line by line
 */
export function batchVerdicts(requests) {
  const input = requests.map((request) => JSON.stringify(request)).join('\n');
  const { stdout } = spawnSync(process.execPath, [COMMAND, 'evaluate', '--batch'], {
    input: `${input}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const answers = stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  return answers.map(({ verdict, error }) => verdict ?? error?.code ?? 'no verdict');
}

/**
 * @param {string} file
 * @param {Request[]} requests
 * @param {number} lines
 * @returns {number} bytes
 */
function writeRequests(file, requests, lines) {
  const texts = requests.map((request) => `${JSON.stringify(request)}\n`);
  const out = openSync(file, 'w');
  let bytes = 0;
  for (let line = 0; line < lines; line += LINES_AT_ONCE) {
    const size = Math.min(LINES_AT_ONCE, lines - line);
    bytes += writeSync(out, Array.from({ length: size }, (_, i) => texts[(line + i) % texts.length]).join(''));
  }
  closeSync(out);
  return bytes;
}

/**
 * @param {string} file
 * @param {number} lines
 * @param {number} bytes of the file
 * @returns {Promise<BatchResult>}
 */
async function runBatch(file, lines, bytes) {
  const pinned = spawnSync('taskset', ['-V']).status === 0;
  const node = [process.execPath, COMMAND, 'evaluate', '--batch', file];
  const [program, ...args] = pinned ? ['taskset', '-c', '0', ...node] : node;
  const cpuBefore = childrenCpuSeconds();
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentPeak(child.pid));
  }, MILLIS_BETWEEN_SAMPLES);
  const counts = countOutput(child.stdout);
  /** @type {number | null} */
  const exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(sampler);
  const seconds = (performance.now() - start) / 1000;
  return {
    lines,
    answers: counts.newlines,
    megabytesIn: bytes / 1e6,
    megabytesOut: counts.bytes / 1e6,
    seconds,
    secondsToFirstByte: (counts.firstAt - start) / 1000,
    perSecond: counts.newlines / seconds,
    cpuSeconds: childrenCpuSeconds() - cpuBefore,
    peakMegabytes: peak / 1e6,
    exitCode,
    pinned,
  };
}

/**
 * @param {import('node:stream').Readable} stream
 * @returns {{bytes: number, newlines: number, firstAt: number}} final when the stream has ended
 */
function countOutput(stream) {
  const counts = { bytes: 0, newlines: 0, firstAt: NaN };
  stream.on('data', (/** @type {Buffer} */ chunk) => {
    if (counts.bytes === 0) counts.firstAt = performance.now();
    counts.bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) counts.newlines += 1;
  });
  return counts;
}

/**
 * @param {number | undefined} pid
 * @returns {number} bytes; 0 when the process is gone
 */
function residentPeak(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/**
 * Fields 16 and 17 of /proc/self/stat: children that have ended. Exact to the tick, where samples
 * of the child's own figures would miss its last moments.
 * @returns {number} NaN where there is no /proc
 */
function childrenCpuSeconds() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The second field is the program's name in brackets, which may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  } catch {
    return NaN;
  }
}
