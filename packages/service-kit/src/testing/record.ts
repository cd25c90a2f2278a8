import type { ReadRecord, RecordPage } from '@jiqun/contracts';
import type { DataSource } from 'typeorm';

import { Reader } from '../database/reader.js';
import { RecordRepository } from '../record/record.repository.js';
import { RecordService } from '../record/record.service.js';

/** What a service answers to `record.read`, without a process and without NATS. */
export function recordReader(source: DataSource): (request: ReadRecord) => Promise<RecordPage> {
  const service = new RecordService(new RecordRepository(new Reader(source)));
  return async (request) => await service.read(request);
}
