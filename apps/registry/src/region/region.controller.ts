import { type ListRegions, type Region, regionContracts, type ResolvedRegion, type ResolveRegion } from '@jiqun/contracts';
import { Handles } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';

import { RegionService } from './region.service.js';

/** Messages about regions. */
@Controller()
export class RegionController {
  constructor(@Inject(RegionService) private readonly regions: RegionService) {}

  @Handles(regionContracts.get)
  async get({ id }: z.infer<(typeof regionContracts.get)['request']>): Promise<Region> {
    return this.regions.get(id);
  }

  @Handles(regionContracts.list)
  async list(request: ListRegions): Promise<z.infer<(typeof regionContracts.list)['answer']>> {
    return this.regions.list(request);
  }

  @Handles(regionContracts.resolve)
  async resolve(request: ResolveRegion): Promise<ResolvedRegion> {
    return this.regions.resolve(request);
  }
}
