import { Module } from '@nestjs/common';

import { ClusterRepository } from '../cluster/cluster.repository.js';
import { CultivationEntryRepository } from '../cultivation-entry/cultivation-entry.repository.js';
import { CultivationLibraryService } from '../cultivation-entry/cultivation-library.service.js';
import { TitleChangeService } from './title-change.service.js';
import { TitleRegisterRepository } from './title-register.repository.js';
import { TitleRegisterService } from './title-register.service.js';
import { TitleController } from './title.controller.js';
import { TitleRepository } from './title.repository.js';
import { TitleService } from './title.service.js';
import { TitleSubscriber } from './title.subscriber.js';

/** Titles: the register, what moves them, and what is public of them. */
@Module({
  controllers: [TitleController],
  providers: [
    ClusterRepository, TitleRepository, TitleRegisterRepository, CultivationEntryRepository, CultivationLibraryService,
    TitleChangeService, TitleService, TitleRegisterService, TitleSubscriber,
  ],
})
export class TitleModule {}
