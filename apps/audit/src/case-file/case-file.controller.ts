import { type CaseFile, caseFileContracts, type ReadCaseFile } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CaseFileService } from './case-file.service.js';

/** Messages about case files. */
@Controller()
export class CaseFileController {
  constructor(@Inject(CaseFileService) private readonly files: CaseFileService) {}

  @Handles(caseFileContracts.read)
  async read(request: ReadCaseFile, { caller }: Request): Promise<CaseFile> {
    return await this.files.read(request, caller);
  }
}
