import {
  type DissolveInstitute, type GetInstitute, type HistoryPage, type HistoryRequest, type Institute, instituteContracts, type InstitutePage, type ListInstitutes,
  type RegisterInstitute, type UpdateInstitute,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { InstituteService } from './institute.service.js';

/** Messages about institutes. */
@Controller()
export class InstituteController {
  constructor(@Inject(InstituteService) private readonly institutes: InstituteService) {}

  @Handles(instituteContracts.register)
  async register(request: RegisterInstitute, asked: Request): Promise<Institute> {
    return await this.institutes.register(request, asked);
  }

  @Handles(instituteContracts.update)
  async update(request: UpdateInstitute, asked: Request): Promise<Institute> {
    return await this.institutes.update(request, asked);
  }

  @Handles(instituteContracts.dissolve)
  async dissolve(request: DissolveInstitute, asked: Request): Promise<Institute> {
    return await this.institutes.dissolve(request, asked);
  }

  @Handles(instituteContracts.get)
  async get(request: GetInstitute, asked: Request): Promise<Institute> {
    return await this.institutes.get(request, asked);
  }

  @Handles(instituteContracts.list)
  async list(request: ListInstitutes, asked: Request): Promise<InstitutePage> {
    return await this.institutes.list(request, asked);
  }

  @Handles(instituteContracts.history)
  async history(request: HistoryRequest, asked: Request): Promise<HistoryPage> {
    return await this.institutes.history(request, asked);
  }
}
