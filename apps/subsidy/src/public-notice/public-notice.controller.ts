import {
  groupNoticeContracts, type CorrectGroupNotice, type GetGroupNotice, type GroupNotice, type GroupNoticeForAll, type GroupNoticeForAllPage, type GroupNoticePage,
  type GroupNoticePublished, type ListGroupNotices, type ListGroupNoticesForAll, type PublishGroupNotice, type WithdrawGroupNotice,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PublicNoticeService } from './public-notice.service.js';
import { PublishService } from './publish.service.js';

/** Messages about notices of proposed projects. */
@Controller()
export class PublicNoticeController {
  constructor(
    @Inject(PublishService) private readonly publications: PublishService,
    @Inject(PublicNoticeService) private readonly notices: PublicNoticeService,
  ) {}

  @Handles(groupNoticeContracts.publish)
  async publish(publish: PublishGroupNotice, request: Request): Promise<GroupNoticePublished> {
    return await this.publications.publish(publish, request);
  }

  @Handles(groupNoticeContracts.correct)
  async correct(correct: CorrectGroupNotice, request: Request): Promise<GroupNotice> {
    return await this.notices.correct(correct, request);
  }

  @Handles(groupNoticeContracts.withdraw)
  async withdraw(withdraw: WithdrawGroupNotice, request: Request): Promise<GroupNotice> {
    return await this.notices.withdraw(withdraw, request);
  }

  @Handles(groupNoticeContracts.get)
  async get({ id }: GetGroupNotice, request: Request): Promise<GroupNotice> {
    return await this.notices.get(id, request);
  }

  @Handles(groupNoticeContracts.list)
  async list(list: ListGroupNotices, request: Request): Promise<GroupNoticePage> {
    return await this.notices.list(list, request);
  }

  @Handles(groupNoticeContracts.getPublic)
  async getPublic({ id }: GetGroupNotice): Promise<GroupNoticeForAll> {
    return await this.notices.getPublic(id);
  }

  @Handles(groupNoticeContracts.listPublic)
  async listPublic(list: ListGroupNoticesForAll): Promise<GroupNoticeForAllPage> {
    return await this.notices.listPublic(list);
  }
}
