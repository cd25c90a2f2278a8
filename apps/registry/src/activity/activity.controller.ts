import {
  type Activity, activityContracts, type ActivityCount, type ActivityPage, type CorrectActivity, type CountActivities, type HistoryPage, type HistoryRequest,
  type ListActivities, type RecordActivity,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ActivityService } from './activity.service.js';

/** Messages about the activities of promotion organisations. */
@Controller()
export class ActivityController {
  constructor(@Inject(ActivityService) private readonly activities: ActivityService) {}

  @Handles(activityContracts.record)
  async record(request: RecordActivity, asked: Request): Promise<Activity> {
    return await this.activities.record(request, asked);
  }

  @Handles(activityContracts.correct)
  async correct(request: CorrectActivity, asked: Request): Promise<Activity> {
    return await this.activities.correct(request, asked);
  }

  @Handles(activityContracts.list)
  async list(request: ListActivities, asked: Request): Promise<ActivityPage> {
    return await this.activities.list(request, asked);
  }

  @Handles(activityContracts.count)
  async count(request: CountActivities, asked: Request): Promise<ActivityCount> {
    return await this.activities.count(request, asked);
  }

  @Handles(activityContracts.history)
  async history(request: HistoryRequest, asked: Request): Promise<HistoryPage> {
    return await this.activities.history(request, asked);
  }
}
