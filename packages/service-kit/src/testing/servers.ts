import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './until.js';

/** A server of one test's own, to be killed and wiped as it likes. */
export interface OwnServer {
  /** Stays the same over all restarts. */
  readonly url: string;
  /** Ends it as a crash does (SIGKILL); returns when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its port; returns when it takes connections. @param wiped without what it had stored */
  start(wiped?: boolean): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Starts a NATS server with JetStream on a free port. */
export async function startNats(): Promise<OwnServer> {
  return await startOwn('nats', (port, folder) => ['nats-server', '-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder]);
}

/** Starts a Redis server, append-only as in production, on a free port. */
export async function startRedis(): Promise<OwnServer> {
  return await startOwn('redis', (port, folder) => [
    'redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction',
  ]);
}

async function startOwn(scheme: string, command: (port: number, folder: string) => string[]): Promise<OwnServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), `jiqun-${scheme}-`));
  let child: ChildProcess | undefined;
  const server: OwnServer = {
    url: `${scheme}://127.0.0.1:${port}`,
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    async start(wiped = false) {
      const data = join(folder, 'data');
      if (wiped) await rm(data, { recursive: true, force: true });
      await mkdir(data, { recursive: true });
      const [program = '', ...args] = command(port, data);
      child = spawn(program, args, { stdio: 'ignore' });
      // A test that dies must not leave it behind.
      process.once('exit', () => child?.kill('SIGKILL'));
      await until(`${program} takes connections`, async () => await answers(port));
    },
    async close() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => void probe.close(resolve));
  return port;
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (there: boolean): void => {
      socket.destroy();
      resolve(there);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
