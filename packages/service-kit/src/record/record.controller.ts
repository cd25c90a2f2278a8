import { recordContracts, type ReadRecord, type RecordPage, type ServiceName } from '@jiqun/contracts';
import { Controller, Inject, type Type } from '@nestjs/common';

import { Handles } from '../messaging/handles.decorator.js';
import { RecordService } from './record.service.js';

/** Messages about what a service has recorded. */
export function recordController(service: ServiceName): Type {
  @Controller()
  class RecordController {
    constructor(@Inject(RecordService) private readonly record: RecordService) {}

    @Handles(recordContracts[service].read)
    async read(request: ReadRecord): Promise<RecordPage> {
      return await this.record.read(request);
    }
  }
  return RecordController;
}
