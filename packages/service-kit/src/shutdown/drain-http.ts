import type { Server, ServerResponse } from 'node:http';

/** The part of a Fastify instance that draining needs. */
export interface HttpInstance {
  readonly server: Server;
  close(): PromiseLike<unknown>;
}

/** How long an idle connection is kept. Clients are told, and with 72 s, Fastify's default, closing took 71 s. */
const KEEP_ALIVE_MS = 3_000;
/** Newer versions of Node keep a connection for a second longer than they say. */
const KEEP_ALIVE_MARGIN_MS = 1_200;
/** What comes on a connection that was made at the last moment has so long to arrive once nobody can connect any more. */
const LAST_ARRIVAL_MS = 500;
const LOOK_MS = 20;

/**
 * Options that a Fastify instance must be made with: once closing it would otherwise answer 503 to requests that arrive
 * on connections which are still open.
 */
export const httpServerOptions = { keepAliveTimeout: KEEP_ALIVE_MS, return503OnClosing: false } as const;

/**
 * Prepares an HTTP server for draining; call it once, before listening.
 * @returns the function that drains: answers carry `connection: close` from then on, requests in hand are finished, and
 *   idle connections are left alone until their time is up, since a request may be on its way on any of them. A stream
 *   that never ends must be ended by its owner.
 */
export function drainHttp(fastify: HttpInstance): () => Promise<void> {
  const { server } = fastify;
  const open = new Set<ServerResponse>();
  let draining = false;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Before Fastify's own listener, which may answer at once.
  server.prependListener('request', (_request, response) => {
    if (draining) response.setHeader('connection', 'close');
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return async () => {
    draining = true;
    for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
    // server.close() ends idle connections at once, and with them a request that is on its way.
    await untilRetired(server, open);
    await closed(fastify, open);
  };
}

async function untilRetired(server: Server, open: ReadonlySet<ServerResponse>): Promise<void> {
  const begun = performance.now();
  while ((await connectionsOf(server)) > 0) {
    const idleRetired = performance.now() - begun > KEEP_ALIVE_MS + KEEP_ALIVE_MARGIN_MS;
    // What is left then never sent a request, or has just connected.
    if (idleRetired && open.size === 0) return;
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
  }
}

/** Closes the server. Node does not count a connection that never sent anything as idle: it would stay open for ever. */
async function closed(fastify: HttpInstance, open: ReadonlySet<ServerResponse>): Promise<void> {
  const begun = performance.now();
  const cutting = setInterval(() => {
    if (open.size === 0 && performance.now() - begun > LAST_ARRIVAL_MS) fastify.server.closeAllConnections();
  }, LOOK_MS);
  try {
    await fastify.close();
  } finally {
    clearInterval(cutting);
  }
}

async function connectionsOf(server: Server): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
