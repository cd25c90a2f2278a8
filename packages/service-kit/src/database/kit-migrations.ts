import { KitTables1790000000000 } from './kit.migration.js';

/** The migrations under every service, oldest first. A released one is never changed. */
export const kitMigrations = [KitTables1790000000000] as const;
