import {
  type GetHighestValidTitle, type GetPublicTitle, type GetTitle, type HighestValidTitle, type ListTitles, type PublicTitleHistory,
  type PublicTitlePage, type RecordTitle, type SearchPublicTitles, type Title, titleContracts, type TitlePage, type TitleWithHistory,
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

  @Handles(titleContracts.record)
  async record(title: RecordTitle, request: Request): Promise<Title> {
    return await this.titles.record(title, request);
  }

  @Handles(titleContracts.get)
  async get(which: GetTitle, request: Request): Promise<TitleWithHistory> {
    return await this.register.get(which, request);
  }

  @Handles(titleContracts.list)
  async list(filter: ListTitles, request: Request): Promise<TitlePage> {
    return await this.register.list(filter, request);
  }

  @Handles(titleContracts.highestValid)
  async highestValid(which: GetHighestValidTitle): Promise<HighestValidTitle> {
    return await this.register.highestValid(which);
  }

  @Handles(titleContracts.searchPublic)
  async searchPublic(filter: SearchPublicTitles): Promise<PublicTitlePage> {
    return await this.register.searchPublic(filter);
  }

  @Handles(titleContracts.getPublic)
  async getPublic(which: GetPublicTitle): Promise<PublicTitleHistory> {
    return await this.register.getPublic(which);
  }
}
