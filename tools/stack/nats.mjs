/** nats-server with JetStream. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { launchServer } from './launch.mjs';
import { atLeast, requireServer } from './installer.mjs';
import { HOST } from './ports.mjs';
import { probe } from './probe.mjs';
import { end, findOurs } from './processes.mjs';

/** @param {import('./layout.mjs').Layout} layout */
const folderOf = (layout) => join(layout.folder, 'nats');

/** @param {import('./layout.mjs').Layout} layout */
const marker = (layout) => `-c ${join(folderOf(layout), 'nats.conf')} `;

/** @type {import('./stack.mjs').Server} */
export const nats = {
  kind: 'nats',
  title: 'NATS',
  portVariable: 'JIQUN_NATS_PORT',
  preferredPort: 4240,

  async start(layout, { port, note }) {
    const { program, version } = await requireServer('nats-server', { note });
    const folder = folderOf(layout);
    const config = join(folder, 'nats.conf');
    mkdirSync(folder, { recursive: true });
    // A name of its own: on a port that another clone took a moment earlier, the other's server would answer as well.
    const name = `jiqun-${layout.profile}-${randomBytes(6).toString('hex')}`;
    // Servers before 2.10 do not know the setting and would not start; they never sync an acknowledged message.
    const sync = layout.profile === 'dev' && atLeast(version, '2.10.0') ? '  sync_interval: always\n' : '';
    writeFileSync(config, `host: "${HOST}"\nport: ${port}\nserver_name: "${name}"\njetstream {\n  store_dir: ${JSON.stringify(join(folder, 'store'))}\n${sync}}\n`);
    const url = `nats://${HOST}:${port}`;
    const pid = await launchServer({
      title: 'NATS',
      program,
      args: ['-c', config],
      log: join(layout.logs, 'nats.log'),
      cwd: folder,
      ready: async () => (await probe('nats', url, { answer: new RegExp(`^INFO .*"${name}"`) })) === undefined,
    });
    return { pid, url };
  },

  running(layout) {
    return findOurs('nats-server', marker(layout));
  },

  async stop(_layout, { pid }) {
    await end(pid, [['SIGTERM', 10_000], ['SIGKILL', 5000]]);
  },

  folders(layout) {
    return [folderOf(layout)];
  },
};
