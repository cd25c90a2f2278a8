/** Writes apps/<service>/schema.sql: migrates each service in a test database and dumps what came of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const services = ['registry', 'evaluation', 'subsidy', 'audit', 'gateway'];

try {
  const { schemaText } = await import('../packages/service-kit/dist/testing/index.js');
  for (const service of services) {
    const { contents } = await import(`../apps/${service}/dist/data-source.js`);
    writeFileSync(join(root, 'apps', service, 'schema.sql'), await schemaText(service, contents));
    process.stdout.write(`apps/${service}/schema.sql\n`);
  }
} catch (error) {
  const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  process.stderr.write(`The schemas could not be written: ${missing ? 'run npm run build first' : error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
