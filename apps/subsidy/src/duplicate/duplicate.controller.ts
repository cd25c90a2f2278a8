import {
  type CheckDuplicates, type DecideDuplicate, duplicateContracts, type DuplicateFinding, type DuplicateFindingPage, type DuplicatePreview, type DuplicateScan,
  type ExplainDuplicate, type ListDuplicates, type ScanDuplicates,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { DuplicateService } from './duplicate.service.js';

/** Messages about what is used twice. */
@Controller()
export class DuplicateController {
  constructor(@Inject(DuplicateService) private readonly duplicates: DuplicateService) {}

  @Handles(duplicateContracts.list)
  async list(list: ListDuplicates, request: Request): Promise<DuplicateFindingPage> {
    return await this.duplicates.list(list, request);
  }

  @Handles(duplicateContracts.check)
  async check(check: CheckDuplicates, request: Request): Promise<DuplicatePreview> {
    return await this.duplicates.check(check, request);
  }

  @Handles(duplicateContracts.scanYear)
  async scanYear(scan: ScanDuplicates, request: Request): Promise<DuplicateScan> {
    return await this.duplicates.scanYear(scan, request);
  }

  @Handles(duplicateContracts.explain)
  async explain(explain: ExplainDuplicate, request: Request): Promise<DuplicateFinding> {
    return await this.duplicates.explain(explain, request);
  }

  @Handles(duplicateContracts.accept)
  async accept(decide: DecideDuplicate, request: Request): Promise<DuplicateFinding> {
    return await this.duplicates.accept(decide, request);
  }

  @Handles(duplicateContracts.decline)
  async decline(decide: DecideDuplicate, request: Request): Promise<DuplicateFinding> {
    return await this.duplicates.decline(decide, request);
  }
}
