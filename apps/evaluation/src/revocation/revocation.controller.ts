import {
  revocationContracts, type AskGrounds, type AskHearing, type DecideRevocation, type DropRevocation, type GetRevocation, type HoldHearing,
  type ListRevocations, type NotifyRevocation,
  type OpenRevocation, type PublishRevocation, type RecordedForMonitoring, type RecordFinding, type RecordIncident, type RecordStatement,
  type RevocationCase, type RevocationPage,
  type RevocationReplay, type StrikeRecord, type TitleGrounds, type WithdrawRevocation,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { MonitoringService } from './monitoring.service.js';
import { RevocationDecisionService } from './revocation-decision.service.js';
import { RevocationProcedureService } from './revocation-procedure.service.js';
import { RevocationService } from './revocation.service.js';

/** Messages about cases of revocation, and about the monitoring that leads to them. */
@Controller()
export class RevocationController {
  constructor(
    @Inject(MonitoringService) private readonly monitoring: MonitoringService,
    @Inject(RevocationService) private readonly cases: RevocationService,
    @Inject(RevocationProcedureService) private readonly procedure: RevocationProcedureService,
    @Inject(RevocationDecisionService) private readonly decisions: RevocationDecisionService,
  ) {}

  @Handles(revocationContracts.recordIncident)
  async recordIncident(incident: RecordIncident, request: Request): Promise<RecordedForMonitoring> {
    return await this.monitoring.recordIncident(incident, request);
  }

  @Handles(revocationContracts.recordFinding)
  async recordFinding(finding: RecordFinding, request: Request): Promise<RecordedForMonitoring> {
    return await this.monitoring.recordFinding(finding, request);
  }

  @Handles(revocationContracts.strikeRecord)
  async strikeRecord(strike: StrikeRecord, request: Request): Promise<RecordedForMonitoring> {
    return await this.monitoring.strikeRecord(strike, request);
  }

  @Handles(revocationContracts.grounds)
  async grounds(asked: AskGrounds, request: Request): Promise<TitleGrounds> {
    return await this.monitoring.grounds(asked, request);
  }

  @Handles(revocationContracts.open)
  async open(open: OpenRevocation, request: Request): Promise<RevocationCase> {
    return await this.cases.open(open, request);
  }

  @Handles(revocationContracts.notify)
  async notify(notice: NotifyRevocation, request: Request): Promise<RevocationCase> {
    return await this.procedure.notify(notice, request);
  }

  @Handles(revocationContracts.recordStatement)
  async recordStatement(statement: RecordStatement, request: Request): Promise<RevocationCase> {
    return await this.procedure.recordStatement(statement, request);
  }

  @Handles(revocationContracts.askHearing)
  async askHearing(asked: AskHearing, request: Request): Promise<RevocationCase> {
    return await this.procedure.askHearing(asked, request);
  }

  @Handles(revocationContracts.holdHearing)
  async holdHearing(hearing: HoldHearing, request: Request): Promise<RevocationCase> {
    return await this.procedure.holdHearing(hearing, request);
  }

  @Handles(revocationContracts.decide)
  async decide(decision: DecideRevocation, request: Request): Promise<RevocationCase> {
    return await this.decisions.decide(decision, request);
  }

  @Handles(revocationContracts.drop)
  async drop(drop: DropRevocation, request: Request): Promise<RevocationCase> {
    return await this.cases.drop(drop, request);
  }

  @Handles(revocationContracts.publish)
  async publish(publication: PublishRevocation, request: Request): Promise<RevocationCase> {
    return await this.decisions.publish(publication, request);
  }

  @Handles(revocationContracts.withdraw)
  async withdraw(withdrawal: WithdrawRevocation, request: Request): Promise<RevocationCase> {
    return await this.decisions.withdraw(withdrawal, request);
  }

  @Handles(revocationContracts.get)
  async get({ id }: GetRevocation, request: Request): Promise<RevocationCase> {
    return await this.cases.get(id, request);
  }

  @Handles(revocationContracts.list)
  async list(asked: ListRevocations, request: Request): Promise<RevocationPage> {
    return await this.cases.list(asked, request);
  }

  @Handles(revocationContracts.replay)
  async replay({ id }: GetRevocation, request: Request): Promise<RevocationReplay> {
    return await this.cases.replay(id, request);
  }
}
