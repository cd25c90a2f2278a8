import { Module } from '@nestjs/common';

import { ExpertController } from './expert.controller.js';
import { ExpertRepository } from './expert.repository.js';
import { ExpertService } from './expert.service.js';

/** The pool of experts. */
@Module({ controllers: [ExpertController], providers: [ExpertRepository, ExpertService], exports: [ExpertRepository] })
export class ExpertModule {}
