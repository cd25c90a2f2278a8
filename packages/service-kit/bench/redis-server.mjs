import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @returns {Promise<number>} a port that was free a moment ago */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

/** @param {number} port */
async function answers(port) {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.write('PING\r\n'));
  });
}

/** A Redis that keeps nothing on disk, so that a kill loses all of it. */
export class ThrowAwayRedis {
  #folder = mkdtempSync(path.join(tmpdir(), 'jiqun-bench-redis-'));
  #port = 0;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;

  constructor() {
    // A benchmark that fails must not leave a server behind.
    process.once('exit', () => this.#process?.kill('SIGKILL'));
  }

  get url() {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start() {
    this.#port ||= await freePort();
    const options = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', '', '--maxmemory-policy', 'noeviction'];
    this.#process = spawn('redis-server', options, { stdio: 'ignore' });
    /** @type {Error | undefined} */
    let failure;
    this.#process.once('error', (error) => {
      failure = error;
    });
    for (let tries = 0; !(await answers(this.#port)); tries += 1) {
      if (failure !== undefined || tries > 500) throw new Error('redis-server does not start; is it installed?', { cause: failure });
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }

  /** SIGKILL: no last write, no farewell to clients. */
  async kill() {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const ended = new Promise((resolve) => void child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async remove() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
