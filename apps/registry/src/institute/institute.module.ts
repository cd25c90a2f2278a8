import { Module } from '@nestjs/common';

import { RegisterChangeModule } from '../register-change/register-change.module.js';
import { InstituteController } from './institute.controller.js';
import { InstituteRepository } from './institute.repository.js';
import { InstituteService } from './institute.service.js';

/** Institutes. */
@Module({ imports: [RegisterChangeModule], controllers: [InstituteController], providers: [InstituteRepository, InstituteService] })
export class InstituteModule {}
