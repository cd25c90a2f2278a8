import { Module } from '@nestjs/common';

import { AwardParties } from './award-parties.js';
import { AwardSubjectRepository } from './award-subject.repository.js';

/** Awards as cases about them see them. */
@Module({ providers: [AwardParties, AwardSubjectRepository], exports: [AwardParties, AwardSubjectRepository] })
export class AwardSubjectModule {}
