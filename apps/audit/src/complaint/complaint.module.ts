import { Module } from '@nestjs/common';

import { ComplaintController } from './complaint.controller.js';
import { ComplaintRepository } from './complaint.repository.js';
import { ComplaintService } from './complaint.service.js';

/** Complaints and reports of violations. */
@Module({ controllers: [ComplaintController], providers: [ComplaintRepository, ComplaintService] })
export class ComplaintModule {}
