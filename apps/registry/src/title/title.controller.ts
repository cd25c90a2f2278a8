import {
  getPublicTitle, getTitle, highestValidTitle, listTitles, recordTitle, searchPublicTitles, type GetHighestValidTitle, type GetPublicTitle,
  type GetTitle, type HighestValidTitle, type ListTitles, type PublicTitleHistory, type PublicTitlePage, type RecordTitle, type SearchPublicTitles,
  type Title, type TitlePage, type TitleWithHistory,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { TitleRegisterService } from './title-register.service.js';
import { TitleService } from './title.service.js';

/** Messages about titles. */
@Controller()
export class TitleController {
  constructor(
    @Inject(TitleService) private readonly titles: TitleService,
    @Inject(TitleRegisterService) private readonly register: TitleRegisterService,
  ) {}

  @Handles(recordTitle)
  async record(title: RecordTitle, request: Request): Promise<Title> {
    return await this.titles.record(title, request);
  }

  @Handles(getTitle)
  async get(which: GetTitle, request: Request): Promise<TitleWithHistory> {
    return await this.register.get(which, request);
  }

  @Handles(listTitles)
  async list(filter: ListTitles, request: Request): Promise<TitlePage> {
    return await this.register.list(filter, request);
  }

  @Handles(highestValidTitle)
  async highestValid(which: GetHighestValidTitle): Promise<HighestValidTitle> {
    return await this.register.highestValid(which);
  }

  @Handles(searchPublicTitles)
  async searchPublic(filter: SearchPublicTitles): Promise<PublicTitlePage> {
    return await this.register.searchPublic(filter);
  }

  @Handles(getPublicTitle)
  async getPublic(which: GetPublicTitle): Promise<PublicTitleHistory> {
    return await this.register.getPublic(which);
  }
}
