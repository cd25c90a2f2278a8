import { Module } from '@nestjs/common';

import { PolicyCatalogue } from './policy-catalogue.js';
import { PolicyController } from './policy.controller.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyService } from './policy.service.js';

/** Policies. */
@Module({ controllers: [PolicyController], providers: [PolicyCatalogue, PolicyRepository, PolicyService], exports: [PolicyCatalogue] })
export class PolicyModule {}
