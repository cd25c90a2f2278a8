import { Module } from '@nestjs/common';

import { PolicyCatalogue } from './policy-catalogue.js';
import { PolicyCopyRepository } from './policy-copy.repository.js';
import { PolicySource } from './policy-source.js';

/** What policies say, for who bars by them. */
@Module({ providers: [PolicyCatalogue, PolicyCopyRepository, PolicySource], exports: [PolicyCatalogue] })
export class PolicyModule {}
