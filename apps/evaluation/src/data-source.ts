import type { DatabaseContents } from '@jiqun/service-kit';

import { Policies1790000201000 } from './migrations/1790000201000-policies.js';
import { Calls1790000202000 } from './migrations/1790000202000-calls.js';
import { Applications1790000202500 } from './migrations/1790000202500-applications.js';
import { Attachments1790000202700 } from './migrations/1790000202700-attachments.js';
import { Arrangements1790000202800 } from './migrations/1790000202800-arrangements.js';
import { Panels1790000203000 } from './migrations/1790000203000-panels.js';
import { PublicNotices1790000204000 } from './migrations/1790000204000-public-notices.js';
import { Titles1790000205000 } from './migrations/1790000205000-titles.js';
import { AnnualReports1790000206000 } from './migrations/1790000206000-annual-reports.js';
import { ReReviews1790000207000 } from './migrations/1790000207000-re-reviews.js';
import { Revocations1790000208000 } from './migrations/1790000208000-revocations.js';
import { ReferredComplaints1790000209000 } from './migrations/1790000209000-referred-complaints.js';

/** The service's entities and migrations, oldest first. */
export const contents: DatabaseContents = {
  entities: [],
  migrations: [
    Policies1790000201000,
    Calls1790000202000,
    Applications1790000202500,
    Attachments1790000202700,
    Arrangements1790000202800,
    Panels1790000203000,
    PublicNotices1790000204000,
    Titles1790000205000,
    AnnualReports1790000206000,
    ReReviews1790000207000,
    Revocations1790000208000,
    ReferredComplaints1790000209000,
  ],
};
