import type { DatabaseContents } from '@jiqun/service-kit';

import { DrillReceipt } from './drill-receipt/drill-receipt.entity.js';
import { DrillReceipts1790000001000 } from './migrations/1790000001000-drill-receipts.js';

/** The service's entities and migrations, oldest first. */
export const contents: DatabaseContents = { entities: [DrillReceipt], migrations: [DrillReceipts1790000001000] };
