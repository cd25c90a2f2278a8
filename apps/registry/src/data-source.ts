import type { DatabaseContents } from '@jiqun/service-kit';

import { Activity } from './activity/activity.entity.js';
import { Cluster, ClusterChange, ClusterChangeReport, ClusterMember } from './cluster/cluster.entity.js';
import { CultivationEntry, CultivationItem } from './cultivation-entry/cultivation-entry.entity.js';
import { Enterprise } from './enterprise/enterprise.entity.js';
import { Institute } from './institute/institute.entity.js';
import { Organisations1790000101000 } from './migrations/1790000101000-organisations.js';
import { Clusters1790000102000 } from './migrations/1790000102000-clusters.js';
import { Titles1790000103000 } from './migrations/1790000103000-titles.js';
import { PromotionOrganisation } from './promotion-organisation/promotion-organisation.entity.js';
import { RegisterChange } from './register-change/register-change.entity.js';
import { Support, SupportChange } from './support/support.entity.js';
import { Title, TitleChange } from './title/title.entity.js';

/** The service's entities and migrations, oldest first. */
export const contents: DatabaseContents = {
  entities: [
    Activity, Cluster, ClusterChange, ClusterChangeReport, ClusterMember, CultivationEntry, CultivationItem, Enterprise, Institute, PromotionOrganisation,
    RegisterChange, Support, SupportChange, Title, TitleChange,
  ],
  migrations: [Organisations1790000101000, Clusters1790000102000, Titles1790000103000],
};
