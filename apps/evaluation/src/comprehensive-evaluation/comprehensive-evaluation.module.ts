import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { ComprehensiveEvaluationController } from './comprehensive-evaluation.controller.js';
import { ComprehensiveEvaluationRepository } from './comprehensive-evaluation.repository.js';
import { ComprehensiveEvaluationService } from './comprehensive-evaluation.service.js';

/** Comprehensive evaluations. */
@Module({
  imports: [PolicyModule],
  controllers: [ComprehensiveEvaluationController],
  providers: [ComprehensiveEvaluationRepository, ComprehensiveEvaluationService],
})
export class ComprehensiveEvaluationModule {}
