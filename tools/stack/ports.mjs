/** Ports on the loopback address. */
import { createServer } from 'node:net';

import { Failure } from './failure.mjs';
import { holderOf } from './processes.mjs';

export const HOST = '127.0.0.1';

/**
 * @param {number} port 0 for any
 * @returns {Promise<number | undefined>} the port that could be taken, undefined when it is in use
 */
function tryPort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/**
 * A port that is free now. Another process can take it before ours does, so whoever listens on it must be ready to ask
 * again (`withPort`).
 * @param {{ title: string, variable: string, preferred?: number | undefined, env: NodeJS.ProcessEnv, note: (text: string) => void }} wish
 *   `variable`: the environment's name for a fixed port
 * @returns {Promise<{ port: number, fixed: boolean }>}
 */
export async function choosePort({ title, variable, preferred, env, note }) {
  const wanted = env[variable];
  if (wanted !== undefined && wanted !== '') {
    const port = Number(wanted);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Failure(`${variable} is "${wanted}", which is not a port.`, `Set ${variable} to a number from 1 to 65535, or unset it.`);
    }
    if ((await tryPort(port)) === undefined) throw taken(title, variable, port);
    return { port, fixed: true };
  }
  if (preferred !== undefined) {
    if ((await tryPort(preferred)) !== undefined) return { port: preferred, fixed: false };
    note(`Port ${preferred} is taken by ${holderOf(preferred)}; ${title} gets another one.`);
  }
  const port = await tryPort(0);
  if (port === undefined) throw new Failure('No free port on the loopback address.', 'End programs that hold ports, then try again.');
  return { port, fixed: false };
}

/**
 * @param {string} title
 * @param {string} variable
 * @param {number} port
 */
function taken(title, variable, port) {
  return new Failure(
    `Port ${port}, which ${variable} fixes for ${title}, is held by ${holderOf(port)}.`,
    `End that process, or choose another port (${variable}=...), or let a free one be found: unset ${variable}`,
  );
}

/** Thrown by a server's start when its port was taken between the choice and the start. */
export class PortTaken extends Error {}

/**
 * Chooses a port and starts a server on it, again with another port when somebody was faster.
 * @template T
 * @param {Parameters<typeof choosePort>[0]} wish
 * @param {(port: number) => Promise<T>} start rejects with PortTaken
 * @returns {Promise<T>}
 */
export async function withPort(wish, start) {
  for (let attempt = 1; ; attempt++) {
    const { port, fixed } = await choosePort(attempt === 1 ? wish : { ...wish, preferred: undefined });
    try {
      return await start(port);
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 5) throw error;
      if (fixed) throw taken(wish.title, wish.variable, port);
    }
  }
}
