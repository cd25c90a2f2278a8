import { recordContracts } from '@jiqun/contracts';
import { KIT_CONFIG, LeaderTasks, MessageClient } from '@jiqun/service-kit';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';

import { Checkpointer } from '../checkpoint/checkpointer.js';
import { CheckpointFolder } from '../checkpoint/checkpoint-folder.js';
import { CHECKPOINT_SIGNING, CheckpointIssueService, type CheckpointSigning } from '../checkpoint/checkpoint-issue.service.js';
import { CheckpointRepository } from '../checkpoint/checkpoint.repository.js';
import { CheckpointService } from '../checkpoint/checkpoint.service.js';
import { readLogKey } from '../checkpoint/log-key.js';
import type { AuditConfig } from '../config.js';
import { ReceiptController } from '../receipt/receipt.controller.js';
import { ReceiptRepository } from '../receipt/receipt.repository.js';
import { ReceiptService } from '../receipt/receipt.service.js';
import { LogAppendService } from './log-append.service.js';
import { LogCollector, type ReadRecords } from './log-collector.js';
import { LogController } from './log.controller.js';
import { LogRepository } from './log.repository.js';
import { LogService } from './log.service.js';
import { LogSettings, WANTED_LOG, type WantedLog } from './log-settings.js';

/** One answer may wait half a second for transactions to end; a service that is away is asked again after a pause. */
const READ_WITHIN_MS = 4_000;

/** The log, its checkpoints and receipts: one tree, wired in one place. */
@Module({
  controllers: [LogController, ReceiptController],
  providers: [
    {
      provide: WANTED_LOG,
      useFactory: ({ JIQUN_LOG_ORIGIN: origin, JIQUN_LOG_HASH: hash }: AuditConfig): WantedLog => ({ origin, hash }),
      inject: [KIT_CONFIG],
    },
    {
      provide: CHECKPOINT_SIGNING,
      useFactory: (config: AuditConfig): CheckpointSigning => ({ key: readLogKey(config.JIQUN_LOG_KEY), everyMs: config.JIQUN_CHECKPOINT_SECONDS * 1_000 }),
      inject: [KIT_CONFIG],
    },
    { provide: CheckpointFolder, useFactory: (config: AuditConfig) => new CheckpointFolder(config.JIQUN_CHECKPOINTS_DIR), inject: [KIT_CONFIG] },
    LogRepository, LogSettings, LogAppendService, LogService,
    CheckpointRepository, CheckpointIssueService, CheckpointService,
    ReceiptRepository, ReceiptService,
  ],
  exports: [LogRepository, LogSettings],
})
export class LogModule implements OnModuleInit {
  constructor(
    @Inject(LeaderTasks) private readonly tasks: LeaderTasks,
    @Inject(MessageClient) private readonly messages: MessageClient,
    @Inject(LogAppendService) private readonly appender: LogAppendService,
    @Inject(CheckpointIssueService) private readonly checkpoints: CheckpointIssueService,
  ) {}

  onModuleInit(): void {
    const read: ReadRecords = async (service, request) =>
      await this.messages.query(recordContracts[service].read, request, { withinMs: READ_WITHIN_MS });
    this.tasks.add(new LogCollector(read, this.appender));
    this.tasks.add(new Checkpointer(this.checkpoints));
  }
}
