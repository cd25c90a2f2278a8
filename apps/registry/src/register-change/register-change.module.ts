import { Module } from '@nestjs/common';

import { RegisterChangeRepository } from './register-change.repository.js';
import { RegisterChangeService } from './register-change.service.js';

/** The history of registered objects. */
@Module({ providers: [RegisterChangeRepository, RegisterChangeService], exports: [RegisterChangeService] })
export class RegisterChangeModule {}
