/** `npm start [-- --once] [--stack=compose] [--no-sandbox]`. */
import { parseArgs } from 'node:util';

import { Failure, report } from '../stack/failure.mjs';
import { layoutOf } from '../stack/layout.mjs';
import { PROVISION, SERVICES } from './services.mjs';
import { start } from './start.mjs';

const USAGE = `npm start [-- options]
  --once            start everything, play one drill through all services, end
  --stack=compose   PostgreSQL, NATS and Redis from docker-compose.yml
  --no-sandbox      without the sandbox's movable clock and sample sign-ins (it is on by default)
Environment: JIQUN_DATABASE_ADMIN_URL, JIQUN_NATS_URL, JIQUN_REDIS_URL use servers that run already, each by itself;
  JIQUN_GATEWAY_PORT, JIQUN_POSTGRES_PORT, JIQUN_NATS_PORT, JIQUN_REDIS_PORT fix a port; JIQUN_DATA_DIR moves .data/`;

const OPTIONS = /** @type {const} */ ({ once: { type: 'boolean' }, sandbox: { type: 'boolean' }, 'no-sandbox': { type: 'boolean' }, stack: { type: 'string' }, help: { type: 'boolean' } });

/** @param {string[]} args */
async function main(args) {
  const { values } = parsed(args);
  if (values.help) return console.log(USAGE), 0;
  if (values.stack !== undefined && values.stack !== 'compose') throw new Failure(`--stack=${values.stack} is not known.`, 'Use --stack=compose, or leave it out');
  return start({
    layout: layoutOf('dev', process.env),
    env: process.env,
    services: SERVICES,
    provisionScript: PROVISION,
    sandbox: values['no-sandbox'] !== true,
    once: values.once === true,
    mode: values.stack,
    build: true,
  });
}

/** @param {string[]} args */
function parsed(args) {
  try {
    return parseArgs({ args, options: OPTIONS });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

let code = 1;
try {
  code = await main(process.argv.slice(2));
} catch (error) {
  report(error);
}
// Connections that are kept alive would hold the process for seconds more.
process.exit(code);
