import { Module } from '@nestjs/common';

import { ReferredComplaintController } from './referred-complaint.controller.js';
import { ReferredComplaintRepository } from './referred-complaint.repository.js';
import { ReferredComplaintService } from './referred-complaint.service.js';
import { ReferredComplaintSubscriber } from './referred-complaint.subscriber.js';

/** Complaints about recognitions that audit handed over. */
@Module({ controllers: [ReferredComplaintController], providers: [ReferredComplaintRepository, ReferredComplaintService, ReferredComplaintSubscriber] })
export class ReferredComplaintModule {}
