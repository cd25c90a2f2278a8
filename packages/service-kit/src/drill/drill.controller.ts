import { drillContracts, type Drill, type DrillPage, type GetDrill, type ServiceName, type StartDrill } from '@jiqun/contracts';
import { Controller, Inject, type Type } from '@nestjs/common';

import { Handles } from '../messaging/handles.decorator.js';
import type { Request } from '../messaging/request.js';
import { DrillService } from './drill.service.js';

/** Messages about drills, of one service. */
export function drillController(service: ServiceName): Type {
  const contracts = drillContracts[service];

  @Controller()
  class DrillController {
    constructor(@Inject(DrillService) private readonly drills: DrillService) {}

    @Handles(contracts.start)
    async start(start: StartDrill, request: Request): Promise<Drill> {
      return await this.drills.start(start, request);
    }

    @Handles(contracts.get)
    async get({ id }: GetDrill, request: Request): Promise<Drill> {
      return await this.drills.get(id, request);
    }

    @Handles(contracts.list)
    async list(page: { readonly cursor?: string; readonly limit?: number }, request: Request): Promise<DrillPage> {
      return await this.drills.list(page, request);
    }
  }
  return DrillController;
}
