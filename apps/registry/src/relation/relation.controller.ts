import { type Conflicts, type FindConflicts, relationContracts } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { RelationService } from './relation.service.js';

/** Messages about relations between organisations. */
@Controller()
export class RelationController {
  constructor(@Inject(RelationService) private readonly relations: RelationService) {}

  @Handles(relationContracts.conflicts)
  async conflicts(request: FindConflicts, asked: Request): Promise<Conflicts> {
    return await this.relations.conflicts(request, asked);
  }
}
