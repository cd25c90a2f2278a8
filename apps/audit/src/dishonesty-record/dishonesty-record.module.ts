import { Module } from '@nestjs/common';

import { DishonestyRecordController } from './dishonesty-record.controller.js';
import { DishonestyRecordDeadlines } from './dishonesty-record.deadlines.js';
import { DishonestyRecordRepository } from './dishonesty-record.repository.js';
import { DishonestyRecordService } from './dishonesty-record.service.js';
import { DishonestyRecords } from './dishonesty-records.js';

/** Dishonesty records for the credit platform. */
@Module({
  controllers: [DishonestyRecordController],
  providers: [DishonestyRecordDeadlines, DishonestyRecordRepository, DishonestyRecords, DishonestyRecordService],
  exports: [DishonestyRecords],
})
export class DishonestyRecordModule {}
