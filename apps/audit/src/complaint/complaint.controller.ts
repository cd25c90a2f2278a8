import {
  complaintContracts, type AddComplaintEvidence, type AnswerComplaint, type Complaint, type ComplaintPage, type ComplaintReceived,
  type FileComplaint, type GetComplaint, type ListComplaints, type RecordComplaint, type ReferComplaint, type RejectComplaint,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ComplaintService } from './complaint.service.js';

/** Messages about complaints. */
@Controller()
export class ComplaintController {
  constructor(@Inject(ComplaintService) private readonly complaints: ComplaintService) {}

  @Handles(complaintContracts.file)
  async file(complaint: FileComplaint, request: Request): Promise<ComplaintReceived> {
    return await this.complaints.file(complaint, request);
  }

  @Handles(complaintContracts.record)
  async record(complaint: RecordComplaint, request: Request): Promise<Complaint> {
    return await this.complaints.record(complaint, request);
  }

  @Handles(complaintContracts.addEvidence)
  async addEvidence(piece: AddComplaintEvidence, request: Request): Promise<Complaint> {
    return await this.complaints.addEvidence(piece, request);
  }

  @Handles(complaintContracts.refer)
  async refer(refer: ReferComplaint, request: Request): Promise<Complaint> {
    return await this.complaints.refer(refer, request);
  }

  @Handles(complaintContracts.reject)
  async reject(reject: RejectComplaint, request: Request): Promise<Complaint> {
    return await this.complaints.reject(reject, request);
  }

  @Handles(complaintContracts.answer)
  async answer(answer: AnswerComplaint, request: Request): Promise<Complaint> {
    return await this.complaints.answer(answer, request);
  }

  @Handles(complaintContracts.get)
  async get({ id }: GetComplaint, request: Request): Promise<Complaint> {
    return await this.complaints.get(id, request);
  }

  @Handles(complaintContracts.list)
  async list(list: ListComplaints, request: Request): Promise<ComplaintPage> {
    return await this.complaints.list(list, request);
  }
}
