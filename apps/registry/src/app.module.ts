import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { ActivityModule } from './activity/activity.module.js';
import { ClusterModule } from './cluster/cluster.module.js';
import { config } from './config.js';
import { CultivationEntryModule } from './cultivation-entry/cultivation-entry.module.js';
import { contents } from './data-source.js';
import { EnterpriseModule } from './enterprise/enterprise.module.js';
import { InstituteModule } from './institute/institute.module.js';
import { PromotionOrganisationModule } from './promotion-organisation/promotion-organisation.module.js';
import { RegionModule } from './region/region.module.js';
import { RelationModule } from './relation/relation.module.js';
import { SupportModule } from './support/support.module.js';
import { TitleModule } from './title/title.module.js';

/** The registry service. */
@Module({
  imports: [
    ServiceKitModule.forService({ service: 'registry', config, contents }),
    ActivityModule,
    ClusterModule,
    CultivationEntryModule,
    EnterpriseModule,
    InstituteModule,
    PromotionOrganisationModule,
    RegionModule,
    RelationModule,
    SupportModule,
    TitleModule,
  ],
})
export class AppModule {}
