import {
  publicNoticeContracts, type CorrectNotice, type GetNotice, type ListNotices, type ListNoticesForAll, type NoticeForAll, type NoticeForAllPage,
  type PublicNotice, type PublicNoticePage, type PublishNotice, type ResumeNotice, type WithdrawNotice,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PublicNoticeService } from './public-notice.service.js';
import { PublishService } from './publish.service.js';

/** Messages about public notices. */
@Controller()
export class PublicNoticeController {
  constructor(
    @Inject(PublishService) private readonly publications: PublishService,
    @Inject(PublicNoticeService) private readonly notices: PublicNoticeService,
  ) {}

  @Handles(publicNoticeContracts.publish)
  async publish(publish: PublishNotice, request: Request): Promise<PublicNotice> {
    return await this.publications.publish(publish, request);
  }

  @Handles(publicNoticeContracts.correct)
  async correct(correct: CorrectNotice, request: Request): Promise<PublicNotice> {
    return await this.notices.correct(correct, request);
  }

  @Handles(publicNoticeContracts.withdraw)
  async withdraw(withdraw: WithdrawNotice, request: Request): Promise<PublicNotice> {
    return await this.notices.withdraw(withdraw, request);
  }

  @Handles(publicNoticeContracts.resume)
  async resume(resume: ResumeNotice, request: Request): Promise<PublicNotice> {
    return await this.notices.resume(resume, request);
  }

  @Handles(publicNoticeContracts.get)
  async get({ id }: GetNotice, request: Request): Promise<PublicNotice> {
    return await this.notices.get(id, request);
  }

  @Handles(publicNoticeContracts.list)
  async list(list: ListNotices, request: Request): Promise<PublicNoticePage> {
    return await this.notices.list(list, request);
  }

  @Handles(publicNoticeContracts.getPublic)
  async getPublic({ id }: GetNotice): Promise<NoticeForAll> {
    return await this.notices.getPublic(id);
  }

  @Handles(publicNoticeContracts.listPublic)
  async listPublic(list: ListNoticesForAll): Promise<NoticeForAllPage> {
    return await this.notices.listPublic(list);
  }
}
