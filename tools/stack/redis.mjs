/** redis-server with its append-only file; it never drops a key to save memory, because its keys are jobs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { launchServer } from './launch.mjs';
import { requireServer } from './installer.mjs';
import { HOST } from './ports.mjs';
import { probe } from './probe.mjs';
import { end, findOurs } from './processes.mjs';

/** @param {import('./layout.mjs').Layout} layout */
const folderOf = (layout) => join(layout.folder, 'redis');

/** @param {import('./layout.mjs').Layout} layout */
const marker = (layout) => ` ${join(folderOf(layout), 'redis.conf')} `;

/**
 * @param {string} folder
 * @param {number} port
 * @param {boolean} durable
 */
function configuration(folder, port, durable) {
  return [
    `bind ${HOST}`,
    `port ${port}`,
    `dir ${JSON.stringify(folder)}`,
    'appendonly yes',
    // A write reaches the kernel before its answer in either case: a killed Redis loses nothing, a power cut can.
    `appendfsync ${durable ? 'everysec' : 'no'}`,
    'save ""',
    'maxmemory-policy noeviction',
    // Its own title would hide the folder by which our own process is recognised.
    'set-proc-title no',
    '',
  ].join('\n');
}

/** @type {import('./stack.mjs').Server} */
export const redis = {
  kind: 'redis',
  title: 'Redis',
  portVariable: 'JIQUN_REDIS_PORT',
  preferredPort: 6390,

  async start(layout, { port, note }) {
    const { program } = await requireServer('redis-server', { note });
    const folder = folderOf(layout);
    const config = join(folder, 'redis.conf');
    mkdirSync(folder, { recursive: true });
    writeFileSync(config, configuration(folder, port, layout.profile === 'dev'));
    const url = `redis://${HOST}:${port}`;
    const pid = await launchServer({
      title: 'Redis',
      program,
      args: [config],
      log: join(layout.logs, 'redis.log'),
      cwd: folder,
      // Its own pid: on a port that another clone took a moment earlier, the other's server would answer as well.
      ready: async (own) => (await probe('redis', url, { ask: 'INFO server\r\n', answer: new RegExp(`process_id:${own}\\b`) })) === undefined,
    });
    return { pid, url };
  },

  running(layout) {
    return findOurs('redis-server', marker(layout));
  },

  async stop(_layout, { pid }) {
    await end(pid, [['SIGTERM', 10_000], ['SIGKILL', 5000]]);
  },

  folders(layout) {
    return [folderOf(layout)];
  },
};
