import { Module } from '@nestjs/common';

import { PolicyCatalogue } from './policy-catalogue.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicySource } from './policy-source.js';

/** Policies: those of the release, and those that evaluation was given since. */
@Module({ providers: [PolicyCatalogue, PolicyRepository, PolicySource], exports: [PolicyCatalogue] })
export class PolicyModule {}
