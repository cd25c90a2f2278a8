import {
  performanceContracts, type AnnulConclusion, type ConcludeEvaluation, type ConfirmAnnulment, type ConfirmTargets, type CorrectEvaluation, type CorrectTargets, type EvaluatePerformance,
  type GetPerformance, type ListPerformances, type ObjectToEvaluation, type Performance, type PerformancePage, type PerformanceReplay,
  type ReportPerformance, type SelfEvaluate, type SetTargets,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { AnnulmentService } from './annulment.service.js';
import { EvaluationService } from './evaluation.service.js';
import { PerformanceReportService } from './performance-report.service.js';
import { PerformanceService } from './performance.service.js';
import { TargetsService } from './targets.service.js';

/** Messages about performance: targets, reports, evaluations. */
@Controller()
export class PerformanceController {
  constructor(
    @Inject(TargetsService) private readonly targets: TargetsService,
    @Inject(PerformanceReportService) private readonly reports: PerformanceReportService,
    @Inject(EvaluationService) private readonly evaluations: EvaluationService,
    @Inject(AnnulmentService) private readonly annulments: AnnulmentService,
    @Inject(PerformanceService) private readonly performances: PerformanceService,
  ) {}

  @Handles(performanceContracts.set)
  async set(given: SetTargets, request: Request): Promise<Performance> {
    return await this.targets.set(given, request);
  }

  @Handles(performanceContracts.correctTargets)
  async correctTargets(given: CorrectTargets, request: Request): Promise<Performance> {
    return await this.targets.correct(given, request);
  }

  @Handles(performanceContracts.confirmTargets)
  async confirmTargets(given: ConfirmTargets, request: Request): Promise<Performance> {
    return await this.targets.confirm(given, request);
  }

  @Handles(performanceContracts.report)
  async report(given: ReportPerformance, request: Request): Promise<Performance> {
    return await this.reports.report(given, request);
  }

  @Handles(performanceContracts.selfEvaluate)
  async selfEvaluate(given: SelfEvaluate, request: Request): Promise<Performance> {
    return await this.reports.selfEvaluate(given, request);
  }

  @Handles(performanceContracts.evaluate)
  async evaluate(given: EvaluatePerformance, request: Request): Promise<Performance> {
    return await this.evaluations.evaluate(given, request);
  }

  @Handles(performanceContracts.correctEvaluation)
  async correctEvaluation(given: CorrectEvaluation, request: Request): Promise<Performance> {
    return await this.evaluations.correct(given, request);
  }

  @Handles(performanceContracts.object)
  async object(given: ObjectToEvaluation, request: Request): Promise<Performance> {
    return await this.evaluations.object(given, request);
  }

  @Handles(performanceContracts.conclude)
  async conclude(given: ConcludeEvaluation, request: Request): Promise<Performance> {
    return await this.evaluations.conclude(given, request);
  }

  @Handles(performanceContracts.annul)
  async annul(given: AnnulConclusion, request: Request): Promise<Performance> {
    return await this.annulments.annul(given, request);
  }

  @Handles(performanceContracts.confirmAnnulment)
  async confirmAnnulment(given: ConfirmAnnulment, request: Request): Promise<Performance> {
    return await this.annulments.confirm(given, request);
  }

  @Handles(performanceContracts.get)
  async get({ id }: GetPerformance, request: Request): Promise<Performance> {
    return await this.performances.get(id, request);
  }

  @Handles(performanceContracts.list)
  async list(asked: ListPerformances, request: Request): Promise<PerformancePage> {
    return await this.performances.list(asked, request);
  }

  @Handles(performanceContracts.replay)
  async replay({ id }: GetPerformance, request: Request): Promise<PerformanceReplay> {
    return await this.performances.replay(id, request);
  }
}
