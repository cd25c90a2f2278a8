import { runMigrations } from '@jiqun/service-kit';

import { contents } from './data-source.js';

await runMigrations('registry', contents);
