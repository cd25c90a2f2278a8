import type { DatabaseContents } from '@jiqun/service-kit';

/** The service's entities and migrations, oldest first. */
export const contents: DatabaseContents = { entities: [], migrations: [] };
