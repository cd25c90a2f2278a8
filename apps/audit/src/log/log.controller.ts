import {
  type AskConsistency,
  type AskInclusion,
  type Checkpoint,
  type CheckpointPage,
  type ConsistencyProof,
  type ExportLog,
  type InclusionProof,
  type ListCheckpoints,
  logContracts,
  type LogEntry,
  type LogExport,
  type LogKeys,
  type WhichCheckpoint,
  type WhichLogEntry,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CheckpointService } from '../checkpoint/checkpoint.service.js';
import { LogService } from './log.service.js';

/** Messages about the log. */
@Controller()
export class LogController {
  constructor(
    @Inject(LogService) private readonly log: LogService,
    @Inject(CheckpointService) private readonly checkpoints: CheckpointService,
  ) {}

  @Handles(logContracts.checkpoint)
  async checkpoint(request: WhichCheckpoint): Promise<Checkpoint> {
    return await this.checkpoints.get(request);
  }

  @Handles(logContracts.listCheckpoints)
  async listCheckpoints(request: ListCheckpoints): Promise<CheckpointPage> {
    return await this.checkpoints.list(request);
  }

  @Handles(logContracts.keys)
  async keys(): Promise<LogKeys> {
    return await this.checkpoints.keys();
  }

  @Handles(logContracts.entry)
  async entry(request: WhichLogEntry, { caller }: Request): Promise<LogEntry> {
    return await this.log.entry(request, caller);
  }

  @Handles(logContracts.inclusionProof)
  async inclusionProof(request: AskInclusion): Promise<InclusionProof> {
    return await this.log.inclusionProof(request);
  }

  @Handles(logContracts.consistencyProof)
  async consistencyProof(request: AskConsistency): Promise<ConsistencyProof> {
    return await this.log.consistencyProof(request);
  }

  @Handles(logContracts.export)
  async export(request: ExportLog, { caller }: Request): Promise<LogExport> {
    return await this.log.export(request, caller);
  }
}
