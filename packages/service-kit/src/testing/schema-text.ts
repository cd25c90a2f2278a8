import type { ServiceName } from '@jiqun/contracts';

import type { DatabaseContents } from '../database/connection.js';
import { dumpSchema } from '../database/schema-dump.js';
import { createTestBed } from './test-bed.js';

/** The text of a service's schema as the kit's migrations and its own make it, for `schema.sql` and the test that compares it. */
export async function schemaText(service: ServiceName, contents: DatabaseContents): Promise<string> {
  const bed = await createTestBed();
  try {
    await bed.open(service, contents);
    return await dumpSchema(bed.ownerUrl(service), service);
  } finally {
    await bed.close();
  }
}
