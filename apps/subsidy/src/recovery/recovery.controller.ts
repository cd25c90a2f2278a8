import {
  recoveryContracts, type AskRecoveryBalance, type ChargeInterest, type GetRecovery, type ListRecoveries, type ProposeOffset, type ProposeWriteOff,
  type PayRefund, type ProposeRefund, type RecordRecoveryPayment, type Recovery, type RecoveryBalance, type RecoveryPage, type RefuseRefund,
  type RefuseWriteOff, type SettleOffset, type SettleWriteOff, type TakeBackOffset,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { RecoveryOffsetService } from './recovery-offset.service.js';
import { RecoveryPaymentService } from './recovery-payment.service.js';
import { RecoveryService } from './recovery.service.js';
import { RefundService } from './refund.service.js';
import { WriteOffService } from './write-off.service.js';

/** Messages about recoveries. A demand is the affair of the case that it rests on. */
@Controller()
export class RecoveryController {
  constructor(
    @Inject(RecoveryService) private readonly recoveries: RecoveryService,
    @Inject(RecoveryPaymentService) private readonly payments: RecoveryPaymentService,
    @Inject(RecoveryOffsetService) private readonly offsets: RecoveryOffsetService,
    @Inject(WriteOffService) private readonly writeOffs: WriteOffService,
    @Inject(RefundService) private readonly refunds: RefundService,
  ) {}

  @Handles(recoveryContracts.recordPayment)
  async recordPayment(given: RecordRecoveryPayment, request: Request): Promise<Recovery> {
    return await this.payments.recordPayment(given, request);
  }

  @Handles(recoveryContracts.chargeInterest)
  async chargeInterest(given: ChargeInterest, request: Request): Promise<Recovery> {
    return await this.payments.chargeInterest(given, request);
  }

  @Handles(recoveryContracts.proposeOffset)
  async proposeOffset(given: ProposeOffset, request: Request): Promise<Recovery> {
    return await this.offsets.propose(given, request);
  }

  @Handles(recoveryContracts.agreeOffset)
  async agreeOffset(given: SettleOffset, request: Request): Promise<Recovery> {
    return await this.offsets.agree(given, request);
  }

  @Handles(recoveryContracts.takeBackOffset)
  async takeBackOffset(given: TakeBackOffset, request: Request): Promise<Recovery> {
    return await this.offsets.takeBack(given, request);
  }

  @Handles(recoveryContracts.proposeWriteOff)
  async proposeWriteOff(given: ProposeWriteOff, request: Request): Promise<Recovery> {
    return await this.writeOffs.propose(given, request);
  }

  @Handles(recoveryContracts.writeOff)
  async writeOff(given: SettleWriteOff, request: Request): Promise<Recovery> {
    return await this.writeOffs.writeOff(given, request);
  }

  @Handles(recoveryContracts.refuseWriteOff)
  async refuseWriteOff(given: RefuseWriteOff, request: Request): Promise<Recovery> {
    return await this.writeOffs.refuse(given, request);
  }

  @Handles(recoveryContracts.proposeRefund)
  async proposeRefund(given: ProposeRefund, request: Request): Promise<Recovery> {
    return await this.refunds.propose(given, request);
  }

  @Handles(recoveryContracts.payRefund)
  async payRefund(given: PayRefund, request: Request): Promise<Recovery> {
    return await this.refunds.pay(given, request);
  }

  @Handles(recoveryContracts.refuseRefund)
  async refuseRefund(given: RefuseRefund, request: Request): Promise<Recovery> {
    return await this.refunds.refuse(given, request);
  }

  @Handles(recoveryContracts.get)
  async get({ id }: GetRecovery, request: Request): Promise<Recovery> {
    return await this.recoveries.get(id, request);
  }

  @Handles(recoveryContracts.balance)
  async balance(asked: AskRecoveryBalance, request: Request): Promise<RecoveryBalance> {
    return await this.recoveries.balance(asked, request);
  }

  @Handles(recoveryContracts.list)
  async list(asked: ListRecoveries, request: Request): Promise<RecoveryPage> {
    return await this.recoveries.list(asked, request);
  }
}
