import {
  recoveryContracts, violationContracts, type DemandRecovery, type Recovery, type AddEvidence, type AskViolationHearing, type ConfirmCorrection, type ConfirmViolationWithdrawal, type DismissIntake,
  type DismissViolation, type DropViolation, type EstablishViolation, type GetViolation, type HoldViolationHearing, type IntakePage,
  type ListIntakes, type ListViolations, type NotifyViolation, type OpenFromIntake, type OpenViolation, type OrderCorrection,
  type RecordViolationStatement, type ViolationCase, type ViolationIntake, type ViolationPage, type ViolationReplay, type WithdrawViolation,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { IntakeService } from './intake.service.js';
import { ViolationDecisionService } from './violation-decision.service.js';
import { ViolationProcedureService } from './violation-procedure.service.js';
import { ViolationWithdrawalService } from './violation-withdrawal.service.js';
import { ViolationService } from './violation.service.js';

/** Messages about cases of violation, and about the complaints and demands that belong to them. */
@Controller()
export class ViolationController {
  constructor(
    @Inject(ViolationService) private readonly cases: ViolationService,
    @Inject(IntakeService) private readonly intakes: IntakeService,
    @Inject(ViolationProcedureService) private readonly procedure: ViolationProcedureService,
    @Inject(ViolationDecisionService) private readonly decisions: ViolationDecisionService,
    @Inject(ViolationWithdrawalService) private readonly withdrawals: ViolationWithdrawalService,
  ) {}

  @Handles(violationContracts.open)
  async open(given: OpenViolation, request: Request): Promise<ViolationCase> {
    return await this.cases.open(given, request);
  }

  @Handles(violationContracts.openFromIntake)
  async openFromIntake(given: OpenFromIntake, request: Request): Promise<ViolationCase> {
    return await this.intakes.open(given, request);
  }

  @Handles(violationContracts.dismissIntake)
  async dismissIntake(given: DismissIntake, request: Request): Promise<ViolationIntake> {
    return await this.intakes.dismiss(given, request);
  }

  @Handles(violationContracts.addEvidence)
  async addEvidence(given: AddEvidence, request: Request): Promise<ViolationCase> {
    return await this.cases.addEvidence(given, request);
  }

  @Handles(violationContracts.notify)
  async notify(given: NotifyViolation, request: Request): Promise<ViolationCase> {
    return await this.procedure.notify(given, request);
  }

  @Handles(violationContracts.recordStatement)
  async recordStatement(given: RecordViolationStatement, request: Request): Promise<ViolationCase> {
    return await this.procedure.recordStatement(given, request);
  }

  @Handles(violationContracts.askHearing)
  async askHearing(given: AskViolationHearing, request: Request): Promise<ViolationCase> {
    return await this.procedure.askHearing(given, request);
  }

  @Handles(violationContracts.holdHearing)
  async holdHearing(given: HoldViolationHearing, request: Request): Promise<ViolationCase> {
    return await this.procedure.holdHearing(given, request);
  }

  @Handles(violationContracts.dismiss)
  async dismiss(given: DismissViolation, request: Request): Promise<ViolationCase> {
    return await this.decisions.dismiss(given, request);
  }

  @Handles(violationContracts.orderCorrection)
  async orderCorrection(given: OrderCorrection, request: Request): Promise<ViolationCase> {
    return await this.decisions.orderCorrection(given, request);
  }

  @Handles(violationContracts.confirmCorrection)
  async confirmCorrection(given: ConfirmCorrection, request: Request): Promise<ViolationCase> {
    return await this.decisions.confirmCorrection(given, request);
  }

  @Handles(violationContracts.establish)
  async establish(given: EstablishViolation, request: Request): Promise<ViolationCase> {
    return await this.decisions.establish(given, request);
  }

  @Handles(violationContracts.drop)
  async drop(given: DropViolation, request: Request): Promise<ViolationCase> {
    return await this.cases.drop(given, request);
  }

  @Handles(violationContracts.withdraw)
  async withdraw(given: WithdrawViolation, request: Request): Promise<ViolationCase> {
    return await this.withdrawals.withdraw(given, request);
  }

  @Handles(violationContracts.confirmWithdrawal)
  async confirmWithdrawal(given: ConfirmViolationWithdrawal, request: Request): Promise<ViolationCase> {
    return await this.withdrawals.confirmWithdrawal(given, request);
  }

  @Handles(violationContracts.get)
  async get({ id }: GetViolation, request: Request): Promise<ViolationCase> {
    return await this.cases.get(id, request);
  }

  @Handles(violationContracts.list)
  async list(asked: ListViolations, request: Request): Promise<ViolationPage> {
    return await this.cases.list(asked, request);
  }

  @Handles(violationContracts.listIntakes)
  async listIntakes(asked: ListIntakes, request: Request): Promise<IntakePage> {
    return await this.intakes.list(asked, request);
  }

  @Handles(violationContracts.replay)
  async replay({ id }: GetViolation, request: Request): Promise<ViolationReplay> {
    return await this.cases.replay(id, request);
  }

  @Handles(recoveryContracts.demand)
  async demand(given: DemandRecovery, request: Request): Promise<Recovery> {
    return await this.withdrawals.demand(given, request);
  }
}
