import { Module } from '@nestjs/common';

import { RelationController } from './relation.controller.js';
import { RelationRepository } from './relation.repository.js';
import { RelationService } from './relation.service.js';

/** Relations between organisations. */
@Module({ controllers: [RelationController], providers: [RelationRepository, RelationService] })
export class RelationModule {}
