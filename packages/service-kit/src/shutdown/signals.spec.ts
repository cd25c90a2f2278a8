import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';

/** A program around the real files: only a process of its own can be sent a signal and end. */
const PROGRAM = `
  import { Shutdown } from './shutdown.js';
  import { installSignalHandlers } from './signals.js';
  const say = (text) => process.stdout.write(text + '\\n');
  const log = { log: say, error: (error, text) => say('error ' + (text ?? error) + ' ' + (error.err?.message ?? '')) };
  const shutdown = new Shutdown({ graceMs: 0, log, withinMs: 300 });
  installSignalHandlers(shutdown);
  shutdown.register('http', 'http', async () => { await new Promise((resume) => setTimeout(resume, 50)); say('drained'); });
  const kind = process.argv[2];
  if (kind === 'fails') shutdown.register('pools', 'database', async () => { throw new Error('pool'); });
  if (kind === 'hangs') shutdown.register('pools', 'database', () => new Promise(() => undefined));
  if (kind === 'throws later') shutdown.register('nats', 'nats', async () => { setImmediate(() => { throw new Error('late'); }); await new Promise((resume) => setTimeout(resume, 50)); });
  setInterval(() => undefined, 1000);
  say('up');
  if (kind === 'throws') setImmediate(() => { throw new Error('nobody caught this'); });
  if (kind === 'rejects') setImmediate(() => { Promise.reject(new Error('nobody handled this')); });
`;

let folder: string;
let child: ChildProcess | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jiqun-signals-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'program.js'), PROGRAM);
  for (const name of ['shutdown', 'signals']) {
    const source = readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8');
    const { code } = transformSync(source, { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } });
    writeFileSync(join(folder, `${name}.js`), code);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void child?.kill('SIGKILL'));

/** Runs the program, sends the signals once it is up, and says how it ended and what it wrote. */
async function ended(kind: string, ...signals: NodeJS.Signals[]): Promise<{ code: number | null; output: string }> {
  const program = spawn(process.execPath, [join(folder, 'program.js'), kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = program;
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    const wasUp = output.includes('up\n');
    output += text;
    if (!wasUp && output.includes('up\n')) for (const signal of signals) program.kill(signal);
  });
  const code = await new Promise<number | null>((resolve) => void program.once('close', resolve));
  return { code, output };
}

describe('a process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('that gets %s drains and ends with 0', async (signal) => {
    const { code, output } = await ended('well', signal);
    expect([code, output]).toEqual([0, `up\nShutting down: ${signal}\ndrained\nShut down\n`]);
  });

  test('that gets several signals, as from a terminal and npm at once, still drains', async () => {
    const { code, output } = await ended('well', 'SIGINT', 'SIGTERM', 'SIGINT');
    expect([code, output.match(/drained/g)?.length]).toEqual([0, 1]);
  });

  test.each([
    ['fails', 'error Stopping pools/database failed pool'],
    ['hangs', 'error Not stopped within 300 ms: pools/database'],
    ['throws later', 'error An error was not caught late'],
  ])('whose shutdown %s says so and ends with 1', async (kind, line) => {
    const { code, output } = await ended(kind, 'SIGTERM');
    expect([code, output.includes(line), output.includes('drained')]).toEqual([1, true, true]);
  });

  test.each([
    ['throws', 'error An error was not caught nobody caught this'],
    ['rejects', 'error A rejection was not handled nobody handled this'],
  ])('that %s logs it, drains and ends with 1', async (kind, line) => {
    const { code, output } = await ended(kind);
    expect([code, output.includes(line), output.includes('drained')]).toEqual([1, true, true]);
  });
});
