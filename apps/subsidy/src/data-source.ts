import type { DatabaseContents } from '@jiqun/service-kit';

import { Policies1790000301000 } from './migrations/1790000301000-policies.js';
import { ProgrammeYears1790000302000 } from './migrations/1790000302000-programme-years.js';
import { ProjectGroups1790000303000 } from './migrations/1790000303000-project-groups.js';
import { Reviews1790000304000 } from './migrations/1790000304000-reviews.js';
import { Notices1790000305000 } from './migrations/1790000305000-notices.js';
import { Money1790000306000 } from './migrations/1790000306000-money.js';
import { Awards1790000307000 } from './migrations/1790000307000-awards.js';
import { Disbursements1790000308000 } from './migrations/1790000308000-disbursements.js';
import { Performances1790000309000 } from './migrations/1790000309000-performances.js';
import { Violations1790000310000 } from './migrations/1790000310000-violations.js';
import { Recoveries1790000311000 } from './migrations/1790000311000-recoveries.js';

/** The service's entities and migrations, oldest first. */
export const contents: DatabaseContents = {
  entities: [],
  migrations: [
    Policies1790000301000,
    ProgrammeYears1790000302000,
    ProjectGroups1790000303000,
    Reviews1790000304000,
    Notices1790000305000,
    Money1790000306000,
    Awards1790000307000,
    Disbursements1790000308000,
    Performances1790000309000,
    Violations1790000310000,
    Recoveries1790000311000,
  ],
};
