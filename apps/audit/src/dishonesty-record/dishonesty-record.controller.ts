import {
  dishonestyRecordContracts, type CorrectDishonestyRecord, type DishonestyRecord, type DishonestyRecordPage, type ExportDishonestyRecords,
  type ExportedDishonestyRecords, type GetDishonestyRecord, type ListDishonestyRecords, type ListPublicDishonestyRecords,
  type PublicDishonestyRecordPage, type RecordSubmission, type SetPublicationPeriod, type WithdrawDishonestyRecord,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { DishonestyRecordService } from './dishonesty-record.service.js';

/** Messages about dishonesty records. */
@Controller()
export class DishonestyRecordController {
  constructor(@Inject(DishonestyRecordService) private readonly records: DishonestyRecordService) {}

  @Handles(dishonestyRecordContracts.setPeriod)
  async setPeriod(period: SetPublicationPeriod, request: Request): Promise<DishonestyRecord> {
    return await this.records.setPeriod(period, request);
  }

  @Handles(dishonestyRecordContracts.correct)
  async correct(correct: CorrectDishonestyRecord, request: Request): Promise<DishonestyRecord> {
    return await this.records.correct(correct, request);
  }

  @Handles(dishonestyRecordContracts.recordSubmission)
  async recordSubmission(submission: RecordSubmission, request: Request): Promise<DishonestyRecord> {
    return await this.records.recordSubmission(submission, request);
  }

  @Handles(dishonestyRecordContracts.withdraw)
  async withdraw(withdraw: WithdrawDishonestyRecord, request: Request): Promise<DishonestyRecord> {
    return await this.records.withdraw(withdraw, request);
  }

  @Handles(dishonestyRecordContracts.get)
  async get({ id }: GetDishonestyRecord, request: Request): Promise<DishonestyRecord> {
    return await this.records.get(id, request);
  }

  @Handles(dishonestyRecordContracts.list)
  async list(list: ListDishonestyRecords, request: Request): Promise<DishonestyRecordPage> {
    return await this.records.list(list, request);
  }

  @Handles(dishonestyRecordContracts.listPublic)
  async listPublic(list: ListPublicDishonestyRecords): Promise<PublicDishonestyRecordPage> {
    return await this.records.listPublic(list);
  }

  @Handles(dishonestyRecordContracts.export)
  async export(which: ExportDishonestyRecords, request: Request): Promise<ExportedDishonestyRecords> {
    return await this.records.export(which, request);
  }
}
