import {
  Refusal, revocationContracts, type AskGrounds, type RecordedForMonitoring, type RecordFinding, type RecordIncident, type StrikeRecord,
  type TitleGrounds,
} from '@jiqun/contracts';
import type { Ground, Policy, TitleHistory } from '@jiqun/policy-core';
import { CommandRunner, InstallationClock, installedRegions, newId, permitsObject, Reader, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { invalidAt, unknownTitle } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import type { TitleProjection } from '../title-projection/title-projection.entity.js';
import { TitleProjectionRepository } from '../title-projection/title-projection.repository.js';
import { TitleProjectionService } from '../title-projection/title-projection.service.js';
import { MonitoringRepository } from './monitoring.repository.js';
import { toFoundGround } from './revocation.mapper.js';
import { groundsFound, termOn } from './title-history.js';

/** Grounds of revocation with what they were derived from. */
export interface FoundGrounds {
  readonly policy: Policy;
  readonly history: TitleHistory;
  readonly grounds: readonly Ground[];
}

/** Monitoring of titles: what happened under them is recorded, and which grounds of revocation that makes is told. */
@Injectable()
export class MonitoringService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(InstallationClock) private readonly clock: InstallationClock,
    @Inject(MonitoringRepository) private readonly records: MonitoringRepository,
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(TitleProjectionService) private readonly titleService: TitleProjectionService,
  ) {}

  /** Records an incident of an enterprise of a cluster. @throws Refusal INVALID_REQUEST for an unknown title or a day to come */
  async recordIncident(request: RecordIncident, { call }: Request): Promise<RecordedForMonitoring> {
    return await this.commands.run(call, async (transaction) => {
      const title = await this.#monitored(transaction, revocationContracts.recordIncident, request.titleId, 'happenedOn', request.happenedOn);
      const { category, grade, happenedOn } = request;
      const row = { ...monitoringRow(transaction, title, request.source), happenedOn, category, grade };
      await this.records.insertIncident(transaction.manager, row);
      transaction.record({
        action: 'revocation.record-incident', objectType: 'incident', objectId: row.id,
        detail: { titleId: title.titleId, happenedOn, category, grade },
      });
      return { id: row.id, clusterId: title.clusterId };
    });
  }

  /** Records a finding about a cluster. @throws Refusal INVALID_REQUEST for an unknown title or a day to come */
  async recordFinding(request: RecordFinding, { call }: Request): Promise<RecordedForMonitoring> {
    return await this.commands.run(call, async (transaction) => {
      const title = await this.#monitored(transaction, revocationContracts.recordFinding, request.titleId, 'foundOn', request.foundOn);
      const { kind, by, foundOn } = request;
      const row = { ...monitoringRow(transaction, title, request.source), foundOn, kind, by };
      await this.records.insertFinding(transaction.manager, row);
      transaction.record({
        action: 'revocation.record-finding', objectType: 'finding', objectId: row.id, detail: { titleId: title.titleId, foundOn, kind, by },
      });
      return { id: row.id, clusterId: title.clusterId };
    });
  }

  /** Strikes out what was recorded by mistake; it stays on record. @throws Refusal NOT_FOUND, also for what is struck already */
  async strikeRecord({ id, reason }: StrikeRecord, { call }: Request): Promise<RecordedForMonitoring> {
    return await this.commands.run(call, async (transaction) => {
      const { person, tenant } = call.caller;
      const clusterId = await this.records.strike(transaction.manager, id, tenant, person, transaction.now, reason);
      if (clusterId === undefined) throw new Refusal('NOT_FOUND', { noun: 'revocation', id });
      transaction.record({ action: 'revocation.strike-record', objectType: 'monitoring-record', objectId: id, reason });
      return { id, clusterId };
    });
  }

  /** The grounds that exist on a day, today unless said otherwise. @throws Refusal INVALID_REQUEST, OUTSIDE_REGION */
  async grounds({ titleId, asOf = day(this.clock.today()) }: AskGrounds, { caller }: Pick<Request, 'caller'>): Promise<TitleGrounds> {
    return await this.reader.snapshot(async (manager) => {
      const title = await this.titles.findIn(manager, caller.tenant, titleId);
      if (title === undefined) throw unknownTitle(titleId);
      permitsObject(revocationContracts.grounds.permission, caller, title, installedRegions());
      const found = await this.find(manager, title, asOf);
      return { titleId, asOf, policyVersion: found?.policy.version ?? 'undated', grounds: (found?.grounds ?? []).slice(0, 100).map(toFoundGround) };
    });
  }

  /** What policy-core finds on what is recorded; undefined for a title that no policy granted. */
  async find(manager: EntityManager, title: TitleProjection, asOf: string): Promise<FoundGrounds | undefined> {
    const policy = await this.titleService.policyOf(title);
    if (policy === undefined) return undefined;
    const { tenant, clusterId, titleId } = title;
    const reports = await this.records.reports(manager, titleId);
    const changes = await this.records.changes(manager, tenant, clusterId);
    const incidents = await this.records.incidents(manager, tenant, clusterId);
    const history: TitleHistory = {
      title: termOn(title, await this.records.reviews(manager, titleId), asOf),
      reports: reports.map(({ year, filedOn }) => ({ year, filedOn })),
      changes: changes.map(({ kind, changedOn, reportedOn }) => ({ kind, changedOn, ...(reportedOn === null ? {} : { reportedOn }) })),
      incidents: incidents.map(({ happenedOn, category, grade }) => ({ date: happenedOn, category, grade })),
      findings: [...(await this.records.findings(manager, tenant, clusterId))],
    };
    return { policy, history, grounds: groundsFound(policy, history, asOf) };
  }

  async #monitored(
    transaction: Transaction, contract: { permission: typeof revocationContracts.recordIncident.permission }, titleId: string, field: string,
    on: string,
  ): Promise<TitleProjection> {
    const { caller } = transaction.call;
    const title = await this.titles.lock(transaction.manager, caller.tenant, titleId);
    if (title === undefined) throw unknownTitle(titleId);
    permitsObject(contract.permission, caller, { tenant: title.tenant, region: title.region }, installedRegions());
    if (on > transaction.today) throw invalidAt(field, '日期不能晚于今天', 'the day lies in the future');
    return title;
  }
}

function monitoringRow({ now, call }: Transaction, { tenant, clusterId }: TitleProjection, source: string) {
  return { id: newId(), tenant, clusterId, source, recordedBy: call.caller.person, recordedAt: now };
}
