import { Module } from '@nestjs/common';

import { TitleRepository } from '../title/title.repository.js';
import { SupportController } from './support.controller.js';
import { SupportRepository } from './support.repository.js';
import { SupportService } from './support.service.js';

/** The supports granted to clusters. */
@Module({ controllers: [SupportController], providers: [SupportRepository, TitleRepository, SupportService] })
export class SupportModule {}
