import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { AnnualReportModule } from './annual-report/annual-report.module.js';
import { ApplicationModule } from './application/application.module.js';
import { CalendarModule } from './calendar/calendar.module.js';
import { CallModule } from './call/call.module.js';
import { ComprehensiveEvaluationModule } from './comprehensive-evaluation/comprehensive-evaluation.module.js';
import { config } from './config.js';
import { contents } from './data-source.js';
import { DecisionModule } from './decision/decision.module.js';
import { ExpertModule } from './expert/expert.module.js';
import { NationalRecommendationModule } from './national-recommendation/national-recommendation.module.js';
import { ObjectionModule } from './objection/objection.module.js';
import { PanelModule } from './panel/panel.module.js';
import { PolicyModule } from './policy/policy.module.js';
import { PublicNoticeModule } from './public-notice/public-notice.module.js';
import { ReReviewModule } from './re-review/re-review.module.js';
import { ReferredComplaintModule } from './referred-complaint/referred-complaint.module.js';
import { RevocationModule } from './revocation/revocation.module.js';
import { TitleProjectionModule } from './title-projection/title-projection.module.js';

/** The evaluation service. */
@Module({
  imports: [
    ServiceKitModule.forService({ service: 'evaluation', config, contents }),
    AnnualReportModule,
    ApplicationModule,
    CalendarModule,
    CallModule,
    ComprehensiveEvaluationModule,
    DecisionModule,
    ExpertModule,
    NationalRecommendationModule,
    ObjectionModule,
    PanelModule,
    PolicyModule,
    PublicNoticeModule,
    ReReviewModule,
    ReferredComplaintModule,
    RevocationModule,
    TitleProjectionModule,
  ],
})
export class AppModule {}
