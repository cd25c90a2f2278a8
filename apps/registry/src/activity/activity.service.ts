import {
  type Activity as ActivityAnswer, activityContracts, type ActivityCount, activityKinds, type ActivityPage, type Caller, type CorrectActivity, type CountActivities,
  type HistoryPage, type HistoryRequest, largestActivityPage, type ListActivities, localDateSchema, type Permission, type RecordActivity, Refusal, uuidSchema,
} from '@jiqun/contracts';
import { CommandRunner, newId, readCursor, type Request, type Transaction, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { conditionsOf } from '../promotion-organisation/promotion-organisation.conditions.js';
import type { PromotionOrganisation } from '../promotion-organisation/promotion-organisation.entity.js';
import { PromotionOrganisationRepository } from '../promotion-organisation/promotion-organisation.repository.js';
import { RepresentativeService } from '../promotion-organisation/representative.service.js';
import { RegisterChangeService } from '../register-change/register-change.service.js';
import { requireVersion, wrongPlace } from '../registration.js';
import type { Activity } from './activity.entity.js';
import { toActivity } from './activity.mapper.js';
import { ActivityRepository } from './activity.repository.js';

const positionSchema = z.tuple([localDateSchema, uuidSchema]);
const FIRST = { heldOn: '9999-12-31', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** What promotion organisations do for their clusters, recorded by them or by the department of their locality (XJ-11). */
@Injectable()
export class ActivityService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ActivityRepository) private readonly activities: ActivityRepository,
    @Inject(PromotionOrganisationRepository) private readonly organisations: PromotionOrganisationRepository,
    @Inject(RepresentativeService) private readonly representatives: RepresentativeService,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
  ) {}

  /** @throws Refusal INVALID_REQUEST for an unknown organisation and a day to come, STATE_FORBIDS when it is not registered any more */
  async record(request: RecordActivity, { caller, call }: Request): Promise<ActivityAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { organisationId } = request;
      const organisation = await this.organisations.hold(transaction.manager, organisationId);
      await this.#permitted(organisation, activityContracts.record.permission, caller, transaction);
      const id = newId();
      const activity: Activity = { id, tenant: caller.tenant, organisationId, ...particularsOf(request, transaction), recordedAt: transaction.now, version: 1 };
      this.activities.insert(transaction, activity);
      const after = toActivity(activity);
      this.changes.keep(transaction, { noun: 'activity', verb: 'record', clause: clauseOf(caller), after });
      return after;
    });
  }

  /** What was recorded before stays in the history. */
  async correct(request: CorrectActivity, { caller, call }: Request): Promise<ActivityAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { id, version, reason } = request;
      const found = ofTenant(await this.activities.lock(transaction.manager, id), id, caller);
      const organisation = await this.organisations.hold(transaction.manager, found.organisationId);
      await this.#permitted(organisation, activityContracts.correct.permission, caller, transaction);
      requireVersion('activity', found, version);
      const changed: Activity = { ...found, ...particularsOf(request, transaction), version: version + 1 };
      await this.activities.update(transaction.manager, changed, version);
      const [before, after] = [toActivity(found), toActivity(changed)];
      this.changes.keep(transaction, { noun: 'activity', verb: 'correct', clause: clauseOf(caller), reason, before, after });
      return after;
    });
  }

  async list({ organisationId, year, kind, cursor, limit = largestActivityPage }: ListActivities, { caller }: Request): Promise<ActivityPage> {
    await this.#permitted(await this.organisations.find(organisationId), activityContracts.list.permission, caller);
    const before = cursor === undefined ? FIRST : positionOf(cursor);
    const found = await this.activities.list({ organisationId, ...daysOf(year), before, kind, limit: limit + 1 });
    const items = found.slice(0, limit).map(toActivity);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(`${last.heldOn} ${last.id}`) } : {}) };
  }

  /** The year's activities by kind, so that they can be evaluated; kinds of which there was nothing are there with 0. */
  async count({ organisationId, year }: CountActivities, { caller }: Request): Promise<ActivityCount> {
    await this.#permitted(await this.organisations.find(organisationId), activityContracts.count.permission, caller);
    const { from, through } = daysOf(year);
    const counts = await this.activities.count(organisationId, from, through);
    const byKind = activityKinds.map((kind) => {
      const { activities = 0, participants = 0 } = counts.find((count) => count.kind === kind) ?? {};
      return { kind, activities, participants };
    });
    return { organisationId, year, byKind };
  }

  async history(request: HistoryRequest, { caller }: Request): Promise<HistoryPage> {
    const { organisationId } = ofTenant(await this.activities.find(request.id), request.id, caller);
    await this.#permitted(await this.organisations.find(organisationId), activityContracts.history.permission, caller);
    return await this.changes.history('activity', request);
  }

  async #permitted(found: PromotionOrganisation | undefined, permission: Permission, caller: Caller, transaction?: Transaction): Promise<PromotionOrganisation> {
    if (found === undefined || found.tenant !== caller.tenant) throw wrongPlace('organisationId', 'VALUE');
    return await this.representatives.permittedFor(found, { noun: 'promotion-organisation', id: found.id }, permission, caller, transaction?.manager);
  }
}

const clauseOf = ({ tenant }: Caller): string | undefined => conditionsOf(tenant).activities?.clause;

function ofTenant(found: Activity | undefined, id: string, caller: Caller): Activity {
  if (found === undefined || found.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'activity', id });
  return found;
}

type Particulars = Pick<Activity, 'kind' | 'heldOn' | 'title' | 'description' | 'participants' | 'partners'>;

/** Planned activities are no activities: the day must have come. */
function particularsOf({ kind, heldOn, title, description, participants, partners }: Omit<RecordActivity, 'organisationId'>, { today }: Transaction): Particulars {
  if (heldOn > today) throw wrongPlace('heldOn', 'TOO_LARGE');
  return { kind, heldOn, title, description: description ?? null, participants, partners };
}

function daysOf(year: number | undefined): { readonly from: string; readonly through: string } {
  return year === undefined ? { from: '0001-01-01', through: '9999-12-31' } : { from: `${year}-01-01`, through: `${year}-12-31` };
}

function positionOf(cursor: string): { readonly heldOn: string; readonly id: string } {
  const [heldOn, id] = readCursor(cursor, z.string().transform((text) => text.split(' ')).pipe(positionSchema));
  return { heldOn, id };
}
