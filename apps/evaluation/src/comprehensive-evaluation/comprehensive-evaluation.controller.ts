import {
  comprehensiveEvaluationContracts, type ComprehensiveEvaluation, type ComprehensiveEvaluationPage, type DraftComprehensiveEvaluation,
  type GetComprehensiveEvaluation,
  type IssueComprehensiveEvaluation, type ListComprehensiveEvaluations, type ReviseComprehensiveEvaluation,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ComprehensiveEvaluationService } from './comprehensive-evaluation.service.js';

/** Messages about comprehensive evaluations. */
@Controller()
export class ComprehensiveEvaluationController {
  constructor(@Inject(ComprehensiveEvaluationService) private readonly evaluations: ComprehensiveEvaluationService) {}

  @Handles(comprehensiveEvaluationContracts.draft)
  async draft(draft: DraftComprehensiveEvaluation, request: Request): Promise<ComprehensiveEvaluation> {
    return await this.evaluations.draft(draft, request);
  }

  @Handles(comprehensiveEvaluationContracts.revise)
  async revise(revision: ReviseComprehensiveEvaluation, request: Request): Promise<ComprehensiveEvaluation> {
    return await this.evaluations.revise(revision, request);
  }

  @Handles(comprehensiveEvaluationContracts.issue)
  async issue(issue: IssueComprehensiveEvaluation, request: Request): Promise<ComprehensiveEvaluation> {
    return await this.evaluations.issue(issue, request);
  }

  @Handles(comprehensiveEvaluationContracts.get)
  async get({ id }: GetComprehensiveEvaluation, request: Request): Promise<ComprehensiveEvaluation> {
    return await this.evaluations.get(id, request);
  }

  @Handles(comprehensiveEvaluationContracts.list)
  async list(asked: ListComprehensiveEvaluations, request: Request): Promise<ComprehensiveEvaluationPage> {
    return await this.evaluations.list(asked, request);
  }
}
