import { Module } from '@nestjs/common';

import { TitleRepository } from '../title/title.repository.js';
import { ChangeReportRepository } from './change-report.repository.js';
import { ChangeReportService } from './change-report.service.js';
import { ClusterRegisterService } from './cluster-register.service.js';
import { ClusterController } from './cluster.controller.js';
import { ClusterDeadlines } from './cluster.deadlines.js';
import { ClusterRepository } from './cluster.repository.js';
import { ClusterService } from './cluster.service.js';
import { MemberRepository } from './member.repository.js';
import { MemberService } from './member.service.js';

/** Clusters, their members and what changes about them. */
@Module({
  controllers: [ClusterController],
  providers: [
    ClusterRepository, MemberRepository, ChangeReportRepository, TitleRepository,
    ClusterService, ClusterRegisterService, MemberService, ChangeReportService, ClusterDeadlines,
  ],
})
export class ClusterModule {}
