import {
  referredComplaintContracts, type GetReferredComplaint, type ListReferredComplaints, type ReferredComplaint, type ReferredComplaintPage,
  type SettleReferredComplaint,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ReferredComplaintService } from './referred-complaint.service.js';

/** Messages about referred complaints. */
@Controller()
export class ReferredComplaintController {
  constructor(@Inject(ReferredComplaintService) private readonly complaints: ReferredComplaintService) {}

  @Handles(referredComplaintContracts.settle)
  async settle(settle: SettleReferredComplaint, request: Request): Promise<ReferredComplaint> {
    return await this.complaints.settle(settle, request);
  }

  @Handles(referredComplaintContracts.get)
  async get({ id }: GetReferredComplaint, request: Request): Promise<ReferredComplaint> {
    return await this.complaints.get(id, request);
  }

  @Handles(referredComplaintContracts.list)
  async list(list: ListReferredComplaints, request: Request): Promise<ReferredComplaintPage> {
    return await this.complaints.list(list, request);
  }
}
