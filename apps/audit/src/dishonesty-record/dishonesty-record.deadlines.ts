import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { DishonestyRecordService } from './dishonesty-record.service.js';
import { PUBLICATION_ENDS } from './dishonesty-records.js';

/** The last day of publication ends it. */
@Injectable()
export class DishonestyRecordDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(DishonestyRecordService) private readonly records: DishonestyRecordService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(PUBLICATION_ENDS, async (call, { subject }) => await this.records.end(subject, call));
  }
}
