/** Faults of PostgreSQL's connections, of NATS and of Redis. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { nats } from '../stack/nats.mjs';
import { PortTaken } from '../stack/ports.mjs';
import { probe } from '../stack/probe.mjs';
import { end } from '../stack/processes.mjs';
import { redis } from '../stack/redis.mjs';

/** @typedef {import('./plan.mjs').ServerFault} ServerFault */
/** @typedef {import('../stack/stack.mjs').Server} Server */

const ATTEMPTS = 40;

const TERMINATE = `
  SELECT count(pg_terminate_backend(pid))::integer AS ended FROM (
    SELECT pid FROM pg_stat_activity WHERE usename = $1 ORDER BY (state = 'active') DESC, random() LIMIT $2) AS chosen`;

/** The servers of a run. PostgreSQL itself stays: losing it is a matter of its own durability, which fsync=off gives up. */
export class Servers {
  /**
   * @param {import('../stack/layout.mjs').Layout} layout
   * @param {import('../stack/stack.mjs').State} state
   * @param {import('pg').Pool} admin
   */
  constructor(layout, state, admin) {
    this.layout = layout;
    this.state = state;
    this.admin = admin;
  }

  /** @param {ServerFault} fault */
  async strike({ blow, downMs, service, all }) {
    switch (blow) {
      case 'nats-wiped':
        return await this.#restart(nats, this.state.natsUrl, downMs, () => rmSync(join(this.layout.folder, 'nats', 'store'), { recursive: true, force: true }));
      case 'nats-killed':
        return await this.#restart(nats, this.state.natsUrl, downMs);
      case 'redis-killed':
        return await this.#restart(redis, this.state.redisUrl, downMs);
      case 'redis-flushed': {
        const problem = await probe('redis', this.state.redisUrl, { ask: 'FLUSHALL\r\n', answer: /^\+OK/ });
        if (problem !== undefined) throw new Error(`Redis was not flushed: ${problem}`);
        return undefined;
      }
      case 'backends-terminated':
        await this.admin.query(TERMINATE, [`jiqun_${service}`, all ? 1_000 : 1]);
        return undefined;
    }
  }

  /**
   * @param {Server} server
   * @param {string} url
   * @param {number} downMs
   * @param {() => void} [meanwhile]
   */
  async #restart(server, url, downMs, meanwhile) {
    for (const { pid } of server.running(this.layout)) await end(pid, [['SIGKILL', 5_000]]);
    meanwhile?.();
    await pause(downMs);
    const port = Number(new URL(url).port);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await server.start(this.layout, { port, note: () => undefined });
        return;
      } catch (error) {
        // Somebody's outgoing connection may have been given the port meanwhile.
        if (!(error instanceof PortTaken) || attempt === ATTEMPTS) throw error;
        await pause(250);
      }
    }
  }
}
