import type { DatabaseContents } from '@jiqun/service-kit';

import { DrillReceipt } from './drill-receipt/drill-receipt.entity.js';
import { DrillReceipts1790000001000 } from './migrations/1790000001000-drill-receipts.js';
import { Credit1790000401000 } from './migrations/1790000401000-credit.js';
import { Sanctions1790000402000 } from './migrations/1790000402000-sanctions.js';
import { Complaints1790000403000 } from './migrations/1790000403000-complaints.js';
import { Log1790000404000 } from './migrations/1790000404000-log.js';
import { Erasures1790000405000 } from './migrations/1790000405000-erasures.js';

/** The service's entities and migrations, oldest first. */
export const contents: DatabaseContents = {
  entities: [DrillReceipt],
  migrations: [
    DrillReceipts1790000001000,
    Credit1790000401000,
    Sanctions1790000402000,
    Complaints1790000403000,
    Log1790000404000,
    Erasures1790000405000,
  ],
};
